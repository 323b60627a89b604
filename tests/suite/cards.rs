//! Stories about cards.
