//! Learned fixes are looked up, changed, and forgotten without a trace.

use super::*;
use crate::base::WordSet;
use crate::model::{
    Heard, Hole, KnownPattern, Pattern, PatternExample, PatternRecord, PatternSource, Piece, Repair, Said, Shape, Source, Standing, Token, Word,
};
use crate::store::{PatternFilter, StoreError, bodies, packing};
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

fn leaf(kind: &str, text: &str) -> Shape {
    Shape::Leaf(kind.into(), text.into())
}

/// A fix of one example: `NAME(x)` becomes `safe(x)`.
fn pattern(name: &str, project: &str) -> Pattern {
    let before = |argument: Shape| {
        let arguments = Shape::Node("argument_list".into(), vec![leaf("(", "("), argument, leaf(")", ")")]);
        Shape::Node("call".into(), vec![leaf("identifier", name), arguments])
    };
    let token = |text: &str| Token { space: String::new(), text: text.into() };
    let repair = Repair {
        before: before(Shape::Hole(0)),
        after: vec![Piece::Text("safe(".into()), Piece::Hole(0), Piece::Text(")".into())],
        holes: vec![Hole { kinds: ["identifier".to_owned()].into(), reach: None }],
        imports: Vec::new(),
        said: vec![Said { source: "pyright".into(), code: None, message: vec![Word::Text(name.into()), Word::Any] }],
        except: Vec::new(),
        apart: false,
        parts: Vec::new(),
    };
    Pattern {
        id: hash::stable_id(&[name, project]),
        language: Language::Python,
        category: "RES.NAME".into(),
        anchor: name.into(),
        source: Source::Manual,
        repair,
        negatives: Vec::new(),
        examples: vec![PatternExample {
            reached: Default::default(),
            apart: false,
            parts: Vec::new(),
            project: project.into(),
            file: "package/module.py".into(),
            time: 1,
            before: before(leaf("identifier", "x")),
            before_text: format!("{name}(x)"),
            after: ["safe", "(", "x", ")"].map(token).into(),
            after_text: "safe(x)".into(),
            locals: ["x".to_owned()].into(),
            imports: Vec::new(),
            heard: vec![Heard { source: "pyright".into(), code: None, message: format!("{name} is not defined") }],
        }],
    }
}

fn record(successes: f64, failures: f64, standing: Standing) -> PatternRecord {
    PatternRecord { successes, failures, standing, ratio: -0.5, drift: 0.25, first_used: 1, last_used: 2, projects: 1, files: 2, days: 3 }
}

fn canary(successes: f64) -> PatternRecord {
    record(successes, 0.0, Standing::Canary)
}

fn found(store: &Store, anchors: &[&str], project: &str) -> Vec<(String, bool)> {
    assert!(store.flush(LIMIT));
    let known = store.pattern_candidates(Language::Python, "RES.NAME", anchors, project, &WordSet::all(), 10);
    known.into_iter().map(|known| (known.pattern.anchor.clone(), known.is_local)).collect()
}

fn all(store: &Store) -> Vec<KnownPattern> {
    store.patterns(&PatternFilter { limit: 1000, ..PatternFilter::default() }).unwrap()
}

#[test]
fn a_pattern_is_read_back_whole_in_this_run_and_the_next() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    let (pattern, record) = (pattern("load", "/w"), record(2.5, 1.0, Standing::Promoted));
    store.keep_pattern(pattern.clone(), record.clone());
    for store in [store, open(home.path())] {
        assert!(store.flush(LIMIT));
        let known = store.pattern_candidates(Language::Python, "RES.NAME", &["load", ""], "/w", &WordSet::all(), 10);
        let expected = KnownPattern { pattern: pattern.clone().into(), record: record.clone(), is_local: true };
        assert_eq!(known.as_slice(), std::slice::from_ref(&expected));
        assert_eq!(
            store.candidates(Language::Python, "RES.NAME", &["load"], "/other", &WordSet::all()),
            [KnownPattern { is_local: false, ..expected.clone() }]
        );
        assert_eq!(store.pattern(&pattern.id).unwrap(), [KnownPattern { is_local: false, ..expected }]);
        assert!(store.pattern_candidates(Language::Go, "RES.NAME", &["load"], "/w", &WordSet::all(), 10).is_empty());
        assert!(store.pattern_candidates(Language::Python, "RES.MEMBER", &["load"], "/w", &WordSet::all(), 10).is_empty());
    }
}

