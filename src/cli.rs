//! The command line as it is typed: clap structs, not what they mean.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Builds sites that share well, and makes finished ones share well.
#[derive(Debug, Parser)]
#[command(
    name = "smo-build",
    version,
    about,
    max_term_width = 100,
    arg_required_else_help = true,
    subcommand_required = true,
    args_override_self = true
)]
#[command(after_help = "\
Examples:
  smo-build build                      build the site in this folder into public/
  smo-build build -D -b http://localhost:4040   with drafts, for a local look
  smo-build optimize public --diff     what would change in another generator's output
  smo-build optimize public --share    change it, share links after each article
  smo-build lint --format json         findings of this site, for a script

Exit codes: 0 fine · 1 findings at or above --fail-on · 2 usage, configuration or the machine · 3 nothing to do")]
pub struct Cli {
    #[command(subcommand)]
    pub verb: Verb,
    #[command(flatten)]
    pub global: Global,
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Build the site: pages, previews, feeds, sitemap, and the lint summary
    #[command(after_help = "Examples:
  smo-build build
  smo-build build example-site -o ../site
  smo-build build --drafts --future --base-url https://preview.example.org
  smo-build build --report json=.smo/out/report.json --fail-on warning")]
    Build(BuildArgs),
    /// Make the finished HTML of another generator share well, in place or into --out
    #[command(after_help = "Examples:
  hugo && smo-build optimize public --diff
  smo-build optimize _site -b https://ada.dev --share
  smo-build optimize dist --out dist-social --exclude 'drafts/**'")]
    Optimize(OptimizeArgs),
    /// Findings only: of this site, or of the HTML in a folder as it lies there
    #[command(after_help = "Examples:
  smo-build lint
  smo-build lint public --format json
  smo-build lint --report html=report.html     the report to look at
  smo-build lint --format human,sarif          also .smo/out/report.sarif
  smo-build lint --select image --deny warnings
  smo-build lint --changed-since origin/main
  smo-build lint --fix=unsafe --diff          what would be mended
  smo-build lint --write-baseline             accept what there is; from now on only new findings count
  smo-build lint --format github --fail-on warning")]
    Lint(LintArgs),
    /// What a rule means; or what a page will say, tag by tag, and where each value comes from
    #[command(after_help = "Examples:
  smo-build explain title-too-long            a rule: what, why, how to mend it
  smo-build explain content/rain.md           a page of the site here, by its file
  smo-build explain /rain/                    … or by its address
  smo-build explain public/rain/index.html    a page that another generator wrote
  smo-build explain /rain/ --in public")]
    Explain(ExplainArgs),
    /// How platforms will show one page: simulated cards, where they cut, and why
    #[command(after_help = "Examples:
  smo-build preview content/rain.md
  smo-build preview /rain/ --platform mastodon
  smo-build preview public/rain/index.html    a page that another generator wrote, as it lies there
  smo-build preview public/rain/index.html --optimized    … as `optimize` would leave it")]
    Preview(PreviewArgs),
    /// Draw the card of one page, to look at it
    #[command(after_help = "Examples:
  smo-build card content/rain.md --open
  smo-build card /rain/ --size story
  smo-build card /rain/ --layout quote -o quote.png
  smo-build card public/rain/index.html       a page that another generator wrote")]
    Card(CardArgs),
    /// Look at a theme
    #[command(
        subcommand,
        after_help = "Examples:
  smo-build theme preview --open
  smo-build theme preview --layout mine --open    while you draw cards/mine.svg
  smo-build theme list"
    )]
    Theme(ThemeVerb),
    /// The pictures that are kept between runs: how many, and away with those that no page uses
    #[command(
        subcommand,
        after_help = "Examples:
  smo-build cache stats
  smo-build cache prune                       after a build: keep what public/ names
  smo-build cache prune public --max-mb 200   … and no more than 200 MB of it
  smo-build cache stats --key                 a key under which CI can save the cache"
    )]
    Cache(CacheVerb),
    /// The JSON Schema of what smo-build writes
    #[command(after_help = "Examples:
  smo-build schema report > report.schema.json")]
    Schema {
        /// What to describe: report
        name: String,
    },
    /// The networks you can share to, and what readers of link previews look for
    #[command(after_help = "Examples:
  smo-build platforms
  smo-build platforms mastodon
  smo-build platforms --format json")]
    Platforms {
        /// A network or a reader of link previews, such as `x`; without it, all
        id: Option<String>,
    },
}

