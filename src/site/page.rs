//! One content file: read, dated, named and addressed. What becomes of its text is `post.rs`.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::address::{self, Name, Parts};
use super::date::PageDate;
use super::directive;
use super::discover::{Flavour, PageFile, Role};
use super::front_matter::{self, FrontMatter, Written};
use super::{Request, Show};
use crate::base::finding::Safety;
use crate::base::html;
use crate::base::{Error, Finding, Place, Source, Span, UrlPath};
use crate::config::Settings;
use crate::model::page::OutPath;
use crate::model::report::{SkipReason, Skipped};

/// A file of content that was read, before it is known where it will live.
pub struct Draft {
    pub file: PageFile,
    pub source: Source,
    pub body: usize,
    pub front: FrontMatter,
    /// `posts`: the folder whose list shows the page; for a list page, its own folder.
    pub section: String,
    pub title: String,
    pub title_from: &'static str,
    pub date: Option<PageDate>,
    /// Decides when the page is out.
    pub gate: Option<PageDate>,
    pub updated: Option<PageDate>,
    pub expires: Option<PageDate>,
    pub findings: Vec<Finding>,
}

/// Reads a file; `None` if it is no UTF-8.
pub fn read(file: PageFile, request: &Request, findings: &mut Vec<Finding>) -> Result<Option<Draft>, Error> {
    let settings = request.settings;
    let planned = request.planned.get(&file.disk).map(<[u8]>::to_vec);
    let bytes = planned.map_or_else(|| std::fs::read(&file.disk), Ok).map_err(Error::io(&file.disk))?;
    let Ok(text) = String::from_utf8(bytes) else {
        findings.push(
            Finding::error("not-utf8", "the file is not UTF-8 and is left out", Place::File(file.shown.clone()))
                .why("its letters cannot be told apart with certainty")
                .help("save it as UTF-8"),
        );
        return Ok(None);
    };
    let text: Arc<str> = text.strip_prefix('\u{FEFF}').unwrap_or(&text).into();
    let source = Source { path: file.shown.clone(), text };
    let mut own = Vec::new();
    let (split, trouble) = front_matter::split(&source);
    own.extend(trouble);
    let names: Vec<&str> = settings.taxonomies.iter().map(|taxonomy| taxonomy.name.as_str()).collect();
    let front = match split.head {
        Some(head) => front_matter::read(&source, head, &names, &mut own),
        None => FrontMatter { draft: split.is_draft.then_some(true), ..FrontMatter::default() },
    };
    let section = section_of(&file);
    Ok(Some(Draft {
        file,
        source,
        body: split.body,
        front,
        section,
        title: String::new(),
        title_from: "file name",
        date: None,
        gate: None,
        updated: None,
        expires: None,
        findings: own,
    }))
}

/// The folder whose list a page belongs to. Folders of dates (`2026/01/02`) and `_drafts` are
/// no sections.
fn section_of(file: &PageFile) -> String {
    let mut parts: Vec<&str> = file.path.split('/').filter(|part| *part != "_drafts").collect();
    parts.pop();
    match file.role {
        Role::Section => return parts.join("/"),
        Role::Bundle => {
            parts.pop();
        }
        Role::Single => {}
    }
    if let Some(year) = dated_folders(&parts) {
        parts.truncate(year);
    }
    parts.join("/")
}

/// The index of the year in trailing folders `YYYY`, `YYYY/MM`, `YYYY/MM/DD`.
fn dated_folders(parts: &[&str]) -> Option<usize> {
    let digits = |part: &str, len: usize| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
    let short = parts.iter().rev().take(2).take_while(|part| digits(part, 2)).count();
    let year = parts.len().checked_sub(short + 1)?;
    digits(parts[year], 4).then_some(year)
}

impl Draft {
    /// The name without extension that slug and date come from: that of the file, or of its folder.
    fn stem(&self) -> &str {
        let path = &self.file.path;
        let part = match self.file.role {
            Role::Single => path.rsplit('/').next().unwrap_or(path),
            Role::Bundle => return path.rsplit('/').nth(1).unwrap_or(path),
            Role::Section => return self.section.rsplit('/').next().unwrap_or(""),
        };
        part.rsplit_once('.').map_or(part, |(stem, _)| stem)
    }

