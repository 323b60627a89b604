//! How a platform will show a page: the card it makes of what it reads, where it cuts, and why.
//!
//! Pure: facts and the headers of picture files. What nobody wrote down is `Unknown`, never a guess
//! dressed as a card; what follows from a limit by assumption says so in the notes.

use super::own::{self, Filing};
use super::picture::{Fate, fate};
use super::why::{self, What};
use super::{Page, Preview, Seen, Shown, cut, structured};
use crate::base::BaseUrl;
use crate::base::html::unescape;
use crate::model::audience::{self, reader};
use crate::model::consumer::{Consumer, FILE_ENDINGS, Layout, OEmbed, Quirk, Read, Stands, Sure, TWITTER_CARDS, Trap, Untitled, layout};
use crate::model::facts::{Meta, PageFacts};
use crate::model::platform::{Of, Tier};
use crate::model::verdict::{CardView, Ledger, Note, Outcome};
use crate::model::view::PageView;

/// The card that a platform makes of a page; nothing for a platform that no table knows.
pub fn card(platform: &str, page: &PageView, base: Option<&BaseUrl>) -> Option<CardView> {
    let (id, _) = audience::AUDIENCE.iter().find(|(id, _)| *id == platform)?;
    let consumer = reader(id)?;
    let layout = layout(consumer.id)?;
    let maker = Maker { consumer, layout, page: Page::new(consumer, &page.shown, base), view: page, notes: Vec::new() };
    Some(maker.card(id))
}

struct Maker<'a> {
    consumer: &'static Consumer,
    layout: &'static Layout,
    page: Page<'a>,
    view: &'a PageView,
    notes: Vec<Note>,
}

/// An outcome, and the rules that speak of its cause.
type Verdict = (Outcome, &'static [&'static str]);

const NO_TITLE: &[&str] = &[
    "title-missing",
    "og-required-missing",
    "meta-not-in-static-head",
    "meta-past-byte-limit",
    "meta-wrong-attribute",
    "meta-broken-quote",
];
const REQUIRED: &[&str] = &[
    "og-required-missing",
    "description-missing",
    "title-missing",
    "base-url-unset",
    "meta-not-in-static-head",
    "meta-past-byte-limit",
    "meta-wrong-attribute",
    "meta-broken-quote",
];
const WINDOW: &[&str] = &["meta-past-byte-limit"];
const NO_CARD: &[&str] = &["twitter-card-invalid", "og-required-missing", "meta-wrong-attribute"];
const TOO_LONG: &[&str] = &["preview-payload-too-large"];
const FILE_LIKE: &[&str] = &["slug-looks-like-file"];
const OTHER_TITLE: &[&str] = &["placeholder-leak", "jsonld-contradicts-page", "meta-duplicate-conflict", "title-mismatch"];
const OTHER_PAGE: &[&str] = &["canonical-points-elsewhere", "og-url-mismatch", "dev-host"];

