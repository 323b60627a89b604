//! Accounts that can be checked by hand.

use proptest::prelude::*;

use super::*;
use crate::base::Place;
use crate::base::finding::Evidence;

fn view(platform: &'static str, outcome: Outcome, intended: Outcome, because: &'static [&'static str]) -> CardView {
    CardView {
        platform,
        outcome,
        intended,
        title: None,
        description: None,
        image: None,
        site_name: None,
        domain: "ada.dev".into(),
        filed_under: None,
        color: None,
        notes: Vec::new(),
        ledger: Ledger { because, ..Ledger::default() },
    }
}

fn found(rule: &'static str, level: Level, case: &'static str, platforms: &[&'static str]) -> Finding {
    let mut finding = Finding::new(rule, level, "", Place::Site);
    finding.way = case;
    finding.evidence = Some(Box::new(Evidence { platforms: platforms.to_vec(), ..Evidence::default() }));
    finding
}

fn judged(cards: Vec<CardView>, findings: &[Finding], settings: &Settings) -> Verdict {
    let mut verdict = Verdict { cards, ..Verdict::default() };
    account(&mut verdict, findings, settings, &[]);
    verdict
}

/// WhatsApp drops the picture; X shows all of it.
fn two() -> Vec<CardView> {
    let because = &["preview-image-too-heavy"];
    vec![view("x", Outcome::Large, Outcome::Large, &[]), view("whatsapp", Outcome::Text, Outcome::Large, because)]
}

#[test]
fn the_account_of_the_manual_adds_up() {
    let heavy = found("preview-image-too-heavy", Level::Warning, "messengers", &["whatsapp"]);
    let long = found("title-too-long", Level::Warning, "x", &[]);
    let verdict = judged(two(), &[heavy, long], &Settings::default());
    let [x, whatsapp] = verdict.cards.as_slice() else { panic!("two cards") };
    assert_eq!((&x.ledger.lines, x.ledger.ceiling, x.ledger.score), (&vec![("title-too-long", 24, 1)], 400, 376));
    // 100 − 6 preview-image-too-heavy − 6 title-too-long = 88, at most 55 → 55
    assert_eq!(whatsapp.ledger.lines, [("preview-image-too-heavy", 24, 1), ("title-too-long", 24, 1)]);
    assert_eq!((whatsapp.ledger.ceiling, whatsapp.ledger.score), (220, 220));
    assert_eq!((verdict.card, verdict.sum, verdict.weight), (298, 596, 2));
    // Without the weight WhatsApp stands at 94; without the long title both gain what it costs, up to the ceiling.
    assert_eq!(*verdict.gains, [("preview-image-too-heavy", 376 - 220), ("title-too-long", 24)]);
}

#[test]
fn repeats_cost_a_quarter_each_and_at_most_as_much_again() {
    let link = || found("broken-internal-link", Level::Error, "broken-internal-link", &[]);
    let points = |times: usize| {
        let findings: Vec<Finding> = (0..times).map(|_| link()).collect();
        judged(two(), &findings, &Settings::default()).cards[0].ledger.lines[0]
    };
    assert_eq!([1, 2, 5, 9].map(points).map(|(_, points, times)| (points, times)), [(60, 1), (75, 2), (120, 5), (120, 9)]);
}

#[test]
fn hearsay_consequences_and_what_was_allowed_cost_nothing() {
    let mut allowed = found("title-too-long", Level::Warning, "x", &[]);
    allowed.evidence_mut().quiet = Some(Quiet::Allowed { by: "smo.yaml", reason: None });
    let mut follows = found("og-required-missing", Level::Error, "required", &[]);
    follows.evidence_mut().quiet = Some(Quiet::Because("meta-not-in-static-head"));
    let hearsay = found("meta-past-byte-limit", Level::Info, "slack", &["slack"]);
    let mut known = found("title-missing", Level::Error, "title-missing", &[]);
    known.evidence_mut().quiet = Some(Quiet::Known);
    let verdict = judged(two(), &[allowed, follows, hearsay, known], &Settings::default());
    assert_eq!(verdict.cards[0].ledger.lines, [("title-missing", 60, 1)]);
}

#[test]
fn outcomes_have_ceilings_and_unknown_has_none() {
    let score = |outcome, intended| judged(vec![view("x", outcome, intended, &[])], &[], &Settings::default()).card;
    use Outcome::*;
    let seen =
        [(Large, Large), (Small, Large), (Text, Large), (Wrong, Large), (None, Large), (Unknown, Large), (Large, Small), (Text, Text)];
    assert_eq!(seen.map(|(outcome, intended)| score(outcome, intended) / 4), [100, 75, 55, 40, 20, 100, 100, 100]);
}

#[test]
fn weights_move_the_mean() {
    let mut settings = Settings::default();
    settings.lint.weights = [("x".to_owned(), 3), ("whatsapp".to_owned(), 1)].into();
    assert_eq!(judged(two(), &[], &settings).card, (3 * 400 + 220) / 4);
    settings.lint.weights = [("x".to_owned(), 0), ("whatsapp".to_owned(), 0)].into();
    assert_eq!(judged(two(), &[], &settings).card, 0);
}

const SOME: &[(&str, &[&str])] =
    &[("title-missing", &[]), ("preview-image-too-heavy", &["whatsapp"]), ("preview-image-shape", &["x"]), ("preview-image-missing", &[])];

proptest! {
    #[test]
    fn a_score_lies_between_nothing_and_all_and_mending_never_costs(
        picked in proptest::collection::vec((0..SOME.len(), 0..3usize), 0..14),
        outcomes in proptest::collection::vec(0..6usize, 2),
    ) {
        let all = [Outcome::Large, Outcome::Small, Outcome::Text, Outcome::None, Outcome::Wrong, Outcome::Unknown];
        let cards = || vec![
            view("x", all[outcomes[0]], Outcome::Large, &[]),
            view("whatsapp", all[outcomes[1]], Outcome::Large, &["preview-image-too-heavy", "preview-image-missing"]),
        ];
        let levels = [Level::Info, Level::Warning, Level::Error];
        let findings: Vec<Finding> = picked.iter().map(|(rule, at)| found(SOME[*rule].0, levels[*at], SOME[*rule].0, SOME[*rule].1)).collect();
        let settings = Settings::default();
        let whole = judged(cards(), &findings, &settings);
        prop_assert!(whole.card <= FULL);
        for (card, ledger) in whole.cards.iter().map(|card| (card, &card.ledger)) {
            let sum: u32 = ledger.lines.iter().map(|(_, points, _)| points).sum();
            prop_assert_eq!(ledger.score, FULL.saturating_sub(sum).min(ledger.ceiling), "{}", card.platform);
        }
        for without in 0..findings.len() {
            let mut fewer = findings.clone();
            let rule = fewer.remove(without).rule;
            let after = judged(cards(), &fewer, &settings);
            prop_assert!(after.sum >= whole.sum);
            // What was promised for all findings of a rule is at least what one of them gives.
            let promised = whole.gains.iter().find(|(name, _)| *name == rule).map_or(0, |(_, gain)| *gain);
            prop_assert!(after.sum - whole.sum <= promised);
        }
    }
}
