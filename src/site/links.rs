//! What an address in a page means: another page's file, a file beside it, a path of the site.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::markdown::Target;
use crate::base::nearest::nearest;
use crate::base::url::{decode, encode_path};
use crate::base::{BaseUrl, UrlPath};
use crate::model::page::OutPath;

/// Everything that can be linked to by its file.
pub struct Links {
    pub root: PathBuf,
    /// `content`, as people write it.
    pub content: String,
    pub static_dir: String,
    pub base: Option<BaseUrl>,
    pub base_path: String,
    /// Path below content → where the page lives, or why it is not out.
    pub pages: HashMap<String, Result<UrlPath, &'static str>>,
    /// Path below content → where the file is copied to.
    pub assets: HashMap<String, OutPath>,
    pub names: Names,
}

/// Pages by the name of their file, for people who link without its ending.
#[derive(Debug, Default)]
pub struct Names {
    /// `posts/2026-01-02-rain` → where the page lives.
    files: HashMap<String, UrlPath>,
    /// Paths where a page lives, without a slash at the end.
    homes: HashSet<String>,
}

impl Names {
    /// Of two files of one name, the first by path counts.
    pub fn of(pages: &HashMap<String, Result<UrlPath, &'static str>>) -> Self {
        let mut names = Self::default();
        let mut sorted: Vec<(&String, &UrlPath)> = pages.iter().filter_map(|(path, url)| Some((path, url.as_ref().ok()?))).collect();
        sorted.sort_unstable();
        for (path, url) in sorted {
            names.homes.insert(decode(url.as_str()).trim_end_matches('/').to_owned());
            if is_markdown(path) {
                let stem = path.rsplit_once('.').map_or(path.as_str(), |(stem, _)| stem);
                names.files.entry(stem.strip_suffix("/index").unwrap_or(stem).to_owned()).or_insert_with(|| url.clone());
            }
        }
        names
    }
}

const MARKDOWN: &[&str] = &["md", "mdx", "markdown", "mkd", "mkdn", "mkdown"];

impl Links {
    /// `dest` as it stands in a page whose file lies in `folder` (below content).
    pub fn resolve(&self, folder: &str, dest: &str) -> Target {
        let as_is = || Target { href: dest.to_owned(), ..Target::default() };
        if dest.is_empty() || dest.starts_with(['#', '?']) || dest.starts_with("//") {
            return as_is();
        }
        if has_scheme(dest) {
            return self.own(dest).unwrap_or_else(as_is);
        }
        let cut = dest.find(['#', '?']).unwrap_or(dest.len());
        let (path, tail) = dest.split_at(cut);
        let plain = decode(path);
        let from_root = plain.strip_prefix("@/");
        let inside = match (from_root, plain.strip_prefix('/')) {
            (Some(rest), _) => join("", rest),
            (None, Some(rest)) => join("", rest),
            (None, None) => join(folder, &plain),
        };
        let found = inside.as_deref().and_then(|inside| self.pages.get(inside));
        match found {
            Some(Ok(url)) => return self.at(url, tail, None),
            Some(Err(reason)) => {
                let why = format!("`{path}` is {reason} and left out of this build");
                return Target { broken: Some((why, None)), ..as_is() };
            }
            None => {}
        }
        if let Some(inside) = &inside
            && !plain.starts_with('/')
            && let Some(out) = self.assets.get(inside)
        {
            return self.at(&out.url_path(), tail, Some(self.root.join(&self.content).join(inside)));
        }
        if let Some(url) = self.by_name(&plain, inside.as_deref()) {
            return self.at(url, tail, None);
        }
        if is_mail(&plain) {
            return Target { broken: Some(("a mail address begins with `mailto:`".into(), Some(format!("mailto:{plain}")))), ..as_is() };
        }
        if from_root.is_some() || (is_markdown(&plain) && !plain.starts_with('/')) {
            let why = format!(
                "there is no file `{}`",
                inside.as_deref().map_or_else(|| plain.clone(), |inside| format!("{}/{inside}", self.content))
            );
            let near = self.near(inside.as_deref().unwrap_or(&plain)).map(|near| match from_root {
                Some(_) => format!("@/{}{tail}", encode_path(near)),
                None => format!("{}{tail}", encode_path(&seen_from(folder, near))),
            });
            return Target { broken: Some((why, near)), ..as_is() };
        }
        if let Some(rest) = plain.strip_prefix('/') {
            let file = crate::base::fs::join_inside(&self.root.join(&self.static_dir), rest);
            return Target { href: format!("{}{dest}", self.base_path), path: Some(plain.clone()), file, broken: None };
        }
        as_is()
    }

