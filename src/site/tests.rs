//! Stories: folders of content in, pages out.
