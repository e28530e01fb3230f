//! Properties that hold for all repairs, tried on many.

use super::*;
use crate::base::{CancelToken, Span};
use crate::model::{Finding, PatternExample, Place, Severity, Shape};
use crate::syntax::{Language, ParseOptions, ScopeReport, scope_report};
use proptest::prelude::*;
use proptest::sample::select;
use std::path::Path;

/// Kinds of repairs: file, message, broken program and mended one; `A` to `D` are names, `1` a number and `S` a word in quotes.
#[rustfmt::skip]
const REPAIRS: &[[&str; 4]] = &[
    ["a.py", "Undefined name `expect_same`", "def A(B):\n    C = [B, 1]\n    expect_same(len(C), 1)\n", "def A(B):\n    C = [B, 1]\n    assert len(C) == 1\n"],
    ["a.py", "Undefined name `SETTINGS`", "from house import settings\n\n\ndef A(B):\n    C = SETTINGS['S']\n    return C + B\n", "from house import settings\n\n\ndef A(B):\n    C = settings.get('S', default=B)\n    return C + B\n"],
    ["a.py", "Undefined name `run_all`", "def A(B, C):\n    return run_all(B, [C, 'S'])\n", "def A(B, C):\n    return B.run(\n        [C, 'S'],\n        wait=True,\n    )\n"],
    ["a.mjs", "'same' is not defined.", "export function A(B) {\n  same(B.length, 1);\n}\n", "export function A(B) {\n  expect(B.length).toBe(1);\n}\n"],
    ["a.rs", "no method named `old` found for reference `&Meter` in the current scope", "fn A(B: &Meter) -> u64 {\n    let C = B.old(1);\n    C + 2\n}\n", "fn A(B: &Meter) -> u64 {\n    let C = B.read(Scale::Fine, 1)?;\n    C + 2\n}\n"],
    ["a.rs", "cannot add `{integer}` to what `read` returns", "fn A(B: &Disk) -> u64 {\n    let C = B.read(\"S\");\n    C + 1\n}\n", "fn A(B: &Disk) -> Result<u64, Failed> {\n    let C = B.read(\"S\")?;\n    Ok(C + 1)\n}\n"],
    ["a.go", "undefined: failed", "package a\n\nfunc A(B error) error {\n\treturn failed(B, \"S\")\n}\n", "package a\n\nfunc A(B error) error {\n\treturn fmt.Errorf(\"S: %w\", B)\n}\n"],
];