    /// A page whose file was meant without its ending: `2026-01-02-rain` beside it, or
    /// `/posts/2026-01-02-rain` where no page lives.
    fn by_name(&self, plain: &str, inside: Option<&str>) -> Option<&UrlPath> {
        let url = self.names.files.get(inside.filter(|_| plain.starts_with('/') || !plain.ends_with('/'))?)?;
        (!plain.starts_with('/') || !self.names.homes.contains(plain.trim_end_matches('/'))).then_some(url)
    }

    /// The whole address of a page of this site, by the name of its file.
    fn own(&self, dest: &str) -> Option<Target> {
        let path = self.base.as_ref()?.local_path(dest)?;
        let tail = &dest[dest.find(['#', '?']).unwrap_or(dest.len())..];
        Some(self.at(self.by_name(&path, join("", &path).as_deref())?, tail, None))
    }

    fn at(&self, url: &UrlPath, tail: &str, file: Option<PathBuf>) -> Target {
        Target { href: format!("{}{url}{tail}", self.base_path), path: Some(decode(url.as_str())), file, broken: None }
    }

    /// The picture that front matter names, by the order of `content.md` 3.3. What is nowhere is
    /// taken to lie beside the page, so that the finding about it names that place.
    pub fn picture(&self, folder: &str, page: &UrlPath, value: &str) -> Target {
        if has_scheme(value) || value.starts_with("//") {
            return Target { href: value.to_owned(), ..Target::default() };
        }
        let value = value.split(['?', '#']).next().unwrap_or(value);
        let plain = decode(value);
        if !plain.starts_with('/')
            && let Some(inside) = join(folder, &plain)
            && let Some(out) = self.assets.get(&inside)
        {
            return self.at(&out.url_path(), "", Some(self.root.join(&self.content).join(inside)));
        }
        let rest = plain.trim_start_matches('/');
        let in_static = crate::base::fs::join_inside(&self.root.join(&self.static_dir), rest).filter(|file| file.is_file());
        let in_content = || self.assets.iter().find(|(_, out)| out.as_str() == rest).map(|(inside, _)| inside);
        if let Some(file) = in_static {
            return self.root_path(rest, Some(file));
        }
        if plain.starts_with('/') {
            let file = in_content().map(|inside| self.root.join(&self.content).join(inside));
            return self.root_path(rest, file);
        }
        let beside = decode(page.as_str());
        let beside = beside.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.root_path(join(beside.trim_start_matches('/'), &plain).as_deref().unwrap_or(rest), None)
    }

    fn root_path(&self, rest: &str, file: Option<PathBuf>) -> Target {
        Target { href: format!("{}/{}", self.base_path, encode_path(rest)), path: Some(format!("/{rest}")), file, broken: None }
    }

    /// The file that was probably meant, below content.
    fn near(&self, path: &str) -> Option<&str> {
        let mut known: Vec<&str> = self.pages.iter().filter(|(_, url)| url.is_ok()).map(|(path, _)| path.as_str()).collect();
        known.sort_unstable();
        let name = |path: &str| path.rsplit('/').next().unwrap_or("").to_lowercase();
        let stem = |path: &str| name(path).rsplit_once('.').map_or_else(|| name(path), |(stem, _)| stem.to_owned());
        let wanted = name(path);
        let same =
            known.iter().find(|known| name(known) == wanted).or_else(|| known.iter().find(|known| stem(known) == stem(path))).copied();
        same.or_else(|| nearest(path, known.iter().copied())).or_else(|| {
            let names: Vec<String> = known.iter().map(|path| name(path)).collect();
            let near = nearest(&wanted, names.iter().map(String::as_str))?.to_owned();
            known.iter().copied().find(|path| name(path) == near)
        })
    }
}

/// `path` as a link in a file of `folder` names it: `../about.md`.
fn seen_from(folder: &str, path: &str) -> String {
    let above: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let parts: Vec<&str> = path.split('/').collect();
    let folders = &parts[..parts.len() - 1];
    let shared = above.iter().zip(folders).take_while(|(a, b)| a == b).count();
    let mut out = "../".repeat(above.len() - shared);
    out.push_str(&parts[shared..].join("/"));
    out
}

