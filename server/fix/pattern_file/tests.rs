use super::shapes::read_shape;
use super::*;
use crate::model::{Hole, Reach, Repair, Source};
use crate::syntax::Language;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

fn known(pattern: Pattern) -> KnownPattern {
    KnownPattern { pattern: Arc::new(pattern), record: PatternRecord { successes: 3.0, ..PatternRecord::default() }, is_local: false }
}

fn leaf(kind: &str, text: &str) -> Shape {
    Shape::Leaf(kind.into(), text.into())
}

fn call(argument: Shape) -> Shape {
    let arguments = vec![leaf("(", "("), argument, leaf(",", ","), leaf("integer", "7"), leaf(")", ")")];
    Shape::Node("call".into(), vec![leaf("identifier", "load"), Shape::Node("argument_list".into(), arguments)])
}

fn example() -> Pattern {
    let repair = Repair {
        before: call(Shape::Hole(0)),
        after: vec![Piece::Text("corp.load(".into()), Piece::Hole(0), Piece::Text(")".into())],
        holes: vec![Hole { kinds: ["identifier".to_owned(), "string".to_owned()].into(), reach: None }],
        imports: vec![Imported { module: "corp".into(), name: None, local: "corp".into() }],
        said: vec![Said { source: "pyright".into(), code: Some("E1".into()), message: vec![Word::Text("load".into()), Word::Any, Word::Hole(0)] }],
        except: Vec::new(),
        apart: false,
        parts: Vec::new(),
    };
    let token = |space: &str, text: &str| Token { space: space.into(), text: text.into() };
    Pattern {
        id: repair.id(Language::Python, "RES.NAME"),
        language: Language::Python,
        category: "RES.NAME".into(),
        anchor: "load".into(),
        source: Source::Manual,
        repair,
        negatives: Vec::new(),
        examples: vec![PatternExample {
            reached: Default::default(),
            apart: false,
            parts: Vec::new(),
            project: String::new(),
            file: "package/module.py".into(),
            time: 1_760_000_000_000,
            before: call(leaf("identifier", "path")),
            before_text: "load(path,\n     7)".into(),
            after: vec![token("", "corp"), token("", "."), token("", "load"), token("", "("), token("", "path"), token("", ")")],
            after_text: "corp.load(path)".into(),
            locals: ["path".to_owned()].into(),
            imports: vec![Imported { module: "corp".into(), name: None, local: "corp".into() }],
            heard: vec![Heard { source: "pyright".into(), code: Some("E1".into()), message: "load is not \"defined\" path".into() }],
        }],
    }
}

#[test]
fn a_file_is_read_by_people() {
    let pattern = example();
    let text = write(&[known(pattern.clone())]);
    let expected = format!(
        r#"# Fixes that healer has learned. `healer patterns import` reads this file.
---
id: "{}"
language: python
message: "A fix for RES.NAME, as pyright says: load * $A"
rule:
  pattern: |-
    load($A,
         7)
fix: |-
  corp.load($A)
metadata:
  healer:
    category: "RES.NAME"
    anchor: "load"
    source: manual
    shape: |-
      (call identifier:"load" (argument_list "(" $A "," integer:"7" ")"))
    holes: [["identifier", "string"]]
    imports: [{{ module: "corp", local: "corp" }}]
    said:
      - {{ source: "pyright", code: "E1", message: ["load", "*", "$A"] }}
    examples:
      - file: "package/module.py"
        time: 1760000000000
        before: |-
          load(path,
               7)
        after: |-
          corp.load(path)
        shape: |-
          (call identifier:"load" (argument_list "(" identifier:"path" "," integer:"7" ")"))
        tokens: ["corp", ".", "load", "(", "path", ")"]
        locals: ["path"]
        imports: [{{ module: "corp", local: "corp" }}]
        heard:
          - {{ source: "pyright", code: "E1", message: "load is not \"defined\" path" }}
    record: {{ standing: canary, confidence: 0.900, successes: 3.0, failures: 0.0 }}
"#,
        pattern.id
    );
    assert_eq!(text, expected);
    assert_eq!(read(&text).unwrap(), [pattern]);
}

