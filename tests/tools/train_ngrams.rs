//! Makes the tables of the token model of syntax repair.
//!
//! `cargo run --example train_ngrams -- LANGUAGE OUTPUT FOLDER…` reads every source file of the language under the folders and writes the table.
//! The tables in the repository come from Python's standard library with attrs, cryptography, flask, graphql_core, jsonschema, libcst, moto,
//! mpmath, networkx, pydantic, pygments, pytest, traitlets, trio, urllib3 and werkzeug; Go's standard library; the crates of this project's
//! own lock file; npm with its dependencies, and the linters that the project is measured with. Folders named `site-packages` are not
//! entered unless they are given; packages whose licence is not a permissive one are passed over. Of every five files one, by the hash of its
//! name, is left out, so that it can serve to measure and to fit weights.

use healer::base::hash::stable_id;
use healer::fix::repair::ngrams;
use healer::syntax::{Language, ParseOptions, syntax_errors};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

const SLOTS: usize = 1 << 17;
const PERMISSIVE: [&str; 9] = ["MIT", "Apache-2.0", "BSD", "ISC", "Unlicense", "Zlib", "0BSD", "CC0", "Python-2.0"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [language, output, folders @ ..] = arguments.as_slice() else { return Err("usage: train_ngrams LANGUAGE OUTPUT FOLDER…".into()) };
    let language = Language::from_id(language).ok_or("no such language")?;
    let mut files = Vec::new();
    for folder in folders {
        collect(Path::new(folder), language, true, &mut files);
    }
    files.sort();
    let (mut counts, mut total, mut read) = (HashMap::<u64, u32>::new(), 0u64, 0usize);
    for file in &files {
        let Ok(text) = std::fs::read_to_string(file) else { continue };
        let lines = text.lines().count().max(1);
        let generated = text.len() / lines > 100 || text.len() > 400_000;
        if generated || held_out(file) || !syntax_errors(language, &text, &ParseOptions::default()).is_empty() {
            continue;
        }
        read += 1;
        ngrams::rows(language, &text, &mut |row| {
            total += u64::from(row.len() == 1);
            *counts.entry(ngrams::key(row)).or_default() += 1;
        });
    }
    let mut counts: Vec<(u64, u32)> = counts.into_iter().filter(|(_, count)| *count > 1).collect();
    println!("{read} files, {total} symbols, {} rows that occur twice or more", counts.len());
    std::fs::write(output, ngrams::table_bytes(total, &mut counts, SLOTS))?;
    Ok(())
}

/// Whether a file is kept for measuring.
fn held_out(file: &Path) -> bool {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    u8::from_str_radix(stable_id(&[&name]).get(..2).unwrap_or("0"), 16).is_ok_and(|byte| byte % 5 == 0)
}

fn collect(folder: &Path, language: Language, licensed: bool, files: &mut Vec<PathBuf>) {
    let licensed = own_licence(folder).unwrap_or(licensed);
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() && !path.ends_with("site-packages") {
            collect(&path, language, licensed, files);
        } else if licensed && Language::from_path(&path) == Some(language) {
            files.push(path);
        }
    }
}

/// Whether the package in a folder is permissively licensed; `None` where the folder is no package.
fn own_licence(folder: &Path) -> Option<bool> {
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).or_else(|_| std::fs::read_to_string(folder.join("package.json"))).ok()?;
    let line = manifest.lines().find(|line| line.trim_start().trim_start_matches('"').starts_with("license"))?;
    Some(PERMISSIVE.iter().any(|licence| line.contains(licence)))
}
