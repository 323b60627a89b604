//! The walls of the house: who may import whom, and a sentence at the top of every file.

use std::fs;
use std::path::{Path, PathBuf};

/// Room (or file) → floor. A room imports from floors below its own, never from its neighbours.
const FLOORS: &[(&str, u8)] = &[
    ("main", 6),
    ("reports", 6),
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

/// Rooms that a line reaches through `crate::`, with the next segment of the path. Every item of
/// `use crate::{base::Place, model}` counts, over line ends too (see `joined`).
fn reached(line: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        if line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let rest = &line[at + 7..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(items(group).into_iter().map(head)),
            None => found.push(head(rest)),
        }
    }
    found
}

/// The first two segments of a path.
fn head(path: &str) -> (String, String) {
    let mut parts = path.trim_start().split("::");
    let ident = |part: Option<&str>| part.unwrap_or("").chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    (ident(parts.next()), ident(parts.next()))
}

/// The items of a group of imports, up to its closing brace: those of groups within it stay together.
fn items(group: &str) -> Vec<&str> {
    let (mut items, mut start, mut depth) = (Vec::new(), 0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '}' | ',' if depth == 0 => {
                items.push(&group[start..at]);
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    items.retain(|item| !item.trim().is_empty());
    items
}

/// Code in which a group of imports stands on one line, whatever its line ends were. Lines keep
/// their numbers: what was joined leaves empty ones.
fn joined(code: &str) -> String {
    let (mut out, mut depth, mut owed) = (String::new(), 0i32, 0);
    for line in code.lines() {
        let opens = depth == 0 && line.contains("crate::{");
        if opens || depth > 0 {
            let from = if opens { line.find("crate::{").unwrap_or(0) } else { 0 };
            depth += line[from..].matches('{').count() as i32 - line[from..].matches('}').count() as i32;
        }
        out.push_str(if depth > 0 && !opens { line.trim_start() } else { line });
        if depth > 0 {
            owed += 1;
            continue;
        }
        depth = 0;
        out.push_str(&"\n".repeat(owed + 1));
        owed = 0;
    }
    out
}

#[test]
fn imports_in_braces_are_seen() {
    let rooms = |code: &str| -> Vec<String> {
        let joined = joined(code);
        assert_eq!(joined.lines().count(), code.lines().count(), "lines keep their numbers");
        joined.lines().flat_map(reached).map(|(room, _)| room).collect()
    };
    assert_eq!(rooms("use crate::smo::plan;"), ["smo"]);
    assert_eq!(rooms("use crate::{base::{Finding, Place}, smo, lint::Rule};\nlet a = 1;"), ["base", "smo", "lint"]);
    assert_eq!(rooms("use crate::{\n    base::Place,\n    out::{\n        write,\n    },\n};\nuse crate::site;"), ["base", "out", "site"]);
    assert_eq!(reached("use crate::{smo::meta::tags, base};")[0], ("smo".to_owned(), "meta".to_owned()));
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
        for (number, line) in joined(code).lines().enumerate() {
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
        for (number, line) in joined(&fs::read_to_string(&path).expect("readable")).lines().enumerate() {
            for (target, inner) in reached(line) {
                let windows = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(&target);
                let is_file = windows.join(format!("{inner}.rs")).exists() || windows.join(&inner).join("mod.rs").exists();
                let in_braces = line.contains("crate::{") && line.contains(&format!("{target}::{inner}::"));
                let through_module = is_file && (in_braces || line.contains(&format!("crate::{target}::{inner}::")));
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
