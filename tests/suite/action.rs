//! Stories about action.
