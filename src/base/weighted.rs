//! X weighted length.
