//! Any bytes are a page: survey, plan and rewrite hold what the property tests ask of them.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

/// The files of the tests, where each finds the other.
mod support {
    #[path = "../../../tests/support/core.rs"]
    pub mod core;
    #[path = "../../../tests/support/holds.rs"]
    pub mod holds;
}

use support::core::House;
use support::holds::holds;

static HOUSES: LazyLock<Vec<House>> = LazyLock::new(House::street);

fuzz_target!(|html: &[u8]| {
    // A page meets the settings that its length picks: what is found can be found again.
    let house = &HOUSES[html.len() % HOUSES.len()];
    holds(house, html);
});
