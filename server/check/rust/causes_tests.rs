use super::super::cargo::Cargo;
use crate::base::Span;
use crate::check::{Checker, ToolOutput};
use crate::model::{Finding, Place};
use crate::syntax::{Language, ParseOptions, SourceFile};
use std::path::Path;

/// cargo 1.95.0 on a crate of three files: one defines types, the others use them.
const OUTPUT: &[u8] = include_bytes!("../../../tests/fixtures/cargo/cargo-1.95.0-check-causes.jsonl");

const SHAPES: &str = include_str!("../../../tests/fixtures/cargo/causes-shapes.rs");

fn shapes() -> SourceFile {
    SourceFile::new("/home/user/causes/src/shapes.rs", Language::Rust, SHAPES, ParseOptions::default())
}

fn found() -> Vec<Finding> {
    let mut findings = Cargo.parse(&ToolOutput { status: Some(101), stdout: OUTPUT.to_vec(), ..ToolOutput::default() }, 0).unwrap();
    Cargo.complete(&mut findings, &shapes());
    findings
}

/// Line (from one), code and covered text of the findings in the file of the definitions, with the number of related places.
fn in_shapes() -> Vec<(usize, String, String, String)> {
    let file = shapes();
    let of_file = found().into_iter().filter(|finding| Path::new("/home/user/causes").join(&finding.path) == file.path());
    of_file
        .map(|finding| {
            let range: Span = finding.place.span(&file);
            let last = finding.message.lines().last().unwrap_or("").to_owned();
            (file.line_of(range.start) + 1, finding.code.clone().unwrap_or_default(), file.slice(range).to_owned(), last)
        })
        .collect()
}

#[test]
fn a_definition_hears_once_of_all_its_uses() {
    let methods: Vec<_> = in_shapes().into_iter().filter(|(_, code, ..)| code == "E0624").collect();
    assert_eq!(methods, [(8, "E0624".to_owned(), "fn area(&self) -> u32".to_owned(), "reported in user.rs, to be mended here".to_owned())]);
    let method = found().into_iter().find(|finding| finding.message.ends_with("to be mended here")).unwrap();
    let used: Vec<_> = method.related.iter().filter(|related| related.path == Path::new("src/user.rs")).map(|related| related.place).collect();
    assert!(matches!(used[..], [Place::Lines { .. }, Place::Lines { .. }]), "{used:?}");
}

#[test]
fn a_missing_derive_is_told_at_the_type() {
    let derives: Vec<_> = in_shapes().into_iter().filter(|(line, ..)| *line == 5).map(|(_, code, _, last)| (code, last)).collect();
    let told = "reported in user.rs, to be mended here".to_owned();
    assert_eq!(derives, [("E0308".to_owned(), told.clone()), ("E0369".to_owned(), told)]);
}

#[test]
fn a_private_field_is_found_by_its_name() {
    let fields: Vec<_> = in_shapes().into_iter().filter(|(_, code, ..)| code == "E0616").map(|(line, _, text, _)| (line, text)).collect();
    assert_eq!(fields, [(2, "radius".to_owned())]);
    // A struct of another module, a field of two structs of one name and a file of another crate say nothing.
    let mut findings = found();
    let field = findings.iter_mut().find(|finding| finding.path == Path::new("src/user.rs") && finding.code.as_deref() == Some("E0616")).unwrap();
    field.message = "field `radius` of struct `rounds::Circle` is private".to_owned();
    assert_eq!(super::private_fields(std::slice::from_ref(field), &shapes()), Vec::new());
    field.message = "field `radius` of struct `shapes::Circle` is private".to_owned();
    assert_eq!(super::private_fields(std::slice::from_ref(field), &shapes()).len(), 1);
    field.path = "other/src/user.rs".into();
    assert_eq!(super::private_fields(std::slice::from_ref(field), &shapes()), Vec::new());
}

#[test]
fn what_every_expansion_gets_wrong_is_told_in_the_macro() {
    let bodies: Vec<_> = in_shapes().into_iter().filter(|(_, code, ..)| code == "E0053").map(|(line, _, text, last)| (line, text, last)).collect();
    let call =
        (29, "sides!(Circle, Unit)".to_owned(), "note: expected signature `fn() -> u8`\n   found signature `fn() -> u16`".lines().last().unwrap().to_owned());
    assert_eq!(bodies, [call, (21, "u16".to_owned(), "the same in 2 expansions of this macro".to_owned())]);
}

#[test]
fn a_derive_that_fails_is_told_at_the_field() {
    let fields: Vec<_> = in_shapes().into_iter().filter(|(_, code, ..)| code == "E0277").map(|(line, _, text, _)| (line, text)).collect();
    assert_eq!(fields, [(37, "pub inner: Inner".to_owned())]);
}
