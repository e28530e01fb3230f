//! What a user waits for, measured on the built server over its standard input and output: `cargo bench --bench latency`.
//!
//! Each line gives the median, the 99th percentile and the most, and the budget for the figure that counts. With `--strict` a figure over
//! its budget ends the run with an error.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../tests/support/mod.rs"]
mod support;

use serde_json::{Value, json};
use std::time::{Duration, Instant};
use support::{Client, Profile};

const LANGUAGES: [(&str, &str); 4] = [("python", "py"), ("javascript", "js"), ("rust", "rs"), ("go", "go")];

fn main() {
    let strict = std::env::args().any(|argument| argument == "--strict");
    let mut over = Vec::new();
    let mut report = |name: String, mut times: Vec<Duration>, budget: u64, median_counts: bool| {
        times.sort();
        let at = |share: f64| 1000.0 * times[((times.len() as f64 * share) as usize).min(times.len() - 1)].as_secs_f64();
        let counts = if median_counts { at(0.5) } else { at(0.99) };
        println!("{name:<44} p50 {:>8.2} ms  p99 {:>8.2} ms  max {:>8.2} ms  n {:>4}  budget {budget} ms", at(0.5), at(0.99), at(1.0), times.len());
        if counts > budget as f64 {
            over.push(name);
        }
    };
    report("spawn to the answer of initialize".to_owned(), spawn(), 30, true);
    for (language, extension) in LANGUAGES {
        report(format!("keystroke to diagnostics, 10,000 lines, {language}"), keystrokes(language, extension), 25, false);
    }
    report("code action, 100 diagnostics".to_owned(), code_actions(), 20, false);
    let resident = resident();
    println!("{:<44} {:>12.1} MB  budget 60 MB", "resident with 100 open files of 500 lines", resident);
    if resident > 60.0 {
        over.push("resident memory".to_owned());
    }
    println!("over budget: {over:?}");
    if strict && !over.is_empty() {
        std::process::exit(1);
    }
}

fn spawn() -> Vec<Duration> {
    let profile = Profile::default();
    (0..30)
        .map(|_| {
            let started = Instant::now();
            let mut client = Client::spawn(&profile);
            let params = client.initialize_params(&profile);
            client.request("initialize", params);
            started.elapsed()
        })
        .collect()
}

/// About `lines` lines of correct code.
fn program(language: &str, lines: usize) -> String {
    let (head, tail) = match language {
        "go" => ("package main\n\nimport \"fmt\"\n\n", "func main() {\n\tfmt.Println(work0(1, nil))\n}\n"),
        "rust" => {
            ("use std::collections::HashMap;\n\n", "fn main() {\n    println!(\"{}\", work0(1, &[]));\n    let _: HashMap<u32, u32> = HashMap::new();\n}\n")
        }
        "python" => ("import os\n\n\n", "print(os.getcwd(), work0(1, []))\n"),
        _ => ("import fs from \"fs\";\n\n", "console.log(fs, work0(1, []));\n"),
    };
    let body = |at: usize| match language {
        "go" => format!(
            "func work{at}(first int, items []int) int {{\n\ttotal := first\n\tfor index, item := range items {{\n\t\tif item > {at} && index%2 == 0 {{\n\t\t\ttotal += item * index\n\t\t}} else {{\n\t\t\ttotal -= 1\n\t\t}}\n\t}}\n\treturn total\n}}\n\n"
        ),
        "rust" => format!(
            "fn work{at}(first: usize, items: &[usize]) -> usize {{\n    let mut total = first;\n    for (index, item) in items.iter().enumerate() {{\n        if *item > {at} && index % 2 == 0 {{\n            total += item * index;\n        }} else {{\n            total = total.saturating_sub(1);\n        }}\n    }}\n    total\n}}\n\n"
        ),
        "python" => format!(
            "def work{at}(first, items):\n    total = first\n    for index, item in enumerate(items):\n        if item > {at} and index % 2 == 0:\n            total += item * index\n        else:\n            total -= 1\n    name = f\"total {{total}}\"\n    return total, name\n\n\n"
        ),
        _ => format!(
            "export function work{at}(first, items) {{\n  let total = first;\n  for (const [index, item] of items.entries()) {{\n    if (item > {at} && index % 2 === 0) {{\n      total += item * index;\n    }} else {{\n      total -= 1;\n    }}\n  }}\n  return total;\n}}\n\n"
        ),
    };
    let mut text = head.to_owned();
    let each = body(0).matches('\n').count();
    for at in 0..lines.div_ceil(each) {
        text += &body(at);
    }
    text + tail
}