#[test]
fn local_ones_come_first_then_those_with_a_name_then_the_trusted() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    store.keep_pattern(pattern("a", "/other"), canary(5.0));
    store.keep_pattern(pattern("b", "/other"), record(1.0, 0.0, Standing::Promoted));
    store.keep_pattern(pattern("c", "/w"), canary(1.0));
    store.keep_pattern(pattern("d", "/w"), record(1.0, 1.0, Standing::Demoted));
    store.keep_pattern(pattern("", "/other"), canary(500.0));
    let expected = [("c", true), ("b", false), ("a", false), ("", false)].map(|(anchor, is_local)| (anchor.to_owned(), is_local));
    assert_eq!(found(&store, &["a", "b", "c", "d", "", "a"], "/w"), expected);
    assert_eq!(found(&store, &["e"], "/w"), []);
    assert_eq!(store.pattern_candidates(Language::Python, "RES.NAME", &["a", "b", "c", ""], "/w", &WordSet::all(), 2).len(), 2);
    assert_eq!(store.patterns(&PatternFilter { project: Some("/w".into()), only_local: true, limit: 9, ..PatternFilter::default() }).unwrap().len(), 2);
}

#[test]
fn the_same_id_is_kept_once_and_a_pattern_takes_the_place_of_another() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    let (old, new) = (pattern("old", "/w"), pattern("new", "/other"));
    store.keep_pattern(old.clone(), canary(1.0));
    store.keep_pattern(old.clone(), canary(3.0));
    assert_eq!(all(&store).iter().map(|known| known.record.successes).collect::<Vec<_>>(), [3.0]);
    store.replace_pattern(&old.id, new.clone(), canary(4.0));
    // What was learned in a place stays learned there.
    assert_eq!(found(&store, &["old", "new"], "/w"), [("new".to_owned(), true)]);
    assert_eq!(found(&store, &["old", "new"], "/other"), [("new".to_owned(), true)]);
    store.replace_pattern(&new.id, new.clone(), canary(5.0));
    assert_eq!(all(&store).iter().map(|known| known.record.successes).collect::<Vec<_>>(), [5.0]);
    assert_eq!(store.pattern_count().unwrap(), 1);
}

#[test]
fn the_generation_changes_with_the_patterns_whoever_writes_them() {
    let home = tempfile::tempdir().unwrap();
    let (store, other) = (open(home.path()), open(home.path()));
    let mut last = store.pattern_generation();
    let mut changed = |what: &str, expected: bool| {
        let now = store.pattern_generation();
        assert_eq!(now != last, expected, "{what}");
        last = now;
    };
    changed("nothing", false);
    other.record(envelope("job", "/w/a.py", Verdict::Promote));
    assert!(other.flush(LIMIT));
    changed("an attempt", false);
    other.keep_pattern(pattern("a", "/w"), canary(1.0));
    assert!(other.flush(LIMIT));
    changed("a pattern", true);
    other.keep_pattern(pattern("a", "/w"), canary(2.0));
    assert!(other.flush(LIMIT));
    changed("a record", true);
    other.forget_all_patterns().unwrap();
    changed("forgetting", true);
}

#[test]
fn rows_that_cannot_be_understood_are_passed_over() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    for name in ["a", "b", "c"] {
        store.keep_pattern(pattern(name, "/w"), canary(1.0));
    }
    assert!(store.flush(LIMIT));
    let file = Connection::open(home.path().join("knowledge.sqlite")).unwrap();
    let deep = format!("{{\"id\": {}", "[".repeat(100_000));
    file.execute("UPDATE patterns SET body = ? WHERE anchor = 'a'", [deep]).unwrap();
    file.execute("UPDATE patterns SET standing = 'adored' WHERE anchor = 'b'", []).unwrap();
    assert_eq!(found(&store, &["a", "b", "c"], "/w"), [("c".to_owned(), true)]);
    assert_eq!(all(&store).len(), 1);
}

