use super::*;

fn errors(text: &str) -> Vec<String> {
    let report = report(text, &ScopeContext::default());
    report.problems.into_iter().filter(|problem| problem.is_error).map(|problem| problem.name).collect()
}

fn warnings(text: &str) -> Vec<String> {
    let report = report(text, &ScopeContext::default());
    report.problems.into_iter().filter(|problem| !problem.is_error).map(|problem| problem.name).collect()
}

#[test]
fn undefined_names_are_found() {
    let table: &[(&str, &[&str])] = &[
        ("fn main() { let count = 1; println!(\"{}\", cuont); }", &["cuont"]),
        ("fn f(x: u32) -> u32 { x + y }", &["y"]),
        ("fn f() -> HashMap<String, u32> { HashMap::new() }", &["HashMap", "HashMap"]),
        ("fn f() { if let Some(x) = g() { h(x); } x; }\nfn g() -> Option<u8> { None }\nfn h(_: u8) {}", &["x"]),
        ("fn f() { { let inner = 1; inner; } inner; }", &["inner"]),
        ("impl fmt::Display for u8 {}", &["fmt"]),
        ("fn f<T: Missing>(t: T) { t; }", &["Missing"]),
        ("mod a { fn f() { g(); } }\nfn g() {}", &["g"]),
        ("fn f() { vec![missing; 3]; }", &["missing"]),
        ("fn f() { let x = x; }", &["x"]),
    ];
    for (text, names) in table {
        assert_eq!(errors(text), *names, "{text}");
    }
}

