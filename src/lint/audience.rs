//! The readers of link previews by name, and lists of them as a sentence has them.

use super::rule::Context;
pub use crate::model::audience::{AUDIENCE, label};

/// Those of `ids` that are targeted, by name.
pub fn targeted(ctx: &Context, ids: &[&str]) -> Vec<&'static str> {
    AUDIENCE.iter().filter(|(id, _)| ids.contains(id) && ctx.targets(id)).map(|(_, label)| *label).collect()
}

/// All that are targeted, by name.
pub fn all_targeted(ctx: &Context) -> Vec<&'static str> {
    AUDIENCE.iter().filter(|(id, _)| ctx.targets(id)).map(|(_, label)| *label).collect()
}

/// `X, Facebook and LinkedIn`; more than four: `X, Facebook, LinkedIn and 5 more`.
pub fn list<S: AsRef<str>>(names: &[S]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] if names.len() <= 4 => format!("{} and {last}", first.join(", ")),
        _ => format!("{} and {} more", names[..3].join(", "), names.len() - 3),
    }
}

/// `show` for several, `shows` for one.
pub fn verb<S>(names: &[S], plural: &str) -> String {
    if names.len() == 1 { format!("{plural}s") } else { plural.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_listed_as_people_do() {
        assert_eq!(list(&["X"]), "X");
        assert_eq!(list(&["X", "Slack"]), "X and Slack");
        assert_eq!(list(&["X", "Facebook", "LinkedIn", "Slack", "Discord"]), "X, Facebook, LinkedIn and 2 more");
        assert_eq!(verb(&["X"], "show") + &verb(&["X", "Slack"], " show"), "shows show");
    }
}
