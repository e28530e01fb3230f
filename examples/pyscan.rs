use healer::base::CancelToken;
use healer::check::builtin;
use healer::fix::{Project, ProjectFile};
use healer::heal::{FileFacts, diagnose, fixes_for};
use healer::syntax::{Language, ParseOptions, ScopeContext, SourceFile};
use std::io::BufRead;
fn main() {
    let mode = std::env::args().nth(1).unwrap_or_default();
    let mut projects: std::collections::HashMap<String, Project> = Default::default();
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        if mode == "scan" {
            let Ok(bytes) = std::fs::read(&line) else { continue };
            let Ok(text) = String::from_utf8(bytes) else {
                println!("{line}\t0\tskip\tnot utf8");
                continue;
            };
            let file = SourceFile::new(&line, Language::Python, text.as_str(), ParseOptions::default());
            let found = builtin::check(&file, &ScopeContext::default());
            for d in diagnose(&found, &file, std::path::Path::new("/"), &|_| None) {
                println!("{line}\t{}\t{:?}\t{}\t{}", file.line_of(d.range.start) + 1, d.severity, d.code(), d.message);
            }
            println!("{line}\t0\tdone\t");
        } else {
            // {"path":…, "root":…, "text":…, "lines":[…]} -> {"text":…|null, "title":…}
            let v: serde_json::Value = serde_json::from_str(&line).unwrap();
            let path = v["path"].as_str().unwrap();
            let root = v["root"].as_str().unwrap_or("").to_owned();
            let text = v["text"].as_str().unwrap();
            let file = SourceFile::new(path, Language::Python, text, ParseOptions::default());
            if !projects.contains_key(&root) {
                let mut p = Project { root: root.clone().into(), ..Project::default() };
                if !root.is_empty() {
                    load(&mut p, std::path::Path::new(&root));
                }
                projects.insert(root.clone(), p);
            }
            let project = projects.get_mut(&root).unwrap();
            project.files.insert(path.into(), ProjectFile { source: file.clone() });
            let project = &*project;
            let facts = FileFacts::default();
            let found = builtin::check(&file, &facts.scope_context(&file));
            let mut ds = diagnose(&found, &file, std::path::Path::new("/"), &|_| None);
            let sev: usize = v["severity"].as_u64().unwrap_or(1) as usize;
            ds.retain(|d| (d.severity as usize) < sev);
            let wanted: Vec<i64> = v["lines"].as_array().unwrap().iter().map(|x| x.as_i64().unwrap()).collect();
            let all = ds.clone();
            ds.sort_by_key(|d| {
                let l = file.line_of(d.range.start) as i64 + 1;
                (wanted.iter().map(|w| (w - l).abs()).min().unwrap_or(9) > 1, d.range.start)
            });
            let mut out = serde_json::json!({"text": null, "detected": ds.iter().map(|d| format!("{}: {} {} [{}]", file.line_of(d.range.start)+1, d.code(), d.message, d.category())).collect::<Vec<_>>()});
            for d in ds.iter().take(20) {
                let fixes = fixes_for(&file, d, &all, project, &facts, &CancelToken::new());
                if let Some(f) = fixes.first() {
                    let e = f.edits_of(file.path()).unwrap();
                    out["text"] = e.apply(text).unwrap().into();
                    out["titles"] =
                        fixes.iter().map(|f| format!("{} ({:.2} {:?} {})", f.title, f.confidence, f.applicability, f.rule)).collect::<Vec<_>>().into();
                    break;
                }
            }
            println!("{out}");
            use std::io::Write;
            std::io::stdout().flush().unwrap();
        }
    }
}
fn load(p: &mut Project, dir: &std::path::Path) {
    for e in std::fs::read_dir(dir).unwrap().flatten() {
        let path = e.path();
        if path.is_dir() {
            load(p, &path);
        } else if path.extension().is_some_and(|x| x == "py") {
            if let Ok(t) = std::fs::read_to_string(&path) {
                p.files.insert(path.clone(), ProjectFile { source: SourceFile::new(&path, Language::Python, t, ParseOptions::default()) });
            }
        }
    }
}
