//! Which pages a Markdown file may have become: the rules by which generators make addresses, all of
//! them tried, because nobody says which one it was.

use crate::base::text::slug;
use crate::base::url::decode;
use crate::site::{Address, Head, Name};

/// Guesses of one file, as [`key`]s of pages.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Guesses {
    /// Whole addresses, the best evidence first; those of one step are equally good.
    pub steps: Vec<Vec<String>>,
    /// Last parts of an address, where its folders follow a pattern that only the generator knows.
    pub names: Vec<String>,
}

/// Folders that hold sources and leave no trace in an address.
const ROOTS: &[&str] = &["src/content", "src/pages", "content", "docs", "src", "pages"];

/// The address of a page or of a guess in one spelling: `Posts/Rain/index.html` is `posts/rain`.
pub(super) fn key(path: &str) -> String {
    let path = decode(path).to_lowercase().replace(' ', "-");
    let path = path.trim_matches('/');
    let path = path.strip_suffix("index.html").or_else(|| path.strip_suffix("index.htm")).unwrap_or(path);
    let path = path.strip_suffix(".html").or_else(|| path.strip_suffix(".htm")).unwrap_or(path);
    path.trim_matches('/').to_owned()
}

/// `path` is the file below the content folder, its ending included.
pub(super) fn guesses(path: &str, head: &Head) -> Guesses {
    match &head.address {
        Address::NoPage => return Guesses::default(),
        Address::Path(address) => return Guesses { steps: vec![vec![key(address)]], names: Vec::new() },
        Address::Unsaid | Address::Pattern => {}
    }
    let place = Place::of(path);
    let own = head.slug.as_deref().map(str::to_owned);
    let from_title = head.title.as_deref().map(slug).filter(|title| !title.is_empty());
    let mut names: Vec<String> = match &own {
        Some(own) => vec![key(own), slug(own)],
        None => [place.name.to_owned(), slug(place.name)].into_iter().chain(from_title).collect(),
    };
    names.retain(|name| !name.is_empty());
    names = names.iter().map(|name| key(name)).collect();
    unique(&mut names);
    if head.address == Address::Pattern {
        return Guesses { steps: Vec::new(), names };
    }
    let mut steps = Vec::new();
    if let Some(own) = &own {
        steps.push(place.at(&[key(own), slug(own)], head));
    }
    steps.push(place.at(&[place.stem.to_owned(), slug(place.stem)], head));
    if place.name != place.stem {
        steps.push(place.at(&[place.name.to_owned(), slug(place.name)], head));
    }
    if place.is_index() {
        names.clear();
    }
    Guesses { steps, names }
}

/// A path in the parts that rules of addresses speak of.
struct Place<'a> {
    folders: Vec<&'a str>,
    /// The name without its ending and language; that of the folder for an `index`.
    stem: &'a str,
    /// The same without its date.
    name: &'a str,
    lang: Option<&'a str>,
    /// A list or home page, which keeps the address of its folder.
    section: bool,
}

impl<'a> Place<'a> {
    fn of(path: &'a str) -> Self {
        let root = ROOTS.iter().find_map(|root| path.strip_prefix(root)?.strip_prefix('/'));
        let path = root.unwrap_or(path);
        let mut folders: Vec<&str> = path.split('/').filter(|folder| !matches!(*folder, "_posts" | "_drafts")).collect();
        let file = folders.pop().unwrap_or_default();
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let (stem, lang) = match stem.rsplit_once('.').filter(|(_, lang)| is_lang(lang)) {
            Some((stem, lang)) => (stem, Some(lang)),
            None => (stem, None),
        };
        let is_index = matches!(stem.to_ascii_lowercase().as_str(), "index" | "_index" | "readme");
        let section = stem == "_index" || is_index && folders.is_empty();
        let stem = if is_index { folders.pop().unwrap_or_default() } else { stem };
        let name = if section { stem } else { Name::of(stem).rest };
        Self { folders, stem, name, lang, section }
    }

    fn is_index(&self) -> bool {
        self.section
    }

