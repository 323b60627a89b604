//! Drawing says nothing on standard error: what a decoder or a drawing gives up on is a finding.
//!
//! Rust prints each panic before it is caught. Who prints, the program's own hook, asks
//! [`is_drawing`] first.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static DRAWING: Cell<bool> = const { Cell::new(false) };
}

/// Is this thread making a picture, so that a panic will be caught and reported?
pub fn is_drawing() -> bool {
    DRAWING.get()
}

/// Runs the making of a picture. A panic that nobody in there caught goes on, and is heard.
pub(super) fn quietly<T>(work: impl FnOnce() -> T) -> T {
    let before = DRAWING.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    DRAWING.set(before);
    done.unwrap_or_else(|payload| {
        // A new panic, because taking up the old one calls no hook: nobody would hear it.
        let said = payload.downcast_ref::<String>().map(String::as_str).or_else(|| payload.downcast_ref::<&str>().copied());
        panic!("a picture could not be made: {}", said.unwrap_or("no reason given"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_drawing_is_quiet_and_a_panic_that_escapes_is_heard() {
        assert!(!is_drawing() && quietly(is_drawing) && !is_drawing());
        let caught = quietly(|| catch_unwind(|| panic!("inside")).is_err() && is_drawing());
        assert!(caught);
        let escaped = catch_unwind(|| quietly(|| panic!("a wall"))).unwrap_err();
        assert!(!is_drawing() && escaped.downcast_ref::<String>().unwrap().ends_with("a wall"));
    }
}