impl Maker<'_> {
    fn card(mut self, platform: &'static str) -> CardView {
        let Seen { preview, refused } = self.page.read();
        let Preview { title, description, image, site_name } = preview;
        let named = title.clone();
        let title = title.or_else(|| self.plain_title());
        let filing = self.page.base.and_then(|base| own::filing(self.view, base, self.layout.filed));
        let nothing = self.nothing(title.as_ref(), description.as_ref(), image.as_ref(), refused.is_some());
        let unknown = if nothing.is_none() { self.unknown(title.is_some(), filing.as_ref()) } else { None };
        let wrong = if nothing.is_none() { self.wrong(title.as_ref(), filing.as_ref()) } else { None };
        let Fate { outcome, image: placed, because } =
            fate(&self.page, self.layout, self.view, image.clone(), refused.as_ref(), &mut self.notes);
        let picture = (outcome, because);
        let (outcome, because) = match (nothing, wrong, unknown) {
            (Some(nothing), ..) => nothing,
            (_, Some(wrong), _) => wrong,
            (.., Some(unknown)) => unknown,
            _ => picture,
        };
        let description = self.authored(description);
        let is_card = outcome != Outcome::None;
        self.remarks(is_card, named.as_ref(), description.as_ref(), image.as_ref().or(refused.as_ref().map(|(shown, _)| shown)));
        let intended = self.intended();
        CardView {
            platform,
            outcome,
            intended,
            title: title.filter(|_| is_card).map(|title| self.cut(Of::Title, title)),
            description: description.filter(|_| is_card).map(|text| self.cut(Of::Description, text)),
            image: placed.filter(|_| is_card),
            site_name: site_name.filter(|_| is_card).map(|name| name.value),
            domain: self.page.base.map_or_else(String::new, |base| base.host().to_owned()),
            filed_under: filing.map(|filing| filing.url),
            color: self.layout.traps.contains(&Trap::Color).then(|| color(&self.page)).flatten(),
            notes: self.notes,
            ledger: Ledger { because: if outcome.serves(intended) { &[] } else { because }, ..Ledger::default() },
        }
    }

    /// Large, unless the page asks for less or the platform has no such form.
    fn intended(&self) -> Outcome {
        let names_none = self.view.hints.card.off && self.view.fields.image.is_none();
        let card = self.view.shown.metas.iter().rev().find(|meta| meta.key == "twitter:card");
        match self.layout.picture {
            _ if names_none => Outcome::Text,
            Stands::Beside => Outcome::Small,
            _ if card.is_some_and(|meta| meta.content.trim() == "summary") => Outcome::Small,
            _ => Outcome::Large,
        }
    }

    /// `<title>`, where people report that it is taken though no document says so.
    fn plain_title(&mut self) -> Option<Shown> {
        if self.layout.untitled != Untitled::TitleTag {
            return None;
        }
        let title = self.page.first(&[Read::TitleTag], self.consumer.reading.words)?;
        self.notes.push(why::plain(Some("<title>".to_owned()), "taken where og:title is missing: assumed, no document says so"));
        Some(title)
    }

    /// Why there is no card at all.
    fn nothing(&mut self, title: Option<&Shown>, description: Option<&Shown>, image: Option<&Shown>, refused: bool) -> Option<Verdict> {
        if self.layout.picture == Stands::Unknown {
            return None;
        }
        if let Some(found) = self.layout.traps.iter().find_map(|trap| self.trapped(*trap, title, description, image)) {
            return Some(found);
        }
        if self.consumer.has(Quirk::TooLongEndsAll) && title.is_none() && self.says_title() {
            self.note("a site name, a picture's description or an address is longer than it takes: no card at all");
            return Some((Outcome::None, TOO_LONG));
        }
        if self.consumer.has(Quirk::BadImageEndsAll) && title.is_none() && refused {
            return Some((Outcome::None, &["preview-image-relative", "placeholder-leak"]));
        }
        match self.layout.untitled {
            _ if title.is_some() => None,
            Untitled::Nothing(sure) => {
                let assumed = if sure == Sure::Assumed { " (assumed)" } else { "" };
                self.note(&format!("no title that it reads, so no card{assumed}"));
                Some((Outcome::None, NO_TITLE))
            }
            // Nothing at all was read.
            _ if description.is_none() && image.is_none() && !refused => {
                self.note("nothing that it reads stands in the page");
                Some((Outcome::None, NO_TITLE))
            }
            _ => None,
        }
    }

    fn trapped(&mut self, trap: Trap, title: Option<&Shown>, description: Option<&Shown>, image: Option<&Shown>) -> Option<Verdict> {
        let facts = &self.view.shown;
        match trap {
            Trap::FileEnding => {
                let base = self.page.base?;
                let target = facts.canonical().and_then(|link| base.resolve(&self.view.url, &link.href));
                let target = url::Url::parse(&target.unwrap_or_else(|| base.join(&self.view.url))).ok()?;
                let ending = target.path().rsplit_once('.').map_or("", |(_, ending)| ending);
                if !FILE_ENDINGS.contains(&ending) {
                    return None;
                }
                self.note(&format!("an address that ends in `.{ending}` is taken for a file"));
                Some((Outcome::None, FILE_LIKE))
            }
            Trap::HeadInWindow => {
                let limit = self.consumer.limit(Of::Html)?;
                let end = facts.head_end.max(facts.fringe.body_start as usize);
                if end <= limit.max as usize {
                    return None;
                }
                let known = why::evidence(limit.tier, limit.source);
                self.note(&format!("the head must end within {} bytes; it ends at {end} ({known})", limit.max));
                Some((Outcome::None, WINDOW))
            }
            Trap::NeedsRequired => {
                let says = |key: &str| self.page.metas.iter().any(|meta| meta.key == key && !meta.content.trim().is_empty());
                let missing = self.consumer.required.iter().find(|key| !says(key))?;
                self.note(&format!("`{missing}` should not be empty; that there is no card without it is assumed"));
                Some((Outcome::None, REQUIRED))
            }
            Trap::NeedsCard => {
                let says = |key: &str| self.page.metas.iter().any(|meta| meta.key == key && !meta.content.trim().is_empty());
                let asked = self.page.twitter_card().is_some_and(|card| TWITTER_CARDS.contains(&card));
                if asked || ["og:type", "og:title", "og:description"].iter().all(|key| says(key)) {
                    return None;
                }
                self.note("no `twitter:card`, and not all of og:type, og:title and og:description: no card");
                Some((Outcome::None, NO_CARD))
            }
            Trap::NeedsMore if title.is_some() && description.is_none() && image.is_none() => {
                self.note("a title alone makes no card");
                Some((Outcome::None, REQUIRED))
            }
            Trap::MostData(most) => {
                let size = data_size(self.page.metas.iter().copied());
                if size <= most as usize {
                    return None;
                }
                self.note(&format!("the Open Graph data takes about {size} bytes; more than {most} leave no card"));
                Some((Outcome::None, TOO_LONG))
            }
            _ => None,
        }
    }

    /// Is there a title that it would read, had it not dropped all?
    fn says_title(&self) -> bool {
        self.page.first(self.consumer.title, self.consumer.reading.words).is_some_and(|title| title.from != Read::TitleTag)
    }

    /// Why nobody can say how it looks.
    fn unknown(&mut self, titled: bool, filing: Option<&Filing>) -> Option<Verdict> {
        if self.layout.picture == Stands::Unknown {
            self.note("not simulated: nobody documents its layout");
            return Some((Outcome::Unknown, &[]));
        }
        if filing.is_some_and(|filing| filing.elsewhere) {
            return Some((Outcome::Unknown, &[]));
        }
        let oembed =
            |facts: &PageFacts| facts.links.iter().any(|link| link.kind.as_deref().is_some_and(|kind| kind.contains("json+oembed")));
        if matches!(self.consumer.oembed, OEmbed::First | OEmbed::FirstUnlessRich) && oembed(&self.view.shown) {
            let unless = if self.consumer.oembed == OEmbed::FirstUnlessRich { ", unless its type is `rich`" } else { "" };
            self.note(&format!("its oEmbed answer replaces these tags{unless}; that was not asked"));
            return Some((Outcome::Unknown, &[]));
        }
        if !titled {
            self.note("no title that it reads, and nobody says what it shows then");
            return Some((Outcome::Unknown, NO_TITLE));
        }
        None
    }

    fn wrong(&mut self, title: Option<&Shown>, filing: Option<&Filing>) -> Option<Verdict> {
        if self.layout.picture == Stands::Unknown {
            return None;
        }
        if let Some(filing) = filing {
            let what = match filing {
                Filing { wrong: true, .. } => "the card is that of another page",
                Filing { elsewhere: true, .. } => "the card is that of a page elsewhere, which was not looked at",
                _ => "the card is filed under that address",
            };
            self.notes.push(Note { tag: Some(filing.tag.to_owned()), why: format!("{what}: {}", filing.url) });
        }
        if filing.is_some_and(|filing| filing.wrong) {
            return Some((Outcome::Wrong, OTHER_PAGE));
        }
        // What this page says is not read.
        let title = title.filter(|_| !filing.is_some_and(|filing| filing.elsewhere))?;
        if own::is_placeholder(&title.value) {
            self.notes.push(why::plain(Some(title.from.describe()), "a title that nobody filled in"));
            return Some((Outcome::Wrong, OTHER_TITLE));
        }
        if own::is_other_title(&title.value, title.from, self.view) {
            self.notes.push(why::plain(Some(title.from.describe()), "hardly a word of it stands in the page's own title"));
            return Some((Outcome::Wrong, OTHER_TITLE));
        }
        None
    }

    /// The description, unless an author's line takes its place.
    fn authored(&mut self, description: Option<Shown>) -> Option<Shown> {
        if !self.layout.traps.contains(&Trap::AuthorLine) {
            return description;
        }
        let by = structured::field(&self.view.shown, self.page.json_ld_types(), "author.name").or_else(|| {
            self.page.first(&[Read::Meta("og:author"), Read::Meta("og:author:username")], self.consumer.reading.words).map(|by| by.value)
        });
        if by.is_some() && description.is_some() {
            self.note("the author's name stands in place of the description");
            return None;
        }
        if self.page.metas.iter().any(|meta| meta.key == "fediverse:creator") {
            let why = "if that account allows this site to credit it, it stands in place of the description";
            self.notes.push(why::plain(Some("fediverse:creator".to_owned()), why));
        }
        description
    }

    /// What else a reader of the card asks.
    fn remarks(&mut self, is_card: bool, title: Option<&Shown>, description: Option<&Shown>, image: Option<&Shown>) {
        let page = &self.page;
        let notes = &mut self.notes;
        why::ignored(page, What::Title, title, notes);
        if !self.consumer.description.is_empty() {
            why::ignored(page, What::Description, description, notes);
        }
        if self.consumer.has(Quirk::Gallery) && is_card {
            let pictures = page.metas.iter().filter(|meta| meta.key_raw == "og:image" && !meta.content.trim().is_empty()).count();
            if pictures > 1 {
                let most = self.consumer.limit(Of::Images).map_or(pictures, |limit| limit.max as usize);
                notes.push(why::plain(Some("og:image".to_owned()), &format!("{} pictures make a gallery", pictures.min(most))));
            }
        } else if !self.consumer.image.is_empty() {
            why::ignored(page, What::Image, image, notes);
        }
        if !is_card {
            return;
        }
        notes.extend(why::lines(page, Of::TitleLines, "title").filter(|_| title.is_some()));
        notes.extend(why::lines(page, Of::DescriptionLines, "description").filter(|_| description.is_some()));
        for trap in self.layout.traps {
            match trap {
                Trap::SizesFirst
                    if image.is_some() && !["og:image:width", "og:image:height"].iter().all(|key| self.view.shown.has_meta(key)) =>
                {
                    let why = "without og:image:width and og:image:height the first who share it see no picture";
                    notes.push(why::plain(Some("og:image".to_owned()), why));
                }
                Trap::PictureOnly => notes.push(why::plain(None, "its apps are reported to show picture and host alone")),
                Trap::Rows if self.view.shown.has_meta("twitter:label1") && self.view.shown.has_meta("twitter:data1") => {
                    notes.push(why::plain(Some("twitter:label1".to_owned()), "is shown as a row below, with twitter:data1"));
                }
                _ => {}
            }
        }
        if self.layout.known.tier >= Tier::Measured && self.layout.picture != Stands::Unknown {
            notes.push(why::plain(None, "its layout is reported or assumed, not documented"));
        }
    }

    fn cut(&self, of: Of, shown: Shown) -> crate::model::verdict::Cut {
        let full = self.consumer.has(Quirk::Clips).then(|| self.full(of)).flatten();
        cut::cut(&self.page, self.layout, of, shown, full)
    }

    /// What was read before the reader shortened it.
    fn full(&self, of: Of) -> Option<String> {
        let reads = if of == Of::Title { self.consumer.title } else { self.consumer.description };
        let read = self.page.first(reads, self.consumer.reading.words)?.value;
        let read = if self.consumer.has(Quirk::DecodesTwice) { unescape(&read).into_owned() } else { read };
        Some(read.trim().to_owned())
    }

    fn note(&mut self, why: &str) {
        self.notes.push(why::plain(None, why));
    }
}

