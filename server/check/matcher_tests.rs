//! Tests of user-defined checkers.

use super::*;
use crate::base::CancelToken;
use crate::syntax::{ParseOptions, SourceFile};
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Configuration {
    checker: Vec<OwnCheckerSettings>,
}

fn checker(configuration: &str) -> OwnChecker {
    let configuration: Configuration = toml::from_str(configuration).unwrap();
    OwnChecker::new(configuration.checker.into_iter().next().unwrap())
}

fn known_as(matcher: &str) -> OwnChecker {
    checker(&format!("[[checker]]\nname = \"own\"\ncommand = [\"own\"]\nlanguages = [\"python\"]\nmatcher = \"{matcher}\"\n"))
}

fn read(checker: &OwnChecker, text: &str) -> Vec<String> {
    let output = ToolOutput { status: Some(1), stdout: text.as_bytes().to_vec(), ..ToolOutput::default() };
    let place = |finding: &Finding| match finding.place {
        Place::Lines { start, end: Some(end), .. } => format!("{}:{}-{}:{}", start.line + 1, start.column + 1, end.line + 1, end.column + 1),
        Place::Lines { start, .. } => format!("{}:{}", start.line + 1, start.column + 1),
        Place::Line(line) => format!("{}", line + 1),
        _ => String::new(),
    };
    let shown = |finding: &Finding| {
        let code = finding.code.as_deref().unwrap_or("-");
        format!("{}:{} {:?} [{code}] {}", finding.path.display(), place(finding), finding.severity, finding.message)
    };
    checker.parse(&output, 0).unwrap().iter().map(shown).collect()
}

#[test]
fn known_matchers_read_their_tools() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "$tsc",
            "a.js(1,2): error TS2304: Cannot find name 'x'.\nb.js:3:4 - warning TS1: w\n",
            &["a.js:1:2 Error [TS2304] Cannot find name 'x'.", "b.js:3:4 Warning [TS1] w"],
        ),
        (
            "$eslint-compact",
            "/w/a.js: line 1, col 2, Error - 'x' is not defined. (no-undef)\n\n1 problem\n",
            &["/w/a.js:1:2 Error [no-undef] 'x' is not defined."],
        ),
        (
            "$eslint-stylish",
            "\n/w/a.js\n  1:2   error    'x' is not defined  no-undef\n  2:3  warning  odd  eqeqeq\n\n/w/b.js\n  4:5  error  Parsing error: y\n\n✖ 3 problems\n",
            &["/w/a.js:1:2 Error [no-undef] 'x' is not defined", "/w/a.js:2:3 Warning [eqeqeq] odd", "/w/b.js:4:5 Error [-] Parsing error: y"],
        ),
        ("$go", "# pkg\n./a.go:1:2: undefined: x\nvet: b.go:3:4: v\n", &["a.go:1:2 Error [-] undefined: x", "b.go:3:4 Error [-] v"]),
        ("$gcc", "a.c:1:2: warning: w\na.c:3:4: fatal error: f\n", &["a.c:1:2 Warning [-] w", "a.c:3:4 Error [-] f"]),
        ("$rustc", "error[E0425]: cannot find value `x`\n --> src/a.rs:1:2\n  |\nwarning: w\n", &["src/a.rs:1:2 Error [E0425] cannot find value `x`"]),
        ("$msCompile", "  a.cs(1,2,3,4): error CS1: m\n", &["a.cs:1:2-3:4 Error [CS1] m"]),
    ];
    for (matcher, text, expected) in cases {
        assert_eq!(read(&known_as(matcher), text), *expected, "{matcher}");
    }
}

#[test]
fn an_own_matcher_with_several_lines_loops() {
    let own = checker(
        r#"
        [[checker]]
        name = "house"
        command = ["house", "${file}"]
        languages = ["python", "go"]
        [checker.matcher]
        severity = "warning"
        fileLocation = ["relative", "${workspaceFolder}/web"]
        pattern = [
            { regexp = '^== (\S+)$', file = 1 },
            { regexp = '^  (\d+)-(\d+) (?:(E|W) )?(\w+) (.*)$', line = 1, endLine = 2, severity = 3, code = 4, message = 5, loop = true },
        ]
        "#,
    );
    let text = "start\n== a.py\n  3-4 E h1 first\n  5-5 h2 second\nend\n  9-9 E h3 nobody's\n== b.py\n== c.py\n  1-1 h4 third\n";
    assert_eq!(read(&own, text), ["web/a.py:3 Error [h1] first", "web/a.py:5 Warning [h2] second", "web/c.py:1 Warning [h4] third"]);
}