fn has_errors(params: &Value) -> bool {
    params["diagnostics"].as_array().is_some_and(|all| all.iter().any(|diagnostic| diagnostic["severity"] == 1))
}

fn keystrokes(language: &str, extension: &str) -> Vec<Duration> {
    let mut client = Client::start(&Profile::default());
    let text = program(language, 10_000);
    let uri = client.open(&format!("a.{extension}"), language, &text);
    client.diagnostics(&uri, |params| params["version"] == 1);
    // In the middle of the file: a stray parenthesis before a function, a letter at a name in its body; at the
    // beginning a letter at the name of a function that is called.
    let lines: Vec<&str> = text.lines().collect();
    let line = (5_000..lines.len()).find(|line| lines[*line].contains("work")).unwrap();
    let end_of = |line: usize, name: &str| {
        let (before, rest) = lines[line].split_once(name).unwrap();
        before.len() + name.len() + rest.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(rest.len())
    };
    let called = lines.iter().position(|line| line.contains("work0(")).unwrap();
    let keys = [(line, 0, ")"), (line + 1, end_of(line + 1, "first"), "x"), (called, end_of(called, "work"), "x")];
    let mut times = Vec::new();
    for version in 2..302 {
        let (line, column, letter) = keys[(version / 2) % keys.len()];
        let place = |column: usize| json!({"line": line, "character": column});
        let typed = version % 2 == 0;
        let change = match typed {
            true => json!({"range": {"start": place(column), "end": place(column)}, "text": letter}),
            false => json!({"range": {"start": place(column), "end": place(column + 1)}, "text": ""}),
        };
        let started = Instant::now();
        client.notify("textDocument/didChange", json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]}));
        client.diagnostics(&uri, |params| params["version"] == version && has_errors(params) == typed);
        times.push(started.elapsed());
    }
    times
}

fn code_actions() -> Vec<Duration> {
    let mut client = Client::start(&Profile::default());
    let mut text = program("python", 1_000);
    for at in 0..100 {
        text += &format!("value{at} = work{}(lenght{at}, [])\n", at % 90);
    }
    let uri = client.open("a.py", "python", &text);
    let found = client.diagnostics(&uri, |params| params["diagnostics"].as_array().is_some_and(|all| all.len() >= 100));
    let found = found["diagnostics"].as_array().unwrap().clone();
    let mut times = Vec::new();
    for _ in 0..3 {
        for diagnostic in &found {
            let started = Instant::now();
            client.actions(&uri, diagnostic, json!(["quickfix"]));
            times.push(started.elapsed());
        }
    }
    times
}

/// Megabytes of resident memory, where the system tells them.
fn resident() -> f64 {
    let mut client = Client::start(&Profile::default());
    for at in 0..100 {
        let (language, extension) = LANGUAGES[at % 4];
        let text = program(language, 500).replace("main", &format!("main{at}"));
        let uri = client.open(&format!("{at}/a{at}.{extension}"), language, &text);
        client.diagnostics(&uri, |_| true);
    }
    client.request("workspace/executeCommand", json!({"command": "healer.check", "arguments": []}));
    let status = std::fs::read_to_string(format!("/proc/{}/status", client.process_id())).unwrap_or_default();
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}
