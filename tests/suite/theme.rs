//! Stories about theme.
