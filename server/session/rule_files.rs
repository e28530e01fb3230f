//! What is wrong in the workspace's own rule files, as diagnostics of those files.

use super::owner::Owner;
use super::project_loader::RULES_FOLDER;
use super::state::FileReport;
use crate::check::builtin;
use crate::fix::template::TemplateSet;
use crate::heal;
use crate::model::{Diagnostic, Finding, Place, Severity};
use crate::syntax::{Language, ParseOptions, SourceFile};
use std::path::{Path, PathBuf};

/// The code of such a diagnostic.
const RULE_FILE: &str = "rule-file";

impl Owner {
    /// Publishes what is wrong with the rules of a workspace folder, and takes back what has been mended.
    pub(super) fn publish_rule_problems(&mut self, root: &Path, templates: &TemplateSet) {
        let folder = root.join(RULES_FOLDER);
        let mut paths: Vec<PathBuf> = self.state.reports.keys().filter(|path| path.starts_with(&folder)).cloned().collect();
        for (path, text) in templates.files() {
            let diagnostics = diagnostics(path, text, templates);
            let report = FileReport::new(file(path, text));
            if !diagnostics.is_empty() || self.state.reports.contains_key(path) {
                self.state.reports.insert(path.clone(), report);
                paths.push(path.clone());
            }
            if let Some(report) = self.state.reports.get_mut(path) {
                report.set(builtin::SOURCE, diagnostics);
            }
        }
        paths.sort();
        paths.dedup();
        for path in paths {
            if !templates.files().iter().any(|(known, _)| *known == path)
                && let Some(report) = self.state.reports.get_mut(&path)
            {
                report.set(builtin::SOURCE, Vec::new());
            }
            self.publish_closed(&path);
        }
    }
}

/// The text as a source file, for its positions alone: nothing parses it as the language that it is given.
fn file(path: &Path, text: &str) -> SourceFile {
    SourceFile::new(path, Language::Python, text, ParseOptions::default())
}

fn diagnostics(path: &Path, text: &str, templates: &TemplateSet) -> Vec<Diagnostic> {
    let problems = templates.problems().iter().filter(|problem| problem.file == path);
    let findings: Vec<Finding> = problems
        .map(|problem| {
            let raw = format!("{}:{}: {}", path.display(), problem.line + 1, problem.message);
            let mut finding = Finding::new(builtin::SOURCE, path, Place::Bytes(problem.range), Severity::Error, &problem.message, raw.as_bytes());
            finding.code = Some(RULE_FILE.to_owned());
            finding
        })
        .collect();
    heal::diagnose(&findings, &file(path, text), path.parent().unwrap_or(Path::new("/")), &|_| None)
}
