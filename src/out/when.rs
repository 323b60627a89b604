//! Dates as feeds and sitemaps write them, from what a page says.

use std::cmp::Reverse;

use jiff::Timestamp;
use jiff::fmt::{rfc2822, temporal::Pieces};
use jiff::tz::{Offset, TimeZone};

/// A point in time and the offset that its author wrote it with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct When {
    at: Timestamp,
    offset: Offset,
}

impl When {
    /// RFC 3339, or a bare date, which is midnight UTC. Anything else is no date here.
    pub fn parse(text: &str) -> Option<Self> {
        let pieces = Pieces::parse(text.trim()).ok()?;
        let offset = pieces.to_numeric_offset().unwrap_or(Offset::UTC);
        let time = pieces.time().unwrap_or_default();
        let at = offset.to_timestamp(pieces.date().to_datetime(time)).ok()?;
        Some(Self { at, offset })
    }

    /// `2026-01-02T09:00:00+01:00`
    pub fn rfc3339(self) -> String {
        self.at.display_with_offset(self.offset).to_string()
    }

    /// `Fri, 2 Jan 2026 09:00:00 +0100`
    pub fn rfc2822(self) -> String {
        rfc2822::to_string(&self.at.to_zoned_datetime(TimeZone::fixed(self.offset))).unwrap_or_default()
    }

    /// For sorting, newest first.
    pub fn newest_first(self) -> Reverse<Timestamp> {
        Reverse(self.at)
    }

    pub fn later(self, other: Self) -> Self {
        if other.at > self.at { other } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offset_that_was_written_is_kept() {
        let when = When::parse("2026-01-02T09:00:00+01:00").unwrap();
        assert_eq!(when.rfc3339(), "2026-01-02T09:00:00+01:00");
        assert_eq!(when.rfc2822(), "Fri, 2 Jan 2026 09:00:00 +0100");
        assert_eq!(When::parse("2026-01-02T08:00:00Z").unwrap().rfc2822(), "Fri, 2 Jan 2026 08:00:00 +0000");
    }

    #[test]
    fn a_bare_date_is_midnight_and_nonsense_is_nothing() {
        assert_eq!(When::parse("2026-01-02").unwrap().rfc3339(), "2026-01-02T00:00:00+00:00");
        assert!(When::parse("4th March").is_none());
    }
}
