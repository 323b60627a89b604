//! Filters of templates: dates in the reader's language, plain text, colours, JSON.

use std::sync::Arc;

use jiff::ZonedDateTime;
use jiff::civil::Time;
use jiff::fmt::temporal::{DateTimeParser, PiecesOffset};
use jiff::tz::TimeZone;
use serde_json::Value as Json;
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::functions::Surroundings;
use crate::base::{html, text, url};
use crate::model::palette;

pub fn register(tera: &mut Tera, around: &Arc<Surroundings>) {
    let around = around.clone();
    tera.register_filter("date", move |value: Value, kwargs: Kwargs, state: &State| date(&value, &kwargs, state, &around));
    tera.register_filter("plain", |value: Value, _: Kwargs, _: &State| Ok::<_, Error>(html::plain(&words(&value, "plain")?)));
    tera.register_filter("truncate", truncate);
    tera.register_filter("slug", |value: Value, _: Kwargs, _: &State| Ok::<_, Error>(text::slug(&words(&value, "slug")?)));
    tera.register_filter("initials", |value: Value, _: Kwargs, _: &State| Ok::<_, Error>(initials(&words(&value, "initials")?)));
    tera.register_filter("urlencode", |value: Value, _: Kwargs, _: &State| {
        Ok::<_, Error>(url::encode_component(&words(&value, "urlencode")?))
    });
    tera.register_filter("contrast", |value: &str, _: Kwargs, _: &State| contrast(value));
    tera.register_filter("readable", readable);
    tera.register_filter("mix", |value: &str, kwargs: Kwargs, _: &State| mix(value, &kwargs));
    tera.register_filter("cover", cover);
    tera.register_filter("json", json);
    tera.register_filter("markdown", markdown);
}

/// Text to work on; null is empty, a name that does not exist is a mistake.
fn words(value: &Value, filter: &str) -> TeraResult<String> {
    if value.is_undefined() {
        return Err(Error::message(format!("the value that `{filter}` is given is undefined")));
    }
    Ok(value.to_string())
}

/// `{{ page.date | date(format="%-d %B %Y") }}`: strftime, with names of months and days in the
/// page's language. Without a format, the language's own.
fn date(value: &Value, kwargs: &Kwargs, state: &State, around: &Surroundings) -> TeraResult<String> {
    let written = words(value, "date")?;
    if written.is_empty() {
        return Ok(written);
    }
    let when = parse_date(&written).ok_or_else(|| Error::message(format!("`{written}` is no date")))?;
    let lang = around.lang(kwargs, state)?;
    let of_lang = around.words.get(&lang, "date_format").and_then(Json::as_str);
    let format = kwargs.get::<&str>("format")?.or(of_lang).unwrap_or("%Y-%m-%d");
    let name = |key: &str, at: i8| around.words.get(&lang, key).and_then(|names| names.get(usize::try_from(at).ok()?)?.as_str());
    let mut plain = String::with_capacity(format.len() + 8);
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            plain.push(c);
            continue;
        }
        let spec = chars.next();
        let own = match spec {
            Some('B') => name("months", when.month() - 1),
            Some('b' | 'h') => name("months_short", when.month() - 1),
            Some('A') => name("weekdays", when.weekday().to_monday_zero_offset()),
            Some('a') => name("weekdays_short", when.weekday().to_monday_zero_offset()),
            _ => None,
        };
        match own {
            Some(name) => plain.push_str(&name.replace('%', "%%")),
            None => {
                plain.push('%');
                plain.extend(spec);
            }
        }
    }
    jiff::fmt::strtime::format(&plain, &when).map_err(|error| Error::message(format!("the date format `{format}` cannot be used: {error}")))
}

/// A date as the context has it (RFC 3339), or a bare day; its own offset is kept.
fn parse_date(text: &str) -> Option<ZonedDateTime> {
    let pieces = DateTimeParser::new().parse_pieces(text).ok()?;
    let offset = match pieces.offset() {
        Some(PiecesOffset::Numeric(offset)) => TimeZone::fixed(offset.offset()),
        _ => TimeZone::UTC,
    };
    pieces.date().to_datetime(pieces.time().unwrap_or(Time::midnight())).to_zoned_datetime(offset).ok()
}

/// `truncate(words=30)` or `truncate(length=120)`, never inside a word.
fn truncate(value: Value, kwargs: Kwargs, _: &State) -> TeraResult<String> {
    let whole = words(&value, "truncate")?;
    if let Some(limit) = kwargs.get::<usize>("words")? {
        let mut ends = whole.split_whitespace().map(|word| word.as_ptr() as usize - whole.as_ptr() as usize + word.len());
        let end = ends.nth(limit.saturating_sub(1));
        return Ok(match (end, ends.next()) {
            (Some(end), Some(_)) => format!("{}…", &whole[..end]),
            _ => whole,
        });
    }
    Ok(text::cut_at_word(&whole, kwargs.get::<usize>("length")?.unwrap_or(255)))
}

