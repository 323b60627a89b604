//! Reads `rain.social.yaml`. Every mistake is said at its place; a post with one in it is left out, and
//! the others work.

use std::collections::BTreeMap;

use super::keys;
use super::reader::{LeftOut, Reader, present};
use crate::base::finding::Safety;
use crate::base::nearest::nearest;
use crate::base::source::Lines;
use crate::base::yaml::{self, Entry, Node, Value};
use crate::base::{Finding, Place, Source, Span};
use crate::model::platform::{nearest_venue, venue, venues};
use crate::model::posts::{LinkPlace, Post, PostKind, Sidecar, Status, Words};

/// The version of the file that is read here.
const SCHEMA: i64 = 1;

/// Nobody reads more of them.
const MOST_TOLD: usize = 100;

/// The posts of a file that can be read, and what is wrong with the rest.
pub fn read(source: Source) -> (Sidecar, Vec<Finding>) {
    let mut reader = Reader { source: &source, lines: Lines::new(&*source.text), findings: Vec::new() };
    let (campaign, posts) = match yaml::parse(&source.text) {
        Ok(root) => reader.file(&root),
        Err(broken) => {
            let message = format!("the file is not readable as YAML: {}", broken.message);
            reader.refuse_file(broken.span, message, "quote texts that hold `: ` or ` #`, or write them as a block behind `|`");
            (None, Vec::new())
        }
    };
    let mut findings = reader.findings;
    if findings.len() > MOST_TOLD {
        let message = format!("{} more mistakes in this file are not listed", findings.len() - MOST_TOLD);
        findings.truncate(MOST_TOLD);
        findings.push(Finding::error("sidecar-invalid", message, Place::File(source.path.clone())).help("mend those above first"));
    }
    (Sidecar { source, campaign, posts }, findings)
}

