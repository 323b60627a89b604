//! What networks count and accept, by their own test data and documented numbers.

use super::share::{Post, handle, hashtags, over};
use crate::base::yaml::{self, Node, Value};
use crate::model::platform;

const VALIDATE: &str = include_str!("../../tests/fixtures/twitter-text/validate.yml");
const EXTRACT: &str = include_str!("../../tests/fixtures/twitter-text/extract.yml");

fn cases(text: &str, group: &str) -> Vec<Node> {
    let root = yaml::parse(text).unwrap();
    root.get("tests").unwrap().get(group).unwrap().as_list().unwrap().to_vec()
}

fn text(node: &Node, key: &str) -> String {
    node.get(key).unwrap().as_text().unwrap().to_owned()
}

fn expected(node: &Node) -> Vec<String> {
    node.get("expected").unwrap().as_list().unwrap().iter().map(|item| item.as_text().unwrap().to_owned()).collect()
}

#[test]
fn names_and_tags_that_x_takes_are_taken_and_the_others_are_not() {
    let mut seen = 0;
    for case in cases(VALIDATE, "usernames") {
        let name = text(&case, "text");
        let is_valid = case.get("expected").unwrap().value == Value::Bool(true);
        assert_eq!(handle(&name).is_some(), is_valid, "{name}");
        seen += 1;
    }
    for case in cases(VALIDATE, "hashtags") {
        let tag = text(&case, "text");
        let is_valid = case.get("expected").unwrap().value == Value::Bool(true);
        let whole = hashtags(std::slice::from_ref(&tag)) == [tag.trim_start_matches('#')];
        assert_eq!(whole, is_valid, "{tag}");
        seen += 1;
    }
    assert_eq!(seen, 11);
}

#[test]
fn names_and_tags_that_x_reads_in_a_text_pass_through_whole() {
    let (mut names, mut tags, mut refused) = (0, 0, 0);
    for name in cases(EXTRACT, "mentions").iter().flat_map(expected) {
        assert_eq!(handle(&format!("@{name}")), Some(name));
        names += 1;
    }
    for case in cases(EXTRACT, "hashtags").iter().chain(&cases(EXTRACT, "hashtags_from_astral")) {
        for tag in expected(case) {
            assert_eq!(hashtags(std::slice::from_ref(&tag)), [tag.as_str()], "{}", text(case, "description"));
            tags += 1;
        }
        if text(case, "description").contains("without a letter") {
            for tag in text(case, "text").split(' ') {
                assert_eq!(hashtags(&[tag.to_owned()]), [""; 0], "{tag}");
                refused += 1;
            }
        }
    }
    assert!(names > 15 && tags > 90 && refused == 4, "{names} {tags} {refused}");
}

/// How much a post of these words is over the limit of a network, with this address.
fn too_much(network: &str, words: &str, url: &str) -> usize {
    over(platform::find(network).unwrap(), &Post { text: words.into(), url: url.into(), ..Post::default() })
}

#[test]
fn mastodon_and_bluesky_count_as_they_say() {
    // Mastodon: 500 characters as people count them, an address 23 whatever its length.
    let long = "https://example.org/a/very/long/address/that/goes/on/and/on/and/on/";
    for (words, over) in [
        ("x".repeat(476), 0),
        ("x".repeat(477), 1),
        ("ü".repeat(476), 0),
        ("e\u{301}".repeat(477), 1),
        ("👩‍👩‍👧".repeat(476), 0),
        ("字".repeat(478), 2),
        (format!("{} {long}", "x".repeat(452)), 0),
        (format!("{} {long}", "x".repeat(453)), 1),
        // Without its scheme it is a word like others.
        (format!("{} example.org", "x".repeat(464)), 0),
        (format!("{} example.org", "x".repeat(465)), 1),
    ] {
        assert_eq!(too_much("mastodon", &words, long), over, "{words}");
    }
    // Bluesky: 300 graphemes and 3,000 bytes, the address in full.
    let url = "https://a.example/b/";
    for (words, over) in [
        ("x".repeat(279), 0),
        ("x".repeat(280), 1),
        ("e\u{301}".repeat(279), 0),
        ("字".repeat(279), 0),
        ("🇳🇴".repeat(280), 1),
        ("👍🏽".repeat(279), 0),
        // 25 bytes each: 119 fit into 3,000, with the address and the line before it.
        ("👨‍👩‍👧‍👦".repeat(119), 0),
        ("👨‍👩‍👧‍👦".repeat(120), 21),
    ] {
        assert_eq!(too_much("bluesky", &words, url), over, "{} times {:?}", words.len(), words.chars().next());
    }
    assert_eq!(too_much("facebook", &"x".repeat(100_000), url), 0, "it takes no words of ours");
}
