//! What `page.js` draws cards from: texts once a page, cards as numbers into them.

use serde_json::{Map, Value, json};

use super::pictures::Gallery;
use crate::model::consumer;
use crate::model::platform::Tier;
use crate::model::report::Report;
use crate::model::verdict::{CardView, Cut};
use crate::report::json::quarters;
use crate::report::overview::{Judged, has_picture};

pub fn data(judged: &[Judged], ids: &[&'static str], report: &Report, gallery: &Gallery) -> Value {
    let platform = |id: &&'static str| {
        let facts =
            consumer::find(id).map_or(String::new(), |reader| format!("facts of {}, {}", reader.order.checked, tier(reader.order.tier)));
        json!({ "id": id, "name": report.exhibits.platform(id), "facts": facts })
    };
    json!({
        "base": report.base_url.as_deref().map(|base| base.trim_end_matches('/')),
        "platforms": ids.iter().map(platform).collect::<Vec<_>>(),
        "posts": judged.iter().map(|(page, verdict)| {
            let mut texts = Texts::default();
            let cards: Vec<Value> = verdict.cards.iter().map(|card| card_of(card, ids, &mut texts, gallery)).collect();
            json!({
                "u": page.url.as_str(),
                "d": dates(page.more().published.as_deref()),
                "s": quarters(verdict.card),
                "t": texts.texts,
                "c": cards,
            })
        }).collect::<Vec<_>>(),
    })
}

fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Spec => "from its source code",
        Tier::Doc => "documented",
        Tier::Quoted => "as others quote its documentation",
        Tier::Tools => "as share tools do it",
        Tier::Measured => "measured",
        Tier::Folklore => "not documented",
    }
}

fn dates(published: Option<&str>) -> Option<&str> {
    published.and_then(|published| published.get(..10))
}

/// Texts of a page, each once.
#[derive(Default)]
struct Texts {
    texts: Vec<String>,
}

impl Texts {
    fn number(&mut self, text: &str) -> usize {
        self.texts.iter().position(|known| known == text).unwrap_or_else(|| {
            self.texts.push(text.to_owned());
            self.texts.len() - 1
        })
    }
}

/// One letter a key: there is a card for each page and platform.
fn card_of(card: &CardView, ids: &[&'static str], texts: &mut Texts, gallery: &Gallery) -> Value {
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| {
        if !value.is_null() {
            out.insert(key.to_owned(), value);
        }
    };
    put("p", json!(ids.iter().position(|id| *id == card.platform)));
    put("o", json!(card.outcome.name()));
    if card.intended != card.outcome {
        put("i", json!(card.intended.name()));
    }
    let mut cut = |cut: &Option<Cut>| {
        cut.as_ref().map(|cut| {
            let text = cut.shown.value.as_str();
            // What a platform hides is shown as hidden: (seen, hidden, how it is counted).
            let at = cut.cut_at.map(|at| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default());
            match at.filter(|at| *at < text.len()) {
                Some(at) => {
                    json!([texts.number(&text[..at]), texts.number(&text[at..]), texts.number(cut.limit.as_deref().unwrap_or_default())])
                }
                None => json!(texts.number(text)),
            }
        })
    };
    let (title, description) = (cut(&card.title), cut(&card.description));
    put("t", json!(title));
    put("d", json!(description));
    put("h", json!(texts.number(&card.domain)));
    put("n", json!(card.site_name.as_deref().map(|name| texts.number(name))));
    // It becomes a style: nothing but a colour.
    let is_color = |color: &&str| color.len() == 7 && color.starts_with('#') && color[1..].bytes().all(|b| b.is_ascii_hexdigit());
    put("k", json!(card.color.as_deref().filter(is_color)));
    put("f", json!(card.filed_under.as_deref().map(|address| texts.number(address))));
    if let Some(image) = card.image.as_ref().filter(|_| has_picture(card)) {
        put("g", json!(gallery.number(&image.shown.value).map_or(-1, |number| number as i64)));
        put("z", json!(image.size.map(|(width, height)| format!("{width}×{height}"))));
    }
    let notes: Vec<Value> = card
        .notes
        .iter()
        .map(|note| match &note.tag {
            Some(tag) => json!([texts.number(tag), texts.number(&note.why)]),
            None => json!([texts.number(&note.why)]),
        })
        .collect();
    if !notes.is_empty() {
        put("w", json!(notes));
    }
    put("s", quarters(card.ledger.score));
    let lines: Vec<Value> =
        card.ledger.lines.iter().map(|(rule, points, times)| json!([texts.number(rule), quarters(*points), times])).collect();
    if !lines.is_empty() {
        put("l", json!(lines));
    }
    if card.ledger.ceiling < 400 {
        put("m", quarters(card.ledger.ceiling));
    }
    Value::Object(out)
}