#[derive(Debug, Args)]
pub struct PreviewArgs {
    /// The page: its Markdown file, its address, or its HTML file
    pub page: String,
    /// Only this platform, such as `x`, or all (repeatable) [default: `lint.platforms`]
    #[arg(long = "platform", value_name = "ID", alias = "on")]
    pub platforms: Vec<String>,
    /// A finished page as `optimize` would leave it
    #[arg(long)]
    pub optimized: bool,
    /// The page is in this folder of finished HTML
    #[arg(long = "in", value_name = "DIR")]
    pub within: Option<PathBuf>,
    /// The folder with the Markdown that the page was made from
    #[arg(long, value_name = "DIR")]
    pub content: Option<PathBuf>,
    #[command(flatten)]
    pub show: Show,
}

#[derive(Debug, Args)]
pub struct CardArgs {
    /// The page: its Markdown file, its address, or its HTML file
    pub page: String,
    /// The page is in this folder of finished HTML
    #[arg(long = "in", value_name = "DIR")]
    pub within: Option<PathBuf>,
    /// The folder with the Markdown that the page was made from
    #[arg(long, value_name = "DIR")]
    pub content: Option<PathBuf>,
    /// og, square, portrait, pin or story
    #[arg(long, value_name = "SIZE", default_value = "og")]
    pub size: String,
    /// Another layout than the page's own
    #[arg(long, value_name = "NAME")]
    pub layout: Option<String>,
    /// Where to write it [default: `.smo/out/cards/`]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Show it in your viewer
    #[arg(long)]
    pub open: bool,
    #[command(flatten)]
    pub show: Show,
}

#[derive(Debug, Subcommand)]
pub enum ThemeVerb {
    /// Every card layout in every size, with long titles, other scripts and photos, as one page to look at
    Preview {
        /// Where to write it [default: `.smo/out/theme-preview`]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Only this layout (repeatable)
        #[arg(long = "layout", value_name = "NAME")]
        layouts: Vec<String>,
        /// Show it in your browser
        #[arg(long)]
        open: bool,
    },
    /// The themes there are: embedded ones, and those in `themes/`
    List,
}

