//! Forgetting protection must not compile.
#![cfg(test)]

#[test]
fn nothing_but_protect_makes_a_protected_table() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/must_not_compile/*.rs");
}