#[test]
fn a_deep_pattern_is_kept() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    let mut deep = pattern("a", "/w");
    for _ in 0..100 {
        deep.repair.before = Shape::Node("parenthesized_expression".into(), vec![deep.repair.before]);
    }
    store.keep_pattern(deep.clone(), canary(1.0));
    assert_eq!(*all(&store)[0].pattern, deep);
    // One that is deeper than any program is not.
    for _ in 0..1000 {
        deep.repair.before = Shape::Node("parenthesized_expression".into(), vec![deep.repair.before]);
    }
    store.keep_pattern(Pattern { id: "b".into(), ..deep }, canary(1.0));
    assert_eq!(all(&store).len(), 1);
}

#[test]
fn an_id_may_be_shortened_as_long_as_it_is_clear() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    for id in ["abc1", "abc2", "abc"] {
        store.keep_pattern(Pattern { id: id.into(), ..pattern(id, "/w") }, canary(1.0));
    }
    let ids = |beginning: &str| store.pattern(beginning).unwrap().iter().map(|known| known.pattern.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids("abc1"), ["abc1"]);
    assert_eq!(ids("abc"), ["abc"]);
    assert_eq!(ids("ab").len(), 2);
    assert!(ids("").is_empty() && ids("b").is_empty() && ids("%").is_empty());
}

/// Whether bytes are found in the knowledge file, its log or anything else in the folder.
pub(super) fn is_anywhere(home: &Path, text: impl AsRef<[u8]>) -> bool {
    let text = text.as_ref();
    let contains = |path: &Path| fs::read(path).unwrap().windows(text.len()).any(|window| window == text);
    fs::read_dir(home).unwrap().any(|entry| contains(&entry.unwrap().path()))
}

#[test]
fn what_is_forgotten_leaves_no_trace_in_the_file() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    let secret = "xylophone_of_the_company";
    // Many, so that pages split; one that grew, so that its older body lies about.
    for number in 0..300 {
        store.keep_pattern(pattern(&format!("name_{number}"), "/kept"), canary(1.0));
        store.keep_pattern(pattern(&format!("{secret}_{number}"), "/home/user/hidden-project"), canary(1.0));
    }
    let mut grown = pattern("shared", "/kept");
    grown.examples.push(PatternExample { before_text: secret.repeat(300), ..pattern(secret, "/home/user/hidden-project").examples.remove(0) });
    store.keep_pattern(grown.clone(), canary(1.0));
    grown.examples.truncate(1);
    store.keep_pattern(grown, canary(1.0));
    store.record(envelope("job", "/w/a.py", Verdict::Promote));
    assert!(store.flush(LIMIT));
    // Bodies are packed, so that their words do not stand in the file as they are.
    let body = bodies::pack(&pattern(&format!("{secret}_7"), "/home/user/hidden-project")).unwrap().unwrap();
    let body = &body[body.len() / 2..];
    assert!(is_anywhere(home.path(), secret) && is_anywhere(home.path(), "hidden-project") && is_anywhere(home.path(), body));
    fs::write(home.path().join("knowledge.corrupt-1.sqlite"), secret).unwrap();
    // Also what is not written yet when it is forgotten, and what has lost its example since.
    store.keep_pattern(pattern(secret, "/home/user/hidden-project"), canary(1.0));
    assert_eq!(store.forget_patterns_of(Path::new("/home/user/hidden-project"), &|_, _| None).unwrap(), 302);
    assert!(!is_anywhere(home.path(), secret) && !is_anywhere(home.path(), "hidden-project") && !is_anywhere(home.path(), body));
    assert_eq!(all(&store).len(), 300);
    assert_eq!(store.history(None, 10).unwrap().len(), 1);
    let one = pattern("name_7", "/kept");
    assert!(is_anywhere(home.path(), &one.id));
    assert_eq!(store.forget_pattern(&one.id).unwrap(), 1);
    assert!(!is_anywhere(home.path(), &one.id));
    assert_eq!(store.forget_pattern(&one.id).unwrap(), 0);
    assert_eq!(store.forget_all_patterns().unwrap(), 299);
    assert!(!is_anywhere(home.path(), "name_") && !is_anywhere(home.path(), "/kept"));
    // The store goes on.
    store.keep_pattern(one, canary(1.0));
    assert_eq!(found(&store, &["name_7"], "/kept"), [("name_7".to_owned(), true)]);
}

