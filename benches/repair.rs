//! How long the repair of a syntax error takes in a file of a thousand lines: `cargo bench --bench repair`.
//!
//! The programs of `tests/measure` are put together to a thousand lines, a sign is taken out at each of many places, and the fixes of the first
//! syntax error are worked out. Each line gives the median, the 95th percentile and the most; the budget is for the 95th percentile, and ten
//! times the budget for the most. With `--strict` a figure over its budget ends the run with an error. A language's name as an argument measures
//! that one alone, and shows what was taken out in the slowest cases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use healer::{Engine, Language, ParseOptions, SourceFile};
use std::path::Path;
use std::time::{Duration, Instant};

const LANGUAGES: [(Language, &str); 4] = [(Language::Python, "py"), (Language::JavaScript, "js"), (Language::Rust, "rs"), (Language::Go, "go")];
const LINES: usize = 1_000;
const DAMAGED: usize = 120;
const BUDGET: f64 = 50.0;
const MOST: f64 = 500.0;

/// What may be missing.
const SIGNS: &[char] = &['(', ')', '{', '}', '[', ']', ':', ';', ',', '"', '\'', '=', '.'];

fn main() {
    let strict = std::env::args().any(|argument| argument == "--strict");
    let named = |language: Language| std::env::args().any(|argument| argument == language.id());
    let some = LANGUAGES.iter().any(|(language, _)| named(*language));
    let mut over = false;
    for (language, extension) in LANGUAGES.into_iter().filter(|(language, _)| !some || named(*language)) {
        let text = program(extension);
        let whole = SourceFile::new(Path::new("/work/program").with_extension(extension), language, text.as_str(), ParseOptions::default());
        assert!(!Engine::default().validate(&whole).iter().any(|found| found.category().starts_with("SYNTAX.")), "the program itself is broken");
        let (mut times, mut offered) = (Vec::new(), 0);
        for damaged in damages(&text) {
            let file = SourceFile::new(Path::new("/work/program").with_extension(extension), language, damaged, ParseOptions::default());
            let engine = Engine::default();
            let all = engine.validate(&file);
            let Some(error) = all.iter().find(|diagnostic| diagnostic.category().starts_with("SYNTAX.")) else { continue };
            let started = Instant::now();
            let fixes = engine.suggest(&file, error, &all);
            let took = started.elapsed();
            times.push(took);
            offered += usize::from(!fixes.is_empty());
            if some && (took > Duration::from_micros(1000 * BUDGET as u64) || fixes.is_empty()) {
                show(file.text(), &text, took, fixes.len());
            }
        }
        times.sort();
        let at = |share: f64| milliseconds(times[((times.len() as f64 * share) as usize).min(times.len() - 1)]);
        println!(
            "syntax repair, {LINES} lines, {:<12} p50 {:>7.2} ms  p95 {:>7.2} ms  max {:>7.2} ms  n {:>4}  with a fix {:>4}  budget {BUDGET} ms",
            language.id(),
            at(0.5),
            at(0.95),
            at(1.0),
            times.len(),
            offered
        );
        over |= at(0.95) > BUDGET || at(1.0) > MOST;
    }
    if strict && over {
        std::process::exit(1);
    }
}

/// The line in which a sign was taken out, as it was before.
fn show(damaged: &str, text: &str, took: Duration, fixes: usize) {
    let at = text.bytes().zip(damaged.bytes()).take_while(|(before, after)| before == after).count();
    let start = text[..at].rfind('\n').map_or(0, |line| line + 1);
    let end = text[at..].find('\n').map_or(text.len(), |line| at + line);
    println!("{:>8.2} ms, {fixes} fixes: line {:>4} `{}` of `{}`", milliseconds(took), text[..at].lines().count(), &text[at..=at], text[start..end].trim());
}

fn milliseconds(time: Duration) -> f64 {
    1000.0 * time.as_secs_f64()
}

/// The language's programs one after the other, as often as makes a thousand lines.
fn program(extension: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/measure/programs");
    let folders = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = folders.flat_map(|folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>()).collect();
    files.retain(|file| file.extension().is_some_and(|found| found == extension));
    files.sort();
    let mut text = String::new();
    for file in files.iter().cycle() {
        let program = std::fs::read_to_string(file).unwrap();
        // A Go file has its package and imports once, at its beginning; JavaScript's names may be declared once in a block.
        text += &match extension {
            "go" if !text.is_empty() => program[program.find("\n)\n").map_or(0, |at| at + 3)..].to_owned(),
            "js" => {
                let own = program.lines().filter(|line| !line.starts_with("import ") && !line.starts_with("export {"));
                let lines: Vec<&str> = own.map(|line| line.trim_start_matches("export default ").trim_start_matches("export ")).collect();
                format!("{{\n{}\n}}\n", lines.join("\n"))
            }
            _ => program,
        };
        if text.lines().count() >= LINES {
            return text;
        }
    }
    text
}

/// The text with one sign taken out, at places spread over the whole.
fn damages(text: &str) -> impl Iterator<Item = String> + '_ {
    let places: Vec<usize> = text.match_indices(SIGNS).map(|(at, _)| at).collect();
    let step = (places.len() / DAMAGED).max(1);
    places.into_iter().step_by(step).map(|at| format!("{}{}", &text[..at], &text[at + 1..]))
}