fn filled(text: &str, names: &[String], number: u32, word: &str) -> String {
    let mut out = String::new();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if is_word(first) { rest.find(|c: char| !is_word(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (piece, behind) = rest.split_at(length);
        match piece {
            "A" | "B" | "C" | "D" => out.push_str(&names[usize::from(piece.as_bytes()[0] - b'A')]),
            "1" => out.push_str(&number.to_string()),
            "S" => out.push_str(word),
            other => out.push_str(other),
        }
        rest = behind;
    }
    out
}

struct Seen {
    before: SourceFile,
    after: String,
    diagnostic: Diagnostic,
    scopes: [ScopeReport; 2],
    example: PatternExample,
}

fn seen(kind: &[&str; 4], names: &[String], number: u32, word: &str) -> Option<Seen> {
    let [name, message, before, after] = kind;
    let (before, after) = (filled(before, names, number, word), filled(after, names, number, word));
    let language = Language::from_path(Path::new(name))?;
    let file = SourceFile::new(Path::new("/w").join(name), language, before, ParseOptions::default());
    let subject = message.split(['`', '\'', ' ']).find(|word| file.text().contains(*word) && word.len() > 2)?;
    let start = file.text().find(subject)?;
    let finding = Finding::new("tool", file.path(), Place::Bytes(Span::new(start, start + subject.len())), Severity::Error, *message, b"raw");
    let diagnostic = finding.resolve(&file, Path::new("/w"), &|_| None);
    let mended = file.with_text(after.as_str());
    let scopes = [&file, &mended].map(|file| scope_report(language, file.text(), &Default::default()));
    let example = observe(&Change { before: &file, after: &mended, vanished: std::slice::from_ref(&diagnostic), scopes: [&scopes[0], &scopes[1]] })?;
    Some(Seen { before: file, after, diagnostic, scopes, example })
}

fn said_at(file: &SourceFile, range: Span) -> Diagnostic {
    Finding::new("tool", file.path(), Place::Bytes(range), Severity::Error, "wrong", b"raw").resolve(file, Path::new("/w"), &|_| None)
}

fn made_by(repair: &Repair, seen: &Seen) -> Option<String> {
    let (project, cancel) = (Project { root: "/w".into(), ..Project::default() }, CancelToken::new());
    let all = [seen.diagnostic.clone()];
    let context =
        FixContext { file: &seen.before, diagnostic: &seen.diagnostic, diagnostics: &all, project: &project, scopes: &seen.scopes[0], cancel: &cancel };
    apply(repair, &context)?.edits.apply(seen.before.text()).ok()
}

/// Whether a shape stands for a concrete one, each hole for the same everywhere.
fn covers(shape: &Shape, concrete: &Shape, holes: &mut Vec<(usize, Shape)>) -> bool {
    match (shape, concrete) {
        (Shape::Hole(hole), _) => match holes.iter().find(|(known, _)| known == hole) {
            Some((_, known)) => known.tokens() == concrete.tokens(),
            None => {
                holes.push((*hole, concrete.clone()));
                true
            }
        },
        (Shape::Leaf(..), Shape::Leaf(..)) => shape == concrete,
        (Shape::Node(kind, children), Shape::Node(other, parts)) => {
            kind == other && children.len() == parts.len() && children.iter().zip(parts).all(|(child, part)| covers(child, part, holes))
        }
        _ => false,
    }
}

fn names() -> impl Strategy<Value = (Vec<String>, u32, String)> {
    let name = "[a-z]{3,7}_[a-z]{2,5}";
    (proptest::collection::hash_set(name, 4..5), 3..9999_u32, "[a-z]{2,6}-[a-z0-9]{1,4}")
        .prop_map(|(names, number, word)| (names.into_iter().collect(), number, word))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_pattern_makes_of_its_examples_just_what_was_made_of_them(kind in select(REPAIRS), filling in proptest::collection::vec(names(), 1..4)) {
        let seen: Vec<Seen> = filling.iter().map(|(names, number, word)| seen(&kind, names, *number, word).unwrap()).collect();
        let examples: Vec<&PatternExample> = seen.iter().map(|seen| &seen.example).collect();
        let repair = generalise(&examples);
        prop_assert!(repair.is_some(), "{:#?}", examples);
        let repair = repair.unwrap();
        for seen in &seen {
            prop_assert_eq!(made_by(&repair, seen), Some(seen.after.clone()));
            prop_assert!(covers(&repair.before, &seen.example.before, &mut Vec::new()), "what is general stands for each case of it");
        }
    }

    #[test]
    fn what_one_repair_shows_holds_for_other_names(kind in select(REPAIRS), first in names(), other in names()) {
        let first = seen(&kind, &first.0, first.1, &first.2).unwrap();
        let other = seen(&kind, &other.0, other.1, &other.2).unwrap();
        let repair = generalise(&[&first.example]).unwrap();
        prop_assert_eq!(made_by(&repair, &other), Some(other.after));
    }
}

/// Of a large file only what is around the change is looked at, which must not show: neither where the broken code is longer than that, nor where
/// nothing but comments stand around it.
#[test]
fn what_stands_far_from_a_repair_makes_no_difference() {
    let rows = |from: usize| (from..from + 14).map(|number| format!("        {number},\n")).collect::<String>();
    // The number alone means nothing, so that the call around it is learned.
    let long = |number: u32| format!("def f(A):\n    return settle(\n{}        {number},\n{})\n", rows(1), rows(20));
    let comments = "# nothing\n".repeat(20);
    let apart = |number: u32| format!("{comments}def f(A):\n{}    settle({number})\n{comments}", comments.replace('#', "    #"));
    let rest: String = (0..300).map(|number| format!("def g{number}(x):\n    return [x, {number}]\n\n\n")).collect();
    for [before, after] in [[long(7777), long(8888)], [apart(7777), apart(8888)]] {
        let of = |around: &[&str; 2]| {
            let [before, after] = [&before, &after].map(|text| format!("{}{text}{}", around[0], around[1]));
            seen(&["a.py", "7777 is too little", &before, &after], &["bill".to_owned()], 1, "s").map(|seen| seen.example)
        };
        let alone = of(&["", ""]);
        assert!(alone.as_ref().is_some_and(|example| example.after_text.starts_with("settle(") && example.after_text.ends_with(')')), "{alone:?}");
        assert_eq!(of(&["", &rest]), alone);
        assert_eq!(of(&[&rest, ""]), alone);
        assert_eq!(of(&[&rest, &rest]), alone);
    }
}

/// A pattern that tries to make the search last: a deep tree with many holes of every kind.
#[test]
fn an_adversarial_pattern_ends_soon() {
    let text = format!("def f(a):\n    return {}a{}\n", "g(".repeat(300), ")".repeat(300));
    let file = SourceFile::new("/w/a.py", Language::Python, text, ParseOptions::default());
    let mut shape = Shape::Hole(0);
    for _ in 0..50 {
        shape = Shape::Node(
            "call".into(),
            vec![Shape::Hole(1), Shape::Node("argument_list".into(), vec![Shape::Leaf("(".into(), "(".into()), shape, Shape::Leaf(")".into(), ")".into())])],
        );
    }
    let kinds = ["call", "identifier", "argument_list"].map(str::to_owned).into_iter().collect();
    let hole = crate::model::Hole { kinds, reach: None };
    let repair = Repair {
        before: shape,
        after: vec![crate::model::Piece::Hole(0), crate::model::Piece::Hole(9)],
        holes: vec![hole.clone(), hole],
        imports: Vec::new(),
        said: Vec::new(),
        except: Vec::new(),
        apart: false,
        parts: Vec::new(),
    };
    assert!(find(&repair, &file, &said_at(&file, Span::new(10, 30)), &ScopeReport::default()).len() <= 300);
}

/// One that tries to fill the memory: a hole that stands for much, written many times.
#[test]
fn a_pattern_that_writes_without_end_is_not_used() {
    let text = format!("def f(a):\n    return old([{}])\n", "a, ".repeat(2000));
    let file = SourceFile::new("/w/a.py", Language::Python, text, ParseOptions::default());
    let place = file.text().find("old").unwrap();
    let leaf = |kind: &str, text: &str| Shape::Leaf(kind.into(), text.into());
    let arguments = Shape::Node("argument_list".into(), vec![leaf("(", "("), Shape::Hole(0), leaf(")", ")")]);
    let repair = |times: usize| Repair {
        before: Shape::Node("call".into(), vec![leaf("identifier", "old"), arguments.clone()]),
        after: vec![crate::model::Piece::Hole(0); times],
        holes: vec![crate::model::Hole { kinds: ["list".to_owned()].into(), reach: None }],
        imports: Vec::new(),
        said: Vec::new(),
        except: Vec::new(),
        apart: false,
        parts: Vec::new(),
    };
    let finding = Finding::new("tool", file.path(), Place::Bytes(Span::new(place, place + 3)), Severity::Error, "Undefined name `old`", b"raw");
    let all = [finding.resolve(&file, Path::new("/w"), &|_| None)];
    let (project, cancel, scopes) = (Project { root: "/w".into(), ..Project::default() }, CancelToken::new(), ScopeReport::default());
    let context = FixContext { file: &file, diagnostic: &all[0], diagnostics: &all, project: &project, scopes: &scopes, cancel: &cancel };
    assert!(apply(&repair(2), &context).is_some());
    assert!(apply(&repair(10_000), &context).is_none());
}

/// Holes that stand for the same large code again and again are compared within bounds too.
#[test]
fn a_pattern_that_compares_without_end_ends_soon() {
    let large = format!("[{}]", "a, ".repeat(20_000));
    let text = format!("def f(a):\n    return g({})\n", vec![large.as_str(); 30].join(", "));
    let file = SourceFile::new("/w/a.py", Language::Python, text, ParseOptions::default());
    let arguments = std::iter::repeat_n([Shape::Hole(0), Shape::Leaf(",".into(), ",".into())], 30).flatten().take(59);
    let arguments = std::iter::once(Shape::Leaf("(".into(), "(".into())).chain(arguments).chain([Shape::Leaf(")".into(), ")".into())]).collect();
    let repair = Repair {
        before: Shape::Node("argument_list".into(), arguments),
        after: Vec::new(),
        holes: vec![crate::model::Hole { kinds: ["list".to_owned()].into(), reach: None }],
        imports: Vec::new(),
        said: Vec::new(),
        except: Vec::new(),
        apart: false,
        parts: Vec::new(),
    };
    assert!(find(&repair, &file, &said_at(&file, Span::new(15, 20)), &ScopeReport::default()).is_empty());
}

/// Parts that look for a place without end: many definitions on the way, and code that stands everywhere.
#[test]
fn parts_that_search_without_end_end_soon() {
    let text = format!("{}def f(a):\n    return old(a)\n", "class A:\n    def g(self):\n        return [old(1), 1]\n\n\n".repeat(2000));
    let file = SourceFile::new("/w/a.py", Language::Python, text, ParseOptions::default());
    let place = file.text().rfind("old").unwrap();
    let leaf = |kind: &str, text: &str| Shape::Leaf(kind.into(), text.into());
    let list = Shape::Node("list".into(), vec![leaf("[", "["), Shape::Hole(0), leaf(",", ","), Shape::Hole(1), leaf("]", "]")]);
    let hole = |kind: &str| crate::model::Hole { kinds: [kind.to_owned()].into(), reach: None };
    let path = |kinds: &[&str]| kinds.iter().map(|kind| (*kind).to_owned()).collect::<Vec<_>>();
    let parts = [
        (path(&["module"]), None, crate::model::PartPlace::Everywhere(list.clone())),
        (path(&["module", "class_definition", "block", "function_definition"]), Some("h"), crate::model::PartPlace::Instead(list)),
    ];
    for (path, of, at) in parts {
        let part = crate::model::Part { path, of: of.map(|name| crate::model::Piece::Text(name.to_owned())), at, after: vec![crate::model::Piece::Hole(0)] };
        let repair = Repair {
            before: leaf("identifier", "old"),
            after: vec![crate::model::Piece::Text("new".into())],
            holes: vec![hole("call"), hole("integer")],
            imports: Vec::new(),
            said: Vec::new(),
            except: Vec::new(),
            apart: false,
            parts: vec![part],
        };
        let all = [said_at(&file, Span::new(place, place + 3))];
        let (project, cancel, scopes) = (Project { root: "/w".into(), ..Project::default() }, CancelToken::new(), ScopeReport::default());
        let context = FixContext { file: &file, diagnostic: &all[0], diagnostics: &all, project: &project, scopes: &scopes, cancel: &cancel };
        assert!(apply(&repair, &context).is_none(), "one that has no place, or too many, is not used");
    }
}
