//! The names of front matter keys: ours, and those that other generators use for the same thing.
//!
//! A table, so that a migration needs no guide. `-` in a key is read as `_`.

/// Ours, at the top of the front matter. "Did you mean" chooses among these.
pub const OWN_KEYS: &[&str] = &[
    "title",
    "description",
    "date",
    "updated",
    "expires",
    "draft",
    "slug",
    "permalink",
    "aliases",
    "tags",
    "categories",
    "taxonomies",
    "authors",
    "author",
    "image",
    "image_alt",
    "series",
    "series_order",
    "canonical_url",
    "kind",
    "lang",
    "translation_key",
    "weight",
    "template",
    "layout",
    "toc",
    "math",
    "search",
    "noindex",
    "unlisted",
    "sitemap",
    "social",
    "cascade",
    "extra",
    "sort",
    "sort_by",
    "paginate",
    "transparent",
    "page_template",
];

/// Key → its other names, in the order in which they are tried.
pub const ALIASES: &[(&str, &[&str])] = &[
    ("description", &["excerpt", "summary", "seo.description", "subtitle"]),
    ("date", &["pubDate", "publishDate", "pubdate", "published_date", "publishdate", "published"]),
    ("updated", &["lastmod", "modified", "updatedDate", "last_modified_at", "seo.date_modified"]),
    ("expires", &["expiryDate", "unpublishdate", "expirydate"]),
    ("draft", &["is_draft"]),
    ("permalink", &["url", "path"]),
    ("aliases", &["redirect_from", "redirects"]),
    ("tags", &["tag"]),
    ("categories", &["category"]),
    ("authors", &["author"]),
    ("image_alt", &["image.alt", "cover.alt", "coverAlt", "featureAlt"]),
    ("canonical_url", &["canonical", "canonicalURL", "extra.canonical_url"]),
    ("kind", &["type"]),
    ("lang", &["locale"]),
    ("translation_key", &["translationKey"]),
    ("weight", &["order", "nav_order"]),
    ("search", &["in_search_index"]),
    ("noindex", &["robotsNoIndex"]),
    ("unlisted", &["hidden", "build.list_never"]),
    ("social.title", &["twitter.title"]),
];

/// Where a picture may be named; the first that is there counts.
pub const IMAGE_KEYS: &[&str] = &[
    "social.image",
    "og_image",
    "image",
    "images",
    "cover.image",
    "cover",
    "hero",
    "heroImage",
    "hero_image",
    "banner_image",
    "featured_image",
    "featuredImage",
    "feature",
    "thumbnail",
    "header.og_image",
    "header.teaser",
    "extra.social_media_card",
    "extra.og_image",
];

/// Known, with a meaning for other parts; passed on in `extra`.
pub const OWNED_ELSEWHERE: &[&str] = &["smo_allow", "campaign", "funnel", "pin", "checklist", "published", "twitter", "seo", "build"];

/// Near one of ours, and meant by other tools.
pub const EXEMPT: &[&str] = &["data", "params", "menu", "link", "page", "state", "status", "version", "links", "name", "id"];
