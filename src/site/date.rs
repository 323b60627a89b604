//! Dates as authors write them, and whether a page is due.
//!
//! A date without a time is a whole local day; it is never "in the future" while that day has
//! begun anywhere on earth. `now` is handed in: nothing here reads a clock.

use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, ZonedDateTime};

/// A date of front matter or of a file name.
#[derive(Clone, Debug, PartialEq)]
pub struct PageDate {
    /// The instant, in the zone it was written in; for a day, its start in the site's zone.
    pub at: ZonedDateTime,
    /// Written without a time.
    pub whole_day: bool,
}

impl PageDate {
    /// Reads the spellings of `content.md` 4.1; `None` = none of them.
    pub fn parse(text: &str, zone: &TimeZone) -> Option<Self> {
        let text = text.trim();
        let (date, rest) = leading_date(text)?;
        if rest.is_empty() {
            return Some(Self { at: local(date, Time::midnight(), zone)?, whole_day: true });
        }
        let rest = rest.strip_prefix(['T', 't']).or_else(|| rest.strip_prefix(' ').map(str::trim_start))?;
        let (time, rest) = leading_time(rest)?;
        let rest = rest.trim_start();
        let at = if rest.is_empty() { local(date, time, zone)? } else { local(date, time, &TimeZone::fixed(offset(rest)?))? };
        Some(Self { at, whole_day: false })
    }

    pub fn day(date: Date, zone: &TimeZone) -> Option<Self> {
        Some(Self { at: local(date, Time::midnight(), zone)?, whole_day: true })
    }

    pub fn moment(date: Date, time: Time, zone: &TimeZone) -> Option<Self> {
        Some(Self { at: local(date, time, zone)?, whole_day: false })
    }

    pub fn timestamp(&self) -> Timestamp {
        self.at.timestamp()
    }

    /// Not due yet: a moment after `now`, or a day that has begun nowhere.
    pub fn is_future(&self, now: Timestamp) -> bool {
        if self.whole_day { self.at.date() > utc_day(now, 14) } else { self.timestamp() > now }
    }

    /// Over: a moment at or before `now`, or a day that is over everywhere.
    pub fn is_past(&self, now: Timestamp) -> bool {
        if self.whole_day { self.at.date() < utc_day(now, -12) } else { self.timestamp() <= now }
    }

    /// `2026-01-02T00:00:00+01:00`: always with an offset, never with a fraction.
    pub fn rfc3339(&self) -> String {
        rfc3339(&self.at)
    }

    /// As a message shows it: `2026-02-01 09:00 Europe/Oslo`, `2026-02-01`.
    pub fn shown(&self) -> String {
        if self.whole_day {
            return self.at.date().to_string();
        }
        let zone = match self.at.time_zone().iana_name() {
            Some(name) => name.to_owned(),
            None => self.at.strftime("%:z").to_string(),
        };
        format!("{} {zone}", self.at.strftime("%Y-%m-%d %H:%M"))
    }
}

