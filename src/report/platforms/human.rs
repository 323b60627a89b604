//! For a terminal: an overview of all, or everything about one.

use super::super::Look;
use super::super::plain::width;
use super::super::terminal::{bold, dim};
use super::{Chosen, words};
use crate::model::consumer::{self, Consumer};
use crate::model::platform::{Limit, Platform, Tier};

pub fn human(chosen: &Chosen, look: &Look) -> String {
    let look = &Look { width: look.width.clamp(50, 120), ..*look };
    let mut out = String::new();
    if chosen.one {
        chosen.networks.iter().for_each(|network| network_whole(network, look, &mut out));
        chosen.readers.iter().for_each(|reader| reader_block(reader, true, look, &mut out));
        return out;
    }
    let heading = |text: &str, about: &str| format!("{} {about}\n\n", bold(look, text));
    out.push_str(&heading("Networks to share to", "(the names for `share.networks`)"));
    overview(&chosen.networks, look, &mut out);
    out.push_str(&format!("\n{}", heading("Readers of link previews", "(what each shows of a page)")));
    chosen.readers.iter().for_each(|reader| reader_block(reader, false, look, &mut out));
    out.push_str(&heading("How well it is known", "(all numbers end some day; `platforms ID` says where each is from)"));
    for tier in Tier::ALL {
        field(tier.name(), tier.meaning(), look, &mut out);
    }
    out
}

/// A line a network: id, what is passed, limit, how well known; a note where there is one.
fn overview(networks: &[&Platform], look: &Look, out: &mut String) {
    let cells = |network: &&Platform| {
        let limit = network.post.as_ref().filter(|_| says_text(network)).map_or(String::new(), words::post_in_short);
        let known = if network.address().is_some() { network.known.tier.name() } else { "" };
        [network.id.to_owned(), words::passed(network), limit, known.to_owned()]
    };
    let head = ["network", "what is passed", "text up to", "known"].map(str::to_owned);
    let rows: Vec<_> = networks.iter().map(cells).collect();
    let wide = |at: usize| rows.iter().chain([&head]).map(|row| width(&row[at])).max().unwrap_or(0);
    let columns = [0, 1, 2, 3].map(wide);
    let indent = columns[0] + 4;
    let fits = columns.iter().sum::<usize>() + 2 * columns.len() <= look.width;
    let line = |cells: &[String; 4]| {
        let padded: Vec<_> = cells.iter().zip(columns).skip(1).map(|(cell, wide)| pad(cell, wide)).collect();
        let filled: Vec<_> = cells[1..].iter().filter(|cell| !cell.is_empty()).cloned().collect();
        let rest = if fits { padded.join("  ") } else { wrapped(&filled.join(" · "), indent, look.width) };
        format!("  {}  {}", bold(look, &pad(&cells[0], columns[0])), rest.trim_end())
    };
    if fits {
        out.push_str(&format!("{}\n", dim(look, &line(&head))));
    }
    for (network, cells) in networks.iter().zip(&rows) {
        out.push_str(&format!("{}\n", line(cells)));
        if !network.note.is_empty() {
            out.push_str(&format!("  {}  {}\n", " ".repeat(columns[0]), dim(look, &wrapped(network.note, indent, look.width))));
        }
    }
}

/// LinkedIn's limit is real, but no link can reach it.
fn says_text(network: &Platform) -> bool {
    words::passed(network) != "address"
}

fn network_whole(network: &Platform, look: &Look, out: &mut String) {
    out.push_str(&format!("{} {}\n", bold(look, network.label), dim(look, &format!("· network `{}`", network.id))));
    if let Some(pattern) = words::pattern(network) {
        field("link", &pattern, look, out);
    }
    field("passed", &words::passed(network), look, out);
    field("works in", words::reach(network), look, out);
    for limit in network.post.iter().chain(network.limits) {
        field("limit", &format!("{} {}", words::limit(limit), evidence(limit)), look, out);
    }
    if !network.also.is_empty() {
        field("also as", &network.also.join(" "), look, out);
    }
    if !network.note.is_empty() {
        field("note", network.note, look, out);
    }
    if network.address().is_some() {
        field("known", &format!("{}: {}, {}", network.known.tier.name(), network.known.tier.meaning(), network.known.checked), look, out);
    }
    let limits = network.post.iter().chain(network.limits).map(|limit| limit.source);
    sources(network.known.sources.iter().copied().chain(limits), look, out);
    out.push('\n');
}

