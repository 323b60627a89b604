//! Findings that other rooms raise: registered, so that `explain` knows every name that is printed.
//!
//! To add one: a line in the table below. `reading` is for what could not be read and cannot be
//! switched off; `grouped` for what `lint.rules` may move.

use crate::base::Level::{Error, Info, Warning};
use crate::lint::rule::Tier::{Own, Spec};
use crate::lint::rule::{Case, Check, Group, Rule, case};

#[rustfmt::skip] // a line each
pub const RULES: &[Rule] = &[
    // config
    reading("config-invalid", ERROR, "A value of `smo.yaml` or `theme.yaml` cannot be used. The message says what is wanted."),
    reading("config-unknown-key", WARNING, "A key that nothing reads has no effect. It is usually a slip of the fingers; the nearest known key is named."),
    reading("page-too-large", WARNING, "A page of more than 32 MB, or with more than 2,000 meta tags, passes through as it is: no preview tags, no share links."),
    reading("page-encoding", WARNING, "The page is UTF-16, or it is no UTF-8 and names no encoding, so it cannot be edited in place. It passes through as it is. Write it in UTF-8, or say `<meta charset>`."),
    reading("theme-layout", ERROR, "The file beside a card layout, `cards/NAME.yaml`, cannot be read, or a key of it is unknown. The layout is drawn with its own defaults."),
    grouped("card-layout-unknown", Group::Image, ERROR, "A page or `cards.layout` asks for a card layout that no layer has, or one whose template has an error. The page gets `default` instead; a site's `cards.layout` has no effect. The nearest name is given."),
    reading("not-utf8", ERROR, "A file that holds text is not UTF-8, so its letters cannot be known. Save it as UTF-8."),
    reading("config-missing", ERROR, "There is no `smo.yaml` here. Two lines are enough: `site:` and `  url: https://example.org`."),
    reading("usage", ERROR, "The command line asks for something that does not exist or does not go together."),
    reading("output-unsafe", ERROR, "The output folder holds what is read, or lies in it, or is a file: a run could overwrite what it is made from. Name another folder."),
    grouped("output-stale", Group::Link, WARNING, "Files in the output folder are not of this build: pages of deleted posts or of former drafts, old cards. They are public as long as they lie there. `smo-build build --clean` removes them, `.nojekyll` and `CNAME` too unless they lie in `static/`."),
    reading("optimize-source", ERROR, "The folder holds the sources of a site, not its finished HTML: `optimize` would write into layouts and content. Run it on the output, such as `smo-build optimize public`."),
    grouped("share-no-place", Group::Share, WARNING, "`--share` and `share.place` put links at the end of articles, and no page is one: none has a date, and none has exactly one `<article>`. Put `<div data-smo=\"share\"></div>` into the template instead."),
    reading("base-url-inferred", INFO, "No `site.url` is set; it was taken from a CNAME file, from canonical links that agree, or from `sitemap.xml`. Set it if the guess is wrong."),
    reading("unknown-rule", WARNING, "`lint.rules`, `lint.platforms` or an exception in a page names something that does not exist, or no rule at all, so it has no effect. The nearest name is given. In a comment the rule stands before the colon: `<!-- smo-allow RULE: reason -->`."),
    reading("unused-suppression", WARNING, "Something is allowed here that is not found, so the exception can go; or, in the profile `strict`, it is allowed without a reason. As a hint: `paths` of `lint.overrides` or `lint.budgets` that match no page and no source."),
    reading("expired-suppression", WARNING, "What was allowed until a day counts again after it. Mend what it hides, or move the day."),
    reading("baseline-stale", INFO, "Findings that the baseline knows are fixed; if they came back they would be known already. `smo-build lint --prune-baseline` forgets them. An error with `--strict`."),
    reading("baseline-unreadable", ERROR, "The baseline cannot be read, or a newer version wrote it, so nothing is taken as known and the run stops."),
    reading("budget-exceeded", BUDGET, include_str!("../docs/budget-exceeded.md")),
    // reading content
    reading("content-missing", ERROR, "The folder that should hold the Markdown files is not there. `source.content` names it."),
    reading("symlink-outside", WARNING, "A symbolic link leads out of the project. It is not followed, so that nothing is published by accident."),
    reading("index-beside-pages", WARNING, "`index.md` makes its folder one page with files of its own; beside other pages it is read as the list page of the folder, which is called `_index.md`."),
    reading("bundle-extra-markdown", WARNING, "A folder with an `index.md` is one page. Other Markdown files in it become no pages; move them out."),
    reading("mdx-component", WARNING, "A component in MDX needs JavaScript to run. It is left out and what it holds is kept."),
    reading("front-matter-invalid", ERROR, "The front matter cannot be read, so the page is built from its text alone."),
    reading("front-matter-unclosed", ERROR, "Front matter begins with `---` and ends with `---`. Without the end the whole file is text."),
    reading("front-matter-format", ERROR, "Front matter in TOML or JSON is read in sites of other generators only; here it is YAML between `---` lines."),
    grouped("front-matter-unknown-key", Group::Data, WARNING, "A key that nothing reads has no effect. Rename it, or move it under `extra:` if a template wants it."),
    grouped("front-matter-duplicate-key", Group::Data, ERROR, "A key stands twice; the last one counts. Remove one."),
    grouped("front-matter-value", Group::Data, ERROR, "A value is of the wrong kind and has no effect. The message says what is wanted."),
    grouped("front-matter-boolean", Group::Data, WARNING, "`yes`, `no`, `on` and `off` are words in YAML 1.2 and were true and false before. Write `true` or `false`, so that every tool reads the same."),
    grouped("front-matter-alias-conflict", Group::Data, WARNING, "Two keys mean the same and disagree. The one that is read is named."),
    grouped("date-unreadable", Group::Data, ERROR, "A date cannot be read, so the page counts as undated. Write `2026-03-04`."),
    grouped("updated-before-date", Group::Data, WARNING, "A page cannot have been changed before it was published. Correct one of the dates."),
    grouped("term-spelling", Group::Data, WARNING, "Two spellings of a tag or category are one term. Write them alike, so that readers find all posts."),
    reading("content-unmatched", INFO, "Files below `--content` were not found again as pages, or more than one page could be made of them, so their front matter is not used. A `url:` or `slug:` in them makes it certain."),
    // addresses
    reading("slug-empty", WARNING, "The file's name has no letter or digit to make an address of. Set `slug:`."),
    reading("permalink-token", ERROR, "A permalink pattern asks for something that does not exist. Known tokens are named."),
    reading("permalink-invalid", ERROR, "An address leaves the site. Write a path below `/`, without `..`."),
    reading("permalink-undated", WARNING, "The permalink pattern needs a date and the page has none."),
    reading("url-clash", ERROR, "Two pages have one address; only one can be written. Change the slug of the other."),
    reading("url-case-clash", WARNING, "Two addresses differ only in capital letters. On disks of macOS and Windows one page overwrites the other."),
    reading("alias-invalid", ERROR, "An alias is a path of this site, such as `/old/rain/`; nothing can be left at another one."),
    reading("alias-clash", ERROR, "An alias names an address that a page has already, so no redirect is written."),
    grouped("heading-id-clash", Group::Link, WARNING, "Two headings share an id, so links to it reach the first one only."),
    // directives, blocks, quotes
    grouped("directive-unknown", Group::Data, WARNING, "`:::name` is no directive that is known. What it holds is kept; the nearest name is given."),
    grouped("directive-unclosed", Group::Data, WARNING, "A directive begins with `:::name` and ends with `:::`. Without the end all that follows is part of it."),
    grouped("directive-attribute", Group::Data, WARNING, "An attribute of a directive has no effect. They are written `{key=\"value\" #id .class}`."),
    grouped("block-input", Group::Data, BLOCK_INPUT, include_str!("../docs/block-input.md")),
    grouped("block-unknown", Group::Data, BLOCK_UNKNOWN, "`data-smo` names no block that is known, or one that this version does not make yet. The element is left as it is; the nearest name is given."),
    reading("hints-invalid", WARNING, "The `application/smo+json` block of a page is no JSON, or a value in it is of another kind than docs/html-contract.md says, or a key is nearly one of those: that has no effect. Of two blocks the first counts."),
    grouped("feed-content", Group::Data, WARNING, "The text of a post cannot stand in a feed as it is, so feed readers get the description only."),
    // posts beside a page
    grouped("sidecar-invalid", Group::Kit, ERROR, "Something in a `.social.yaml` cannot be used: the message says what is wanted. A post with such a mistake is left out, the others of the file are looked at; a file of a newer version, or one that is no YAML, is left out as a whole."),
    grouped("sidecar-unknown-key", Group::Kit, WARNING, "A key in a `.social.yaml` that nothing reads has no effect. The nearest known key is named."),
    grouped("post-source-gone", Group::Kit, WARNING, "A `.social.yaml` stands beside no page. It is named after its page: `rain.social.yaml` beside `rain.md`, `index.social.yaml` in the folder of a page."),
    // cards and pictures
    grouped("preview-image-not-readable", Group::Image, ERROR, "A picture file cannot be decoded, so no preview can be made of it. Save it again as JPEG or PNG."),
    grouped("preview-image-too-large", Group::Image, ERROR, "A picture has more pixels than are read. Scale it down; 1200×630 is enough for every preview."),
    grouped("image-variants-many", Group::Image, INFO, "With `images.responsive`, a page gets at most 160 smaller copies of its pictures; those further down are shown in one size. Give a page with very many pictures fewer `images.widths`."),
    grouped("card-font-unreadable", Group::Image, ERROR, "A file of `cards.fonts` cannot be read; cards are written with the bundled fonts."),
    grouped("card-layout-invalid", Group::Image, ERROR, "The file beside a card layout is no YAML; the layout is drawn with its own defaults."),
    grouped("markup-unclosed", Group::Data, UNCLOSED, include_str!("../docs/markup-unclosed.md")),
    reading("page-ambiguous", WARNING, "The markup of a page can be read in two ways (`<select><xmp>`, for one), so the page passes through unchanged."),
    grouped("card-layout", Group::Image, ERROR, "A text box of a card layout says something that `data-smo-fit` does not know, so its text may stand where nobody wants it."),
    grouped("card-low-contrast", Group::Image, WARNING, "A text of a card is hard to tell from what lies behind it: the contrast of the worst twentieth of its pixels is below 4.5:1, or 3:1 for text from 48 units on (WCAG 1.4.3). Measured for layouts of a site or a theme. Choose the colour with the filter `readable(on=ground)`, or lay a darker veil over the photo."),
    grouped("card-outside-safe-area", Group::Image, INFO, "A text of a card stands where a crop or an app's own buttons may take it: a headline outside of `safe`, another text nearer than 40 units to an edge, any text in the parts of a story that apps write over. Measured for layouts of a site or a theme; decoration takes `data-smo-role=\"decor\"`."),
    grouped("card-text-small", Group::Image, INFO, "Feeds show a card about 320 pixels wide. Headlines below 48 units of 1200, other texts below 28, cannot be read there. Measured for layouts of a site or a theme; decoration takes `data-smo-role=\"decor\"`."),
    grouped("card-not-drawn", Group::Image, ERROR, "A card layout could not be drawn. A plain card with the title was made instead."),
    grouped("card-external-resource", Group::Image, ERROR, "A card layout asks for a file that the template does not get. Cards show the pictures of the context (`page.image`, `site.logo` and the like) and what is embedded as a `data:` address."),
    grouped("card-image-not-readable", Group::Image, WARNING, "A picture cannot be put into the card; the card is drawn without it."),
    grouped("card-font-not-readable", Group::Image, WARNING, "A file of `cards.fonts` is no font that can be read, or a layout asks for a `font-family` that no file has; the other fonts are used."),
    grouped("card-glyph-missing", Group::Image, WARNING, "No font of the cards has these characters, so they are left out. Put a font that has them into the project and name its file in `cards.fonts`; fonts of the system are never used, so that cards are equal everywhere."),
    grouped("card-text-overflow", Group::Image, WARNING, "The text does not fit into its box even at its smallest size, so readers see the beginning only."),
    grouped("card-too-heavy", Group::Image, WARNING, "The card weighs more than `cards.budget_kb`. Some networks give up on pictures that load slowly."),
    grouped("card-unsupported-svg", Group::Image, WARNING, "A card is a still picture, drawn without a browser: scripts, animations and foreign elements are left out."),
    // themes and templates
    reading("template-error", ERROR, "A template could not be rendered; the message shows where it stopped."),
    reading("template-syntax", ERROR, "A template cannot be read. It is left out and the one behind it is used."),
    reading("template-undefined", ERROR, "A template asks for something that is not there. The nearest known name is given."),
    reading("template-missing", ERROR, "A template names one that does not exist. The nearest known name is given."),
    reading("template-loop", ERROR, "Templates extend or include each other in a circle. Name the layer: `{% extends \"essay/page.html\" %}`."),
    reading("theme-unknown", ERROR, "There is no theme of this name. Known ones are named."),
    reading("theme-manifest", ERROR, "A theme has no `theme.yaml` that can be read; it says which contract the theme keeps."),
    reading("theme-api", ERROR, "The theme was made for another contract between themes and smo-build."),
    reading("theme-requires", ERROR, "The theme needs another version of smo-build."),
    reading("theme-schema", ERROR, "The schema of a theme's option makes no sense; this is for the theme's author."),
    reading("theme-strings", ERROR, "A file of the interface's words cannot be read: one `key: text` a line."),
    reading("theme-symlink", WARNING, "A symbolic link in a theme is left out: a theme reads nothing outside its own folder."),
    reading("theme-option-unknown", WARNING, "The theme has no such option, so it has no effect. The nearest name is given."),
    reading("theme-option-invalid", ERROR, "The value does not fit the option; the theme's default is used."),
];