impl Reader<'_> {
    fn file(&mut self, root: &Node) -> (Option<String>, Vec<Post>) {
        if root.is_null() {
            return (None, Vec::new());
        }
        let Some(entries) = root.as_map() else {
            self.refuse_file(root.span, format!("the file holds {}, keys are wanted", root.kind()), "begin with `schema: 1` and `posts:`");
            return (None, Vec::new());
        };
        self.unknown_keys(entries, keys::FILE);
        if let Some(schema) = root.get("schema").filter(|schema| schema.value != Value::Int(SCHEMA)) {
            let (message, help) = match schema.value {
                Value::Int(number) if number > SCHEMA => {
                    (format!("the file is of version {number}; this program reads {SCHEMA}"), "use a newer smo-build")
                }
                _ => (format!("`schema` is {}, {SCHEMA} is wanted", self.shown(schema)), "write `schema: 1`"),
            };
            self.refuse_file(schema.span, message, help);
            return (None, Vec::new());
        }
        let campaign = root.get("campaign").and_then(|campaign| self.words("campaign", campaign).ok()).map(|words| words.text);
        let posts = match root.get("posts") {
            None => Vec::new(),
            Some(posts) if posts.is_null() => Vec::new(),
            Some(posts) => match posts.as_list() {
                Some(list) => self.posts(list),
                None => {
                    let message = format!("`posts` is {}, a list is wanted", self.shown(posts));
                    self.refuse_file(posts.span, message, "write `- id: …` for each post");
                    Vec::new()
                }
            },
        };
        (campaign.filter(|campaign| !campaign.is_empty()), posts)
    }

    fn posts(&mut self, list: &[Node]) -> Vec<Post> {
        let mut posts: Vec<Post> = Vec::new();
        let mut taken: BTreeMap<String, Span> = BTreeMap::new();
        for node in list {
            let Some(entries) = node.as_map() else {
                self.refuse(
                    node.span,
                    format!("a post is {}, keys are wanted", self.shown(node)),
                    "write `- id: …`, `platform: …`, `text: …`",
                );
                continue;
            };
            self.unknown_keys(entries, keys::POST);
            // All that is wrong with it is said, not only the first.
            let id = self.id(node);
            let rest = self.post(node);
            let Ok(id) = id else { continue };
            if let Some(first) = taken.get(&id.text) {
                let line = self.lines.spot(&self.source.path, *first).line;
                let message = format!("two posts are called `{}`; the first stands in line {line}", id.text);
                self.refuse(id.span, message, "give each post an id of its own");
                continue;
            }
            taken.insert(id.text.clone(), id.span);
            posts.extend(rest.ok().map(|post| Post { id, ..post }));
        }
        posts
    }

    fn id(&mut self, node: &Node) -> Result<Words, LeftOut> {
        let Some(id) = present(node, "id") else {
            let end = first_line(node, &self.source.text);
            return self.left_out(end, "a post has no `id`".to_owned(), "name it, such as `id: x-announce`");
        };
        let words = self.words("id", id)?;
        let sound = !words.text.is_empty() && words.text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if sound {
            return Ok(words);
        }
        self.left_out(id.span, format!("`{}` is no id", words.text), "write small letters from a to z, digits and dashes")
    }

    /// All of a post but its id, which stands there as an empty one.
    fn post(&mut self, node: &Node) -> Result<Post, LeftOut> {
        let network = self.network(node);
        let kind = self.one_of(node, "kind", PostKind::ALL);
        let status = self.one_of(node, "status", Status::ALL);
        let link = self.one_of(node, "link", LinkPlace::ALL);
        let dates = ["at", "expires"].map(|key| self.date(node, key));
        let flags = ["paid", "hold"].map(|key| self.flag(node, key));
        let title = self.one(node, "title");
        let lists = ["media", "alt", "hashtags"].map(|key| self.list(node, key));
        let text = match &kind {
            Ok(kind) => self.text(node, *kind),
            Err(LeftOut) => Err(LeftOut),
        };
        for done in dates.into_iter().chain(flags) {
            done?;
        }
        let [media, alt, hashtags] = lists;
        let network = network?;
        Ok(Post {
            id: Words { text: String::new(), span: node.span },
            network,
            kind: kind?.unwrap_or(if network == "pinterest" { PostKind::Pin } else { PostKind::Post }),
            status: status?.unwrap_or(Status::Draft),
            link: link?.unwrap_or(LinkPlace::Last),
            text: text?,
            title: title?,
            media: media?,
            alt: alt?,
            hashtags: hashtags?,
            // A note to oneself may be of any kind.
            todo: present(node, "todo")
                .map(|todo| Words { text: todo.scalar_text(&self.source.text).unwrap_or_default(), span: todo.span }),
        })
    }

    fn network(&mut self, node: &Node) -> Result<&'static str, LeftOut> {
        let Some(platform) = present(node, "platform") else {
            let at = present(node, "id").map_or_else(|| first_line(node, &self.source.text), |id| id.span);
            return self.left_out(at, "the post names no `platform`".to_owned(), "write the network, such as `platform: mastodon`");
        };
        let words = self.words("platform", platform)?;
        if let Some(venue) = venue(&words.text) {
            return Ok(venue.id);
        }
        self.unknown(platform.span, "network", &words.text, nearest_venue(&words.text), &venues().collect::<Vec<_>>())
    }

    /// One text for a post or a pin, a list for what has parts.
    fn text(&mut self, node: &Node, kind: Option<PostKind>) -> Result<Vec<Words>, LeftOut> {
        let Some(text) = present(node, "text") else { return Ok(Vec::new()) };
        let wants_list = kind.is_some_and(PostKind::has_parts);
        let name = kind.and_then(|kind| PostKind::ALL.iter().find(|(_, other)| *other == kind)).map_or("post", |(name, _)| name);
        match (&text.value, wants_list) {
            (Value::List(items), true) => items.iter().map(|item| self.words("text", item)).collect(),
            (Value::List(_), false) => {
                let message = format!("`text` of a {name} is a list, one text is wanted");
                self.left_out(text.span, message, "write one text, or `kind: thread` if each is a post of its own")
            }
            (_, true) => {
                let found = if text.as_map().is_some() { "a map" } else { "one text" };
                let message = format!("`text` with `kind: {name}` is {found}, a list is wanted");
                self.left_out(text.span, message, "write `- …` before each part")
            }
            (_, false) => Ok(vec![self.words("text", text)?]),
        }
    }

    fn unknown_keys(&mut self, entries: &[Entry], known: &[&'static str]) {
        for entry in entries.iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            let plain = entry.key.replace('-', "_").to_lowercase();
            let other = keys::OTHER_NAMES.iter().find(|(name, _)| *name == plain).map(|(_, key)| *key).filter(|key| known.contains(key));
            let place = self.place(entry.key_span);
            let finding = Finding::warning("sidecar-unknown-key", format!("nothing reads `{}`", entry.key), place)
                .why("what stands behind it has no effect");
            self.findings.push(match other.or_else(|| nearest(&plain, known.iter().copied())) {
                Some(near) => finding.help(format!("did you mean `{near}`?")).remedy(Safety::Unsafe, entry.key.as_str(), near),
                None => finding.help(format!("these are read: {}", known.join(", "))),
            });
        }
    }
}

