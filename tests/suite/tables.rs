//! The tables in the documents are those of the program. `SMO_BLESS=1` writes them anew.

use std::fs;
use std::path::Path;

use smo_build::model::consumer::CONSUMERS;
use smo_build::model::platform::PLATFORMS;
use smo_build::report::platforms;

/// Puts `text` between `<!-- name -->` and `<!-- /name -->`.
fn filled(document: &str, name: &str, text: &str) -> String {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let start = document.find(&open).unwrap_or_else(|| panic!("no {open}")) + open.len();
    let end = start + document[start..].find(&close).unwrap_or_else(|| panic!("no {close}"));
    format!("{}\n{text}\n{}", &document[..start], &document[end..])
}

fn in_step(file: &str, tables: &[(&str, String)]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let document = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
    let wanted = tables.iter().fold(document.clone(), |document, (name, text)| filled(&document, name, text));
    if document == wanted {
        return;
    }
    if std::env::var_os("SMO_BLESS").is_some() {
        fs::write(&path, wanted).unwrap_or_else(|error| panic!("{file}: {error}"));
        return;
    }
    let line = document.lines().zip(wanted.lines()).position(|(is, ought)| is != ought).unwrap_or(0);
    panic!("{file}:{}: a table is out of step; SMO_BLESS=1 cargo test --test suite tables:: writes it anew", line + 1);
}

#[test]
fn documents_show_the_tables_of_the_program() {
    let networks: Vec<_> = PLATFORMS.iter().collect();
    let readers: Vec<_> = CONSUMERS.iter().collect();
    in_step(
        "docs/platforms.md",
        &[("networks", platforms::networks(&networks)), ("readers", platforms::readers(&readers)), ("sources", platforms::sources())],
    );
    in_step("docs/preview.md", &[("layouts", platforms::layouts())]);
    in_step("README.md", &[("platforms", platforms::short())]);
}

#[test]
fn the_changelog_counts_the_networks() {
    let changelog = include_str!("../../CHANGELOG.md");
    assert!(changelog.contains(&format!("Share links for {} networks", PLATFORMS.len())), "there are {}", PLATFORMS.len());
}
