//! The page left at an old address: it leads on, for people, browsers and search engines.

use crate::base::html::escape;

/// `url` is for links on this site, `absolute` is where search engines shall look.
pub fn stub(lang: &str, title: &str, url: &str, absolute: &str) -> String {
    let (title, url, absolute, lang) = (escape(title), escape(url), escape(absolute), escape(lang));
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <link rel=\"canonical\" href=\"{absolute}\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={url}\">\n</head>\n<body>\n<p><a href=\"{url}\">{title}</a></p>\n</body>\n</html>\n"
    )
}