/// The line that a post begins with.
fn first_line(node: &Node, text: &str) -> Span {
    let range = node.span.range();
    let end = text.get(range.clone()).and_then(|slice| slice.find('\n')).map_or(range.end, |end| range.start + end);
    Span::new(range.start, end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Ids of the posts that can be used, and `line:column message`.
    fn read_of(text: &str) -> (Vec<String>, Vec<String>) {
        let (sidecar, findings) = read(Source::new("rain.social.yaml", text));
        let said = findings.iter().map(|finding| match &finding.at {
            Place::Spot(spot) => format!("{}:{} {}", spot.line, spot.column, finding.message),
            other => panic!("{other:?}"),
        });
        (sidecar.posts.iter().map(|post| post.id.text.clone()).collect(), said.collect())
    }

    #[test]
    fn a_post_with_a_mistake_is_left_out_and_the_others_work() {
        let text = "\
schema: 1
campain: spring
posts:
  - { id: a, platform: x, text: Drops. }
  - { id: a, platform: x, text: Again. }
  - { id: b, platform: twiter, text: Drops. }
  - { id: c, platform: x, kind: tread, text: [Drops.] }
  - { id: d, platform: x, kind: thread, text: Drops. }
  - { id: e, platform: x, text: [Drops.] }
  - { id: f, platform: x, text: Drops., at: soon }
  - { id: g, platform: x, text: { a: b } }
  - { id: Ä, platform: x, text: Drops. }
  - { platform: x, text: Drops. }
  - { id: h, text: Drops., paid: maybe }
  - drops
  - { id: i, platform: mastodon, kind: thread, status: approved, at: 2026-03-03T09:00+01:00, expires: 2026-06-30, text: [1.10, Drops.], alt: Rain }
";
        let (posts, said) = read_of(text);
        assert_eq!(posts, ["a", "i"]);
        assert_eq!(
            said,
            [
                "2:1 nothing reads `campain`",
                "5:11 two posts are called `a`; the first stands in line 4",
                "6:24 there is no network `twiter`",
                "7:33 there is no kind `tread`",
                "8:47 `text` with `kind: thread` is one text, a list is wanted",
                "9:33 `text` of a post is a list, one text is wanted",
                "10:45 `at` is `soon`, which is no date",
                "11:33 `text` holds a map, text is wanted",
                "12:11 `Ä` is no id",
                "13:5 a post has no `id`",
                "14:11 the post names no `platform`",
                "14:34 `paid` is `maybe`, true or false is wanted",
                "15:5 a post is `drops`, keys are wanted",
            ]
        );
    }

    #[test]
    fn a_file_that_is_no_sidecar_says_why_once() {
        for (text, said) in [
            ("", None),
            ("schema: 1\n", None),
            ("posts:\n", None),
            ("- a\n", Some("1:1 the file holds a list, keys are wanted")),
            ("schema: 2\nposts: [{ id: a }]\n", Some("1:9 the file is of version 2; this program reads 1")),
            ("schema: one\n", Some("1:9 `schema` is `one`, 1 is wanted")),
            ("posts: drops\n", Some("1:8 `posts` is `drops`, a list is wanted")),
        ] {
            assert_eq!(read_of(text), (Vec::new(), said.map(str::to_owned).into_iter().collect()), "{text}");
        }
        let (_, many) = read(Source::new("a.social.yaml", format!("posts:\n{}", "  - drops\n".repeat(5000))));
        assert_eq!((many.len(), &*many[100].message), (101, "4900 more mistakes in this file are not listed"));
        let (_, said) = read_of("posts:\n  - id: a\n   text: x\n");
        assert!(said.len() == 1 && said[0].contains("not readable as YAML"), "{said:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        /// A place is bytes of the file, and where the words were found there they are those of the text.
        #[test]
        fn any_text_can_be_read_and_pointed_at(
            parts in prop::collection::vec(prop_oneof![
                "[a-z]{1,8} ", "\\PC{0,4}", Just("'\"\\ ".to_owned()), Just("\n\n".to_owned()), Just(": # ".to_owned()), Just("👨‍👩‍👧 ".to_owned()),
            ], 1..20),
            style in 0..4usize,
            cut in 0.0..1.0f64,
        ) {
            let text = parts.concat();
            let written = match style {
                0 => serde_json::to_string(&text).unwrap(),
                1 => format!("'{}'", text.replace('\'', "''")),
                2 => format!("|\n      {}", text.replace('\n', "\n      ")),
                _ => text.clone(),
            };
            let (sidecar, _) = read(Source::new("a.social.yaml", format!("posts:\n  - id: a\n    platform: x\n    text: {written}\n")));
            for words in sidecar.posts.iter().flat_map(|post| &post.text) {
                let at = words.text.char_indices().map(|(at, _)| at).nth((words.text.chars().count() as f64 * cut) as usize).unwrap_or(0);
                let Place::Spot(spot) = sidecar.at_part(words, at..words.text.len()) else { unreachable!("it has a place") };
                let pointed = &sidecar.source.text[spot.start as usize..spot.end as usize];
                prop_assert!(pointed.len() <= words.span.range().len());
                let said = &words.text[at..];
                let letters = |text: &str| text.chars().filter(char::is_ascii_lowercase).count();
                // An escape, `\n` or `\u2028`, has letters of its own.
                let escapes = if style == 0 { 6 * pointed.matches('\\').count() } else { 0 };
                let found = (letters(said)..=letters(said) + escapes).contains(&letters(pointed));
                prop_assert!(style == 3 || said.trim().is_empty() || found, "{pointed:?} {said:?}");
            }
        }
    }
}