fn reader_block(reader: &Consumer, whole: bool, look: &Look, out: &mut String) {
    let known = format!("{}, {}", evidence_of(reader.order.tier, reader.order.source), reader.order.checked);
    let is = if whole { format!("· link previews, reader `{}` · {known}", reader.id) } else { format!("· {} · {known}", reader.label) };
    let name = if whole { reader.label } else { reader.id };
    out.push_str(&format!("{} {}\n", bold(look, name), dim(look, &is)));
    field("title", &words::order(reader.title, "what the author of the post writes"), look, out);
    field("description", &words::order(reader.description, "none"), look, out);
    field("picture", &words::order(reader.image, "none that the page chooses"), look, out);
    for (phrases, first) in words::limits(reader.limits) {
        field("limits", &format!("{phrases} {}", evidence(first)), look, out);
    }
    if whole {
        field("site name", &words::order(reader.site_name, "none"), look, out);
        let manners = words::manners(reader);
        manners.iter().for_each(|manner| field("reading", manner, look, out));
        let list = |name: &str, items: &[&str], out: &mut String| {
            if !items.is_empty() {
                field(name, &items.join(", "), look, out);
            }
        };
        list("required", reader.required, out);
        list("formats", reader.formats.accepted, out);
        list("refused", reader.formats.rejected, out);
        for (name, said) in [("keeps it", reader.cache), ("robots.txt", reader.robots)] {
            if let Some(said) = said {
                field(name, &format!("{} ({})", said.text, evidence_of(said.known.tier, said.known.source)), look, out);
            }
        }
        reader.user_agents.iter().for_each(|agent| field("calls itself", agent, look, out));
        if let Some(debugger) = reader.debugger {
            field("try it at", debugger, look, out);
        }
        let said = reader.cache.iter().chain(&reader.robots).map(|said| said.known.source);
        let keys = [reader.order.source, reader.formats.known.source].into_iter().chain(said);
        sources(keys.chain(reader.limits.iter().map(|limit| limit.source)), look, out);
    }
    out.push('\n');
}

fn evidence(limit: &Limit) -> String {
    format!("({}, {})", evidence_of(limit.tier, limit.source), limit.checked)
}

/// `doc S4`, `folklore`
fn evidence_of(tier: Tier, source: &str) -> String {
    format!("{} {source}", tier.name()).trim_end().to_owned()
}

/// Each key once, with what it stands for.
fn sources<'k>(keys: impl Iterator<Item = &'k str>, look: &Look, out: &mut String) {
    let mut told: Vec<&str> = Vec::new();
    for key in keys.filter(|key| !key.is_empty()) {
        if !told.contains(&key) {
            told.push(key);
            field(key, consumer::source(key).unwrap_or_default(), look, out);
        }
    }
}

const NAMES: usize = 12;

/// `  name          text`, wrapped under itself.
fn field(name: &str, text: &str, look: &Look, out: &mut String) {
    out.push_str(&format!("  {}  {}\n", dim(look, &pad(name, NAMES)), wrapped(text, NAMES + 4, look.width)));
}

fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Words in lines, each but the first behind an indent.
fn wrapped(text: &str, indent: usize, columns: usize) -> String {
    let room = columns.saturating_sub(indent).max(20);
    let mut out = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        if used > 0 && used + 1 + width(word) > room {
            out.push_str(&format!("\n{}", " ".repeat(indent)));
            used = 0;
        } else if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += width(word);
    }
    out
}
