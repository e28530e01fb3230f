//! The rules of the house, as tests. Each failure names the file and what to do.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use healer::Language;
use healer::syntax::queries;
use healer::taxonomy::CATEGORIES;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The floors from the ground up; imports go down only. Folders on the same line may import each other, but for those of the third floor.
const FLOORS: &[&[&str]] = &[&["base"], &["syntax"], &["model", "taxonomy"], &["check", "fix", "store"], &["heal"], &["session"], &["lsp"], &["cli"]];

/// Folders of one floor that must not know each other.
const STRANGERS: &[&str] = &["check", "fix", "store"];

const LONGEST_FILE: usize = 500;

struct Source {
    /// Relative to the repository, with `/`.
    path: String,
    text: String,
}

impl Source {
    /// The text without comments, so that what is only spoken of does not count. Strings stay.
    fn code(&self) -> String {
        let lines = self.text.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The code before the file's own test module; nothing for a file that holds only tests.
    fn shipped_code(&self) -> String {
        if self.path.ends_with("/tests.rs") || self.path.ends_with("_tests.rs") || self.path.contains("/tests/") {
            return String::new();
        }
        self.code().split("#[cfg(test)]\nmod tests {").next().unwrap_or("").to_owned()
    }

    /// The shipped code without what its strings say: a rule's example may do what the rules of the house forbid.
    fn shipped_code_outside_strings(&self) -> String {
        outside_strings(&self.shipped_code())
    }

    /// The folder below `server/` that the file belongs to; `None` for the roots of the library and the program.
    fn module(&self) -> Option<&str> {
        let inner = self.path.strip_prefix("server/")?;
        inner.split_once('/').map(|(module, _)| module)
    }
}

/// Rust code whose string literals are empty; line breaks stay.
fn outside_strings(code: &str) -> String {
    let mut kept = String::new();
    let mut rest = code;
    while let Some(character) = rest.chars().next() {
        if rest.starts_with("//") {
            let (comment, after) = rest.split_at(rest.find('\n').unwrap_or(rest.len()));
            kept.push_str(comment);
            rest = after;
            continue;
        }
        let hashes = rest.strip_prefix('r').map_or(0, |raw| raw.len() - raw.trim_start_matches('#').len());
        let opens_raw =
            rest.starts_with('r') && rest[1 + hashes..].starts_with('"') && !kept.ends_with(|before: char| before.is_alphanumeric() || before == '_');
        let (body, end) = match character {
            '"' => (&rest[1..], "\"".to_owned()),
            _ if opens_raw => (&rest[2 + hashes..], format!("\"{}", "#".repeat(hashes))),
            // A quote as a character opens no string.
            '\'' if rest.starts_with("'\"'") || rest.starts_with("'\\\"'") => {
                rest = rest[1..].split_once('\'').map_or("", |(_, after)| after);
                continue;
            }
            _ => {
                kept.push(character);
                rest = &rest[character.len_utf8()..];
                continue;
            }
        };
        let escaped = |at: usize| !opens_raw && (body[..at].len() - body[..at].trim_end_matches('\\').len()) % 2 == 1;
        let length = body.match_indices(&end).map(|(at, _)| at).find(|at| !escaped(*at)).unwrap_or(body.len());
        kept.push_str("\"\"");
        kept.extend(body[..length].chars().filter(|character| *character == '\n'));
        rest = body.get(length + end.len()..).unwrap_or("");
    }
    kept
}

#[test]
fn strings_are_no_code() {
    let code = "let a = \"x \\\" async fn\";\nlet b = r#\"todo \"q\"\n\"#; let c = '\"'; // \"\nd(r\"\\\"); let for_r = 1;";
    assert_eq!(outside_strings(code), "let a = \"\";\nlet b = \"\"\n; let c = ; // \"\nd(\"\"); let for_r = 1;");
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, extension: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() && !matches!(path.file_name().unwrap().to_str(), Some("node_modules" | "target" | "fixtures")) {
                folders.push(path);
            } else if path.extension().is_some_and(|known| known == extension) {
                let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
                found.push(Source { path: name, text: fs::read_to_string(&path).unwrap() });
            }
        }
    }
    found.sort_by(|left, right| left.path.cmp(&right.path));
    found
}

fn server() -> Vec<Source> {
    let files = files("server", "rs");
    assert!(files.len() > 20, "server/ was not found");
    files
}

fn assert_none(problems: Vec<String>, rule: &str) {
    assert!(problems.is_empty(), "{rule}:\n  {}", problems.join("\n  "));
}