    /// Addresses with these names for the last part: below its folders, below a language, and as
    /// Jekyll has them, below categories and the date.
    fn at(&self, names: &[String], head: &Head) -> Vec<String> {
        let folders = self.folders.join("/");
        let slugged = self.folders.iter().map(|folder| slug(folder)).collect::<Vec<_>>().join("/");
        let categories = head.categories.iter().map(|category| slug(category)).collect::<Vec<_>>().join("/");
        let date = head.day().map(|day| day.replace('-', "/"));
        let mut below = vec![folders.clone(), slugged.clone()];
        if let Some(date) = &date {
            below.extend([format!("{folders}/{date}"), format!("{categories}/{date}"), format!("{folders}/{categories}/{date}")]);
        }
        below.push(categories);
        let below = if self.section { &below[..2] } else { &below[..] };
        let mut all = Vec::new();
        for name in names {
            for folder in below {
                all.push(match self.lang {
                    Some(lang) => key(&format!("{lang}/{folder}/{name}")),
                    None => key(&format!("{folder}/{name}")),
                });
            }
        }
        all.iter_mut().for_each(|address| *address = address.replace("//", "/"));
        unique(&mut all);
        all
    }
}

/// `fr`, `pt-br`: the end of a name that says its language.
fn is_lang(text: &str) -> bool {
    let (lang, region) = text.split_once('-').map_or((text, None), |(lang, region)| (lang, Some(region)));
    let letters = |part: &str| part.bytes().all(|b| b.is_ascii_alphabetic());
    lang.len() == 2 && letters(lang) && region.is_none_or(|region| region.len() == 2 && letters(region))
}

fn unique(all: &mut Vec<String>) {
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|one| seen.insert(one.clone()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Source;
    use crate::config::Settings;

    fn guesses_of(path: &str, front: &str) -> Guesses {
        let stem = path.rsplit('/').next().unwrap().rsplit_once('.').unwrap().0;
        let head = Head::read(Source::new(path, format!("---\n{front}\n---\n")), stem, &Settings::default());
        guesses(path, &head)
    }

    #[test]
    fn each_generators_address_is_among_the_guesses() {
        for (generator, path, front, want) in [
            ("hugo", "posts/rain.md", "title: x", "posts/rain"),
            ("hugo", "posts/rain/index.md", "title: x", "posts/rain"),
            ("hugo", "Posts/My Rain.md", "title: x", "posts/my-rain"),
            ("hugo", "posts/rain.md", "slug: wet", "posts/wet"),
            ("hugo", "posts/_index.md", "title: x", "posts"),
            ("hugo", "posts/rain.fr.md", "title: x", "fr/posts/rain"),
            ("hugo", "content/posts/rain.md", "url: /a/Rain.html", "a/rain"),
            ("jekyll", "_posts/2024-01-02-rain.md", "title: x", "2024/01/02/rain"),
            ("jekyll", "notes/_posts/2024-01-02-rain.markdown", "title: x", "notes/2024/01/02/rain"),
            ("jekyll", "_posts/2024-01-02-rain.md", "categories: [Big News]", "big-news/2024/01/02/rain"),
            ("jekyll", "about.md", "permalink: /about-us/", "about-us"),
            ("zola", "blog/2024-01-02-rain.md", "title: x", "blog/rain"),
            ("eleventy", "src/posts/2024-01-02-rain.md", "title: x", "posts/rain"),
            ("astro", "src/content/blog/rain.mdx", "title: x", "blog/rain"),
            ("mkdocs", "docs/guide/README.md", "title: x", "guide"),
            ("mkdocs", "index.md", "title: x", ""),
        ] {
            let found = guesses_of(path, front);
            assert!(found.steps.iter().flatten().any(|address| address == want), "{generator} {path}: {found:#?}");
        }
    }

    #[test]
    fn a_page_has_one_key_however_it_is_written() {
        for path in ["posts/rain/index.html", "posts/rain.html", "/Posts/Rain/", "posts/rain.htm", "posts/rain"] {
            assert_eq!(key(path), "posts/rain");
        }
        assert_eq!(key("index.html"), "");
    }

    #[test]
    fn a_pattern_leaves_the_name_alone_to_go_by() {
        let found = guesses_of("_posts/2024-01-02-rain.md", "permalink: /:year/:title/\ntitle: Rain, again");
        assert_eq!((found.steps.len(), found.names), (0, vec!["rain".to_owned(), "rain-again".to_owned()]));
        assert_eq!(guesses_of("x.md", "permalink: false"), Guesses::default());
    }
}