/// The first letters of the first and the last word: `AL` of `Ada King Lovelace`.
fn initials(name: &str) -> String {
    let mut letters = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = letters.next();
    first.into_iter().chain(letters.next_back()).flat_map(char::to_uppercase).collect()
}

fn must_rgb(color: &str) -> TeraResult<[u8; 3]> {
    palette::parse(color).ok_or_else(|| Error::message(format!("`{color}` is no colour; `#rrggbb` is wanted")))
}

/// Black or white, whichever reads better on the colour.
fn contrast(color: &str) -> TeraResult<&'static str> {
    let light = palette::luminance(must_rgb(color)?);
    // WCAG contrast with white and with black.
    Ok(if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 { "#ffffff" } else { "#000000" })
}

/// `readable(on=ground)`: the colour itself if words in it read there (4.5:1, or `least=`), else the
/// nearest lightness of its hue that does.
fn readable(color: &str, kwargs: Kwargs, _: &State) -> TeraResult<String> {
    let (color, ground) = (must_rgb(color)?, must_rgb(kwargs.must_get::<&str>("on")?)?);
    let least = kwargs.get::<f64>("least")?.unwrap_or(palette::READABLE).clamp(1.0, 21.0);
    Ok(palette::hex(palette::readable(color, ground, least)))
}

/// `mix(with="#ffffff", by=0.2)`: a fifth of the other colour.
fn mix(color: &str, kwargs: &Kwargs) -> TeraResult<String> {
    let (one, other) = (must_rgb(color)?, must_rgb(kwargs.must_get::<&str>("with")?)?);
    let by = kwargs.get::<f64>("by")?.unwrap_or(0.5).clamp(0.0, 1.0);
    let channel = |at: usize| (f64::from(one[at]) * (1.0 - by) + f64::from(other[at]) * by).round() as u8;
    Ok(format!("#{:02x}{:02x}{:02x}", channel(0), channel(1), channel(2)))
}

/// `cover(w=1200, h=630)`: the address of a picture in a card, with the box it is to fill and the
/// point it is cut around. Understood by the drawing of cards only.
fn cover(value: Value, kwargs: Kwargs, _: &State) -> TeraResult<String> {
    let part = |name: &str| value.get_from_path(name).and_then(Value::as_str).map(str::to_owned);
    let src = value.as_str().map(str::to_owned).or_else(|| part("src")).ok_or_else(|| Error::message("`cover` wants a picture"))?;
    let (w, h) = (kwargs.must_get::<u32>("w")?, kwargs.must_get::<u32>("h")?);
    let focus = kwargs.get::<String>("focus")?.or_else(|| part("position")).unwrap_or_default();
    // Without a point, drawing looks for what the picture shows.
    if !focus.contains('%') && !focus.contains(',') {
        return Ok(format!("{src}#cover={w}x{h}"));
    }
    let mut percents = focus.split([' ', ',']).filter_map(|part| part.trim_end_matches('%').parse::<f64>().ok());
    let (x, y) = (percents.next().unwrap_or(50.0), percents.next().unwrap_or(50.0));
    Ok(format!("{src}#cover={w}x{h}@{},{}", x.round(), y.round()))
}

/// JSON that may stand in a script: no `<`, so no end tag, whatever the text says.
fn json(value: Value, kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let is_pretty = kwargs.get::<bool>("pretty")?.unwrap_or(false);
    let text = if is_pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
    let text = text.map_err(Error::message)?;
    Ok(Value::safe_string(&text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026").replace('\'', "\\u0027")))
}

/// Markdown of a short text (an author's line, an option); `inline=true` drops the paragraph around it.
fn markdown(value: Value, kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let source = words(&value, "markdown")?;
    let mut out = String::with_capacity(source.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut out, pulldown_cmark::Parser::new(&source));
    let mut out = out.trim();
    if kwargs.get::<bool>("inline")?.unwrap_or(false) {
        let inner = out.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
        out = inner.filter(|inner| !inner.contains("<p>")).unwrap_or(out);
    }
    Ok(Value::safe_string(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_on_a_colour_reads() {
        assert_eq!(contrast("#0b7285").unwrap(), "#ffffff");
        assert_eq!(contrast("#fd0").unwrap(), "#000000");
        assert!(contrast("teal").is_err());
    }

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        assert_eq!(initials("Ada King Lovelace"), "AL");
        assert_eq!(initials("雨"), "雨");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn dates_keep_their_own_offset() {
        assert_eq!(parse_date("2026-01-02T00:30:00+01:00").unwrap().day(), 2);
        assert_eq!(parse_date("2026-01-02").unwrap().hour(), 0);
        assert_eq!(parse_date("2026-01-02T23:00:00Z").unwrap().day(), 2);
        assert!(parse_date("soon").is_none());
    }
}
