//! Accounts of people and sites on other networks, as tags and JSON-LD want them.

use std::collections::BTreeMap;

use super::share;
use crate::config::Site;
use crate::model::page::Author;
use crate::model::platform::{self, Profile};

/// `@user@host` for `fediverse:creator`: the first author who has one, else the site's own account
/// where the page names nobody else.
pub(super) fn fediverse_creator(authors: &[Author], site: &Site) -> Option<String> {
    let own = || site.profiles.iter().find(|(network, _)| is_fediverse(network)).and_then(|(_, account)| fediverse(account));
    let guest = authors.iter().any(|author| !site.author.as_ref().is_some_and(|id| *id == author.id || *id == author.name));
    match authors.iter().find_map(|author| author.fediverse.as_deref().and_then(fediverse)) {
        None if !guest => own(),
        found => found,
    }
}

fn is_fediverse(network: &str) -> bool {
    platform::profile(network) == Some(Profile::Fediverse)
}

/// `@user@host`, from that, `user@host`, `acct:user@host` or `https://host/@user`.
pub(super) fn fediverse(account: &str) -> Option<String> {
    let account = account.trim().trim_end_matches('/');
    let (user, host) = match account.strip_prefix("https://") {
        Some(address) => address.split_once("/@").or_else(|| address.split_once("/users/")).map(|(host, user)| (user, host))?,
        None => account.trim_start_matches("acct:").trim_start_matches('@').split_once('@')?,
    };
    // `https://a.social/@ada@b.social` is Ada of b.social, seen from a.social.
    let (user, host) = user.split_once('@').unwrap_or((user, host));
    let named = !user.is_empty() && user.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'));
    let hosted = host.contains('.') && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | ':'));
    (named && hosted).then(|| format!("@{user}@{host}"))
}

/// The addresses of all profiles of a site, in the order of their networks.
pub(super) fn profiles(profiles: &BTreeMap<String, String>) -> Vec<String> {
    profiles.iter().filter_map(|(network, account)| profile(network, account)).collect()
}

/// The addresses of an author's accounts.
pub(super) fn of_author(author: &Author) -> Vec<String> {
    let accounts = [("fediverse", &author.fediverse), ("bluesky", &author.bluesky), ("x", &author.x)];
    accounts.into_iter().filter_map(|(network, account)| profile(network, account.as_deref()?)).collect()
}

/// Where a network shows an account. A network that is not known is taken at an address only.
fn profile(network: &str, account: &str) -> Option<String> {
    let account = account.trim();
    if account.starts_with("https://") || account.starts_with("http://") {
        return url::Url::parse(account).ok().map(|_| account.to_owned());
    }
    let base = match platform::profile(network)? {
        Profile::Behind(base) => base,
        Profile::Fediverse => {
            let whole = fediverse(account)?;
            let (user, host) = whole[1..].split_once('@')?;
            return Some(format!("https://{host}/@{user}"));
        }
    };
    let name = account.trim_start_matches('@');
    if matches!(network, "x" | "twitter") {
        return share::handle(name).map(|handle| format!("{base}{handle}"));
    }
    let sound = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'));
    sound.then(|| format!("{base}{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_one_however_it_was_written() {
        for written in [
            "@ada@hachyderm.io",
            "ada@hachyderm.io",
            "acct:ada@hachyderm.io",
            "https://hachyderm.io/@ada",
            "https://hachyderm.io/users/ada/",
        ] {
            assert_eq!(fediverse(written).as_deref(), Some("@ada@hachyderm.io"), "{written}");
        }
        assert_eq!(fediverse("https://a.social/@ada@b.social").as_deref(), Some("@ada@b.social"));
        for bad in ["@ada", "ada", "@ada@host", "https://hachyderm.io/ada", "@a da@b.c", "@\"@b.c"] {
            assert_eq!(fediverse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_guest_is_not_credited_to_the_sites_account() {
        let mut site = crate::config::Settings::default().site;
        site.author = Some("ada".into());
        site.profiles = BTreeMap::from([("mastodon".into(), "@notes@hachyderm.io".into())]);
        let ada = Author { id: "ada".into(), name: "Ada".into(), ..Author::default() };
        let guest = Author { name: "Willow Lane".into(), ..Author::default() };
        assert_eq!(fediverse_creator(std::slice::from_ref(&ada), &site).as_deref(), Some("@notes@hachyderm.io"));
        assert_eq!(fediverse_creator(&[], &site).as_deref(), Some("@notes@hachyderm.io"));
        assert_eq!(fediverse_creator(std::slice::from_ref(&guest), &site), None);
        let known = Author { fediverse: Some("ada@b.social".into()), ..ada };
        assert_eq!(fediverse_creator(&[guest, known], &site).as_deref(), Some("@ada@b.social"));
    }

    #[test]
    fn profiles_are_addresses() {
        let all = [
            ("github", "adal"),
            ("mastodon", "@ada@hachyderm.io"),
            ("x", "@adal"),
            ("odd", "ada"),
            ("linkedin", "https://www.linkedin.com/in/ada"),
        ];
        let all = all.map(|(network, account)| (network.to_owned(), account.to_owned()));
        assert_eq!(
            profiles(&BTreeMap::from(all)),
            ["https://github.com/adal", "https://www.linkedin.com/in/ada", "https://hachyderm.io/@ada", "https://x.com/adal"]
        );
    }
}
