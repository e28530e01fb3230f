//! What has to hold of every fix, whatever was broken: real programs are edited at random, and each fix that is offered is applied, checked
//! again, and sent through the protocol.

use super::convert::{Wire, line_column, range};
use crate::base::{CancelToken, ColumnUnit, EditSet, Span, TextEdit};
use crate::fix::Project;
use crate::heal::{ApplyError, Engine, MenuLimits};
use crate::model::Fix;
use crate::syntax::{Language, ParseOptions, SourceFile, syntax_errors};
use proptest::prelude::*;
use std::path::Path;

/// Correct programs of each language, with line breaks, tabs and characters of all widths.
const PROGRAMS: &[(&str, &str)] = &[
    ("a.py", include_str!("../../tests/fixtures/python/correct.py")),
    ("a.js", include_str!("../../tests/fixtures/javascript/accepted-script.js")),
    ("a.jsx", include_str!("../../tests/fixtures/javascript/accepted.jsx")),
    ("a.go", include_str!("../../tests/fixtures/go/silence/shapes.go")),
    ("a.rs", include_str!("../heal/rank.rs")),
    ("b.rs", include_str!("../base/span.rs")),
    ("b.py", "# café 😀\nimport os\r\n\r\ndef f(x):\r\n\tname = \"é😀\" + x\r\n\treturn os.path.join(name, x)\r\n"),
    ("b.js", "const é = \"😀\"; // 😀\r\nfunction f(a, b) {\r\n  return [a, `${b}😀`, é].map((x) => x + 1);\r\n}\r\nf(1, 2);"),
];

/// What is written in the place of a stretch of text.
const WRITTEN: &[&str] = &["", "(", ")", "{", "]", "\"", "'", ":", ",", ";", "=", ".", "\n", "\t", "x", "retrun", "é", "😀", "\u{feff}"];

/// How many lines of a program are used, so that a run stays short.
const LINES: usize = 60;

#[derive(Clone, Debug)]
struct Damage {
    program: usize,
    edits: Vec<(u16, u8, usize)>,
}

fn damage() -> impl Strategy<Value = Damage> {
    let edit = (any::<u16>(), 0_u8..6, 0..WRITTEN.len());
    (0..PROGRAMS.len(), proptest::collection::vec(edit, 1..3)).prop_map(|(program, edits)| Damage { program, edits })
}

fn broken(damage: &Damage) -> SourceFile {
    let (name, text) = PROGRAMS[damage.program];
    let mut text: String = text.split_inclusive('\n').take(LINES).collect();
    for (place, length, written) in &damage.edits {
        let start = floor(&text, usize::from(*place) * text.len() / usize::from(u16::MAX));
        let end = floor(&text, (start + usize::from(*length)).min(text.len()));
        text.replace_range(start..end.max(start), WRITTEN[*written]);
    }
    let path = Path::new("/w").join(name);
    let language = Language::from_path(&path).unwrap();
    SourceFile::new(path, language, text, ParseOptions::default())
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn errors(file: &SourceFile) -> usize {
    syntax_errors(file.language(), file.text(), file.options()).len()
}

/// The edits as a client applies them: by lines and columns, in its encoding.
fn through_the_protocol(file: &SourceFile, edits: &EditSet, unit: ColumnUnit) -> String {
    let offset = |position: &serde_json::Value| file.lines().offset(file.text(), line_column(position).unwrap(), unit);
    let received = edits.edits().iter().map(|edit| {
        let sent = range(file, edit.range, unit);
        TextEdit::replace(Span::new(offset(&sent["start"]), offset(&sent["end"])), edit.text.clone())
    });
    EditSet::new(received).unwrap().apply(file.text()).unwrap()
}

fn holds(engine: &Engine, file: &SourceFile, fix: &Fix) {
    let mended = engine.apply(file, fix).unwrap();
    assert_ne!(mended.text(), file.text(), "{} changes nothing", fix.title);
    assert!(errors(&mended) <= errors(file), "{} parses worse:\n{}", fix.title, mended.text());
    for unit in [ColumnUnit::Utf8, ColumnUnit::Utf16, ColumnUnit::Utf32] {
        assert_eq!(through_the_protocol(file, fix.edits_of(file.path()).unwrap(), unit), mended.text(), "{} in {unit:?}", fix.title);
    }
    assert_eq!(engine.apply(&mended, fix).map(|_| ()), Err(ApplyError::OtherText(file.path().to_owned())), "{} is applied twice", fix.title);
    assert!((0.0..=1.0).contains(&fix.confidence), "{}: {}", fix.title, fix.confidence);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_fix_of_a_damaged_program_is_sound(damage in damage()) {
        let file = broken(&damage);
        let limits = MenuLimits { entries: 5 };
        let engine = Engine::of_project(Project { root: "/w".into(), ..Project::default() }).with_limits(limits).with_cancel(CancelToken::new());
        let diagnostics = engine.validate(&file);
        for diagnostic in diagnostics.iter().take(4) {
            let fixes = engine.suggest(&file, diagnostic, &diagnostics);
            prop_assert!(fixes.len() <= limits.entries);
            prop_assert!(fixes.iter().filter(|fix| fix.preferred).count() <= 1);
            for fix in &fixes {
                holds(&engine, &file, fix);
            }
        }
        // Whatever was found is told to a client in places that exist.
        for diagnostic in &diagnostics {
            prop_assert!(diagnostic.range.end <= file.text().len());
            super::convert::diagnostic(diagnostic, &file, &Wire::default());
        }
    }
}