fn has_scheme(dest: &str) -> bool {
    dest.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    })
}

fn is_markdown(path: &str) -> bool {
    let extension = Path::new(path).extension().map(|ext| ext.to_string_lossy().to_ascii_lowercase());
    extension.is_some_and(|extension| MARKDOWN.contains(&extension.as_str()))
}

/// `ada@example.org`, and nothing that could be a path.
fn is_mail(dest: &str) -> bool {
    let host = dest.split_once('@').map(|(name, host)| (!name.is_empty(), host));
    host.is_some_and(|(named, host)| named && host.contains('.') && !host.contains('@')) && !dest.contains(['/', ' '])
}

/// `folder/relative` with `.` and `..` worked out; `None` if it climbs out.
fn join(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links() -> Links {
        let url = |path: &str| UrlPath::from_plain(path).unwrap();
        let pages = HashMap::from([
            ("posts/rain.md".into(), Ok(url("/posts/rain/"))),
            ("posts/snow/index.md".into(), Ok(url("/p/snow/"))),
            ("posts/idea.md".into(), Err("a draft")),
            ("posts/2026-01-02-hail.md".into(), Ok(url("/posts/hail/"))),
            ("posts/moved.md".into(), Ok(url("/moved/"))),
            ("other.md".into(), Ok(url("/posts/moved/"))),
        ]);
        Links {
            names: Names::of(&pages),
            base: BaseUrl::parse("https://ada.dev/blog"),
            root: "site".into(),
            content: "content".into(),
            static_dir: "static".into(),
            base_path: "/blog".into(),
            pages,
            assets: HashMap::from([("posts/snow/a b.jpg".into(), OutPath::new("p/snow/a b.jpg").unwrap())]),
        }
    }

    #[test]
    fn files_become_addresses() {
        let links = links();
        for (folder, dest, want) in [
            ("posts", "rain.md#top", "/blog/posts/rain/#top"),
            ("posts/snow", "../rain.md?x=1", "/blog/posts/rain/?x=1"),
            ("", "@/posts/snow/index.md", "/blog/p/snow/"),
            ("posts/snow", "a%20b.jpg", "/blog/p/snow/a%20b.jpg"),
            ("posts", "/img/x.png", "/blog/img/x.png"),
            ("posts", "../about/", "../about/"),
            ("posts", "2026-01-02-hail#top", "/blog/posts/hail/#top"),
            ("", "/posts/2026-01-02-hail", "/blog/posts/hail/"),
            ("posts", "/posts/moved/", "/blog/posts/moved/"),
            ("posts", "#here", "#here"),
            ("", "https://ada.dev/blog/posts/2026-01-02-hail", "/blog/posts/hail/"),
            ("", "https://ada.dev/blog/posts/rain/", "https://ada.dev/blog/posts/rain/"),
            ("posts", "https://a.dev/x.md", "https://a.dev/x.md"),
            ("posts", "//cdn.dev/x.md", "//cdn.dev/x.md"),
            ("posts", "mailto:a@b.c", "mailto:a@b.c"),
        ] {
            let target = links.resolve(folder, dest);
            assert_eq!((target.href.as_str(), target.broken), (want, None), "{dest}");
        }
    }

    #[test]
    fn a_link_to_no_file_names_the_nearest() {
        let links = links();
        let broken = |dest: &str| links.resolve("posts", dest).broken.unwrap();
        assert_eq!(broken("rian.md"), ("there is no file `content/posts/rian.md`".into(), Some("rain.md".into())));
        assert_eq!(broken("@/rain.md").1.as_deref(), Some("@/posts/rain.md"));
        // What is offered is a link that works where the broken one stands, with its fragment.
        for (folder, dest, want) in [
            ("posts", "../othre.md#top", "../other.md#top"),
            ("posts/snow", "../rian.md", "../rain.md"),
            ("", "rian.md", "posts/rain.md"),
            ("a/b", "../../posts/rian.md", "../../posts/rain.md"),
        ] {
            let near = links.resolve(folder, dest).broken.unwrap().1.unwrap();
            assert_eq!(near, want, "{dest} in {folder}");
            assert!(links.resolve(folder, &near).broken.is_none(), "{near} leads nowhere");
        }
        assert_eq!(broken("../../../x.md").1, None);
        assert_eq!(broken("ada@example.org").1.as_deref(), Some("mailto:ada@example.org"));
        assert!(broken("idea.md").0.contains("is a draft"));
    }
}
