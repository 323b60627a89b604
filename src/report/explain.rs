//! One page accounted for, as people and scripts read it.

use std::fmt::Write;

use serde_json::{Value, json};

use super::json::{Object, SCHEMA_VERSION, finding_of, place_of};
use super::plain::{count, json_text, one_line, sorted, thousands, width};
use super::terminal::{Look, bold, dim, styled};
use crate::base::Level;
use crate::base::finding::Place;
use crate::model::explain::{Explained, ExplainedPicture, Explanation, Fate, Ignored};
use crate::model::plan::From;

/// Columns of the names on the left.
const NAMES: usize = 26;
/// Columns of a value that has its account beside it.
const VALUES: usize = 32;

/// For reading in a terminal; no line is wider than the terminal, unless all is asked for.
pub fn human(page: &Explanation, look: &Look) -> String {
    let mut out = Page { look, source: page.source.as_deref(), out: String::new() };
    let source = page.source.as_deref().unwrap_or("made by smo-build");
    out.line(&format!("{}  {}", bold(look, &one_line(page.url.as_str())), dim(look, &format!("{source}, {}", page.shape))));
    if matches!(page.shape, "redirect" | "fragment" | "unreadable") {
        out.line(&format!("It passes through as it is: {}.", why_untouched(page.shape)));
    }
    if !page.tags.is_empty() {
        out.heading("Tags");
        page.tags.iter().for_each(|tag| out.tag(tag));
    }
    if !page.pictures.is_empty() {
        out.heading("Pictures");
        page.pictures.iter().for_each(|picture| out.picture(picture));
    }
    if !page.json_ld.is_empty() {
        out.heading("JSON-LD");
        for block in &page.json_ld {
            let types = if block.types.is_empty() { "a block".to_owned() } else { block.types.join(", ") };
            out.row(if block.added { "added" } else { "stands" }, &format!("{types}{}", out.at(&block.at)));
            if let Some(broken) = &block.broken {
                out.note(&format!("cannot be read: {broken}"));
            }
        }
    }
    out.heading("On the page");
    let share = match (page.share.is_empty(), page.share_stands) {
        (false, _) => page.share.join(", "),
        (true, true) => "stand there already".to_owned(),
        (true, false) => "none".to_owned(),
    };
    out.row("share links", &share);
    out.row("new quotes", &if page.quotes == 0 { "none".to_owned() } else { thousands(page.quotes) });
    if !page.mounts.is_empty() {
        out.row("asked for", &page.mounts.join(", "));
    }
    out.out.push('\n');
    let of = |level: Level| page.findings.iter().filter(|finding| finding.level == level).count();
    let (errors, warnings, infos) = (of(Level::Error), of(Level::Warning), of(Level::Info));
    out.line(&format!("{}, {}, {}", count(errors, "error"), count(warnings, "warning"), count(infos, "hint")));
    for finding in sorted(&page.findings) {
        let color = match finding.level {
            Level::Error => "31",
            Level::Warning => "33",
            Level::Info => "36",
        };
        let name = format!("{}[{}]", finding.level.name(), finding.rule);
        let text = one_line(&finding.message);
        let lines = wrap(&text, look.width.clamp(60, 200) - 4, width(&name) + 1);
        for (at, line) in lines.iter().enumerate() {
            let head = if at == 0 { format!("  {} ", styled(look, color, &name)) } else { "    ".to_owned() };
            out.line(&format!("{head}{line}"));
        }
    }
    out.out
}

fn why_untouched(shape: &str) -> &'static str {
    match shape {
        "redirect" => "it only leads to another page",
        "fragment" => "it is a piece of a page",
        _ => "it cannot be read safely",
    }
}

/// Lines under names.
struct Page<'l> {
    look: &'l Look,
    /// The file that lines are counted in, if no other is named.
    source: Option<&'l str>,
    out: String,
}

