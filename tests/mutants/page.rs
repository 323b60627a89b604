//! A page while a fault is put into it: its tags are found, and bytes are replaced. It knows no rule and no reader.

use std::ops::Range;

use super::site::{Rng, Site, picture};

/// Where a fault is.
pub struct Planted {
    /// The page that suffers (`notes/rain/index.html`); none = the site, or a file that is no page.
    pub page: Option<String>,
    pub file: String,
    /// The bytes of the fault in `file`: one of them is to be pointed at. Empty where something is not there.
    pub at: Vec<Range<usize>>,
}

impl Planted {
    /// In a file that is no page.
    pub fn in_file(file: impl Into<String>, at: Range<usize>) -> Self {
        Self { page: None, file: file.into(), at: vec![at] }
    }

    pub fn of_page(page: String, file: String, at: Range<usize>) -> Self {
        Self { page: Some(page), file, at: vec![at] }
    }
}

pub struct Tag {
    pub name: String,
    pub at: Range<usize>,
    pub attrs: Vec<Attr>,
}

pub struct Attr {
    pub name: String,
    /// As it is written.
    pub value: String,
    pub at: Range<usize>,
    pub value_at: Range<usize>,
}

impl Tag {
    pub fn attr(&self, name: &str) -> Option<&Attr> {
        self.attrs.iter().find(|attr| attr.name == name)
    }

    pub fn value(&self, name: &str) -> Option<&str> {
        Some(self.attr(name)?.value.as_str())
    }
}

/// All start tags; what stands in scripts, styles and comments is none.
pub fn tags(html: &str) -> Vec<Tag> {
    let (mut found, mut from) = (Vec::new(), 0);
    while let Some(open) = html[from..].find('<').map(|at| from + at) {
        if html[open..].starts_with("<!--") {
            from = html[open..].find("-->").map_or(html.len(), |at| open + at + 3);
            continue;
        }
        if !html[open + 1..].starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            from = open + 1;
            continue;
        }
        let tag = tag(html, open);
        from = tag.at.end;
        if ["script", "style"].contains(&tag.name.as_str()) {
            from = html[from..].find(&format!("</{}", tag.name)).map_or(html.len(), |at| from + at);
        }
        found.push(tag);
    }
    found
}

fn tag(html: &str, open: usize) -> Tag {
    let bytes = html.as_bytes();
    let end_of_name = |mut at: usize| {
        while at < bytes.len() && !bytes[at].is_ascii_whitespace() && !b"=>/".contains(&bytes[at]) {
            at += 1;
        }
        at
    };
    let skip_space = |mut at: usize| {
        while at < bytes.len() && (bytes[at].is_ascii_whitespace() || bytes[at] == b'/') {
            at += 1;
        }
        at
    };
    let mut at = end_of_name(open + 1);
    let name = html[open + 1..at].to_ascii_lowercase();
    let mut attrs = Vec::new();
    loop {
        at = skip_space(at);
        if at >= bytes.len() || bytes[at] == b'>' {
            return Tag { name, at: open..(at + 1).min(bytes.len()), attrs };
        }
        let start = at;
        at = end_of_name(at).max(start + 1);
        let key = html[start..at].to_ascii_lowercase();
        let mut value_at = at..at;
        if bytes.get(at) == Some(&b'=') {
            at += 1;
            value_at = match bytes.get(at) {
                Some(&quote @ (b'"' | b'\'')) => {
                    let close = html[at + 1..].find(quote as char).map_or(html.len(), |end| at + 1 + end);
                    at + 1..close
                }
                _ => at..html[at..].find(|c: char| c.is_ascii_whitespace() || c == '>').map_or(html.len(), |end| at + end),
            };
            at = value_at.end + usize::from(bytes.get(value_at.start.wrapping_sub(1)).is_some_and(|b| b"\"'".contains(b)));
        }
        attrs.push(Attr { name: key, value: html[value_at.clone()].to_owned(), at: start..at, value_at });
    }
}

pub struct Page<'a> {
    pub site: &'a mut Site,
    pub path: String,
    pub html: String,
}

impl Site {
    pub fn open(&mut self, path: &str) -> Option<Page<'_>> {
        let html = self.text(path)?;
        Some(Page { site: self, path: path.to_owned(), html })
    }

    /// Any post.
    pub fn post(&mut self, rng: &mut Rng) -> Option<Page<'_>> {
        let path = rng.pick(&self.posts())?.clone();
        self.open(&path)
    }

    /// Any page.
    pub fn page(&mut self, rng: &mut Rng) -> Option<Page<'_>> {
        let path = rng.pick(&self.pages())?.clone();
        self.open(&path)
    }
}

