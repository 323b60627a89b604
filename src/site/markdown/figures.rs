//! What stands between the paragraphs: code and pictures.

use pulldown_cmark::{CodeBlockKind, Event};

use super::{BodyImage, Events, Writer, matching_end};
use crate::base::html::escape;

impl<'t> Writer<'t, '_> {
    pub(super) fn code(&mut self, events: &Events<'t>, at: usize, kind: &CodeBlockKind<'t>) -> usize {
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.trim(),
            CodeBlockKind::Indented => "",
        };
        let language = info.split([' ', ',', '{', '\t']).next().unwrap_or("").trim_start_matches('.');
        let class = if language == "mermaid" { " class=\"mermaid\"" } else { "" };
        let open = if language.is_empty() {
            "<pre tabindex=\"0\"><code>".to_owned()
        } else {
            format!("<pre tabindex=\"0\"{class}><code class=\"language-{}\">", escape(language))
        };
        self.out.push(Event::Html(open.into()));
        let end = matching_end(events, at);
        for (event, _) in &events[at + 1..end] {
            if let Event::Text(code) = event {
                self.out.push(Event::Text(code.clone()));
            }
        }
        self.out.push(Event::Html("</code></pre>\n".into()));
        end + 1
    }

    pub(super) fn image(&mut self, events: &Events<'t>, at: usize, dest: &str, title: &str) -> usize {
        let end = matching_end(events, at);
        let mut alt = String::new();
        for (event, _) in &events[at + 1..end] {
            match event {
                Event::Text(words) | Event::Code(words) => alt.push_str(words),
                Event::SoftBreak | Event::HardBreak => alt.push(' '),
                _ => {}
            }
        }
        let target = self.resolve(dest, &events[at].1, false);
        let size = (self.around.size)(&target);
        let src = encoded(&target.href);
        let mut html = format!("<img src=\"{}\" alt=\"{}\"", escape(&src), escape(&alt));
        if alt.trim().is_empty() {
            self.body.undescribed.push(src);
        }
        if !title.is_empty() {
            html.push_str(&format!(" title=\"{}\"", escape(title)));
        }
        if let Some((width, height)) = size {
            html.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
        }
        if self.pictures > 0 {
            html.push_str(" loading=\"lazy\"");
        }
        html.push_str(" decoding=\"async\">");
        self.pictures += 1;
        if self.body.image.is_none() && !target.href.is_empty() {
            self.body.image = Some(BodyImage { target, alt, size });
        }
        self.raw(html);
        end + 1
    }
}

/// Blanks and quotes that an address must not hold raw.
fn encoded(href: &str) -> String {
    href.replace(' ', "%20").replace('"', "%22")
}