impl Page<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn heading(&mut self, text: &str) {
        let text = bold(self.look, text);
        let _ = writeln!(self.out, "\n{text}");
    }

    /// A value beside its name, on as many lines as it takes.
    fn row(&mut self, name: &str, text: &str) {
        let gap = " ".repeat(NAMES.saturating_sub(width(name) + 2).max(1));
        let room = if text.contains('\u{1b}') { usize::MAX } else { self.room() };
        for (at, line) in wrap(text, room, 0).iter().enumerate() {
            let head = if at == 0 { format!("  {}{gap}", one_line(name)) } else { " ".repeat(NAMES) };
            self.line(&format!("{head}{line}"));
        }
    }

    fn note(&mut self, text: &str) {
        let text = dim(self.look, &self.cut(text));
        let _ = writeln!(self.out, "{}{text}", " ".repeat(NAMES));
    }

    fn tag(&mut self, tag: &Explained) {
        let fate = match &tag.fate {
            Fate::Stands => dim(self.look, "stands"),
            Fate::Filled => styled(self.look, "32", "filled"),
            Fate::Repaired { .. } => styled(self.look, "33", "repaired"),
            Fate::Absent => styled(self.look, "33", "absent"),
        };
        let said = tag.source.as_deref().filter(|_| tag.fate == Fate::Filled);
        let mut source = match said {
            Some("default") => " by default".to_owned(),
            Some(source) => format!(" from {source}"),
            None => String::new(),
        };
        let place = self.at(&tag.at);
        if !source.ends_with(place.trim_start_matches(", ")) || source.is_empty() {
            source.push_str(&place);
        }
        let fits = |value: &str| width(value) <= VALUES && width(tag.fate.name()) + width(&source) + VALUES + 2 <= self.room();
        match &tag.value {
            None => self.row(&tag.key, &format!("{fate}: nobody says anything")),
            Some(value) if fits(&one_line(value)) => {
                let value = one_line(value);
                let gap = " ".repeat(VALUES + 2 - width(&value));
                self.row(&tag.key, &format!("{value}{gap}{fate}{source}"));
            }
            Some(value) => {
                let value = self.cut(value);
                self.row(&tag.key, &value);
                let _ = writeln!(self.out, "{}{fate}{source}", " ".repeat(NAMES));
            }
        }
        if let Fate::Repaired { was } = &tag.fate {
            was.iter().for_each(|was| self.note(&format!("was {was}")));
        }
        tag.ignored.iter().for_each(|ignored| self.ignored(ignored));
    }

    fn ignored(&mut self, ignored: &Ignored) {
        let why = format!(": {}", ignored.why);
        let value = if ignored.value.is_empty() { String::new() } else { format!(" “{}”", one_line(&ignored.value)) };
        let head = format!("not {}{value}", ignored.source);
        let tail = format!("{}{why}", self.at(&ignored.at));
        // The reason is never cut: the value is known from the page.
        let room = self.room();
        let whole = width(&head) + width(&tail) <= room || self.look.verbose;
        let least = width(&ignored.source) + 20;
        let (head, tail) = match room.saturating_sub(width(&tail)) {
            _ if whole => (head, tail),
            _ if width(&head) + width(&why) <= room => (head, why),
            left if left >= least => (format!("{}…”", clip_quoted(&head, left - 2)), tail),
            // The place goes before the value does.
            _ => (format!("{}…”", clip_quoted(&head, room.saturating_sub(width(&why) + 2))), why),
        };
        let text = dim(self.look, &format!("{head}{tail}"));
        let _ = writeln!(self.out, "{}{text}", " ".repeat(NAMES));
    }

    fn picture(&mut self, picture: &ExplainedPicture) {
        let mut facts = vec![picture.made.clone()];
        facts.extend(picture.size.map(|(width, height)| format!("{width}×{height}")));
        facts.extend(picture.mime.clone());
        facts.extend(picture.bytes.map(|bytes| format!("{} KB", thousands((bytes as usize).div_ceil(1000)))));
        let url = self.cut(&picture.url);
        self.row(picture.role, &url);
        self.note(&facts.join(", "));
        if picture.from != From::Card {
            self.note(&format!("from {}", picture.from));
        }
        picture.ignored.iter().for_each(|ignored| self.ignored(ignored));
    }

    fn room(&self) -> usize {
        self.look.width.clamp(60, 200) - NAMES
    }

    /// `, line 2`, or `, smo.yaml` for another file.
    fn at(&self, place: &Option<Place>) -> String {
        match place {
            Some(Place::Spot(spot)) if self.source == Some(&*spot.path) => format!(", line {}", spot.line),
            Some(Place::Spot(spot)) => one_line(&format!(", {}:{}", spot.path, spot.line)),
            Some(Place::File(path)) => one_line(&format!(", {path}")),
            _ => String::new(),
        }
    }

    /// As much as fits.
    fn cut(&self, text: &str) -> String {
        let text = one_line(text);
        let room = self.room();
        if self.look.verbose || width(&text) <= room { text } else { format!("{}…", clip(&text, room - 1)) }
    }
}

