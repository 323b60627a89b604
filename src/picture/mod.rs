//! Room picture.
