use super::*;
use crate::check::{Garbage, Invocation, Tool, ToolOutput};
use crate::syntax::{Language, ParseOptions};

/// A checker that is never run.
struct Named(&'static str, Stage);

impl Checker for Named {
    fn name(&self) -> &str {
        self.0
    }

    fn languages(&self) -> &[Language] {
        &[Language::Python]
    }

    fn stage(&self) -> Stage {
        self.1
    }

    fn find(&self, _: &Workspace, _: &Path) -> Result<Tool, Absence> {
        Ok(Tool { program: self.0.into(), origin: "test".to_owned() })
    }

    fn invocations(&self, _: &Tool, _: &Workspace, _: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        Ok(None)
    }

    fn parse(&self, _: &ToolOutput, _: usize) -> Result<Vec<Finding>, Garbage> {
        Ok(Vec::new())
    }
}

fn task(checker: &'static str, name: &str, version: i32) -> RunTask {
    let file = SourceFile::new(Path::new("/w").join(name), Language::Python, "", ParseOptions::default());
    let request = CheckRequest { file, saved: true, unsaved: Vec::new(), together: Default::default(), cancel: CancelToken::new() };
    let stage = if checker == "typing" { Stage::Typing } else { Stage::Saved };
    RunTask {
        checker: CheckerHandle::Own(Arc::new(Named(checker, stage))),
        uri: name.to_owned(),
        version,
        request,
        workspace: Arc::new(Workspace::new(Path::new("/w"))),
        limit: None,
        open: Arc::default(),
        loaded: Arc::default(),
    }
}

/// The report of a run that went well; `folder` tells whether it spoke for the whole workspace and saw these documents.
fn report(task: &RunTask, seen: &[(&str, i32)]) -> RunReport {
    let mut report = RunReport::broken(task);
    report.outcome.error = None;
    report.outcome.tool = Ok(Tool { program: "tool".into(), origin: "test".to_owned() });
    report.folders = if seen.is_empty() { Vec::new() } else { vec!["/w".into()] };
    report.seen = seen.iter().map(|(uri, version)| ((*uri).to_owned(), *version)).collect();
    report
}

fn started(queue: &mut RunQueue) -> Vec<RunTask> {
    std::iter::from_fn(|| queue.start_next()).collect()
}

fn names(tasks: &[RunTask]) -> Vec<(String, String, i32)> {
    tasks.iter().map(|task| (task.checker.name().to_owned(), task.uri.clone(), task.version)).collect()
}

#[test]
fn a_checker_runs_once_at_a_time_in_a_workspace_and_others_beside_it() {
    let mut queue = RunQueue::new(4);
    for (checker, name) in [("one", "a.py"), ("one", "b.py"), ("two", "a.py")] {
        queue.add(task(checker, name, 1));
    }
    let running = started(&mut queue);
    assert_eq!(names(&running), [("one".to_owned(), "a.py".to_owned(), 1), ("two".to_owned(), "a.py".to_owned(), 1)]);
    queue.finished(&report(&running[0], &[]));
    assert_eq!(names(&started(&mut queue)), [("one".to_owned(), "b.py".to_owned(), 1)]);
}

#[test]
fn no_more_tools_run_than_there_is_room_for() {
    let mut queue = RunQueue::new(0);
    queue.add(task("one", "a.py", 1));
    queue.add(task("two", "a.py", 1));
    assert_eq!(started(&mut queue).len(), 1);
}

#[test]
fn the_last_request_of_a_document_is_the_one_that_counts() {
    let mut queue = RunQueue::new(4);
    queue.add(task("one", "a.py", 1));
    let first = started(&mut queue).remove(0);
    for version in 2..9 {
        queue.add(task("one", "a.py", version));
    }
    assert!(first.request.cancel.is_cancelled(), "the older run is pointless");
    assert_eq!((queue.pending("a.py", 1), queue.pending("a.py", 8)), (0, 1));
    assert!(started(&mut queue).is_empty(), "it has not ended yet");
    queue.finished(&report(&first, &[]));
    assert_eq!(names(&started(&mut queue)), [("one".to_owned(), "a.py".to_owned(), 8)]);
}

#[test]
fn a_run_that_spoke_for_the_folder_answers_what_it_has_seen() {
    let mut queue = RunQueue::new(4);
    for name in ["a.py", "b.py", "c.py"] {
        queue.add(task("one", name, 1));
    }
    let first = started(&mut queue).remove(0);
    // The text of c.py was not the one that is asked about.
    queue.finished(&report(&first, &[("a.py", 1), ("b.py", 1), ("c.py", 0)]));
    assert_eq!(names(&started(&mut queue)), [("one".to_owned(), "c.py".to_owned(), 1)]);
}

#[test]
fn a_document_s_runs_are_dropped_by_stage_or_all() {
    let mut queue = RunQueue::new(4);
    for checker in ["typing", "saving"] {
        queue.add(task(checker, "a.py", 1));
    }
    let running = started(&mut queue);
    queue.drop_document("a.py", Some(Stage::Typing));
    assert_eq!(running.iter().map(|task| task.request.cancel.is_cancelled()).collect::<Vec<_>>(), [true, false]);
    queue.drop_document("a.py", None);
    assert!(running.iter().all(|task| task.request.cancel.is_cancelled()));
    assert!(queue.is_busy("a.py") && !queue.is_idle(), "they have not ended yet");
    running.iter().for_each(|task| queue.finished(&report(task, &[])));
    assert!(queue.is_idle());
}

#[test]
fn a_run_is_cancelled_by_its_name_and_all_at_the_end() {
    let mut queue = RunQueue::new(4);
    queue.add(task("one", "a.py", 1));
    queue.add(task("two", "a.py", 1));
    let running = started(&mut queue);
    queue.add(task("one", "b.py", 1));
    assert!(queue.cancel(&running[0].key()) && running[0].request.cancel.is_cancelled());
    assert!(!queue.cancel(&task("three", "a.py", 1).key()));
    queue.stop();
    assert!(running[1].request.cancel.is_cancelled());
    running.iter().for_each(|task| queue.finished(&report(task, &[])));
    assert!(queue.is_idle());
}
