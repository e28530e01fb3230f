//! Reads rule files: YAML documents, each a rule.

use super::grammar::Grammar;
use super::{Binding, Template, TemplateSet};
use crate::base::Span;
use crate::model::Severity;
use ast_grep_config::{GlobalRules, RuleConfig, SerializableRuleConfig, from_str};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::Deserialize;
use serde_saphyr::Error as YamlError;
use std::error::Error;
use std::path::{Path, PathBuf};

/// What is wrong with a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateProblem {
    /// The rule file; absolute.
    pub file: PathBuf,
    /// Where in it, in bytes: a line.
    pub range: Span,
    /// The line, from 0.
    pub line: usize,
    pub message: String,
}

/// What is read beside ast-grep's own reading: it keeps its globs to itself.
#[derive(Deserialize)]
struct Head {
    id: Option<String>,
    files: Option<Vec<Glob>>,
    ignores: Option<Vec<Glob>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Glob {
    Plain(String),
    #[serde(rename_all = "camelCase")]
    Detailed {
        glob: String,
        #[serde(default)]
        case_insensitive: bool,
    },
}

/// One document of a file.
pub(super) struct Document<'t> {
    pub text: &'t str,
    /// Its first line in the file, from 0.
    pub line: usize,
}

/// The documents of a YAML stream. A line that is `---` separates them; inside of a block text it would be indented.
pub(super) fn documents(text: &str) -> Vec<Document<'_>> {
    let mut documents = Vec::new();
    let (mut start, mut start_line, mut offset) = (0, 0, 0);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let next = offset + line.len();
        if line.trim_end() == "---" {
            documents.push(Document { text: text.get(start..offset).unwrap_or(""), line: start_line });
            (start, start_line) = (next, number + 1);
        }
        offset = next;
    }
    documents.push(Document { text: text.get(start..).unwrap_or(""), line: start_line });
    documents.retain(|document| document.text.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')));
    documents
}

/// Reads one file into the set.
pub(super) fn read_file(path: &Path, text: &str, set: &mut TemplateSet) {
    for document in documents(text) {
        let outcome = read_document(path, &document).and_then(|template| match set.get(&template.id) {
            Some(known) => {
                let line = id_line(&document);
                Err((line, format!("the id `{}` is taken by a rule in {}", template.id, known.file.display())))
            }
            None => Ok(template),
        });
        match outcome {
            Ok(template) => set.templates.push(template),
            Err((line, message)) => set.problems.push(problem(path, text, document.line + line, message)),
        }
    }
}

/// A template, or what is wrong with it and on which line of the document.
fn read_document(path: &Path, document: &Document<'_>) -> Result<Template, (usize, String)> {
    let whole = |message: String| (id_line(document), message);
    let yaml = |error: YamlError| (error_line(&error), plain(&error));
    let head: Head = from_str(document.text).map_err(yaml)?;
    let Some(id) = head.id.filter(|id| !id.trim().is_empty()) else { return Err(whole("the rule has no `id`".to_owned())) };
    let written: SerializableRuleConfig<Grammar> = from_str(document.text).map_err(yaml)?;
    let metadata = written.metadata.as_ref().and_then(|metadata| serde_json::to_value(metadata).ok());
    let binding = metadata.and_then(|metadata| metadata.get("healer").cloned()).map(Binding::read).transpose();
    let binding = binding.map_err(|message| (line_of(document, "healer:"), format!("metadata.healer: {message}")))?;
    let config = RuleConfig::try_from(written, &GlobalRules::default()).map_err(|error| whole(chain(&error)))?;
    let glob_set = |globs: Option<Vec<Glob>>| globs.map(glob_set).transpose().map_err(|error| whole(error.to_string()));
    Ok(Template {
        id,
        language: config.language.0,
        file: path.to_owned(),
        line: document.line,
        severity: severity(&config.severity),
        message: config.message.clone(),
        binding,
        files: glob_set(head.files)?,
        ignores: glob_set(head.ignores)?,
        config,
    })
}

/// `None` for a rule that is turned off.
fn severity(written: &ast_grep_config::Severity) -> Option<Severity> {
    match written {
        ast_grep_config::Severity::Off => None,
        ast_grep_config::Severity::Hint => Some(Severity::Hint),
        ast_grep_config::Severity::Info => Some(Severity::Information),
        ast_grep_config::Severity::Warning => Some(Severity::Warning),
        ast_grep_config::Severity::Error => Some(Severity::Error),
    }
}

fn glob_set(globs: Vec<Glob>) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        let (pattern, any_case) = match &glob {
            Glob::Plain(pattern) => (pattern, false),
            Glob::Detailed { glob, case_insensitive } => (glob, *case_insensitive),
        };
        set.add(GlobBuilder::new(pattern).case_insensitive(any_case).build()?);
    }
    set.build()
}

/// The error with all its causes: ast-grep's outermost one only says which part of the rule is wrong.
fn chain(error: &dyn Error) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let words = inner.to_string();
        if !message.contains(&words) {
            message = format!("{} {words}", message.trim_end_matches('.').to_owned() + ":");
        }
        cause = inner.source();
    }
    message
}

/// The error's own words without the excerpt that follows them and without the place, which counts from the document's start.
fn plain(error: &YamlError) -> String {
    let words = error.without_snippet().to_string();
    let first = words.lines().next().unwrap_or_default();
    first.split_once(" at line ").map_or(first, |(words, _)| words).to_owned()
}

fn error_line(error: &YamlError) -> usize {
    error.location().map_or(0, |location| usize::try_from(location.line()).unwrap_or(1).saturating_sub(1))
}

fn id_line(document: &Document<'_>) -> usize {
    line_of(document, "id:")
}

/// The first line that begins with a key, or the document's first one.
fn line_of(document: &Document<'_>, key: &str) -> usize {
    document.text.lines().position(|line| line.trim_start().starts_with(key)).unwrap_or(0)
}

fn problem(path: &Path, text: &str, line: usize, message: String) -> TemplateProblem {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let line = line.min(lines.len().saturating_sub(1));
    let start: usize = lines.iter().take(line).map(|line| line.len()).sum();
    let length = lines.get(line).map_or(0, |line| line.trim_end().len());
    TemplateProblem { file: path.to_owned(), range: Span::new(start, start + length), line, message }
}
