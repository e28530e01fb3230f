use super::*;
use crate::base::{ColumnUnit, LineColumn, Span};
use crate::model::{Finding, Place, Severity};
use crate::session::events::{ActionsAnswer, ClientProfile, DocumentName, FixAllWish, MenuRequest, Question, Reply};
use crate::session::{Event, Refusal};
use crate::syntax::{Language, ParseOptions, SourceFile};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tokio::sync::oneshot;

fn diagnostic(name: &str) -> Diagnostic {
    let file = SourceFile::new("/w/a.py", Language::Python, "abc = 1\n", ParseOptions::default());
    let mut diagnostic = Finding::new("tool", "/w/a.py", Place::Bytes(Span::new(0, 3)), Severity::Error, name, b"").resolve(&file, Path::new("/w"), &|_| None);
    diagnostic.id = name.to_owned();
    diagnostic
}

fn taken(cache: &mut FixCache) -> Vec<String> {
    std::iter::from_fn(|| cache.take(false)).map(|(diagnostic, _)| diagnostic.id).collect()
}

#[test]
fn what_is_asked_for_goes_first_and_nothing_runs_twice() {
    let mut cache = FixCache::default();
    cache.want(vec![diagnostic("a"), diagnostic("b"), diagnostic("c")]);
    assert!(cache.take(true).is_none(), "nobody waits for any of them");
    let (first, _) = cache.take(false).unwrap();
    assert_eq!(first.id, "a");
    cache.ask(&diagnostic("a"));
    cache.ask(&diagnostic("c"));
    cache.ask(&diagnostic("c"));
    cache.want(vec![diagnostic("a"), diagnostic("b")]);
    assert_eq!(cache.take(true).map(|(diagnostic, _)| diagnostic.id).as_deref(), Some("c"), "the running one is joined");
    cache.done("a", Some(Vec::new()));
    cache.ask(&diagnostic("a"));
    assert_eq!(taken(&mut cache), ["b"]);
}

#[test]
fn fixes_of_an_error_that_says_something_else_are_worked_out_anew() {
    let mut cache = FixCache::default();
    cache.want(vec![diagnostic("a"), diagnostic("b")]);
    assert_eq!(taken(&mut cache), ["a", "b"]);
    cache.done("a", Some(Vec::new()));
    let mut changed = diagnostic("a");
    changed.message = "a\nwith a note".to_owned();
    cache.forget_changed([&changed, &diagnostic("b")].into_iter());
    assert!(!cache.by_diagnostic.contains_key("a"));
    cache.want(vec![changed.clone(), diagnostic("b")]);
    assert_eq!(taken(&mut cache), ["a"], "the work on the other one goes on");
    cache.done("a", Some(Vec::new()));
    cache.forget_changed([&changed].into_iter());
    assert!(cache.by_diagnostic.contains_key("a"));
}

#[test]
fn what_only_a_withdrawn_menu_wanted_is_stopped() {
    let mut cache = FixCache::default();
    cache.want(vec![diagnostic("background")]);
    for name in ["background", "foreign", "kept", "queued"] {
        cache.ask(&diagnostic(name));
    }
    let tokens: Vec<(String, CancelToken)> = (0..3).filter_map(|_| cache.take(true)).map(|(diagnostic, token)| (diagnostic.id, token)).collect();
    let is_stopped = |name: &str| tokens.iter().find(|(id, _)| id == name).map(|(_, token)| token.is_cancelled());
    cache.drop_asked(|id| id == "kept");
    assert_eq!((is_stopped("queued"), is_stopped("kept"), is_stopped("foreign")), (Some(true), Some(false), Some(true)));
    assert_eq!(taken(&mut cache), ["background"]);
    // Asked for again while the stopped work is still ending, it is done anew.
    cache.ask(&diagnostic("foreign"));
    cache.done("foreign", None);
    cache.ask(&diagnostic("foreign"));
    assert_eq!(taken(&mut cache), ["foreign"]);
}

/// An owner with one open document whose events are handled by the test.
fn owner(text: &str) -> (Owner, Receiver<Event>) {
    let (own, events) = channel();
    let mut owner = Owner::new(own, Arc::new(|_| {}));
    let profile = ClientProfile { unit: ColumnUnit::Utf16, pulls: false, refreshes: false, folders: Vec::new(), settings: serde_json::Value::Null };
    owner.handle(Event::Started(profile));
    let name = DocumentName { uri: "untitled:a.py".to_owned(), path: "untitled:a.py".into() };
    owner.handle(Event::Opened { name, language_id: "python".to_owned(), version: 1, text: text.to_owned() });
    (owner, events)
}