fn rfc3339(at: &ZonedDateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// A time that does not exist moves forward, one that exists twice is the earlier.
fn local(date: Date, time: Time, zone: &TimeZone) -> Option<ZonedDateTime> {
    zone.to_ambiguous_zoned_datetime(date.to_datetime(time)).compatible().ok()
}

fn utc_day(now: Timestamp, hours: i64) -> Date {
    now.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(now).to_zoned_datetime(TimeZone::UTC).date()
}

/// `2026-01-02` at the start of a text, and the rest.
pub fn leading_date(text: &str) -> Option<(Date, &str)> {
    let digits = |range: std::ops::Range<usize>| text.get(range).filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
    if text.get(4..5)? != "-" || text.get(7..8)? != "-" {
        return None;
    }
    let date = Date::new(digits(0..4)?.parse().ok()?, digits(5..7)?.parse().ok()?, digits(8..10)?.parse().ok()?).ok()?;
    Some((date, &text[10..]))
}

/// `09:00`, `09:00:30`, `09:00:30.125` at the start of a text, and the rest.
fn leading_time(text: &str) -> Option<(Time, &str)> {
    let (hour, rest) = number(text, 1..=2)?;
    let (minute, mut rest) = number(rest.strip_prefix(':')?, 2..=2)?;
    let mut second = 0;
    if let Some(after) = rest.strip_prefix(':') {
        (second, rest) = number(after, 2..=2)?;
        if let Some(fraction) = rest.strip_prefix(['.', ',']) {
            let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
            rest = &fraction[digits..];
        }
    }
    // A leap second is written by some tools; it is the last second that clocks know.
    let time = Time::new(hour as i8, minute as i8, second.min(59) as i8, 0).ok()?;
    Some((time, rest))
}

fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<(u8, &str)> {
    let len = text.bytes().take(*digits.end()).take_while(u8::is_ascii_digit).count();
    if !digits.contains(&len) {
        return None;
    }
    Some((text[..len].parse().ok()?, &text[len..]))
}

/// `Z`, `UTC`, `+01:00`, `+0100`, `+01`
fn offset(text: &str) -> Option<Offset> {
    if matches!(text, "Z" | "z" | "UTC" | "GMT") {
        return Some(Offset::UTC);
    }
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, rest) = number(rest, 2..=2)?;
    let (minutes, rest) = if rest.is_empty() { (0, "") } else { number(rest.strip_prefix(':').unwrap_or(rest), 2..=2)? };
    if !rest.is_empty() || minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60)).ok()
}

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// `2026-03-04` of "4th March 2026" and "Mar 4, 2026". Nothing of `04/03/2026`: who knows which is the month.
pub fn in_words(text: &str) -> Option<String> {
    let words: Vec<String> = text.split([' ', ',', '.']).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let [first, second, year] = words.as_slice() else { return None };
    let month = |word: &str| {
        let is_it = |name: &&&str| word.len() >= 3 && (**name == word || (name.starts_with(word) && word.len() <= 4));
        MONTHS.iter().position(|name| is_it(&name)).map(|at| at as i8 + 1)
    };
    let day = |word: &str| ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word).parse::<i8>().ok();
    let (month, day) = match (month(first), month(second)) {
        (Some(month), None) => (month, day(second)?),
        (None, Some(month)) => (month, day(first)?),
        _ => return None,
    };
    let year = year.parse::<i16>().ok().filter(|year| (1970..=3000).contains(year))?;
    Date::new(year, month, day).ok().map(|date| date.to_string())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_date_in_words_has_one_reading_or_none() {
        for text in ["4th March 2026", "4 Mar 2026", "March 4, 2026", "mar. 4 2026"] {
            assert_eq!(in_words(text).as_deref(), Some("2026-03-04"), "{text}");
        }
        for text in ["04/03/2026", "March 2026", "31 February 2026", "4 Ma 2026", "soon", "4 5 2026"] {
            assert_eq!(in_words(text), None, "{text}");
        }
    }

    use super::*;

    fn oslo() -> TimeZone {
        TimeZone::get("Europe/Oslo").unwrap()
    }

    fn read(text: &str) -> Option<String> {
        PageDate::parse(text, &oslo()).map(|date| date.rfc3339())
    }

    #[test]
    fn every_spelling_gets_an_offset() {
        for (text, want) in [
            ("2026-01-02", "2026-01-02T00:00:00+01:00"),
            ("2026-07-02", "2026-07-02T00:00:00+02:00"),
            ("2026-01-02T09:00:00Z", "2026-01-02T09:00:00+00:00"),
            ("2017-01-20T09:00:00.000Z", "2017-01-20T09:00:00+00:00"),
            ("2026-01-02T09:00:00-05:30", "2026-01-02T09:00:00-05:30"),
            ("2018-01-02 11:21:40 +0100", "2018-01-02T11:21:40+01:00"),
            ("2026-01-02 9:05", "2026-01-02T09:05:00+01:00"),
            // The clocks went from 02:00 to 03:00: what does not exist moves forward.
            ("2026-03-29 02:30", "2026-03-29T03:30:00+02:00"),
            // And back: the earlier of the two.
            ("2026-10-25 02:30", "2026-10-25T02:30:00+02:00"),
        ] {
            assert_eq!(read(text).as_deref(), Some(want), "{text}");
        }
        for bad in
            ["2 Jan 2026", "2026-13-01", "2026-01", "tomorrow", "2026-01-02x", "2026-01-02 25:00", "2026-01-02 09:00 CET", "ü026-01-02"]
        {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_day_is_future_only_while_it_has_begun_nowhere() {
        let day = PageDate::parse("2026-02-01", &oslo()).unwrap();
        assert!(day.is_future("2026-01-31T09:59:59Z".parse().unwrap()));
        assert!(!day.is_future("2026-01-31T10:00:00Z".parse().unwrap()));
        assert!(!day.is_past("2026-02-02T11:59:59Z".parse().unwrap()));
        assert!(day.is_past("2026-02-02T12:00:00Z".parse().unwrap()));
        let moment = PageDate::parse("2026-02-01 09:00", &oslo()).unwrap();
        assert!(moment.is_future("2026-02-01T07:59:59Z".parse().unwrap()));
        assert!(!moment.is_future("2026-02-01T08:00:00Z".parse().unwrap()));
        assert_eq!(moment.shown(), "2026-02-01 09:00 Europe/Oslo");
    }
}