#[test]
fn what_may_come_from_elsewhere_is_not_reported() {
    let texts = [
        "use super::*;\nfn f() { anything(); }",
        "use a::*;\nfn f() { anything(); }",
        "mod a { use super::*; fn f() { g(); } }\nfn g() {}",
        "macros! { }\nfn f() { anything(); }",
        "macro_rules! make { ($name:ident) => { fn $name() {} fn fixed() {} }; }\nmake!(given);\nfn f() { given(); fixed(); }",
        "#[derive(Unknown)]\nstruct S;\nfn f() -> Rule { todo!() }",
        "#[attribute]\nfn f() { anything(); }",
        "fn f() { let x = 1; unknown!(y => x); y; }",
        "fn f(e: E) { match e { Known => 1, Other(ref a) => a.b, c => c }; }\nenum E {}\nuse x::Other;",
        "fn f() { 'a: loop { break 'a; } }",
        "fn f<const N: usize>(a: [u8; N]) -> usize where for<'a> &'a [u8]: Into<Vec<u8>> { a; N }",
        "fn f() { println!(\"{a} {b:?} {:>width$}\", 1, width = 3, a = 2, b = 3); }",
        "fn f(v: &[u8]) { if let [first, .., last] = v && first == last { first; } while let Some(x) = v.first() { x; } }",
        "fn f() { let closure = |a: u32, (b, c): (u8, u8)| a + b + c; closure(1, (2, 3)); }",
        "trait T { type Out; fn f(&self) -> Self::Out; fn g(count: usize); }\nextern \"C\" { fn ext(a: i32); }\nfn h() { ext(1); }",
        "fn f() -> impl Iterator<Item = u8> { std::iter::empty() }",
        "struct S<T>(T);\nimpl<T> S<T> { const A: u8 = 1; fn new(value: T) -> Self { S(value) } }",
        "fn f(p: P) { let P { x, y: z } = p; x + z; }\nstruct P { x: u8, y: u8 }",
        "type F = fn(count: usize) -> u8;\nfn f(g: impl Fn(u8) -> u8) { g(1); }",
        "use std::fmt::{self, Display as D};\nfn f(d: &dyn D) -> fmt::Result { let _ = d; Ok(()) }",
        "fn f() { fn inner() {} inner(); use std::mem::swap; swap; const K: u8 = 1; K; }",
        "fn r#match() { r#match(); }",
        "fn f(v: Option<(u8, u8)>) { match v { Some((a, 1) | (1, a)) => a, _ => 0 }; }",
    ];
    for text in texts {
        assert_eq!(errors(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn unused_variables_are_warned_of() {
    assert_eq!(warnings("fn f(used: u8, unused: u8) { let other = used; let _quiet = 1; }"), ["unused", "other"]);
    assert_eq!(warnings("fn f(name: u8) { println!(\"{name}\"); }\ntrait T { fn g(x: u8); }"), Vec::<String>::new());
    assert_eq!(warnings("fn f(v: Option<u8>) { match v { Some(x) if x > 1 => {}, _ => {} } }"), Vec::<String>::new());
}

#[test]
fn bindings_are_visible_where_they_can_be_used() {
    let text = "fn f(a: u8) {\n    let b = a;\n    { let c = b; }\n    b;\n}\nfn g() {}\n";
    let report = report(text, &ScopeContext::default());
    let names = |place: &str| {
        let mut names = report.names_at(text.find(place).unwrap_or(0));
        names.sort_unstable();
        names
    };
    assert_eq!(names("    b;"), ["a", "b", "f", "g"]);
    assert_eq!(names("let b"), ["a", "f", "g"]);
}

/// The sample of correct code that is always at hand: this repository's own sources.
#[test]
fn nothing_is_reported_in_our_own_sources() {
    fn visit(folder: &std::path::Path, checked: &mut usize) {
        for entry in std::fs::read_dir(folder).expect("the sources are there").flatten() {
            let path = entry.path();
            if path.is_dir() {
                visit(&path, checked);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("readable");
                let options = ParseOptions { edition: Some(2024), module: None };
                let found = super::super::syntax::errors(&text, &options);
                assert!(found.is_empty(), "{}: {found:?}", path.display());
                let context = ScopeContext { options: Some(&options), ..ScopeContext::default() };
                let problems: Vec<_> = report(&text, &context).problems.into_iter().filter(|problem| problem.is_error).collect();
                assert!(problems.is_empty(), "{}: {problems:?}", path.display());
                *checked += 1;
            }
        }
    }
    let mut checked = 0;
    visit(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("server/syntax"), &mut checked);
    assert!(checked > 20);
}

/// What stands in the place of a line of a program.
const LINES: &[&str] = &[
    "",
    "use std::fmt;",
    "use super::*;",
    "const last: u8 = 1;",
    "#![cfg(unix)]",
    "#![feature(x)]",
    "macro_rules! m { ($a:ident) => { fn $a() {} }; }",
    "m!(made);",
    "fn other() { made(); errors(last, fmt); }",
    "static COUNT: usize = 300u8 as usize;",
    "mod inner { use super::*; fn g() { break; other() } }",
    "#[cfg(windows)]",
    "fn errors() {}",
];

#[test]
fn what_is_remembered_of_items_tells_what_a_first_look_tells() {
    let program = include_str!("delimiters.rs");
    let lines: Vec<&str> = program.lines().collect();
    let mut places = (0..=lines.len()).filter(|at| lines.get(*at).is_none_or(|line| !line.starts_with(' '))).cycle();
    let mut kept = Vec::new();
    for round in 0..150 {
        let mut edited = lines.clone();
        if round % 3 == 0 {
            kept.clear();
        }
        kept.push((places.next().unwrap(), LINES[round % LINES.len()]));
        for (place, line) in kept.iter().rev() {
            edited.insert(*place, line);
        }
        let mut text = edited.join("\n");
        if round % 4 == 1 {
            text = text.replacen("open.last()", "opne.last()", 1);
        }
        let remembered = report(&text, &ScopeContext::default());
        let first = std::thread::spawn(move || (report(&text, &ScopeContext::default()), text)).join().unwrap();
        assert_eq!((remembered.problems, remembered.bindings), (first.0.problems, first.0.bindings), "{}", first.1);
    }
}
