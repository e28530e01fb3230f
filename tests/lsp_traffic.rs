//! Traffic as no decent client sends it: malformed, reordered, cancelled, repeated. Every request gets exactly one answer.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use healer::base::{ColumnUnit, LineColumn, LineIndex};
use healer::check::builtin;
use healer::syntax::document::{Change, Document};
use healer::syntax::{Language, ParseOptions, ScopeContext, SourceFile};
use serde_json::{Value, json};
use std::collections::HashMap;
use support::random::Random;
use support::{Client, Profile};

const MALFORMED: &[&[u8]] = &[b"{", b"nul", b"\xc3\x28", b"{\"jsonrpc\":\"2.0\",\"method\":\"x\",}"];

const TEXTS: &[&str] =
    &["", "x = (\n", "import os\nprint(oss)\n", "def f(:\r\n  pass", "\u{feff}é😀 = 'a\n", "\r\r\n\u{2028}", "class A:\n\tdef f(self): return 1 +\n"];

fn params(random: &mut Random, uris: &[String]) -> Value {
    let uri = random.of(uris).clone();
    let number = |random: &mut Random| *random.of(&[0_i64, 1, 2, 7, 4_294_967_295, -1]);
    let place = |random: &mut Random| json!({"line": number(random), "character": number(random)});
    match random.below(9) {
        0 => Value::Null,
        1 => json!([]),
        2 => json!({"textDocument": {"uri": 5}}),
        3 => json!({"textDocument": {"uri": uri, "languageId": "python", "version": number(random), "text": random.of(TEXTS)}}),
        4 => json!({"textDocument": {"uri": uri, "version": number(random)}, "contentChanges": [{"text": random.of(TEXTS)}]}),
        5 => {
            let range = json!({"start": place(random), "end": place(random)});
            json!({"textDocument": {"uri": uri, "version": null}, "contentChanges": [{"range": range, "text": random.of(TEXTS)}, {"text": 3}]})
        }
        6 => {
            let range = json!({"start": place(random), "end": place(random)});
            let diagnostic = json!({"range": range, "message": "other words", "source": "other", "code": [1]});
            json!({"textDocument": {"uri": uri}, "range": range, "context": {"diagnostics": [diagnostic, 7]}})
        }
        7 => json!({"command": random.of(&["healer.stats", "healer.explain", "healer.heal", ""]), "arguments": [{"uri": uri, "position": place(random)}]}),
        _ => json!({"title": "t", "data": {"healer": {"fix": "f", "uri": uri, "version": number(random), "fixAll": random.below(2) == 0}}}),
    }
}

#[test]
fn every_request_gets_exactly_one_answer() {
    const METHODS: &[&str] = &[
        "textDocument/didOpen",
        "textDocument/didChange",
        "textDocument/didSave",
        "textDocument/didClose",
        "textDocument/codeAction",
        "codeAction/resolve",
        "textDocument/diagnostic",
        "workspace/executeCommand",
        "workspace/didChangeConfiguration",
        "workspace/didChangeWatchedFiles",
        "workspace/didChangeWorkspaceFolders",
        "healer/diagnostics",
        "window/workDoneProgress/cancel",
        "$/cancelRequest",
        "$/setTrace",
        "initialized",
        "initialize",
        "nobody/knows",
        "$/nobodyKnows",
    ];
    for seed in [7, 77, 777] {
        let mut random = Random(seed);
        let mut client = Client::start(&Profile::default());
        let uris: Vec<String> = ["a.py", "b c.py", "é.py"].iter().map(|name| client.uri(name)).chain(["untitled:1".to_owned(), "%".to_owned()]).collect();
        let (mut asked, mut malformed) = (Vec::new(), 0);
        for number in 0..600 {
            let method = *random.of(METHODS);
            match random.below(12) {
                0 => {
                    malformed += 1;
                    client.send_bytes(MALFORMED[random.below(MALFORMED.len())]);
                }
                1 | 2 => {
                    let params = params(&mut random, &uris);
                    client.notify(method, params);
                }
                3 if !asked.is_empty() => {
                    let id: &Value = random.of(&asked);
                    let id = id.clone();
                    client.notify("$/cancelRequest", json!({"id": id}));
                }
                _ => {
                    let id = if random.below(2) == 0 { json!(1000 + number) } else { json!(format!("id {number}")) };
                    let params = params(&mut random, &uris);
                    client.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
                    asked.push(id);
                }
            }
        }
        client.ask("shutdown", Value::Null);
        client.notify("exit", Value::Null);
        // What is still under way at the exit may stay unanswered by the protocol; so the shutdown is waited for.
        let mut answers: HashMap<String, usize> = HashMap::new();
        let said = client.drain();
        for answer in said.iter().filter(|message| message.get("method").is_none()) {
            *answers.entry(answer["id"].to_string()).or_default() += 1;
        }
        assert_eq!(answers.get("null").copied().unwrap_or(0), malformed, "seed {seed}");
        let late: Vec<&Value> = asked.iter().filter(|id| answers.get(&id.to_string()) != Some(&1)).collect();
        assert!(late.is_empty(), "seed {seed}: not answered once: {late:?}");
    }
}

