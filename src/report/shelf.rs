//! What `cache stats` and `cache prune` say.

use serde_json::json;

use super::plain::{count, thousands};
use crate::model::report::Shelf;

/// `.smo/cache: 217 pictures, 41.2 MB of at most 500 MB`
pub fn stats(shelf: &Shelf) -> String {
    let limit = if shelf.max_mb == 0 { String::new() } else { format!(" of at most {} MB", thousands(shelf.max_mb as usize)) };
    let mut text = format!("{}: {}, {}{limit}\n", shelf.folder.display(), count(shelf.pictures, "picture"), weight(shelf.bytes));
    if shelf.unused > 0 {
        let one = if shelf.unused == 1 { "is" } else { "are" };
        text.push_str(&format!(
            "{} of them, {}, {one} named by no page: `smo-build cache prune` drops what is not in use\n",
            thousands(shelf.unused),
            weight(shelf.unused_bytes)
        ));
    }
    text
}

/// `3 pictures dropped, 1.2 MB; 214 kept, 40.0 MB`
pub fn pruned(shelf: &Shelf, dry_run: bool) -> String {
    let dropped = if dry_run { "would be dropped" } else { "dropped" };
    let kept = (shelf.pictures - shelf.unused, shelf.bytes - shelf.unused_bytes);
    format!(
        "{} {dropped}, {}; {} kept, {}\n",
        count(shelf.unused, "picture"),
        weight(shelf.unused_bytes),
        thousands(kept.0),
        weight(kept.1)
    )
}

pub fn json(shelf: &Shelf) -> String {
    let value = json!({
        "folder": shelf.folder.to_string_lossy().replace('\\', "/"),
        "pictures": shelf.pictures, "bytes": shelf.bytes,
        "unused": shelf.unused, "unused_bytes": shelf.unused_bytes,
        "max_mb": shelf.max_mb, "key": shelf.key,
    });
    format!("{value:#}\n")
}

fn weight(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}