#[test]
fn a_rule_is_one_of_ast_grep() {
    let text = write(&[known(example())]);
    let file = (std::path::PathBuf::from("/w/.healer/rules/a.yml"), Arc::from(text.split("metadata:").next().unwrap()));
    let set = crate::fix::template::TemplateSet::read(std::path::Path::new("/w"), [file]);
    assert_eq!(set.problems(), []);
    assert_eq!(set.templates().len(), 1);
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    let text = write(&[known(example())]);
    let refused = |text: &str| read(text).unwrap_err().to_string();
    let changed = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        refused(&text.replacen(from, to, 1))
    };
    for (from, to, expected) in [
        ("language: python", "language: cobol", "line 3: language: `cobol` is none of"),
        ("    anchor: ", "    ankor: ", "ankor"),
        ("rule:\n  pattern: |-\n    load($A", "rule:\n  pattern: |-\n    store($A", "say different things"),
        ("(call identifier", "(call $B identifier", "its hole 2 is not described"),
        ("(call identifier", "((call identifier", "the kind of a node was expected"),
        ("\")\"))\n    holes", "\")\")\n    holes", "the tree ends too early"),
        ("\"$A\"]", "\"$B\"]", "`$B` is no hole"),
        ("fix: |-\n  corp.load($A)", "fixes: 1", "fix"),
        ("id: ", "constraints: {}\nid: ", "constraints"),
    ] {
        let message = changed(from, to);
        assert!(message.contains(expected), "{message}");
    }
    assert!(refused("id: [").starts_with("line 1: "));
    assert!(refused("a: 1\n---\n---\n- b\n").starts_with("line 1: "));
    assert_eq!(read("# nothing\n---\n").unwrap(), []);
}

#[test]
fn a_changed_fix_is_another_pattern() {
    let text = write(&[known(example())]).replacen("corp.load($A)", "corp.load($A, $A)", 1);
    let read = read(&text).unwrap().remove(0);
    assert_eq!(with_hole_names(&read.repair.after), "corp.load($A, $A)");
    assert_ne!(read.id, example().id);
}

#[test]
fn strangers_files_are_bounded() {
    assert!(read(&" ".repeat(LONGEST_FILE + 1)).unwrap_err().message.contains("4 MB"));
    assert!(read(&format!("id: {}", "x".repeat(LONGEST_DOCUMENT))).unwrap_err().message.contains("64 KB"));
    let text = write(&[known(example())]);
    let with_shape = |shape: &str| read(&text.replacen("(call identifier", &format!("{shape}(call identifier"), 1)).unwrap_err().message;
    assert!(with_shape(&"(a ".repeat(101)).contains("more than 100 levels"));
    assert!(with_shape(&"(a ".repeat(20_000)).contains("more than 100 levels"));
    let holes = format!("holes: [{}]", "[a], ".repeat(MOST_HOLES + 1));
    assert!(read(&text.replacen("holes: [[\"identifier\", \"string\"]]", &holes, 1)).unwrap_err().message.contains("more than 32"));
    for deep in ["[".repeat(60_000), "{a: ".repeat(16_000), "- ".repeat(30_000), "[".repeat(5000), format!("a: {}", "? ".repeat(20_000))] {
        assert!(read(&deep).is_err());
    }
    let bomb = format!("a: &a [{}]\nb: &b [{}]\nc: &c [{}]\nd: [{}]\n", "x, ".repeat(90), "*a, ".repeat(90), "*b, ".repeat(90), "*c, ".repeat(90));
    assert!(read(&bomb).is_err());
}

