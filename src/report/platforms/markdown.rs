//! For documents: `docs/platforms.md` and the README hold these tables, and a test compares.

use super::{Chosen, words};
use crate::model::consumer::{self, CONSUMERS, Consumer};
use crate::model::platform::{PLATFORMS, Platform, Reach, SOURCES, Tier};

/// What is asked for, as tables with their headings.
pub fn markdown(chosen: &Chosen) -> String {
    let mut out = String::new();
    let mut part = |title: &str, text: String| out.push_str(&format!("## {title}\n\n{text}\n"));
    if !chosen.networks.is_empty() {
        part("Networks to share to", networks(&chosen.networks));
    }
    if !chosen.readers.is_empty() {
        part("Readers of link previews", readers(&chosen.readers));
    }
    part("Sources", sources());
    out
}

/// What is said on each, and where its link goes.
pub fn networks(networks: &[&Platform]) -> String {
    let said = networks.iter().map(|network| {
        let limits = network.post.iter().chain(network.limits);
        let limits: Vec<_> = limits.map(|limit| format!("{} ({})", words::limit(limit), evidence(limit.tier, limit.source))).collect();
        let mut notes = vec![words::reach(network)];
        notes.retain(|_| network.reach != Reach::Anywhere);
        notes.extend(Some(network.note).filter(|note| !note.is_empty()));
        vec![code(network.id), network.label.to_owned(), words::passed(network), limits.join("; "), notes.join("; ")]
    });
    let goes = networks.iter().filter_map(|network| {
        let known = network.known;
        let evidence = evidence(known.tier, &known.sources.join(", "));
        Some(vec![code(network.id), code(&words::pattern(network)?), evidence, known.checked.to_owned()])
    });
    let said = table(&["id", "network", "what is passed", "limits", "note"], said);
    format!("{said}\n{}", table(&["id", "address", "known", "checked"], goes))
}

/// What each shows, and what else is to be known of it.
pub fn readers(readers: &[&Consumer]) -> String {
    let plain = |text: String| text.replace('<', "\\<");
    let shows = readers.iter().map(|reader| {
        vec![
            code(reader.id),
            reader.label.to_owned(),
            plain(words::order(reader.title, "what its author writes")),
            plain(words::order(reader.description, "none")),
            plain(words::order(reader.image, "none of the page's choice")),
            evidence(reader.order.tier, reader.order.source),
            reader.order.checked.to_owned(),
        ]
    });
    let more = readers.iter().map(|reader| {
        let limits = words::limits(reader.limits).into_iter();
        let mut limits: Vec<_> = limits.map(|(phrases, first)| format!("{phrases} ({})", evidence(first.tier, first.source))).collect();
        let formats = reader.formats;
        let takes = [("takes", formats.accepted), ("refuses", formats.rejected)];
        for (verb, names) in takes.into_iter().filter(|(_, names)| !names.is_empty()) {
            limits.push(format!("{verb} {} ({})", names.join(", "), evidence(formats.known.tier, formats.known.source)));
        }
        let keeps = reader.cache.map_or(String::new(), |said| format!("{} ({})", said.text, evidence(said.known.tier, said.known.source)));
        vec![code(reader.id), limits.join("; "), words::manners(reader).join("; "), keeps]
    });
    let shows = table(&["id", "reader", "title", "description", "picture", "known", "checked"], shows);
    format!("{shows}\n{}", table(&["id", "limits", "its own ways", "keeps what it read"], more))
}

/// What the words and keys behind the numbers mean.
pub fn sources() -> String {
    let tiers = table(&["known", "means"], Tier::ALL.iter().map(|tier| vec![tier.name().to_owned(), tier.meaning().to_owned()]));
    let mut all: Vec<_> = SOURCES.iter().chain(consumer::SOURCES).collect();
    // S4, S10, S10b: by number, then by letter.
    let number = |key: &str| key.chars().filter(char::is_ascii_digit).collect::<String>().parse::<u32>().unwrap_or(u32::MAX);
    all.sort_by_key(|(key, _)| (!key.starts_with('S'), number(key), *key));
    let rows = all.into_iter().map(|(key, what)| vec![(*key).to_owned(), (*what).to_owned()]);
    format!("{tiers}\n{}", table(&["source", "what"], rows))
}

/// The README's: who is in the tables, in two short ones.
pub fn short() -> String {
    let of = |reach: Reach| {
        let labels: Vec<_> = PLATFORMS.iter().filter(|network| network.reach == reach).map(|network| network.label).collect();
        labels.join(" · ")
    };
    let shares = [
        ("in any browser", of(Reach::Anywhere)),
        ("through a program or server of the reader's", of(Reach::Handler)),
        ("on phones", of(Reach::Phone)),
    ];
    let read = |wanted: &[Tier]| {
        let readers = CONSUMERS.iter().filter(|reader| wanted.contains(&reader.order.tier));
        readers.map(|reader| reader.label).collect::<Vec<_>>().join(" · ")
    };
    let reads = [
        ("from their source", read(&[Tier::Spec])),
        ("from their documentation", read(&[Tier::Doc, Tier::Quoted])),
        ("from what people measured", read(&[Tier::Tools, Tier::Measured, Tier::Folklore])),
    ];
    let rows = |rows: [(&'static str, String); 3]| rows.into_iter().map(|(name, list)| vec![name.to_owned(), list]);
    format!("{}\n{}", table(&["share links", ""], rows(shares)), table(&["previews, as known", ""], rows(reads)))
}

fn evidence(tier: Tier, source: &str) -> String {
    format!("{} {source}", tier.name()).trim_end().to_owned()
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = format!("| {} |\n|{}\n", head.join(" | "), " --- |".repeat(head.len()));
    for row in rows {
        let cells: Vec<_> = row.into_iter().map(|cell| cell.replace('|', "\\|")).collect();
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    out.replace("|  |", "| |").replace("|  |", "| |")
}
