//! A progress bar for people at a terminal, nothing for anyone else.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::run::Talk;

/// Shows itself only when a phase takes longer than a blink.
pub(super) struct Progress {
    shown: bool,
}

impl Progress {
    pub fn new(talk: Talk) -> Self {
        Self { shown: talk == Talk::Progress && std::io::stderr().is_terminal() }
    }

    /// A bar for `total` steps; call `inc` after each and `finish_and_clear` at the end.
    pub fn phase(&self, what: &'static str, total: usize) -> ProgressBar {
        if !self.shown || total < 2 {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{msg:<10} {bar:32} {pos}/{len}").unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar =
            ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr_with_hz(10)).with_style(style).with_message(what);
        bar.enable_steady_tick(Duration::from_millis(200));
        bar
    }
}