impl Page<'_> {
    pub fn url(&self) -> String {
        self.site.address(&self.path)
    }

    pub fn tags(&self) -> Vec<Tag> {
        tags(&self.html)
    }

    pub fn find(&self, is_it: impl Fn(&Tag) -> bool) -> Option<Tag> {
        self.tags().into_iter().find(is_it)
    }

    /// One of the tags that are like this, below the head.
    pub fn any(&self, rng: &mut Rng, is_it: impl Fn(&Tag) -> bool) -> Option<Tag> {
        let body = self.html.find("<body")?;
        let mut all: Vec<Tag> = self.tags().into_iter().filter(|tag| tag.at.start > body && is_it(tag)).collect();
        if all.is_empty() { None } else { Some(all.swap_remove(rng.below(all.len()))) }
    }

    pub fn meta(&self, key: &str) -> Option<Tag> {
        self.find(|tag| tag.name == "meta" && (tag.value("property") == Some(key) || tag.value("name") == Some(key)))
    }

    pub fn content(&self, key: &str) -> Option<String> {
        Some(self.meta(key)?.value("content")?.to_owned())
    }

    pub fn link(&self, rel: &str) -> Option<Tag> {
        self.find(|tag| tag.name == "link" && tag.value("rel") == Some(rel))
    }

    /// From the start tag to its end tag, and what is between.
    pub fn element(&self, name: &str) -> Option<(Range<usize>, Range<usize>)> {
        let tag = self.find(|tag| tag.name == name)?;
        let close = tag.at.end + self.html[tag.at.end..].find(&format!("</{name}>"))?;
        Some((tag.at.start..close + name.len() + 3, tag.at.end..close))
    }

    /// The title as readers see it, without the name of the site.
    pub fn title(&self) -> Option<String> {
        self.content("og:title")
    }

    pub fn replace(&mut self, at: Range<usize>, text: &str) -> Range<usize> {
        self.html.replace_range(at.clone(), text);
        at.start..at.start + text.len()
    }

    /// Removes a tag, and its line if it has one of its own.
    pub fn remove(&mut self, at: Range<usize>) {
        let line = self.html[..at.start].rfind('\n').map_or(0, |end| end + 1);
        let alone = self.html[line..at.start].trim().is_empty() && self.html[at.end..].starts_with('\n');
        let at = if alone { line..at.end + 1 } else { at };
        self.html.replace_range(at, "");
    }

    /// Sets the `content` of a meta tag; gives the bytes of the tag.
    pub fn set_meta(&mut self, key: &str, value: &str) -> Option<Range<usize>> {
        let tag = self.meta(key)?;
        let value_at = tag.attr("content")?.value_at.clone();
        let grown = value.len() as isize - value_at.len() as isize;
        self.replace(value_at, value);
        Some(tag.at.start..tag.at.end.checked_add_signed(grown)?)
    }

    /// The same, where the tag need not be there.
    pub fn set_if_there(&mut self, key: &str, value: &str) {
        self.set_meta(key, value);
    }

    pub fn drop_meta(&mut self, key: &str) -> Option<()> {
        let tag = self.meta(key)?;
        self.remove(tag.at);
        Some(())
    }

    /// Sets an attribute of a tag; gives the bytes of the tag.
    pub fn set_attr(&mut self, tag: &Tag, name: &str, value: &str) -> Option<Range<usize>> {
        let value_at = tag.attr(name)?.value_at.clone();
        let grown = value.len() as isize - value_at.len() as isize;
        self.replace(value_at, value);
        Some(tag.at.start..tag.at.end.checked_add_signed(grown)?)
    }

    /// Takes an attribute away, with the space before it; gives the bytes of the tag.
    pub fn drop_attr(&mut self, tag: &Tag, name: &str) -> Option<Range<usize>> {
        let at = tag.attr(name)?.at.clone();
        self.replace(at.start - 1..at.end, "");
        Some(tag.at.start..tag.at.end - at.len() - 1)
    }

    /// At the end of the head.
    pub fn in_head(&mut self, html: &str) -> Option<Range<usize>> {
        let at = self.html.find("</head>")?;
        Some(self.replace(at..at, html))
    }

    /// Behind the title.
    pub fn behind_title(&mut self, html: &str) -> Option<Range<usize>> {
        let at = self.element("title")?.0.end;
        Some(self.replace(at..at, html))
    }

    /// Between two paragraphs of the text.
    pub fn in_text(&mut self, rng: &mut Rng, html: &str) -> Option<Range<usize>> {
        let from = self.html.find("</h1>")?;
        let mut places = Vec::new();
        for (at, _) in self.html[from..].match_indices("</p>") {
            let at = from + at + 4;
            let before = &self.html[..at];
            // Not in a quote or a list, nor below the text.
            let is_text =
                before.rfind("<p>").is_some_and(|open| before[open..].len() > 120 && !before[..open].trim_end().ends_with("<blockquote>"));
            if is_text && before.matches("<blockquote").count() == before.matches("</blockquote").count() {
                places.push(at);
            }
        }
        let at = *rng.pick(&places)?;
        let at = self.replace(at..at, &format!("\n{html}\n"));
        Some(at.start + 1..at.end - 1)
    }

    /// Into a paragraph of the text, as its last words.
    pub fn in_sentence(&mut self, rng: &mut Rng, html: &str) -> Option<Range<usize>> {
        let from = self.html.find("</h1>")?;
        let long = |at: &usize| self.html[..*at].rfind("<p>").is_some_and(|open| at - open > 120);
        let places: Vec<usize> = self.html[from..].match_indices("</p>").map(|(at, _)| from + at).filter(long).collect();
        let at = *rng.pick(&places)?;
        let at = self.replace(at..at, &format!(" {html}"));
        Some(at.start + 1..at.end)
    }

    /// Everywhere on the page; gives all places.
    pub fn everywhere(&mut self, old: &str, new: &str) -> Option<Vec<Range<usize>>> {
        let (mut out, mut places, mut from) = (String::new(), Vec::new(), 0);
        for (at, _) in self.html.match_indices(old) {
            out.push_str(&self.html[from..at]);
            places.push(out.len()..out.len() + new.len());
            out.push_str(new);
            from = at + old.len();
        }
        out.push_str(&self.html[from..]);
        self.html = out;
        if places.is_empty() { None } else { Some(places) }
    }

    /// The preview picture as a file of the site.
    pub fn picture_file(&self) -> Option<String> {
        Some(self.content("og:image")?.strip_prefix(self.site.base)?.trim_start_matches('/').to_owned())
    }

    /// Makes a new picture the preview, with everything that the page says about it; gives its tags.
    pub fn show(&mut self, file: &str, width: u32, height: u32, bytes: &[u8]) -> Option<Vec<Range<usize>>> {
        self.site.put(file, bytes);
        let address = self.site.address(file);
        self.set_if_there("twitter:image", &address);
        self.set_if_there("og:image:width", &width.to_string());
        self.set_if_there("og:image:height", &height.to_string());
        let mime = match file.rsplit('.').next()? {
            "jpg" => "image/jpeg",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            "webp" => "image/webp",
            "gif" => "image/gif",
            "heic" => "image/heic",
            "ico" => "image/vnd.microsoft.icon",
            _ => "image/avif",
        };
        self.set_if_there("og:image:type", mime);
        self.set_meta("og:image", &address)?;
        Some(self.spans(&["og:image", "twitter:image", "og:image:width", "og:image:height", "og:image:type"]))
    }

    /// As [`Page::show`], with a sound picture of that size.
    pub fn show_drawn(&mut self, file: &str, width: u32, height: u32) -> Option<Vec<Range<usize>>> {
        let bytes = picture(file, width, height);
        self.show(file, width, height, &bytes)
    }

    /// The bytes of the meta tags with these keys.
    pub fn spans(&self, keys: &[&str]) -> Vec<Range<usize>> {
        keys.iter().filter_map(|key| Some(self.meta(key)?.at)).collect()
    }

    pub fn done(self, at: Range<usize>) -> Option<Planted> {
        self.done_all(vec![at])
    }

    pub fn done_all(self, at: Vec<Range<usize>>) -> Option<Planted> {
        self.site.put(&self.path, &self.html);
        Some(Planted { page: Some(self.path.clone()), file: self.path, at })
    }

    /// Something is not there any more: there is nothing to point at.
    pub fn done_absent(self) -> Option<Planted> {
        self.done_all(Vec::new())
    }
}

impl Site {
    /// Replaces the first `old` in a file that is no page.
    pub fn swap(&mut self, file: &str, old: &str, new: &str) -> Option<Planted> {
        let text = self.text(file)?;
        let at = text.find(old)?;
        self.put(file, text.replacen(old, new, 1));
        Some(Planted::in_file(file.to_owned(), at..at + new.len().max(1)))
    }

    /// The first of these files that the site has.
    pub fn first_of(&self, files: &[&str]) -> Option<String> {
        files.iter().find(|file| self.files.contains_key(**file)).map(|file| (*file).to_owned())
    }
}
