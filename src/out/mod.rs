//! Room out.