/// Is it kept with the others of Open Graph?
pub fn is_data(meta: &Meta) -> bool {
    meta.key.starts_with("og:") || meta.key.starts_with("article:")
}

/// About how many bytes the Open Graph data of a page takes where it is kept as one text.
pub fn data_size<'a>(metas: impl Iterator<Item = &'a Meta>) -> usize {
    metas.filter(|meta| is_data(meta)).map(|meta| meta.key.len() + meta.content.len() + 6).sum()
}

impl Page<'_> {
    /// The kind of card that the page asks for: the first, or where that counts the last.
    pub(super) fn twitter_card(&self) -> Option<&str> {
        let mut cards = self.metas.iter().filter(|meta| meta.key == "twitter:card").map(|meta| meta.content.trim());
        let card = if self.consumer.has(Quirk::LastCard) { cards.next_back() } else { cards.next() };
        card.filter(|card| !card.is_empty())
    }
}

/// The last hexadecimal colour that the page names.
fn color(page: &Page) -> Option<String> {
    let is_hex = |text: &str| {
        text.strip_prefix('#').is_some_and(|digits| matches!(digits.len(), 6 | 8) && digits.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    let mut named = page.metas.iter().filter(|meta| meta.key == "theme-color").map(|meta| meta.content.trim());
    named.rfind(|text| is_hex(text)).map(|text| text[..7].to_ascii_lowercase())
}
