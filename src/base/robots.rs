//! Reads robots.txt as RFC 9309 has it: groups by product token, and the longest match wins.
//!
//! By hand, because messages point at the line that forbids, which no small parser tells.

use super::Span;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Robots {
    groups: Vec<Group>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Group {
    /// In lower case; `*` is everyone who has no group of their own.
    agents: Vec<String>,
    rules: Vec<Rule>,
}

#[derive(Clone, Debug, PartialEq)]
struct Rule {
    allows: bool,
    pattern: String,
    span: Span,
}

/// Crawlers read so much of it (RFC 9309, 2.5).
const WINDOW: usize = 500 * 1024;

impl Robots {
    pub fn parse(text: &str) -> Self {
        let mut robots = Self::default();
        let mut at = 0;
        // Names in a row share the rules that follow.
        let mut names_open = false;
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            if start > WINDOW {
                break;
            }
            let said = line.split('#').next().unwrap_or("");
            let Some((key, value)) = said.split_once(':') else { continue };
            let (key, value) = (key.trim().trim_start_matches('\u{FEFF}').to_ascii_lowercase(), value.trim());
            match key.as_str() {
                "user-agent" => {
                    if !names_open {
                        robots.groups.push(Group::default());
                    }
                    names_open = true;
                    if let Some(group) = robots.groups.last_mut() {
                        group.agents.push(value.to_ascii_lowercase());
                    }
                }
                "allow" | "disallow" => {
                    names_open = false;
                    // An empty one forbids nothing.
                    if let Some(group) = robots.groups.last_mut().filter(|_| !value.is_empty()) {
                        let span = Span::new(start, start + said.trim_end().len());
                        group.rules.push(Rule { allows: key == "allow", pattern: value.to_owned(), span });
                    }
                }
                _ => {}
            }
        }
        robots
    }

    /// The line that keeps a crawler from a path, if one does. `agent` is its product token.
    pub fn forbids(&self, agent: &str, path: &str) -> Option<Span> {
        let agent = agent.to_ascii_lowercase();
        let named: Vec<&Group> = self.groups.iter().filter(|group| group.agents.contains(&agent)).collect();
        let groups =
            if named.is_empty() { self.groups.iter().filter(|group| group.agents.iter().any(|name| name == "*")).collect() } else { named };
        let rules = groups.iter().flat_map(|group| &group.rules).filter(|rule| matches(&rule.pattern, path));
        // The longest match counts; of two equal ones that which allows.
        let winner = rules.max_by_key(|rule| (rule.pattern.len(), rule.allows))?;
        (!winner.allows).then_some(winner.span)
    }

    /// Is there any path that some crawler is kept from?
    pub fn forbids_anything(&self) -> bool {
        self.groups.iter().flat_map(|group| &group.rules).any(|rule| !rule.allows)
    }

    /// Has this crawler a group of its own?
    pub fn names(&self, agent: &str) -> bool {
        self.groups.iter().any(|group| group.agents.iter().any(|name| name.eq_ignore_ascii_case(agent)))
    }
}

/// `*` stands for anything, `$` at the end for the end.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, whole) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or("")) else { return false };
    let parts: Vec<&str> = parts.collect();
    for (at, part) in parts.iter().enumerate() {
        let last = at + 1 == parts.len();
        if last && whole {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(found) => rest = &rest[found + part.len()..],
            None => return false,
        }
    }
    !whole || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_match_of_the_own_group_wins() {
        let text = "User-agent: *\nDisallow: /smo/ # cards\nAllow: /smo/a\n\nUser-agent: Twitterbot\nUser-agent: other\nDisallow:\n\nUser-agent: strict\nDisallow: /*.png$\n";
        let robots = Robots::parse(text);
        let line = robots.forbids("facebookexternalhit", "/smo/rain.png").expect("cards are forbidden to everyone");
        assert_eq!(&text[line.range()], "Disallow: /smo/");
        for (agent, path) in
            [("facebookexternalhit", "/smo/a.png"), ("twitterbot", "/smo/rain.png"), ("other", "/"), ("strict", "/a.png?x"), ("x", "/smo")]
        {
            assert_eq!(robots.forbids(agent, path), None, "{agent} {path}");
        }
        assert!(robots.forbids("strict", "/a/b.png").is_some());
        assert_eq!(Robots::parse("Disallow: /\n").forbids("x", "/"), None, "a rule of nobody");
    }
}
