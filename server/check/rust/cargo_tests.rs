use super::*;
use crate::model::{Applicability, Place};
use crate::syntax::{ParseOptions, SourceFile};

/// Two runs of cargo 1.95.0 on a small crate, one after the other: first names that are not found, then types that do not fit.
const DEMO: &[u8] = include_bytes!("../../../tests/fixtures/cargo/cargo-1.95.0-check-demo.jsonl");

const SOURCE: &str = include_str!("../../../tests/fixtures/cargo/demo-lib.rs");

fn output(stdout: &[u8], status: i32) -> ToolOutput {
    ToolOutput { status: Some(status), stdout: stdout.to_vec(), ..ToolOutput::default() }
}

#[test]
fn findings_have_place_code_and_suggestions() {
    let end = b"\"build-finished\"";
    let first_run = DEMO.windows(end.len()).position(|window| window == end).expect("each run says when it ends");
    let findings = Cargo.parse(&output(&DEMO[..first_run], 101), 0).expect("readable");
    let codes: Vec<&str> = findings.iter().filter_map(|finding| finding.code.as_deref()).collect();
    assert_eq!(codes, ["E0425", "E0433", "E0425", "E0425", "E0308", "E0277"]);
    let file = SourceFile::new("/home/user/demo/src/lib.rs", Language::Rust, SOURCE, ParseOptions::default());
    let first = findings.first().expect("there are six").resolve(&file, Path::new("/home/user/demo"), &|_| None);
    assert_eq!(file.slice(first.range), "HashMap");
    assert_eq!(first.suggestions.iter().map(|suggestion| suggestion.title.as_str()).collect::<Vec<_>>(), ["Import `std::collections::HashMap`"]);
}

#[test]
fn all_parts_of_a_suggestion_stay_together() {
    let findings = Cargo.parse(&output(DEMO, 101), 0).expect("readable");
    let mismatch = findings.iter().find(|finding| finding.code.as_deref() == Some("E0308")).expect("there is one");
    assert_eq!(mismatch.message.lines().nth(1), Some("expected `Option<u32>`, found integer"));
    let suggestion = mismatch.suggestions.first().expect("rustc offers `Some`");
    let texts: Vec<&str> = suggestion.edits.iter().map(|(_, _, text)| text.as_str()).collect();
    assert_eq!((texts.as_slice(), suggestion.applicability), (&["Some(", ")"][..], Applicability::Review));
}

#[test]
fn what_a_macro_made_is_reported_at_its_call() {
    let findings = Cargo.parse(&output(DEMO, 101), 0).expect("readable");
    let in_macro = findings.iter().find(|finding| finding.code.as_deref() == Some("E0277")).expect("there is one");
    assert!(matches!(in_macro.place, Place::Lines { start, .. } if start.line == 27), "{:?}", in_macro.place);
}

#[test]
fn a_failure_before_any_compiler_ran_is_told_in_one_sentence() {
    let stderr = b"error: failed to parse manifest at `/w/Cargo.toml`\n\nCaused by:\n  no targets specified in the manifest\n";
    let failed = ToolOutput { status: Some(101), stderr: stderr.to_vec(), ..ToolOutput::default() };
    let garbage = Cargo.parse(&failed, 0).expect_err("nothing was checked");
    assert_eq!(garbage.0, "cargo could not check the crate: failed to parse manifest at `/w/Cargo.toml`; no targets specified in the manifest");
    assert!(Cargo.parse(&output(b"{\"reason\":\"compiler-mess", 101), 0).is_err());
    assert_eq!(Clippy.parse(&failed, 1), Ok(Vec::new()));
}

#[test]
fn cargo_runs_beside_the_users_build_and_leaves_no_lock_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("demo");
    std::fs::create_dir_all(root.join("src")).expect("writable");
    std::fs::write(root.join("Cargo.toml"), "[package]\nname = \"demo\"\n").expect("writable");
    std::fs::write(root.join("src/lib.rs"), "").expect("writable");
    let workspace = Workspace {
        root: root.clone(),
        search_path: Vec::new(),
        cache: folder.path().join("cache"),
        environment: std::collections::BTreeMap::new(),
        residents: std::sync::Arc::default(),
    };
    let tool = Tool { program: "cargo".into(), origin: "PATH".to_owned() };
    let file = SourceFile::new(root.join("src/lib.rs"), Language::Rust, "fn a() {}", ParseOptions::default());
    let request = CheckRequest { file, saved: true, unsaved: Vec::new(), together: Default::default(), cancel: crate::base::CancelToken::new() };
    let calls = Cargo.invocations(&tool, &workspace, &request).expect("made").expect("a crate's file");
    let call = calls.first().expect("one call");
    let arguments: Vec<String> = call.arguments.iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let after = |flag: &str| arguments.iter().skip_while(|argument| *argument != flag).nth(1).map(PathBuf::from).expect("the flag is given");
    assert!(!after("--target-dir").starts_with(&root) && !after("--manifest-path").starts_with(&root));
    assert_eq!(call.folder, root);
    std::fs::write(root.join("Cargo.lock"), "version = 4\n\n[[package]]\nname = \"demo\"\nversion = \"0.0.0\"\n").expect("writable");
    // What a shadow copy has built is kept in use, so only a workspace without one is checked where it lies.
    let workspace = Workspace { cache: folder.path().join("other"), ..workspace };
    let calls = Cargo.invocations(&tool, &workspace, &request).expect("made").expect("a crate's file");
    assert!(calls.iter().all(|call| call.arguments.contains(&root.join("Cargo.toml").into()) && call.arguments.contains(&"--locked".into())));
}
