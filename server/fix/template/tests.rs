use super::*;
use crate::base::CancelToken;
use crate::fix::Project;
use crate::model::Diagnostic;
use crate::syntax::{ParseOptions, ScopeReport};
use crate::taxonomy::classify;

fn set(texts: &[&str]) -> TemplateSet {
    let files = texts.iter().enumerate().map(|(at, text)| (PathBuf::from(format!("/w/.healer/rules/{at}.yml")), Arc::from(*text)));
    TemplateSet::read(Path::new("/w"), files)
}

fn source(name: &str, text: &str) -> SourceFile {
    let path = Path::new("/w").join(name);
    SourceFile::new(&path, Language::from_path(&path).unwrap(), text, ParseOptions::default())
}

/// The texts that the templates make of a file for a diagnostic, with the titles.
fn offers(set: TemplateSet, file: &SourceFile, mut diagnostic: Diagnostic) -> Vec<(String, String)> {
    let project = Project { root: "/w".into(), templates: Arc::new(set), ..Project::default() };
    diagnostic.classification = Some(classify(&diagnostic, file));
    let context =
        FixContext { file, diagnostic: &diagnostic, diagnostics: &[], project: &project, scopes: &ScopeReport::default(), cancel: &CancelToken::new() };
    propose(&context).into_iter().map(|proposal| (proposal.title, proposal.edits[0].edits.apply(file.text()).unwrap())).collect()
}

fn resolve(finding: &Finding, file: &SourceFile) -> Diagnostic {
    finding.resolve(file, Path::new("/w"), &|_| None)
}

const PRINT: &str = "id: no-print\nlanguage: py\nseverity: warning\nmessage: write $A to the log\nrule: { pattern: print($A) }\nfix: logger.info($A)\nfiles: ['src/**']\nignores: ['src/cli/**']\n";

#[test]
fn a_rule_reports_and_mends_by_itself() {
    let set = set(&[PRINT]);
    assert_eq!(set.problems(), []);
    let file = source("src/a.py", "def f(x):\n    print(x + 1)\n");
    let findings = set.lint(&file);
    assert_eq!(findings.len(), 1);
    assert_eq!(
        (findings[0].message.as_str(), findings[0].code.as_deref(), findings[0].severity),
        ("write x + 1 to the log", Some("no-print"), Severity::Warning)
    );
    let offered = offers(set, &file, resolve(&findings[0], &file));
    assert_eq!(offered, [("Replace with `logger.info(x + 1)`".to_owned(), "def f(x):\n    logger.info(x + 1)\n".to_owned())]);
}

#[test]
fn globs_and_languages_bound_a_rule() {
    let set = set(&[PRINT]);
    for name in ["a.py", "src/cli/a.py", "src/a.js"] {
        assert_eq!(set.lint(&source(name, "print(1)\n")).len(), 0, "{name}");
    }
}

#[test]
fn a_rule_mends_what_others_report() {
    let rule = "id: np\nlanguage: Python\nrule: { pattern: nump }\nfix: numpy\nmetadata:\n  healer: { category: 'RES.NAME:nump', code: [F821], message: Undefined, confidence: 0.9, applicability: safe }\n";
    let file = source("a.py", "import numpy\nnump.zeros(3)\nnump.ones(3)\n");
    let finding = |code: &str, name: &str| {
        let mut finding = Finding::new("ruff", file.path(), Place::Bytes(Span::new(13, 17)), Severity::Error, format!("Undefined name `{name}`"), b"raw");
        finding.code = Some(code.to_owned());
        resolve(&finding, &file)
    };
    assert_eq!(set(&[rule]).lint(&file), [], "a rule with a binding reports nothing itself");
    let offered = offers(set(&[rule]), &file, finding("F821", "nump"));
    assert_eq!(offered, [("Replace with `numpy`".to_owned(), "import numpy\nnumpy.zeros(3)\nnump.ones(3)\n".to_owned())]);
    assert_eq!(offers(set(&[rule]), &file, finding("F811", "nump")), []);
    assert_eq!(offers(set(&[rule]), &file, finding("F821", "numpi")), []);
}

