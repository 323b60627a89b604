//! Parses the command line, calls the library, prints, and exits with its code.

fn main() {}