#[test]
fn forgetting_says_where_a_log_is_held_by_another_process() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    store.keep_pattern(pattern("a", "/w"), canary(1.0));
    assert!(store.flush(LIMIT));
    let reader = Connection::open(home.path().join("knowledge.sqlite")).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM patterns").unwrap();
    let answer = store.forget_all_patterns();
    assert!(matches!(&answer, Err(StoreError::Unwritable(why)) if why.contains("another process")), "{answer:?}");
    reader.execute_batch("COMMIT").unwrap();
    assert_eq!(store.forget_all_patterns(), Ok(0));
    assert!(!is_anywhere(home.path(), "safe("));
}

#[test]
fn learning_is_paused_for_all_processes() {
    let home = tempfile::tempdir().unwrap();
    let (store, other) = (open(home.path()), open(home.path()));
    assert!(!other.learning_paused());
    assert!(store.pause_learning(true) && other.learning_paused());
    assert!(store.pause_learning(false) && !other.learning_paused());
}

#[test]
fn without_a_file_there_are_no_patterns() {
    let store = Store::in_memory();
    store.keep_pattern(pattern("a", "/w"), canary(1.0));
    assert_eq!(found(&store, &["a"], "/w"), []);
    assert_eq!(store.forget_all_patterns(), Ok(0));
    assert_eq!((store.pattern_generation(), store.learning_paused(), store.pause_learning(true)), (0, false, false));
}

#[test]
fn patterns_are_saved_from_a_damaged_file() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    for number in 0..200 {
        store.keep_pattern(pattern(&format!("name_{number}"), "/w"), canary(f64::from(number)));
    }
    drop(store);
    let path = home.path().join("knowledge.sqlite");
    let index = "SELECT rootpage FROM sqlite_schema WHERE name = 'patterns_by_anchor'";
    let page: i64 = Connection::open(&path).unwrap().query_row(index, [], |row| row.get(0)).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let start = (page as usize - 1) * 4096;
    bytes[start..start + 4096].fill(0x5a);
    fs::write(&path, bytes).unwrap();
    let Opened { store, message, .. } = Store::open(home.path());
    assert!(message.unwrap().contains("200 records"));
    assert_eq!(found(&store, &["name_7"], "/w"), [("name_7".to_owned(), true)]);
}

#[test]
fn a_record_of_no_number_is_kept_as_nothing() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    store.keep_pattern(pattern("a", "/w"), PatternRecord { ratio: f64::NAN, ..canary(f64::INFINITY) });
    assert_eq!(all(&store)[0].record.successes, 0.0);
}

#[test]
fn learned_fixes_are_no_reason_to_drop_records() {
    let home = tempfile::tempdir().unwrap();
    let limits = crate::store::Limits { bytes: 2 * 1024 * 1024, ..crate::store::Limits::default() };
    let store = Store::open_with(home.path(), limits).store;
    let mut large = pattern("a", "/w");
    large.examples[0].after_text = "x".repeat(100_000);
    for number in 0..40 {
        store.keep_pattern(Pattern { id: number.to_string(), ..large.clone() }, canary(1.0));
    }
    for _ in 0..300 {
        store.record(envelope("job", "/w/a.py", Verdict::Promote));
    }
    assert!(store.flush(LIMIT));
    assert_eq!(store.history(None, 1000).unwrap().len(), 300);
}

#[test]
fn what_was_seen_elsewhere_too_is_made_anew_when_a_project_is_forgotten() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    let mut both = pattern("both", "/kept");
    both.negatives = pattern("both", "/hidden/alike").examples;
    both.examples.extend(pattern("both", "/hidden").examples);
    store.keep_pattern(both, canary(2.0));
    store.keep_pattern(pattern("gone", "/hidden"), canary(1.0));
    let mut wrong_there = pattern("wrong", "/kept");
    wrong_there.negatives = pattern("wrong", "/hidden/alike").examples;
    store.keep_pattern(wrong_there, canary(1.0));
    assert!(store.flush(LIMIT));
    // Where a pattern was wrong it is not at home.
    assert_eq!(found(&store, &["wrong"], "/hidden/alike"), [("wrong".to_owned(), false)]);
    let remade = |known: &KnownPattern, is_forgotten: &dyn Fn(&str) -> bool| {
        let mut pattern = Pattern::clone(&known.pattern);
        pattern.examples.retain(|example| !is_forgotten(&example.project));
        pattern.negatives.retain(|example| !is_forgotten(&example.project));
        (!pattern.examples.is_empty()).then(|| (pattern, canary(1.0)))
    };
    assert_eq!(store.forget_patterns_of(Path::new("/hidden"), &remade).unwrap(), 1);
    assert!(!is_anywhere(home.path(), "/hidden"));
    let left = all(&store);
    assert_eq!(left.len(), 2);
    assert!(left.iter().all(|known| known.pattern.examples.len() == 1 && known.pattern.negatives.is_empty() && known.record.successes == 1.0));
}