#[test]
fn every_language_has_meta_variables_constraints_and_transforms() {
    for (name, rule, text, expected) in [
        ("a.rs", "pattern: $A.unwrap()", "fn f() { g(h.unwrap()); }\n", "fn f() { g(FIXED(h)); }\n"),
        (
            "a.go",
            "pattern: { context: 'func t() { errors.New($A) }', selector: call_expression }",
            "package a\n\nvar e = errors.New(\"x\")\n",
            "package a\n\nvar e = FIXED(\"x\")\n",
        ),
        ("a.js", "pattern: $A == null", "const b = a == null;\n", "const b = FIXED(a);\n"),
        ("a.py", "any: [{ pattern: len($A) == 0 }, { pattern: not len($A) }]", "if len(x) == 0: pass\n", "if FIXED(x): pass\n"),
    ] {
        let language = Language::from_path(Path::new(name)).unwrap().id();
        let set = set(&[&format!("id: r\nlanguage: {language}\nrule: {{ {rule} }}\nfix: FIXED($A)\n")]);
        assert_eq!(set.problems(), [], "{name}");
        let file = source(name, text);
        let findings = set.lint(&file);
        assert_eq!(findings.len(), 1, "{name}");
        assert_eq!(offers(set, &file, resolve(&findings[0], &file))[0].1, expected);
    }
    let transforming = "id: t\nlanguage: js\nrule: { pattern: $FN($$$ARGS) }\nconstraints: { FN: { regex: '^get_' } }\ntransform:\n  NEW: { convert: { source: $FN, toCase: camelCase } }\nfix: $NEW($$$ARGS)\n";
    let set = set(&[transforming]);
    assert_eq!(set.problems(), []);
    let file = source("a.js", "get_user(1, 2); put_user(1);\n");
    let findings = set.lint(&file);
    assert_eq!(offers(set, &file, resolve(&findings[0], &file))[0].1, "getUser(1, 2); put_user(1);\n");
}

#[test]
fn a_wrong_rule_is_told_with_its_line_and_hides_no_other() {
    let texts = [
        ("id: a\nlanguage: js\nrule: { patern: x }\n", 2, "unknown field"),
        ("id: a\nlanguage: cobol\nrule: { pattern: x }\n", 1, "none of rust, python, javascript and go"),
        ("language: js\nrule: { pattern: x }\n", 0, "no `id`"),
        ("id: a\nlanguage: js\n", 1, "missing field `rule`"),
        ("id: a\nlanguage: js\nrule: { pattern: f($A) }\nfix: $B\n", 0, "B"),
        ("id: a\nlanguage: js\nrule: { kind: no_such_kind }\n", 0, "no_such_kind"),
        ("id: a\nlanguage: js\nrule: { pattern: x }\nmetadata:\n  healer: { categori: X }\n", 4, "categori"),
        ("id: a\nlanguage: js\nrule: { pattern: x }\nmetadata:\n  healer: {}\n", 4, "names no diagnostics"),
        ("id: a\nlanguage: js\nrule: [\n", 0, ""),
        ("id: a\nlanguage: js\nrule: { pattern: x }\nfiles: ['[']\n", 0, "glob"),
    ];
    for (text, line, words) in texts {
        let set = set(&[&format!("{PRINT}---\n{text}---\nid: last\nlanguage: go\nrule: {{ pattern: x }}\n")]);
        let ids: Vec<&str> = set.templates().iter().map(|template| template.id.as_str()).collect();
        assert_eq!(ids, ["no-print", "last"], "{text}");
        let [problem] = set.problems() else { panic!("one problem in {text}: {:?}", set.problems()) };
        assert!(problem.message.contains(words), "{text}: {}", problem.message);
        if !words.is_empty() {
            assert_eq!(problem.line, PRINT.lines().count() + 1 + line, "{text}: {}", problem.message);
        }
    }
}

#[test]
fn an_id_is_given_once() {
    let set = set(&[PRINT, PRINT]);
    assert_eq!(set.templates().len(), 1);
    assert_eq!(set.problems()[0].message, "the id `no-print` is taken by a rule in /w/.healer/rules/0.yml");
}

#[test]
fn tests_of_rules_run() {
    let tests = "id: no-print\nvalid: ['log(1)']\ninvalid: ['print(1)', 'print(1); print(2)']\nfixed: ['logger.info(1)', 'logger.info(1); logger.info(2)']\n";
    let run = |text: &str| run_rule_tests(&set(&[PRINT, "id: other\nlanguage: go\nrule: { pattern: x }\n"]), [(PathBuf::from("t.yml"), Arc::from(text))]);
    let report = run(tests);
    assert_eq!((report.passed, report.failures.as_slice(), report.untested.as_slice()), (3, &[][..], &["other".to_owned()][..]));
    let wrong = run("id: no-print\nvalid: ['print(1)']\ninvalid: ['log(1)']\n---\nid: nothing\n---\nid: no-print\ninvalid: ['print(1)']\nfixed: [x]\n");
    let messages: Vec<&str> = wrong.failures.iter().map(|failure| failure.message.lines().next().unwrap()).collect();
    assert_eq!(messages, ["matches a valid program:", "matches nothing in an invalid program:", "there is no rule `nothing`", "rewrites"]);
    assert_eq!(run("id: [").failures.len(), 1);
}