const BUDGET: &[Case] =
    &[case("page", Error, Own, "lint.budgets"), case("picture", Error, Own, "lint.budgets"), case("score", Error, Own, "lint.budgets")];
const BLOCK_INPUT: &[Case] = &[case("request", Error, Own, "the file itself"), case("value", Warning, Own, "the file itself")];
const BLOCK_UNKNOWN: &[Case] = &[case("name", Warning, Own, "the file itself"), case("reserved", Info, Own, "the file itself")];
const UNCLOSED: &[Case] = &[
    case("head", Error, Spec, "HTML: tokenization"),
    case("body", Error, Spec, "HTML: tokenization"),
    case("end", Warning, Spec, "HTML: tokenization"),
];
const ERROR: &[Case] = &[case("", Error, Own, "the file itself")];
const INFO: &[Case] = &[case("", Info, Own, "the file itself")];
const WARNING: &[Case] = &[case("", Warning, Own, "the file itself")];

const fn reading(name: &'static str, cases: &'static [Case], doc: &'static str) -> Rule {
    Rule { name, group: None, cases, check: Check::Elsewhere, doc }
}

const fn grouped(name: &'static str, group: Group, cases: &'static [Case], doc: &'static str) -> Rule {
    Rule { name, group: Some(group), cases, check: Check::Elsewhere, doc }
}
