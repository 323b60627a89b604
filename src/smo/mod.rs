//! Room smo.

pub(crate) mod quote;
pub(crate) mod share;