#[test]
fn a_pattern_with_words_that_are_not_there_is_passed_over() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    let (one, other) = (pattern("load", "/w"), Pattern { id: hash::stable_id(&["other"]), anchor: "load".into(), ..pattern("load_everything", "/w") });
    store.keep_pattern(one, canary(1.0));
    store.keep_pattern(other, canary(9.0));
    assert!(store.flush(LIMIT));
    for project in ["/w", "/elsewhere"] {
        let found = |text: &str| {
            let known = store.candidates(Language::Python, "RES.NAME", &["load"], project, &WordSet::of(text));
            known.iter().map(|known| known.pattern.examples[0].before_text.clone()).collect::<Vec<_>>()
        };
        assert_eq!(found("def f(x):\n    return load(x)\n"), ["load(x)"]);
        assert_eq!(found("load = load_everything(x)\n"), ["load_everything(x)", "load(x)"]);
        assert!(found("x = 1\n").is_empty());
    }
}

#[test]
fn what_it_takes_to_use_a_pattern_is_read_without_its_examples_whichever_version_wrote_it() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    let mut known = pattern("load", "/w");
    known.examples.extend(pattern("load", "/other").examples);
    known.negatives = pattern("load", "/elsewhere").examples;
    store.keep_pattern(known.clone(), canary(1.0));
    let expected = KnownPattern { pattern: Arc::new(known.clone()), record: canary(1.0), is_local: true };
    let check = |store: &Store, what: &str| {
        assert!(store.flush(LIMIT));
        let words = WordSet::all();
        assert_eq!(store.candidates(Language::Python, "RES.NAME", &["load"], "/w", &words).as_slice(), std::slice::from_ref(&expected), "{what}");
        for _ in 0..2 {
            assert_eq!(store.usable(Language::Python, "RES.NAME", &["load"], "/w", &words), [expected.without_examples()], "{what}");
        }
    };
    check(&store, "as it is written now");
    let file = Connection::open(home.path().join("knowledge.sqlite")).unwrap();
    let text = serde_json::to_vec(&known).unwrap();
    for (body, what) in [(packing::pack(&text), "packed whole"), (text.clone(), "as plain text")] {
        file.execute("UPDATE patterns SET body = ?, revision = revision + 1", [body]).unwrap();
        check(&store, what);
    }
    // The next one that is written is of the present form, and nothing is lost.
    store.keep_pattern(known.clone(), canary(1.0));
    check(&store, "written again");
    let body: Vec<u8> = file.query_row("SELECT body FROM patterns", [], |row| row.get(0)).unwrap();
    assert_eq!(Some(body), bodies::pack(&known).unwrap());
}

#[test]
fn the_best_are_found_although_not_all_are_looked_at() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    let anchors = ["", "a", "b", "c", "d"];
    for number in 0..400_usize {
        let (anchor, project) = (anchors[number % 5], ["/w", "/other"][usize::from(number % 7 > 0)]);
        let known = Pattern { id: hash::stable_id(&[&number.to_string()]), ..pattern(anchor, project) };
        store.keep_pattern(known, canary((number * 37 % 101) as f64));
    }
    assert!(store.flush(LIMIT));
    let key = |known: &KnownPattern| (known.is_local, !known.pattern.anchor.is_empty(), known.record.successes as i64);
    let mut expected: Vec<_> =
        all(&store).iter().map(|known| (known.pattern.examples[0].project == "/w", !known.pattern.anchor.is_empty(), known.record.successes as i64)).collect();
    expected.sort_by(|one, other| other.cmp(one));
    for limit in [1, 7, 16, 40, 90] {
        let found = store.pattern_candidates(Language::Python, "RES.NAME", &anchors, "/w", &WordSet::all(), limit);
        assert_eq!(found.iter().map(key).collect::<Vec<_>>(), expected[..limit], "{limit}");
        assert_eq!(found.iter().map(|known| &known.pattern.id).collect::<BTreeSet<_>>().len(), limit, "each once");
    }
}