#[test]
fn the_text_is_the_client_s_after_any_edits() {
    let pieces = ["", "x", "\n", "\r\n", "é", "😀", "print(y)\n", "'", "(", ")", "    ", "import os\n", "e\u{301}"];
    for (encoding, unit) in [("utf-8", ColumnUnit::Utf8), ("utf-16", ColumnUnit::Utf16), ("utf-32", ColumnUnit::Utf32)] {
        let mut random = Random(99);
        let profile = Profile::default().capability("general/positionEncodings", json!([encoding]));
        let mut client = Client::start(&profile);
        let uri = client.open("a.py", "python", "x = 1\n");
        let mut model = Document::new(Language::Python, 1, "x = 1\n");
        let mut version = 1;
        for _ in 0..400 {
            version += 1;
            let mut place = || LineColumn { line: random.below(6), column: random.below(14) };
            let (start, end) = (place(), place());
            let text = (0..random.below(3)).map(|_| *random.of(&pieces)).collect::<String>();
            let json_place = |place: LineColumn| json!({"line": place.line, "character": place.column});
            let change = json!({"range": {"start": json_place(start), "end": json_place(end)}, "text": text});
            client.notify("textDocument/didChange", json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]}));
            model.apply(version, &[Change { range: Some((start, end)), text }], unit);
            if version % 20 == 0 {
                compare(&mut client, &uri, &model.text(), unit);
            }
        }
        assert!(client.stop().success());
    }
}

/// The server must find in its text what the library finds in the model's.
fn compare(client: &mut Client, uri: &str, text: &str, unit: ColumnUnit) {
    let answer = client.request("workspace/executeCommand", json!({"command": "healer.check", "arguments": [{"uri": uri}]}));
    let found = answer["result"]["diagnostics"].as_array().unwrap_or_else(|| panic!("{answer}"));
    let file = SourceFile::new("/w/a.py", Language::Python, text, ParseOptions::default());
    let index = LineIndex::new(text);
    let mut expected: Vec<(String, Value)> = builtin::check(&file, &ScopeContext::default())
        .iter()
        .map(|finding| {
            let span = finding.place.span(&file);
            let place = |offset: usize| {
                let place = index.place(text, offset, unit);
                json!({"line": place.line, "character": place.column})
            };
            (finding.message.clone(), json!({"start": place(span.start), "end": place(span.end)}))
        })
        .collect();
    let mut found: Vec<(String, Value)> = found.iter().map(|found| (found["message"].as_str().unwrap_or("").to_owned(), found["range"].clone())).collect();
    let order = |found: &mut Vec<(String, Value)>| {
        found.sort_by_key(|(message, range)| format!("{message} {range}"));
        found.dedup();
    };
    order(&mut expected);
    order(&mut found);
    assert_eq!(found, expected, "in {text:?}");
}
