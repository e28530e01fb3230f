//! Reading what other tools printed: from a log to classified diagnostics, with or without the files that it names.

use super::intake::diagnose;
use crate::check::output;
use crate::model::{Diagnostic, Finding};
use crate::syntax::{Language, ParseOptions, SourceFile};
use crate::taxonomy::classify;
use std::path::{Path, PathBuf};

/// The errors in the output of compilers, linters, test runners and running programs, in the order in which they stand there: colours, the
/// prefixes of log collectors, and output of several tools in one log are no hindrance. Paths are as the output says them.
///
/// ```
/// let log = b"Traceback (most recent call last):\n  File \"app.py\", line 2, in <module>\n    print(nam)\nNameError: name 'nam' is not defined\n";
/// let findings = healer::heal::detect(log);
/// assert_eq!(findings[0].code.as_deref(), Some("NameError"));
/// ```
pub fn detect(output: &[u8]) -> Vec<Finding> {
    output::read(output)
}

/// The file that a path in a log means: itself below `root`, or the file whose path ends like it, as logs of containers and of other
/// machines have other folders in front. `files` are absolute. `None` where no file, or more than one equally well, is meant.
pub fn meant_file<'f>(said: &Path, root: &Path, files: &'f [PathBuf]) -> Option<&'f Path> {
    if said.as_os_str().is_empty() || output::is_foreign(said) {
        return None;
    }
    let direct = root.join(said);
    if let Some(file) = files.iter().find(|file| **file == direct) {
        return Some(file);
    }
    let common = |file: &Path| file.components().rev().zip(said.components().rev()).take_while(|(left, right)| left == right).count();
    let best = files.iter().map(|file| common(file)).max().filter(|count| *count > 0)?;
    // A relative path has to be there as a whole.
    if !said.is_absolute() && best < said.components().filter(|part| !matches!(part, std::path::Component::CurDir)).count() {
        return None;
    }
    let mut found = files.iter().filter(|file| common(file) == best);
    let first = found.next()?;
    found.next().is_none().then_some(first.as_path())
}

/// The diagnostic that a finding is, with its category. `file` is the text that it speaks of, where that is there: without it the range is
/// meaningless, and the language is guessed from the path and the tool.
pub fn diagnose_alone(finding: &Finding, file: Option<&SourceFile>) -> Diagnostic {
    match file {
        Some(file) => {
            let mut here = finding.clone();
            here.path = file.path().to_owned();
            here.related.clear();
            let folder = file.path().parent().unwrap_or(Path::new(""));
            diagnose(&[here.clone()], file, folder, &|_| None).pop().unwrap_or_else(|| without_text(&here))
        }
        None => without_text(finding),
    }
}

fn without_text(finding: &Finding) -> Diagnostic {
    let file = SourceFile::new(&finding.path, language_of(finding).unwrap_or(Language::Python), "", ParseOptions::default());
    let mut diagnostic = finding.resolve(&file, Path::new(""), &|_| None);
    diagnostic.classification = Some(classify(&diagnostic, &file));
    diagnostic
}

/// The language that a finding is about: by the file's extension, else by the tool; `None` where neither tells.
pub fn language_of(finding: &Finding) -> Option<Language> {
    Language::from_path(&finding.path).or(match finding.source.as_str() {
        "rustc" | "clippy" | "cargo" | "cargo test" | "panic" => Some(Language::Rust),
        "go" | "vet" | "go test" | "staticcheck" => Some(Language::Go),
        "node" | "node test" | "jest" | "vitest" | "eslint" | "tsc" | "biome" | "oxlint" => Some(Language::JavaScript),
        "python" | "pytest" | "mypy" | "ruff" | "pyright" | "ty" | "pylint" => Some(Language::Python),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_other_machines_find_their_files() {
        let files: Vec<PathBuf> = ["/w/shop/prices.py", "/w/other/prices.py", "/w/app.py"].map(PathBuf::from).to_vec();
        let meant = |said: &str| meant_file(Path::new(said), Path::new("/w"), &files).map(|file| file.to_string_lossy().into_owned());
        assert_eq!(meant("shop/prices.py").as_deref(), Some("/w/shop/prices.py"));
        assert_eq!(meant("/srv/container/shop/prices.py").as_deref(), Some("/w/shop/prices.py"));
        assert_eq!(meant("/elsewhere/app.py").as_deref(), Some("/w/app.py"));
        assert_eq!(meant("prices.py"), None);
        assert_eq!(meant("lib/app.py"), None);
        assert_eq!(meant(""), None);
    }

    #[test]
    fn everything_in_a_log_gets_its_category() {
        let categories =
            |log: &str| detect(log.as_bytes()).iter().map(|finding| diagnose_alone(finding, None).classification.unwrap().cluster()).collect::<Vec<_>>();
        let python = |exception: &str| format!("Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\n    x\n{exception}\n");
        for (exception, cluster) in [
            ("NameError: name 'nam' is not defined", "RES.NAME:nam"),
            ("KeyError: 'kiwi'", "RUN.KEY:kiwi"),
            ("ModuleNotFoundError: No module named 'requestz'", "IMPORT.MODULE:requestz"),
            ("AttributeError: 'NoneType' object has no attribute 'upper'", "RUN.NULL:upper"),
            ("AttributeError: module 'shop' has no attribute 'totl'", "RES.MEMBER:totl"),
            ("TypeError: f() takes 1 positional argument but 2 were given", "ARITY.CALL:f"),
            ("ZeroDivisionError: division by zero", "RUN.ARITHMETIC"),
            ("shop.UnknownProduct: kiwi", "RUN.EXCEPTION"),
            ("AssertionError", "TEST.ASSERT"),
        ] {
            assert_eq!(categories(&python(exception)), [cluster], "{exception}");
        }
        let panic = |words: &str| format!("thread 'main' panicked at src/main.rs:1:2:\n{words}\n");
        for (words, cluster) in [
            ("index out of bounds: the len is 3 but the index is 3", "RUN.KEY"),
            ("called `Option::unwrap()` on a `None` value", "RUN.NULL:None"),
            ("attempt to add with overflow", "RUN.ARITHMETIC"),
            ("no luck", "RUN.PANIC"),
        ] {
            assert_eq!(categories(&panic(words)), [cluster], "{words}");
        }
        let node = |error: &str| format!("/w/a.js:1\nx\n^\n\n{error}\n    at main (/w/a.js:1:1)\n");
        for (error, cluster) in [
            ("ReferenceError: totl is not defined", "RES.NAME:totl"),
            ("TypeError: Cannot read properties of undefined (reading 'amount')", "RUN.NULL:amount"),
            ("TypeError: x.map is not a function", "TYPE.CALL:x.map"),
            ("RangeError: Maximum call stack size exceeded", "RUN.RECURSION"),
            ("TypeError: Assignment to constant variable.", "MUT.CONSTANT"),
            ("Error: no network", "RUN.EXCEPTION"),
        ] {
            assert_eq!(categories(&node(error)), [cluster], "{error}");
        }
    }
}