/// Lines of at most `room` columns, broken at blanks; the first begins `taken` columns in.
fn wrap(text: &str, room: usize, taken: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = taken;
    for word in text.split_inclusive(' ') {
        let columns = width(word.trim_end());
        let last = lines.last_mut().expect("one from the start");
        if used + columns > room && !last.is_empty() {
            last.truncate(last.trim_end().len());
            lines.push(word.to_owned());
            used = width(word);
        } else {
            last.push_str(word);
            used += width(word);
        }
    }
    lines
}

/// The first columns of a quotation, without a quote that ended inside.
fn clip_quoted(text: &str, columns: usize) -> String {
    clip(text, columns).trim_end_matches(['”', ' ']).to_owned()
}

/// The first columns of a text.
fn clip(text: &str, columns: usize) -> String {
    let mut taken = 0;
    let fits = |c: &char| {
        taken += unicode_width::UnicodeWidthChar::width(*c).unwrap_or(0);
        taken <= columns
    };
    text.chars().take_while(fits).collect::<String>().trim_end().to_owned()
}

/// For scripts. Fields are only ever added; what is unknown is absent.
pub fn json(page: &Explanation) -> String {
    let mut out = Object::default();
    out.put("tool", json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") }));
    out.put("schema_version", SCHEMA_VERSION);
    out.put("page", page.url.as_str());
    out.put("path", page.path.as_str());
    out.put_some("source", page.source.as_deref());
    out.put("shape", page.shape);
    out.put("tags", page.tags.iter().map(tag_of).collect::<Vec<_>>());
    out.put("pictures", page.pictures.iter().map(picture_of).collect::<Vec<_>>());
    let blocks = page.json_ld.iter().map(|block| {
        let mut item = Object::default();
        item.put("types", json!(block.types));
        item.put("fate", if block.added { "filled" } else { "stands" });
        item.put_some("broken", block.broken.as_deref());
        item.put_some("at", block.at.as_ref().and_then(place_of));
        item.done()
    });
    out.put("json_ld", blocks.collect::<Vec<_>>());
    out.put("share", json!(page.share));
    out.put("quotes", page.quotes);
    out.put("mounts", json!(page.mounts));
    out.put("findings", sorted(&page.findings).into_iter().map(finding_of).collect::<Vec<Value>>());
    json_text(&out.done())
}

fn tag_of(tag: &Explained) -> Value {
    let mut out = Object::default();
    out.put("key", tag.key.as_str());
    out.put_some("value", tag.value.as_deref());
    out.put("fate", tag.fate.name());
    if let Fate::Repaired { was } = &tag.fate {
        out.put("was", json!(was));
    }
    out.put_some("source", tag.source.as_deref());
    out.put_some("at", tag.at.as_ref().and_then(place_of));
    out.put("ignored", tag.ignored.iter().map(ignored_of).collect::<Vec<_>>());
    out.done()
}

fn ignored_of(ignored: &Ignored) -> Value {
    let mut out = Object::default();
    out.put("source", ignored.source.as_str());
    out.put("value", ignored.value.as_str());
    out.put("why", ignored.why.as_str());
    out.put_some("at", ignored.at.as_ref().and_then(place_of));
    out.done()
}

fn picture_of(picture: &ExplainedPicture) -> Value {
    let mut out = Object::default();
    out.put("role", picture.role);
    out.put("url", picture.url.as_str());
    out.put("source", picture.from.to_string());
    out.put("made", picture.made.as_str());
    out.put_some("width", picture.size.map(|(width, _)| width));
    out.put_some("height", picture.size.map(|(_, height)| height));
    out.put_some("type", picture.mime.as_deref());
    out.put_some("bytes", picture.bytes);
    out.put("ignored", picture.ignored.iter().map(ignored_of).collect::<Vec<_>>());
    out.done()
}
