//! Shell sessions: what is typed, and what is printed. `TRYCMD=overwrite` writes them anew; read
//! every difference as prose.

#[test]
fn sessions_print_what_they_say() {
    trycmd::TestCases::new().case("tests/cli/*.md");
}