#[test]
fn a_single_pattern_has_defaults_and_a_base_can_be_changed() {
    let plain =
        checker("[[checker]]\nname = \"p\"\ncommand = [\"p\"]\nlanguages = [\"go\"]\nmatcher = { pattern = { regexp = '^(.*?)@(\\d+)@(\\d+): .*$' } }\n");
    assert_eq!(read(&plain, "a.go@1@2: oh\n"), ["a.go:1:2 Error [-] a.go@1@2: oh"]);
    let changed = checker("[[checker]]\nname = \"p\"\ncommand = [\"p\"]\nlanguages = [\"go\"]\nmatcher = { base = '$go', severity = 'info' }\n");
    assert_eq!(read(&changed, "a.go:1:2: oh\n"), ["a.go:1:2 Information [-] oh"]);
}

#[test]
fn what_cannot_be_read_is_told_when_the_checker_is_looked_for() {
    let workspace =
        Workspace { root: "/w".into(), search_path: Vec::new(), cache: "/c".into(), environment: BTreeMap::new(), residents: std::sync::Arc::default() };
    let absence = known_as("$nobody").find(&workspace, Path::new("/w/a.py")).unwrap_err();
    assert_eq!(absence.reason(), "the matcher of own cannot be read: there is no matcher $nobody");
    let broken = checker("[[checker]]\nname = \"p\"\ncommand = [\"p\"]\nlanguages = [\"go\"]\nmatcher = { pattern = { regexp = '(' } }\n");
    assert!(
        broken.find(&workspace, Path::new("/w/a.go")).unwrap_err().reason().starts_with("the matcher of p cannot be read: the expression `(` does not compile")
    );
    let silent = ToolOutput { status: Some(2), stderr: b"usage: own FILE\n".to_vec(), ..ToolOutput::default() };
    let garbage = known_as("$gcc").parse(&silent, 0).unwrap_err();
    assert_eq!(garbage.to_string(), "own ended with 2 and printed nothing that its matcher reads: usage: own FILE");
}

#[test]
fn commands_are_filled_and_unsaved_text_goes_through_stdin_only() {
    let file = SourceFile::new("/w/sub/a.py", Language::Python, "x\n", ParseOptions::default());
    let request = |saved| CheckRequest { file: file.clone(), saved, unsaved: Vec::new(), together: Default::default(), cancel: CancelToken::new() };
    let workspace =
        Workspace { root: "/w".into(), search_path: Vec::new(), cache: "/c".into(), environment: BTreeMap::new(), residents: std::sync::Arc::default() };
    let tool = Tool { program: "/bin/own".into(), origin: "PATH".into() };
    let row = |more: &str| checker(&format!("[[checker]]\nname = \"p\"\nlanguages = [\"python\"]\nmatcher = \"$any\"\n{more}\n"));
    let on_disk = row("command = ['own', '--in', '${fileDirname}', '${relativeFile}']\nstage = 'typing'");
    assert_eq!(on_disk.stage(), Stage::Saved);
    assert!(on_disk.invocations(&tool, &workspace, &request(false)).unwrap().is_none());
    let call = on_disk.invocations(&tool, &workspace, &request(true)).unwrap().unwrap().remove(0);
    assert_eq!((call.arguments, call.scope), (vec!["--in".into(), "/w/sub".into(), "sub/a.py".into()], Scope::File));
    let typed = row("command = ['own', '-']\nstdin = true\nstage = 'typing'");
    let call = typed.invocations(&tool, &workspace, &request(false)).unwrap().unwrap().remove(0);
    assert_eq!((typed.stage(), call.input.as_deref()), (Stage::Typing, Some(b"x\n".as_slice())));
}
