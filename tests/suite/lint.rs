//! Stories about lint.
