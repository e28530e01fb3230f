//! The parser against what the compiler said about the same programs.

use super::{parse, syntax};
use crate::base::{ColumnUnit, LineIndex};
use crate::syntax::ParseOptions;

/// Programs and the errors of `go tool compile -e`, which also prints those of the type checker where the syntax is right.
const RECORDED: &str = include_str!("../../../tests/fixtures/go/compile-syntax-1.26.8.txt");

/// The errors as the compiler prints them, without the places that it gives with the file's path.
fn errors(text: &str, with_columns: bool) -> Vec<String> {
    let lines = LineIndex::new(text);
    let shown = |offset: usize, message: &str| {
        let place = lines.place(text, offset, ColumnUnit::Utf8);
        let message = message.split(" at line ").next().unwrap_or(message);
        if with_columns { format!("{}:{}: {message}", place.line + 1, place.column + 1) } else { format!("{}: {message}", place.line + 1) }
    };
    syntax::errors(text, &ParseOptions::default()).iter().map(|error| shown(error.range.start, &error.message)).collect()
}

#[test]
fn errors_are_those_of_the_compiler() {
    let programs = RECORDED.split("==== program\n").skip(1);
    let mut checked = 0;
    for case in programs {
        let (program, expected) = case.split_once("==== errors\n").expect("a case has both parts");
        let without_column = |line: &str| {
            let mut parts = line.splitn(3, ':');
            let (line, _, message) = (parts.next()?, parts.next()?, parts.next()?.trim_start());
            let message = message.split(" at a.go:").next().unwrap_or(message);
            let message = message.split(" at line ").next().unwrap_or(message);
            Some(format!("{line}: {message}"))
        };
        let of_types = |line: &str| line.contains("declared and not used") || line.contains("undefined:");
        let mut expected: Vec<String> = expected.lines().filter_map(without_column).filter(|line| !of_types(line)).collect();
        let mut found = errors(program, false);
        if found.is_empty() {
            assert!(!expected.iter().any(|line| line.contains("syntax error")), "nothing found in\n{program}{expected:#?}");
            continue;
        }
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "in\n{program}");
        checked += 1;
    }
    assert!(checked > 35, "{checked}");
}

#[test]
fn errors_stand_where_the_compiler_puts_them() {
    let text = "package p\n\nfunc f() {\n\tg(1, 2\n\th(\"é\" 3)\n}\n";
    assert_eq!(errors(text, true), ["4:8: syntax error: unexpected newline in argument list; possibly missing comma or )"]);
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    for (open, close) in [("(", ")"), ("[]", ""), ("func() {", "}"), ("*", ""), ("T{", "}"), ("-", ""), ("f(", ")")] {
        let text = format!("package p\n\nvar x = {}1{}\n", open.repeat(200_000), close.repeat(200_000));
        assert!(!parse(&text).errors.is_empty(), "{open}");
    }
    for open in ["{", "if x {", "for {", "switch { case x:", "L: ", "if x { } else { "] {
        let text = format!("package p\n\nfunc f() {{\n{}", open.repeat(100_000));
        assert!(!parse(&text).errors.is_empty(), "{open}");
    }
}

#[test]
fn long_chains_are_no_nesting() {
    let sum = format!("package p\n\nvar x = 1{}\n", " + 1".repeat(100_000));
    let calls = format!("package p\n\nvar x = f{}\n", "()".repeat(100_000));
    let branches = format!("package p\n\nfunc f() {{\n\tif true {{\n\t}}{}\n}}\n", " else if true {\n\t}".repeat(50_000));
    for text in [sum, calls, branches] {
        assert_eq!(parse(&text).errors, []);
    }
}
