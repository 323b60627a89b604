//! Room site.