#[test]
fn a_strangers_fix_shows_what_it_writes() {
    let text = write(&[known(example())]);
    let refused = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        read(&text.replace(from, to)).unwrap_err().message
    };
    assert!(refused("module: \"corp\"", "module: \"corp\\nimport os; os.remove('a')\\nimport corp\"").contains("no name has"));
    assert!(refused("local: \"corp\"", "local: \"c\u{202e}proc\"").contains("no name has"));
    assert!(refused("  corp.load($A)\nmetadata", "  corp.load($A) # \u{202e} )daol\nmetadata").contains("direction"));
    assert!(refused("tokens: [\"corp\"", "tokens: [\"\\u2066corp\"").contains("direction"));
}

#[test]
fn examples_that_do_not_fit_are_left_out_oldest_first() {
    let mut pattern = example();
    let large = PatternExample { after_text: "x".repeat(30_000), ..pattern.examples.remove(0) };
    pattern.examples = (0..5).map(|time| PatternExample { time, ..large.clone() }).collect();
    let read_back = read(&write(&[known(pattern.clone())])).unwrap();
    assert_eq!(read_back[0].examples.iter().map(|example| example.time).collect::<Vec<_>>(), [3, 4]);
    pattern.repair.after = vec![Piece::Text("y".repeat(LONGEST_DOCUMENT))];
    assert_eq!(read(&write(&[known(pattern)])).unwrap(), []);
}

/// Texts with all that is special in YAML, in ast-grep and here.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[a-z]{1,4}",
        1 => Just("\n".to_owned()),
        1 => Just("\r\n".to_owned()),
        1 => "[ \t]{1,3}",
        1 => "[-$A-C0-9*\\\\\"'#:{}\\[\\]|>%@`&!?,]{1,4}",
        1 => Just("---".to_owned()),
        1 => "[\u{0}-\u{1f}\u{7f}-\u{a0}\u{2028}\u{feff}é😀]{1,2}",
    ];
    proptest::collection::vec(part, 0..5).prop_map(|parts| parts.concat())
}

fn shape(holes: usize) -> impl Strategy<Value = Shape> {
    let end = prop_oneof![
        3 => (text(), text()).prop_map(|(kind, text)| Shape::Leaf(kind, text)),
        2 => text().prop_map(|text| Shape::Leaf(text.clone(), text)),
        usize::from(holes > 0) as u32 * 3 + 1 => (0..holes.max(1), "[a-z_]{1,5}").prop_map(move |(hole, kind)| if holes > 0 { Shape::Hole(hole) } else { Shape::Leaf(kind, "x".into()) }),
    ];
    end.prop_recursive(5, 24, 4, |inner| (text(), proptest::collection::vec(inner, 0..4)).prop_map(|(kind, children)| Shape::Node(kind, children)))
}

fn imported() -> impl Strategy<Value = Imported> {
    let text = || text().prop_map(|text| text.replace(char::is_control, ""));
    (text(), proptest::option::of(text()), text()).prop_map(|(module, name, local)| Imported { module, name, local })
}

fn repair() -> impl Strategy<Value = Repair> {
    (0..30_usize).prop_flat_map(|holes| {
        let piece = prop_oneof![
            text().prop_map(Piece::Text),
            (0..holes.max(1)).prop_map(move |hole| if holes > 0 { Piece::Hole(hole) } else { Piece::Text("$A".into()) })
        ]
        .boxed();
        let other = piece.clone();
        let word = prop_oneof![
            text().prop_map(Word::Text),
            Just(Word::Any),
            (0..holes.max(1)).prop_map(move |hole| if holes > 0 { Word::Hole(hole) } else { Word::Text("*".into()) })
        ];
        let said =
            (text(), proptest::option::of(text()), proptest::collection::vec(word, 0..4)).prop_map(|(source, code, message)| Said { source, code, message });
        let except = prop_oneof![
            (0..9_usize, text()).prop_map(|(hole, text)| Except::Hole { hole, text }),
            (text(), proptest::option::of(text()), 0..9_usize, text()).prop_map(|(source, code, place, word)| Except::Word { source, code, place, word })
        ];
        let kinds = proptest::collection::btree_set("[a-z_]{1,6}", 0..3).prop_map(|kinds: BTreeSet<String>| Hole { kinds, reach: None });
        let reach = (proptest::collection::btree_set(text(), 0..3), text()).prop_map(|(names, declared)| Reach { names, declared });
        let kinds = (kinds, proptest::option::of(reach)).prop_map(|(hole, reach)| Hole { reach, ..hole });
        (
            shape(holes),
            proptest::collection::vec(piece, 0..4),
            proptest::collection::vec(kinds, holes),
            proptest::collection::vec(imported(), 0..2),
            proptest::collection::vec(said, 0..2),
            (proptest::collection::vec(except, 0..3), any::<bool>()),
            proptest::collection::vec(part(other, holes), 0..3),
        )
            .prop_map(|(before, after, holes, imports, said, (except, apart), parts)| Repair {
                before,
                after,
                holes,
                imports,
                said,
                except,
                apart,
                parts,
            })
    })
}