/// Handles events until the test holds.
fn until(owner: &mut Owner, events: &Receiver<Event>, mut test: impl FnMut(&mut Owner) -> bool) {
    while !test(owner) {
        let event = events.recv_timeout(Duration::from_secs(30)).expect("an event of the session's own work");
        owner.handle(event);
    }
}

type Answer = oneshot::Receiver<Result<ActionsAnswer, Refusal>>;

fn ask(owner: &mut Owner, context: Vec<Finding>) -> Answer {
    let (reply, answer): (Reply<ActionsAnswer>, Answer) = oneshot::channel();
    let start = LineColumn { line: 0, column: 0 };
    let places = (start, LineColumn { line: 0, column: 99 });
    let request = MenuRequest { uri: "untitled:a.py".to_owned(), places, context, fixes: true, fix_all: FixAllWish::No, cancel: CancelToken::new(), reply };
    owner.handle(Event::Ask(Question::Actions(request)));
    answer
}

/// Handles events until the answer is there, which comes from the pool without an event.
fn titles(owner: &mut Owner, events: &Receiver<Event>, answer: &mut Answer) -> Vec<String> {
    loop {
        match answer.try_recv() {
            Ok(answer) => return answer.unwrap().fixes.into_iter().map(|offered| offered.fix.title).collect(),
            Err(oneshot::error::TryRecvError::Empty) => match events.recv_timeout(Duration::from_millis(5)) {
                Ok(event) => owner.handle(event),
                Err(_) => owner.answer_menus(),
            },
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn menus_join_the_work_under_way() {
    let (mut owner, events) = owner("def f(a)\n    return a\n");
    until(&mut owner, &events, |owner| owner.fix_jobs > 0);
    let mut answers = [ask(&mut owner, Vec::new()), ask(&mut owner, Vec::new()), ask(&mut owner, Vec::new())];
    let fixes: Vec<Vec<String>> = answers.iter_mut().map(|answer| titles(&mut owner, &events, answer)).collect();
    assert!(!fixes[0].is_empty() && fixes[0] == fixes[1] && fixes[1] == fixes[2], "{fixes:?}");
    let stats = owner.stats();
    assert_eq!((stats["fixesWorkedOut"].as_u64(), stats["menus"].as_u64()), (Some(1), Some(3)));
}

#[test]
fn a_withdrawn_menu_stops_its_work() {
    let (mut owner, events) = owner("abc = 1\n");
    until(&mut owner, &events, |owner| owner.is_checked("untitled:a.py"));
    let foreign = Finding::new("other", "untitled:a.py", Place::Bytes(Span::new(0, 3)), Severity::Error, "no such thing", b"");
    let answer = ask(&mut owner, vec![foreign]);
    until(&mut owner, &events, |owner| !owner.waiting_menus.is_empty());
    let running: Vec<CancelToken> = owner.state.documents["untitled:a.py"].fixes.running.values().cloned().collect();
    assert_eq!(running.len(), 1);
    drop(answer);
    owner.handle(Event::Withdrawn);
    assert!(owner.waiting_menus.is_empty() && running[0].is_cancelled());
}

#[test]
fn documents_that_nobody_works_on_let_go_of_what_can_be_made_again() {
    let (mut owner, events) = owner("print(nam)\n");
    for number in 0..20 {
        let name = DocumentName { uri: format!("untitled:{number}.py"), path: format!("untitled:{number}.py").into() };
        owner.handle(Event::Opened { name, language_id: "python".to_owned(), version: 1, text: format!("print(nam{number})\n") });
    }
    until(&mut owner, &events, |owner| owner.state.documents.keys().all(|uri| owner.is_checked(uri)) && owner.fix_jobs == 0);
    let warm = |owner: &Owner| owner.state.documents.values().filter(|document| document.warm_since.is_some()).count();
    assert_eq!(warm(&owner), 12);
    let cold = &owner.state.documents["untitled:a.py"];
    assert!(cold.warm_since.is_none() && cold.analysis.is_none() && cold.fixes.by_diagnostic.is_empty());
    // Asked about, it is worked on again.
    let mut answer = ask(&mut owner, Vec::new());
    titles(&mut owner, &events, &mut answer);
    assert_eq!(warm(&owner), 12);
    assert!(owner.state.documents["untitled:a.py"].warm_since.is_some());
}
