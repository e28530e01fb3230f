//! Texts that do not parse, of which not all checkers are asked.

use super::*;
use crate::check::builtin;
use crate::heal::{FileFacts, find_builtin};

/// One file, the built-in checker, and one that looks at texts that parse and at the first one only.
struct Asked {
    project: Project,
    asked: usize,
}

impl Asked {
    fn new(text: &str) -> Asked {
        let source = SourceFile::new(PathBuf::from("/w/a.py"), Language::Python, text, ParseOptions::default());
        let files = [(source.path().to_owned(), ProjectFile { source })];
        Asked { project: Project { root: "/w".into(), files: files.into_iter().collect(), ..Project::default() }, asked: 0 }
    }
}

impl Ground for Asked {
    fn engine(&self, _: &SourceFile) -> Engine {
        Engine::of_project(self.project.clone())
    }

    fn source(&self, path: &Path) -> Option<SourceFile> {
        self.project.files.get(path).map(|file| file.source.clone())
    }

    fn replace(&mut self, text: &SourceFile) {
        self.project.files.insert(text.path().to_owned(), ProjectFile { source: text.clone() });
    }

    fn check(&mut self, texts: &[SourceFile]) -> Snapshot {
        let seen = texts.iter().map(|file| {
            let mut found = find_builtin(file, &FileFacts::default());
            found.retain(|finding| finding.severity == Severity::Error);
            let mut by = BTreeSet::from([builtin::SOURCE.to_owned()]);
            if found.is_empty() || self.asked == 0 {
                self.asked += 1;
                by.insert("ruff".to_owned());
                found.iter_mut().for_each(|finding| finding.source = "ruff".into());
            }
            let diagnostics = diagnose(&found, file, Path::new("/w"), &|_| None);
            Seen { file: file.clone(), checked: Checked { diagnostics, by } }
        });
        Snapshot::new(seen.collect::<Vec<_>>())
    }
}

#[test]
fn several_errors_of_the_syntax_are_mended_though_a_checker_looks_only_at_what_parses() {
    let cases = [
        ("def f()\n    return 1\n\n\ndef g()\n    return 2\n", "def f():\n    return 1\n\n\ndef g():\n    return 2\n", 2),
        // What is mended of the two is kept.
        ("def f()\n    return 1\n\n\n? = = ?\n", "def f():\n    return 1\n\n\n? = = ?\n", 1),
    ];
    for (before, after, asked) in cases {
        let mut ground = Asked::new(before);
        let file = ground.source(Path::new("/w/a.py")).unwrap();
        let start = ground.check(&[file]);
        let mut healing = Healing::new(start, Targets::default(), policy(), HashMap::new());
        heal(&mut healing, &mut ground, &CancelToken::new(), &mut |_| {});
        assert_eq!((text(&healing, "a.py").as_str(), ground.asked), (after, asked), "{:?}", titles(healing.given_up()));
    }
}

#[test]
fn what_is_refused_only_of_a_text_that_could_be_read_does_not_speak_against_a_repair() {
    // Long enough that the broken function is looked at alone.
    let others: String = (0..150).map(|number| format!("def other_{number}():\n    return {number}\n\n\n")).collect();
    let text_with = |head: &str| format!("def f(a, a):\n    return a\n\n\n{others}{head}\n    return 2\n");
    let mut ground = Asked::new(&text_with("def g()"));
    let file = ground.source(Path::new("/w/a.py")).unwrap();
    let start = ground.check(&[file]);
    let mut healing = Healing::new(start, Targets::default(), policy(), HashMap::new());
    heal(&mut healing, &mut ground, &CancelToken::new(), &mut |_| {});
    assert_eq!((text(&healing, "a.py"), healing.remaining().count()), (text_with("def g():"), 1));
}