#[derive(Debug, Subcommand)]
pub enum CacheVerb {
    /// What the kept pictures take up, and how much of it no page uses
    Stats {
        #[command(flatten)]
        sites: Sites,
        /// Print only a key that is equal for equal contents, for a cache in CI
        #[arg(long)]
        key: bool,
    },
    /// Drop pictures that no page of the finished site names
    Prune {
        #[command(flatten)]
        sites: Sites,
        /// Then drop the largest until this many megabytes are left [default: `cache.max_mb`]
        #[arg(long, value_name = "N")]
        max_mb: Option<u32>,
        /// Say what would go, and drop nothing
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Debug, Args)]
pub struct Sites {
    /// Folders of finished sites that use the cache [default: `output` of smo.yaml]
    #[arg(value_name = "DIR")]
    pub dirs: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct BuildArgs {
    /// The site's folder, with smo.yaml in it [default: here]
    pub dir: Option<PathBuf>,
    /// Where to write the site, relative to where you stand [default: `output` of smo.yaml]
    #[arg(short, long, value_name = "DIR", visible_alias = "destination", short_alias = 'd', aliases = ["output-dir"])]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub show: Show,
    /// Build only the newest N posts
    #[arg(long, value_name = "N", alias = "limit_posts")]
    pub limit: Option<usize>,
    /// Remove files of earlier builds from the output folder
    #[arg(long, conflicts_with = "limit", alias = "cleanDestinationDir")]
    pub clean: bool,
    #[command(flatten)]
    pub findings: Findings,
}

#[derive(Debug, Args)]
pub struct Show {
    /// Include drafts
    #[arg(short = 'D', long, aliases = ["buildDrafts", "show-drafts", "unpublished"])]
    pub drafts: bool,
    /// Include posts whose date is still to come
    #[arg(short = 'F', long, alias = "buildFuture")]
    pub future: bool,
    /// Include posts that have expired
    #[arg(short = 'E', long, alias = "buildExpired")]
    pub expired: bool,
}

#[derive(Debug, Args)]
pub struct OptimizeArgs {
    /// The folder with the finished site
    pub dir: PathBuf,
    /// Write here and leave DIR as it is
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Print what would change in each page, as a unified diff, and write nothing
    #[arg(long)]
    pub diff: bool,
    /// Write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Put share links after the article, also on pages without a mount
    #[arg(long)]
    pub share: bool,
    /// Only these changes: meta, share, blocks, images [default: all but images]
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub only: Vec<String>,
    /// The folder with the Markdown of these pages: what its front matter says counts, and findings point there
    #[arg(long, value_name = "DIR")]
    pub content: Option<PathBuf>,
    /// Only pages that match (repeatable)
    #[arg(long, value_name = "GLOB")]
    pub include: Vec<String>,
    /// Not pages that match (repeatable)
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    #[command(flatten)]
    pub findings: Findings,
}

/// Which findings count, and how much.
#[derive(Debug, Args)]
#[command(next_help_heading = "Findings")]
pub struct Findings {
    /// Only these rules or groups (names, comma lists, repeatable)
    #[arg(long, value_name = "NAMES")]
    pub select: Vec<String>,
    /// Not these rules or groups
    #[arg(long, value_name = "NAMES")]
    pub allow: Vec<String>,
    /// These are warnings at most
    #[arg(long, value_name = "NAMES")]
    pub warn: Vec<String>,
    /// These are errors, hints excepted; `warnings` exits with 1 on any warning
    #[arg(long, value_name = "NAMES")]
    pub deny: Vec<String>,
    /// Whose limits count: x, mastodon, … or all [default: `lint.platforms`]
    #[arg(long = "platform", value_name = "IDS")]
    pub platforms: Vec<String>,
    /// recommended, strict or pedantic [default: `lint.profile`]
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// The accepted findings, or `none` [default: smo-baseline.json, if it is there]
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<String>,
}

#[derive(Debug, Args)]
pub struct LintArgs {
    /// A site's folder, or a folder of finished HTML [default: the site here]
    pub dir: Option<PathBuf>,
    #[command(flatten)]
    pub findings: Findings,
    /// Only findings of this page, by its address
    #[arg(long, value_name = "URL")]
    pub page: Option<String>,
    /// Only findings of pages that changed since this revision, asked of git; and those of the site
    #[arg(long, value_name = "REF")]
    pub changed_since: Option<String>,
    /// Mend what can be mended in front matter, Markdown and smo.yaml: what is certain, with `=unsafe` guesses too
    #[arg(long, value_name = "WHICH", num_args = 0..=1, require_equals = true, default_missing_value = "safe")]
    pub fix: Option<FixWhich>,
    /// Print what --fix would change, as a unified diff, and write nothing
    #[arg(long)]
    pub diff: bool,
    /// Accept all findings as they are now: write them to the baseline
    #[arg(long, conflicts_with_all = ["prune_baseline", "page", "changed_since", "diff", "print_config"])]
    pub write_baseline: bool,
    /// Forget what is fixed, add new pages and pictures to the baseline, accept nothing new; better the numbers of budgets with `ratchet`
    #[arg(long, conflicts_with_all = ["page", "changed_since", "diff", "print_config"])]
    pub prune_baseline: bool,
    /// Name the rules that looked at each page and found nothing, too
    #[arg(long)]
    pub show_passed: bool,
    /// What the site had before: a list of addresses, a sitemap, or a folder of its HTML
    #[arg(long, value_name = "OLD")]
    pub parity: Option<PathBuf>,
    /// Print the level of each rule for this page (its address or source), and the line that decided it
    #[arg(long, value_name = "PAGE")]
    pub print_config: Option<String>,
    /// The folder with the Markdown that the HTML in DIR was made from
    #[arg(long, value_name = "DIR", requires = "dir")]
    pub content: Option<PathBuf>,
    #[command(flatten)]
    pub show: Show,
}

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A rule, as in `warning[title-too-long]`, or a page; without it, all rules
    #[arg(value_name = "RULE|PAGE")]
    pub what: Option<String>,
    /// The page is in this folder of finished HTML
    #[arg(long = "in", value_name = "DIR")]
    pub within: Option<PathBuf>,
    /// The folder with the Markdown that the page was made from
    #[arg(long, value_name = "DIR")]
    pub content: Option<PathBuf>,
    #[command(flatten)]
    pub show: Show,
}

