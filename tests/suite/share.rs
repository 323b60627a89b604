//! Stories about share.