fn floor_of(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// The modules of the crate that a piece of code names, as `crate::module` or inside `use crate::{…}`.
fn modules_named(code: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (at, marker) in code.match_indices("crate::") {
        if code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_') {
            continue;
        }
        let rest = &code[at + marker.len()..];
        let first_word = |text: &str| text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        match rest.strip_prefix('{') {
            Some(group) => {
                let mut depth = 0;
                let mut part_start = true;
                for (at, character) in group.char_indices() {
                    if part_start && depth == 0 && character.is_alphabetic() {
                        named.insert(first_word(&group[at..]));
                        part_start = false;
                    }
                    match character {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => part_start = true,
                        _ => {}
                    }
                }
            }
            None => {
                named.insert(first_word(rest));
            }
        }
    }
    named
}

#[test]
fn modules_are_read_from_plain_and_grouped_imports() {
    let named = modules_named("use crate::{\n    base::{Span, hash},\n    model::Fix,\n};\nlet x = crate::syntax::outline();\nuse tower_crate::no;");
    assert_eq!(named.into_iter().collect::<Vec<_>>(), ["base", "model", "syntax"]);
}

#[test]
fn imports_go_down_only() {
    let mut problems = Vec::new();
    for file in server() {
        let Some(module) = file.module() else { continue };
        let floor = floor_of(module).unwrap_or_else(|| panic!("{}: the folder is on no floor; add it to FLOORS and to ARCHITECTURE.md", file.path));
        for other in modules_named(&file.shipped_code()) {
            let Some(other_floor) = floor_of(&other) else { continue };
            let strangers = other != module && STRANGERS.contains(&module) && STRANGERS.contains(&other.as_str());
            if other_floor > floor || strangers {
                problems.push(format!("{} imports crate::{other}", file.path));
            }
        }
    }
    assert_none(problems, "imports go down only, and check, fix and store never know each other");
}

#[test]
fn the_lower_floors_are_synchronous_and_know_no_protocol() {
    let mut problems = Vec::new();
    for file in server() {
        let floor = file.module().and_then(floor_of);
        let code = file.shipped_code_outside_strings();
        let mentions = |name: &str| code.contains(&format!("{name}::"));
        if floor.is_some_and(|floor| floor < 5) && (mentions("tokio") || code.contains("async fn")) {
            problems.push(format!("{}: asynchronous code below the session", file.path));
        }
        if (mentions("tower_lsp") || mentions("lsp_types") || mentions("ls_types")) && file.module() != Some("lsp") {
            problems.push(format!("{}: protocol types outside lsp", file.path));
        }
    }
    assert_none(problems, "tokio lives in session and above, the protocol in lsp alone");
}

#[test]
fn processes_and_files_are_touched_in_few_places() {
    let mut problems = Vec::new();
    for file in server() {
        let code = file.shipped_code_outside_strings();
        let starts = ["std::process::Command", "process::Command", "process_wrap::"].iter().any(|name| code.contains(name));
        if starts && file.path != "server/check/spawn.rs" {
            problems.push(format!("{} starts processes; check/spawn.rs does that", file.path));
        }
        let reads = ["std::fs", "fs::read", "fs::write", "File::open", "std::net"].iter().any(|name| code.contains(name));
        if reads && file.module().and_then(floor_of).is_some_and(|floor| floor < 5) && file.module() != Some("check") && file.module() != Some("store") {
            problems.push(format!("{} touches the file system", file.path));
        }
    }
    assert_none(problems, "only check's spawner, store, session, lsp and the command line do I/O");
}

#[test]
fn files_are_short() {
    let all = server().into_iter().chain(files("tests", "rs")).chain(files("benches", "rs"));
    let long = all.filter(|file| file.text.lines().count() > LONGEST_FILE);
    assert_none(
        long.map(|file| format!("{}: {} lines", file.path, file.text.lines().count())).collect(),
        "split files over 500 lines; tests may go to a sibling",
    );
}

#[test]
fn nothing_is_left_unfinished_or_ignored() {
    // The words are put together here so that this file does not find itself.
    let words = [["#[", "ignore"].concat(), ["todo", "!("].concat(), ["unimplemented", "!("].concat(), ["// ", "TODO"].concat(), ["// ", "FIXME"].concat()];
    let mut problems = Vec::new();
    for file in server().into_iter().chain(files("tests", "rs")) {
        // A fix may write the macro into the user's code; there it stands in a string, or its documentation may show what is written.
        for (number, line) in outside_strings(&file.text).lines().enumerate().filter(|(_, line)| !line.starts_with("//!")) {
            if let Some(word) = words.iter().find(|word| line.contains(word.as_str())) {
                problems.push(format!("{}:{}: {word}", file.path, number + 1));
            }
        }
    }
    assert_none(problems, "finish it, or leave it out and say so");
}

