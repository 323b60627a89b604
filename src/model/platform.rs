//! THE platform table.