    pub fn folder(&self) -> &str {
        self.file.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    pub fn is_list(&self) -> bool {
        self.file.role == Role::Section
    }

    pub fn spot(&self, span: Span) -> Place {
        Place::Spot(self.source.spot(span))
    }

    /// The head of the file: what a finding about the page as a whole points at.
    pub fn head(&self) -> Place {
        let end = self.source.text.find('\n').unwrap_or(self.source.text.len());
        self.spot(Span::new(0, end))
    }

    /// After the values of the sections above are known: dates and title.
    pub fn settle(&mut self, zone: &TimeZone) {
        let written = [self.front.date.clone(), self.front.publish.clone(), self.front.updated.clone(), self.front.expires.clone()];
        let [date, publish, updated, expires] = written.map(|written| written.and_then(|written| self.date(&written, zone)));
        self.date = date.or_else(|| self.date_of_name(zone));
        self.gate = publish.or_else(|| self.date.clone());
        self.expires = expires;
        self.updated = match (updated, &self.date) {
            (Some(updated), Some(date)) if updated.at.date() < date.at.date() => {
                let place = self.front.span("updated").map_or_else(|| self.head(), |span| self.spot(span));
                self.findings.push(
                    Finding::warning(
                        "updated-before-date",
                        format!("`updated` ({}) is before the page's date ({})", updated.shown(), date.shown()),
                        place,
                    )
                    .why("it has no effect"),
                );
                None
            }
            (updated, _) => updated,
        };
        (self.title, self.title_from) = self.title();
    }

    fn date(&mut self, written: &Written, zone: &TimeZone) -> Option<PageDate> {
        let date = PageDate::parse(&written.text, zone);
        if date.is_none() {
            let message = format!("`{}` is not a date smo-build can read", written.text);
            let mut finding = Finding::error("date-unreadable", message, self.spot(written.span))
                .why("the page is dated by its file name, or not at all")
                .help("write 2026-01-02, 2026-01-02 09:00 or 2026-01-02T09:00:00+01:00");
            if let Some(day) = super::date::in_words(&written.text) {
                finding = finding.remedy(Safety::Safe, written.text.as_str(), day);
            }
            self.findings.push(finding);
        }
        date
    }

    /// File name, then folders `YYYY/MM/DD/`, then a permalink that begins like that.
    fn date_of_name(&self, zone: &TimeZone) -> Option<PageDate> {
        if self.is_list() {
            return None;
        }
        let name = Name::of(self.stem());
        if let (Some(date), Some(time)) = (name.date, name.time) {
            return PageDate::moment(date, time, zone);
        }
        let of_path = |path: &str| {
            let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
            parts.windows(3).find_map(|w| match w {
                [year, month, day] if year.len() == 4 && month.len() == 2 && day.len() == 2 => {
                    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
                }
                _ => None,
            })
        };
        let date = name.date.or_else(|| of_path(self.folder())).or_else(|| {
            let permalink = self.front.permalink.as_ref()?.text.trim_start_matches('/');
            of_path(&permalink.split('/').take(3).collect::<Vec<_>>().join("/"))
        });
        PageDate::day(date?, zone)
    }

    fn title(&self) -> (String, &'static str) {
        if let Some(title) = &self.front.title {
            return (title.clone(), "front matter");
        }
        if let Some(title) = first_h1(&self.source.text[self.body..]).filter(|_| self.file.flavour != Flavour::Html) {
            return (title, "heading");
        }
        let title = address::spoken(Name::of(self.stem()).rest);
        (if title.is_empty() { "Untitled".to_owned() } else { title }, "file name")
    }

    /// Why the page is left out of this run, if it is.
    pub fn hidden(&self, now: Timestamp, show: Show) -> Option<Skipped> {
        let line = |key: &str| match self.front.span(key).map(|span| self.source.spot(span)) {
            Some(spot) => spot.line,
            None => 1,
        };
        let skipped = |reason, key: &str, at: Option<String>| Some(Skipped { path: self.file.shown.clone(), line: line(key), reason, at });
        if !show.drafts && (self.front.draft == Some(true) || self.file.draft) {
            return skipped(SkipReason::Draft, "draft", None);
        }
        if let Some(gate) = self.gate.as_ref().filter(|gate| !show.future && gate.is_future(now)) {
            return skipped(SkipReason::Future, "date", Some(gate.shown()));
        }
        if let Some(end) = self.expires.as_ref().filter(|end| !show.expired && end.is_past(now)) {
            return skipped(SkipReason::Expired, "expires", Some(end.shown()));
        }
        None
    }

    /// Where the page lives: `permalink`, else the pattern of its section, else its path.
    pub fn address(&mut self, settings: &Settings, zone: &TimeZone) -> (UrlPath, OutPath) {
        let wanted = self.chosen_path(settings, zone);
        let url = wanted.and_then(|path| address::url_of(&path)).unwrap_or_else(|| {
            let path = self.default_path();
            address::url_of(&path).unwrap_or_else(|| UrlPath::from_plain("/").expect("a single slash climbs nowhere"))
        });
        match OutPath::of_url(&url) {
            Some(out) => (url, out),
            None => {
                // A backslash and the like: nothing that may stand in a path of the output.
                let name = format!("page-{}", &blake3::hash(self.file.path.as_bytes()).to_hex()[..8]);
                let url = UrlPath::from_plain(&format!("/{name}/")).expect("letters and digits climb nowhere");
                let out = OutPath::of_url(&url).expect("a path of one plain segment");
                (url, out)
            }
        }
    }

    fn chosen_path(&mut self, settings: &Settings, zone: &TimeZone) -> Option<String> {
        let from_page = self.front.permalink.clone();
        let pattern = match (&from_page, self.is_list()) {
            (Some(written), _) => written.text.clone(),
            (None, true) => return None,
            (None, false) => address::pattern_for(settings, &self.section)?.to_owned(),
        };
        let place = match &from_page {
            Some(written) => self.spot(written.span),
            None => self.head(),
        };
        if let Some(token) = address::tokens(&pattern).find(|_| from_page.is_some()).filter(|token| !is_token(token)) {
            self.findings.push(address::unknown_token(token, place));
            return None;
        }
        let local = self.date.as_ref().map(|date| date.at.with_time_zone(zone.clone()));
        let slug = self.slug();
        let filename = address::slug_or_hash(Name::of(self.stem()).rest, &self.file.path).0;
        let parts = Parts {
            date: local.as_ref(),
            slug: &slug,
            filename: &filename,
            title: &self.title,
            section: &self.section,
            categories: self.front.categories.as_deref().unwrap_or(&[]),
        };
        match address::expand(&pattern, &parts) {
            Ok(path) if !path.contains("..") => Some(path),
            Ok(path) => {
                self.findings.push(
                    Finding::error("permalink-invalid", format!("`{path}` leaves the site"), place)
                        .help("write a path below `/`, without `..`"),
                );
                None
            }
            Err(token) => {
                let path = self.default_path();
                self.findings.push(
                    Finding::warning("permalink-undated", format!("the address needs `:{token}`, and the page has no date"), place)
                        .why(format!("it is written to {path} instead"))
                        .help("give it a `date:`"),
                );
                None
            }
        }
    }

    fn slug(&mut self) -> String {
        let wanted = self.front.slug.clone().unwrap_or_else(|| Name::of(self.stem()).rest.to_owned());
        let (slug, empty) = address::slug_or_hash(&wanted, &self.file.path);
        if empty && self.findings.iter().all(|finding| finding.rule != "slug-empty") {
            let message = format!("nothing of `{wanted}` can stand in an address; it becomes `{slug}`");
            self.findings.push(Finding::warning("slug-empty", message, self.head()).help("set `slug:`"));
        }
        slug
    }

    fn default_path(&mut self) -> String {
        if self.is_list() {
            return format!("/{}/", self.section);
        }
        let slug = self.slug();
        let folder: Vec<&str> = self.folder().split('/').filter(|part| *part != "_drafts").collect();
        let above = if self.file.role == Role::Bundle { &folder[..folder.len().saturating_sub(1)] } else { &folder[..] };
        format!("/{}/{slug}/", above.join("/"))
    }
}

fn is_token(token: &str) -> bool {
    address::expand(
        &format!(":{token}"),
        &Parts {
            date: Some(&jiff::Timestamp::UNIX_EPOCH.to_zoned_datetime(TimeZone::UTC)),
            slug: "",
            filename: "",
            title: "",
            section: "",
            categories: &[],
        },
    )
    .is_ok()
}

/// The text of the first H1 outside code.
fn first_h1(body: &str) -> Option<String> {
    let mut fence = directive::Fence::default();
    let mut before = "";
    for line in body.lines() {
        let literal = fence.is_code(line);
        let underline = !line.is_empty() && line.trim_end().bytes().all(|b| b == b'=') && !before.trim().is_empty();
        let text = if literal {
            None
        } else if underline {
            Some(before)
        } else {
            line.strip_prefix("# ")
        };
        if let Some(text) = text {
            let mut html = String::new();
            pulldown_cmark::html::push_html(
                &mut html,
                pulldown_cmark::Parser::new_ext(&format!("# {text}"), pulldown_cmark::Options::ENABLE_HEADING_ATTRIBUTES),
            );
            let plain = html::plain(&html);
            if !plain.is_empty() {
                return Some(plain);
            }
        }
        before = if literal { "" } else { line };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_come_from_the_first_heading_outside_code() {
        assert_eq!(first_h1("```\n# no\n```\n\n# A *b* `c` {#x}\n").as_deref(), Some("A b c"));
        assert_eq!(first_h1("Text\n\nTitle\n=====\n").as_deref(), Some("Title"));
        assert_eq!(first_h1("## Two\n#hash\n"), None);
    }

    #[test]
    fn folders_of_dates_are_no_sections() {
        for (parts, want) in
            [(&["posts", "2026", "01", "02"][..], Some(1)), (&["2026"], Some(0)), (&["posts"], None), (&["posts", "12"], None), (&[], None)]
        {
            assert_eq!(dated_folders(parts), want, "{parts:?}");
        }
    }
}
