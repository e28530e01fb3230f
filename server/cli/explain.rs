//! `healer explain`: reads what tools printed and explains each error in it, or shows the page of a rule or category.

use super::output::Output;
use super::render::{JsonDiagnostic, human_diagnostic, plural};
use super::workset::shown_path;
use super::{Status, interrupt, pages};
use crate::base::CancelToken;
use crate::heal::{Engine, meant_file};
use crate::model::{Diagnostic, Finding, Fix, Severity};
use crate::session::project_loader::{LoadLimits, LoadedProject, load, workspace_root};
use crate::syntax::{ParseOptions, SourceFile};
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

/// A log is read up to here; what a tool prints beyond says nothing new.
const MOST_BYTES: u64 = 64 << 20;

#[derive(Args, Debug)]
pub(super) struct ExplainArguments {
    /// The file with the output (`-` or none reads standard input), or the name of a rule or category, as in `rust/correct-name` or `RES.NAME`.
    #[arg(value_name = "FILE|NAME")]
    file: Option<PathBuf>,
    /// Lists the rules instead.
    #[arg(long, conflicts_with = "file")]
    list: bool,
    /// How the explanations are printed.
    #[arg(long, value_enum, default_value_t = ExplainFormat::Human)]
    format: ExplainFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExplainFormat {
    Human,
    Json,
    /// For rules and categories.
    Markdown,
}

/// One finding with all that is known about it.
struct Explanation {
    file: SourceFile,
    /// Whether the file is there, so that places and fixes are those of its text.
    present: bool,
    diagnostic: Diagnostic,
    fixes: Vec<Fix>,
}

pub(super) fn run(arguments: &ExplainArguments, output: &mut Output) -> io::Result<Status> {
    if arguments.list {
        return pages::list(arguments.format, output);
    }
    if let Some(word) = arguments.file.as_deref().and_then(Path::to_str).filter(|word| *word != "-") {
        if let Some(status) = pages::show(word, arguments.format, output)? {
            return Ok(status);
        }
        if !Path::new(word).exists() {
            output.complain(&pages::unknown(word));
            return Ok(Status::CouldNotRun);
        }
    }
    if arguments.format == ExplainFormat::Markdown {
        output.complain("what tools printed is explained for humans or as JSON; Markdown is for rules and categories");
        return Ok(Status::CouldNotRun);
    }
    let cancel = interrupt::token();
    let log = match read(arguments, output) {
        Ok(log) => log,
        Err(error) => {
            let name = arguments.file.as_ref().map_or("standard input".to_owned(), |path| path.display().to_string());
            output.complain(&format!("{name}: {error}"));
            return Ok(Status::CouldNotRun);
        }
    };
    let here = std::env::current_dir().and_then(std::fs::canonicalize)?;
    let findings = Engine::default().detect(&log);
    let mut projects = Projects::default();
    let explanations: Vec<Explanation> = findings.iter().filter_map(|finding| explain(finding, &here, &mut projects, &cancel)).collect();
    match arguments.format {
        ExplainFormat::Json => json(&explanations, output)?,
        ExplainFormat::Human | ExplainFormat::Markdown => human(&explanations, output)?,
    }
    let errors = explanations.iter().any(|explanation| explanation.diagnostic.severity == Severity::Error);
    Ok(if errors { Status::Errors } else { Status::Clean })
}

fn read(arguments: &ExplainArguments, output: &Output) -> io::Result<Vec<u8>> {
    let mut log = Vec::new();
    match arguments.file.as_deref().filter(|path| *path != Path::new("-")) {
        Some(path) => std::fs::File::open(path)?.take(MOST_BYTES).read_to_end(&mut log)?,
        None => {
            if io::stdin().is_terminal() {
                output.complain("reading from the terminal; paste the output and end it with Ctrl-D");
            }
            io::stdin().lock().take(MOST_BYTES).read_to_end(&mut log)?
        }
    };
    Ok(log)
}

/// The projects that findings belong to, each read once.
#[derive(Default)]
struct Projects {
    by_root: BTreeMap<PathBuf, LoadedProject>,
}

impl Projects {
    fn of(&mut self, path: &Path, cancel: &CancelToken) -> &LoadedProject {
        let root = workspace_root(path);
        self.by_root.entry(root).or_insert_with_key(|root| load(root, LoadLimits::default(), cancel))
    }
}

/// The explanation of a finding; `None` where it is of none of the languages.
fn explain(finding: &Finding, here: &Path, projects: &mut Projects, cancel: &CancelToken) -> Option<Explanation> {
    let path = std::fs::canonicalize(here.join(&finding.path)).ok().filter(|path| path.is_file()).or_else(|| {
        // A log of a container or of another machine has other folders in front.
        let files: Vec<PathBuf> = projects.of(&here.join("log"), cancel).project.files.keys().cloned().collect();
        meant_file(&finding.path, here, &files).map(Path::to_path_buf)
    });
    if let Some(path) = path {
        let loaded = projects.of(&path, cancel);
        if let Ok(file) = loaded.source(&path) {
            let engine = Engine::of_project(loaded.project.clone()).with_facts(loaded.facts(&file)).with_cancel(cancel.clone());
            let mut finding = finding.clone();
            finding.path = path;
            let diagnostic = engine.categorize(&[finding], &file, here).pop()?;
            let fixes = engine.suggest(&file, &diagnostic, std::slice::from_ref(&diagnostic));
            return Some(Explanation { file, present: true, diagnostic, fixes });
        }
    }
    let engine = Engine::default();
    let language = engine.language_of(finding)?;
    let file = SourceFile::new(here.join(&finding.path), language, "", ParseOptions::default());
    let diagnostic = engine.categorize(std::slice::from_ref(finding), &file, here).pop()?;
    Some(Explanation { file, present: false, diagnostic, fixes: Vec::new() })
}

fn human(explanations: &[Explanation], output: &mut Output) -> io::Result<()> {
    for Explanation { file, present, diagnostic, fixes } in explanations {
        if *present {
            output.line(&human_diagnostic(file, diagnostic, fixes, output.colored()))?;
        } else {
            let code = diagnostic.code.as_ref().map(|code| format!("[{code}]")).unwrap_or_default();
            output.line(&format!("{}{code}: {}", severity(diagnostic.severity), diagnostic.message))?;
            if file.path().extension().is_some() {
                output.line(&format!(" --> {} (not here)", shown_path(file.path())))?;
            }
        }
        if let Some(classification) = &diagnostic.classification {
            output.line(&format!("  {}: {}. {}.", classification.cluster(), classification.category.title, classification.category.hint))?;
        }
        for fix in fixes {
            output.line(&format!("  fix: {} [{}, {:.2}]", fix.title, fix.rule, fix.confidence))?;
        }
        output.line("")?;
    }
    let fixable = explanations.iter().filter(|explanation| !explanation.fixes.is_empty()).count();
    output.line(&format!("{} found, fixes on offer for {fixable}", plural(explanations.len(), "error or warning", "errors and warnings")))
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "info",
        Severity::Hint => "hint",
    }
}

#[derive(Serialize)]
struct Document<'e> {
    version: u32,
    explanations: Vec<JsonExplanation<'e>>,
}

#[derive(Serialize)]
struct JsonExplanation<'e> {
    /// Whether the file was found, so that places and fixes are those of its text.
    present: bool,
    #[serde(flatten)]
    diagnostic: JsonDiagnostic<'e>,
}

fn json(explanations: &[Explanation], output: &mut Output) -> io::Result<()> {
    let explanations = explanations.iter().map(|explanation| JsonExplanation {
        present: explanation.present,
        diagnostic: JsonDiagnostic::new(&explanation.file, &explanation.diagnostic, &explanation.fixes),
    });
    output.json(&Document { version: 1, explanations: explanations.collect() })
}
