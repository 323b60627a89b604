//! Stories about optimize.