#[derive(Debug, Args)]
pub struct Global {
    /// The project's folder [default: here]
    #[arg(long, global = true, value_name = "DIR", short_alias = 's', alias = "source", help_heading = "Everywhere")]
    pub root: Option<PathBuf>,
    /// Another configuration file
    #[arg(short, long, global = true, value_name = "FILE", help_heading = "Everywhere")]
    pub config: Option<PathBuf>,
    /// The site's address; one that begins with / replaces only the path of `site.url`
    #[arg(short, long, global = true, value_name = "URL", env = "SMO_SITE_URL", hide_env_values = true, aliases = ["baseURL", "baseurl"], short_alias = 'u', help_heading = "Everywhere")]
    pub base_url: Option<String>,
    /// What to print: human, json, sarif, github, junit, markdown, html; of several, those that are files go to `.smo/out/` [default: human, in GitHub Actions human,github]
    #[arg(long, global = true, value_name = "FORMAT", value_delimiter = ',', action = clap::ArgAction::Set, help_heading = "Everywhere")]
    pub format: Vec<String>,
    /// Write a report to a file as well: json=report.json, html=report.html, html=folder/ (repeatable)
    #[arg(long, global = true, value_name = "FORMAT=FILE", help_heading = "Everywhere")]
    pub report: Vec<String>,
    /// The JSON report of an earlier run: reports say what changed since
    #[arg(long, global = true, value_name = "FILE", help_heading = "Everywhere")]
    pub compare: Option<PathBuf>,
    /// Where the site's pictures can be seen, for the step summary of GitHub Actions
    #[arg(long, global = true, value_name = "URL", help_heading = "Everywhere")]
    pub picture_base: Option<String>,
    /// Exit with 1 on findings of this level or above [default: error, or `lint.fail_on`]
    #[arg(long, global = true, value_name = "LEVEL", help_heading = "Everywhere")]
    pub fail_on: Option<FailOn>,
    /// Warnings about configuration and content are errors
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub strict: bool,
    /// Make every picture anew
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub no_cache: bool,
    /// The instant to take for now, RFC 3339 [default: SOURCE_DATE_EPOCH, or the clock]
    #[arg(long, global = true, value_name = "TIME", help_heading = "Everywhere")]
    pub now: Option<String>,
    /// Threads to use [default: one per core]
    #[arg(short, long, global = true, value_name = "N", help_heading = "Everywhere")]
    pub jobs: Option<usize>,
    /// Only errors and the last sentence
    #[arg(short, long, global = true, conflicts_with = "verbose", help_heading = "Everywhere")]
    pub quiet: bool,
    /// Every finding, and what was written
    #[arg(short, long, global = true, help_heading = "Everywhere")]
    pub verbose: bool,
    /// Colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Everywhere")]
    pub color: Color,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FixWhich {
    Safe,
    Unsafe,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}