#[test]
fn the_lints_stand() {
    let manifest: toml::Table = fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap();
    for lint in ["unwrap_used", "expect_used", "panic", "indexing_slicing"] {
        let level = manifest["lints"]["clippy"].get(lint).and_then(|level| level.as_str());
        assert_eq!(level, Some("deny"), "Cargo.toml: clippy's {lint} is to be denied");
    }
    let mut problems = Vec::new();
    for file in server() {
        let code = file.shipped_code();
        let mut attributes = code.lines().filter(|line| line.contains("allow(") || line.contains("expect(clippy"));
        let relaxed = attributes.any(|line| ["unwrap_used", "expect_used", "clippy::panic", "indexing_slicing"].iter().any(|lint| line.contains(lint)));
        if relaxed && file.path != "server/lib.rs" {
            problems.push(file.path);
        }
    }
    assert_none(problems, "no file allows itself what the lints deny");
}

#[test]
fn every_rule_is_in_its_table() {
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for language in Language::ALL {
        let folder = format!("server/fix/{}/", language.id());
        let sources: Vec<Source> = server().into_iter().filter(|file| file.path.starts_with(&folder)).collect();
        let table: BTreeMap<&str, &str> = healer::fix::rules(language).iter().map(|rule| (rule.name, rule.summary)).collect();
        for rule in healer::fix::rules(language) {
            if !rule.name.starts_with(&format!("{}/", language.id())) || !seen.insert(rule.name) {
                problems.push(format!("{}: a rule's name is unique and begins with its language", rule.name));
            }
            if rule.summary.trim().len() < 15 {
                problems.push(format!("{}: the summary says too little", rule.name));
            }
            let quoted = format!("\"{}\"", rule.name);
            let Some(home) = sources.iter().find(|file| file.shipped_code().contains(&quoted)) else {
                problems.push(format!("{}: no file below {folder} names it", rule.name));
                continue;
            };
            if !home.text.trim_start().starts_with("//!") {
                problems.push(format!("{}: begins without its documentation", home.path));
            }
        }
        for file in &sources {
            let code = file.shipped_code();
            for declared in code.match_indices("name: \"").filter_map(|(at, marker)| code[at + marker.len()..].split('"').next()) {
                if declared.starts_with(&format!("{}/", language.id())) && !table.contains_key(declared) {
                    problems.push(format!("{}: {declared} is not in the table of {language}", file.path));
                }
            }
        }
    }
    assert_none(problems, "one rule a file, in its table, with documentation");
}

#[test]
fn the_list_of_rules_is_made_from_the_rules() {
    let path = root().join("server/fix/RULES.md");
    let made = healer::fix::reference();
    if std::env::var_os("HEALER_UPDATE").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    let differs = kept.lines().zip(made.lines()).position(|(kept, made)| kept != made).map_or(0, |line| line + 1);
    assert!(kept == made, "server/fix/RULES.md differs from the rules (line {differs}); make it anew: HEALER_UPDATE=1 cargo test --test tidy");
}

#[test]
fn the_papers_are_there() {
    let missing = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "deny.toml", ".ci/run"];
    let missing = missing.into_iter().filter(|name| fs::read_to_string(root().join(name)).map_or(0, |text| text.len()) < 200);
    assert_none(missing.map(str::to_owned).collect(), "papers of the repository that are missing or all but empty");
    let architecture = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for module in FLOORS.iter().flat_map(|floor| floor.iter()).filter(|module| root().join("server").join(module).exists()) {
        assert!(architecture.contains(&format!("`{module}")), "ARCHITECTURE.md does not say what {module} holds");
    }
}

#[test]
fn every_query_is_compiled_in_and_says_something() {
    let mut known = BTreeSet::new();
    for (language, name, text) in queries::FILES {
        let path = format!("queries/{}/{name}.scm", language.id());
        let query = tree_sitter::Query::new(&language.grammar(), text).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(query.pattern_count() > 0, "{path} has no pattern");
        known.insert(path);
    }
    let on_disk: BTreeSet<String> = files("queries", "scm").into_iter().map(|file| file.path).collect();
    assert_eq!(on_disk, known, "every query file is named in syntax/queries.rs");
}

#[test]
fn the_taxonomy_is_rich_and_every_row_is_reachable() {
    let families: BTreeSet<&str> = CATEGORIES.iter().map(|category| category.family()).collect();
    assert!(families.len() >= 12 && CATEGORIES.len() >= 60, "{} families, {} categories", families.len(), CATEGORIES.len());
    let code: String = server().into_iter().filter(|file| file.path != "server/taxonomy/categories.rs").map(|file| file.shipped_code()).collect();
    let documented = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap_or_default();
    let unused = CATEGORIES.iter().filter(|category| !code.contains(&format!("\"{}\"", category.id)) && !documented.contains(&format!("`{}`", category.id)));
    assert_none(
        unused.map(|category| category.id.to_owned()).collect(),
        "a category is used by a table of server/taxonomy, or CONTRIBUTING.md says what it is kept for",
    );
}
