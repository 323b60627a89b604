//! The walls of the house: who may import whom, and a sentence at the top of every file.

use std::fs;
use std::path::{Path, PathBuf};

/// Room (or file) → floor. A room imports from floors below its own, never from its neighbours.
const FLOORS: &[(&str, u8)] = &[
    ("main", 6),
    ("cli", 5),
    ("lib", 5),
    ("app", 4),
    ("site", 3),
    ("smo", 3),
    ("picture", 3),
    ("out", 3),
    ("kit", 3),
    ("lint", 3),
    ("report", 3),
    ("theme", 2),
    ("config", 2),
    ("cache", 2),
    ("model", 1),
    ("base", 0),
];

/// Neighbours that may be called all the same: `theme` reads its options from the settings.
const EXCEPTIONS: &[(&str, &str)] = &[("theme", "config"), ("lib", "cli")];

fn floor(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

fn sources() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files: Vec<_> = walkdir::WalkDir::new(root)
        .into_iter()
        .map(|entry| entry.expect("src is readable").into_path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "rs"))
        .collect();
    files.sort();
    assert!(files.len() > 20, "the walk found the sources");
    files
}

fn room_of(path: &Path) -> String {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let first = path.strip_prefix(&src).expect("under src").components().next().expect("a file").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// Rooms that a line reaches through `crate::`, with the next segment of the path.
fn reached(line: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        if line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let mut parts = line[at + 7..].split("::");
        let ident = |part: Option<&str>| part.unwrap_or("").chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        found.push((ident(parts.next()), ident(parts.next())));
    }
    found
}

#[test]
fn every_source_belongs_to_a_room_with_a_floor() {
    for path in sources() {
        assert!(floor(&room_of(&path)).is_some(), "{} is in no room of FLOORS", path.display());
    }
}

#[test]
fn rooms_import_from_lower_floors_only() {
    let mut broken = Vec::new();
    for path in sources() {
        let room = room_of(&path);
        let own = floor(&room).expect("checked above");
        let text = fs::read_to_string(&path).expect("readable");
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(&text);
        for (number, line) in code.lines().enumerate() {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for (target, _) in reached(line) {
                let Some(theirs) = floor(&target) else { continue };
                let allowed = target == room || theirs < own || EXCEPTIONS.contains(&(room.as_str(), target.as_str()));
                if !allowed {
                    broken.push(format!("{}:{}: {room} (floor {own}) reaches {target} (floor {theirs})", path.display(), number + 1));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// `crate::smo::plan`, never `crate::smo::meta::open_graph_tags`: a room is entered by its door.
#[test]
fn rooms_are_entered_by_their_door() {
    const OPEN: &[&str] = &["base", "model", "config"];
    let mut broken = Vec::new();
    for path in sources() {
        let room = room_of(&path);
        for (number, line) in fs::read_to_string(&path).expect("readable").lines().enumerate() {
            for (target, inner) in reached(line) {
                let windows = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(&target);
                let is_file = windows.join(format!("{inner}.rs")).exists() || windows.join(&inner).join("mod.rs").exists();
                let through_module = is_file && line.contains(&format!("crate::{target}::{inner}::"));
                if target != room && through_module && !OPEN.contains(&target.as_str()) {
                    broken.push(format!("{}:{}: {line}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_source_opens_with_a_sentence_of_purpose() {
    for path in sources() {
        let text = fs::read_to_string(&path).expect("readable");
        assert!(text.starts_with("//! "), "{} does not open with `//!`", path.display());
    }
}