fn part<T: std::fmt::Debug + Clone + 'static>(written: BoxedStrategy<T>, holes: usize) -> impl Strategy<Value = Part<T>> {
    let at = prop_oneof![
        shape(holes).prop_map(PartPlace::Instead),
        text().prop_map(PartPlace::Before),
        text().prop_map(PartPlace::Behind),
        Just(PartPlace::Imports),
        shape(holes).prop_map(PartPlace::Everywhere)
    ];
    let path = proptest::collection::vec(text(), 0..4);
    (path, proptest::option::of(written.clone()), at, proptest::collection::vec(written, 0..3)).prop_map(|(path, of, at, after)| Part { path, of, at, after })
}

fn pattern_example() -> impl Strategy<Value = PatternExample> {
    let token = (prop_oneof!["[ \n\t]{0,3}", text()], text()).prop_map(|(space, text)| Token { space, text }).boxed();
    let heard = (text(), proptest::option::of(text()), text()).prop_map(|(source, code, message)| Heard { source, code, message });
    (
        (text(), any::<i64>(), shape(0), text(), text()),
        (proptest::collection::vec(token.clone(), 0..4), proptest::collection::vec(part(token, 0), 0..3)),
        (proptest::collection::btree_set(text(), 0..3), proptest::collection::btree_map(text(), text(), 0..2)),
        proptest::collection::vec(imported(), 0..2),
        (proptest::collection::vec(heard, 0..2), any::<bool>()),
    )
        .prop_map(|((file, time, before, before_text, after_text), (after, parts), (locals, reached), imports, (heard, apart))| PatternExample {
            reached,
            project: String::new(),
            file,
            time,
            before,
            before_text,
            after,
            after_text,
            locals,
            imports,
            heard,
            apart,
            parts,
        })
}

fn pattern() -> impl Strategy<Value = Pattern> {
    let source = prop_oneof![Just(Source::Manual), Just(Source::Accepted), Just(Source::History), Just(Source::Imported)];
    let language = proptest::sample::select(&Language::ALL);
    (repair(), language, text(), text(), source, proptest::collection::vec(pattern_example(), 0..3)).prop_map(
        |(repair, language, category, anchor, source, examples)| Pattern {
            id: repair.id(language, &category),
            language,
            category,
            anchor,
            source,
            repair,
            examples,
            negatives: Vec::new(),
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_written_is_read_back(patterns in proptest::collection::vec(pattern(), 0..3)) {
        let written: Vec<KnownPattern> = patterns.iter().cloned().map(known).collect();
        let text = write(&written);
        match read(&text) {
            Ok(read) => prop_assert_eq!(read, patterns),
            Err(error) => prop_assert!(false, "{}\n{}", error, text),
        }
    }

    #[test]
    fn a_tree_is_read_back(shape in shape(60)) {
        prop_assert_eq!(read_shape(&shape_text(&shape)), Ok(shape));
    }

    #[test]
    fn no_text_harms(text in "[-a-z: \n|$A\"(){}\\[\\]&*!?#,>%]{0,200}") {
        let _ = read(&text);
        let _ = read_shape(&text);
    }
}
