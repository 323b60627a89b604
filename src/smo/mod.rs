//! Room smo.
