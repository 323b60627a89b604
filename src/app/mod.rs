//! Room app.
