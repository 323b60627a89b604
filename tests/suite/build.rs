//! Stories about build.
