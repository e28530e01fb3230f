//! User-defined checkers: a command, and how its output is read, by the problem matchers that VS Code's tasks use
//! (<https://code.visualstudio.com/docs/debugtest/tasks#_defining-a-problem-matcher>).

use super::locate::{NODE_FOLDERS, PYTHON_FOLDERS, find_program};
use super::{Absence, CheckRequest, Checker, Garbage, Invocation, Scope, Stage, Tool, ToolOutput, Workspace, output, sarif};
use crate::base::ColumnUnit;
use crate::model::{Finding, Place, Severity};
use crate::syntax::Language;
use regex::{Captures, Regex};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A row `[[checker]]` of the configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OwnCheckerSettings {
    /// The name that its diagnostics carry as their source.
    pub name: String,
    /// The program and its arguments. `${file}` stands for the file's path, `${relativeFile}` for its path inside the workspace,
    /// `${fileDirname}` for its folder and `${workspaceFolder}` for the workspace's. Without one of the first two the command speaks for the whole workspace.
    pub command: Vec<String>,
    /// The languages whose files it checks.
    #[schemars(with = "Vec<String>")]
    pub languages: Vec<Language>,
    /// When it runs: `typing` (needs `stdin`), `saved` or `request`.
    #[serde(default = "when_saved")]
    pub stage: Stage,
    /// Whether it reads the file's text from its input.
    #[serde(default)]
    pub stdin: bool,
    /// The seconds after which it is stopped.
    #[serde(default = "one_minute")]
    pub timeout: u64,
    /// How its output is read: a known matcher (`$tsc`, `$tsc-watch`, `$eslint-stylish`, `$eslint-compact`, `$go`, `$gcc`, `$rustc`, `$python`, `$msCompile`),
    /// `$sarif`, `$any` (every form that healer knows), a matcher of your own, or a list of them.
    pub matcher: MatcherSettings,
}

fn when_saved() -> Stage {
    Stage::Saved
}

fn one_minute() -> u64 {
    60
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum MatcherSettings {
    Known(String),
    Own(Box<ProblemMatcher>),
    Several(Vec<MatcherSettings>),
}

/// VS Code's problem matcher; what only concerns its tasks is read and passed over.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ProblemMatcher {
    /// A known matcher that this one changes.
    pub base: Option<String>,
    /// Where no pattern captures a severity: `error` (default), `warning` or `info`.
    pub severity: Option<String>,
    /// `absolute`, `relative` (default), `autoDetect`, or one of the last two with a folder: `["relative", "${workspaceFolder}/web"]`.
    pub file_location: Option<FileLocation>,
    pub pattern: Option<Patterns>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum FileLocation {
    Kind(String),
    KindAndFolder(Vec<String>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Patterns {
    Known(String),
    One(Pattern),
    /// One pattern a line; the last may repeat.
    Lines(Vec<Pattern>),
}

/// A pattern of one line. The numbers are those of capture groups.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Pattern {
    pub regexp: String,
    /// `location` (default) or `file`, where a problem belongs to the whole file.
    pub kind: Option<String>,
    pub file: Option<usize>,
    /// A group that captures `line`, `line,column` or `line,column,endLine,endColumn`.
    pub location: Option<usize>,
    pub line: Option<usize>,
    pub column: Option<usize>,
    pub end_line: Option<usize>,
    pub end_column: Option<usize>,
    pub severity: Option<usize>,
    pub code: Option<usize>,
    pub message: Option<usize>,
    /// Whether the last of several patterns is tried on the following lines too, each match being a problem.
    #[serde(rename = "loop")]
    pub repeated: bool,
}

/// A matcher with its patterns compiled.
#[derive(Clone, Debug)]
struct Matcher {
    lines: Vec<(Regex, Pattern)>,
    severity: Severity,
    location: FileLocation,
}

#[derive(Clone, Debug)]
enum Reading {
    Matchers(Vec<Matcher>),
    Sarif,
    Any,
}

/// A checker that the user has defined.
#[derive(Clone, Debug)]
pub struct OwnChecker {
    settings: OwnCheckerSettings,
    reading: Result<Reading, String>,
}

impl OwnChecker {
    /// A row that cannot be read gives a checker all the same: it says why when it is looked for.
    pub fn new(settings: OwnCheckerSettings) -> OwnChecker {
        let reading = match &settings.matcher {
            MatcherSettings::Known(name) if name == "$sarif" => Ok(Reading::Sarif),
            MatcherSettings::Known(name) if name == "$any" => Ok(Reading::Any),
            matcher => compiled(matcher).map(Reading::Matchers),
        };
        OwnChecker { settings, reading }
    }
}

/// The checkers that a configuration defines.
pub fn own_checkers(settings: &[OwnCheckerSettings]) -> Vec<Box<dyn Checker>> {
    settings.iter().map(|settings| Box::new(OwnChecker::new(settings.clone())) as Box<dyn Checker>).collect()
}

impl Checker for OwnChecker {
    fn name(&self) -> &str {
        &self.settings.name
    }

    fn languages(&self) -> &[Language] {
        &self.settings.languages
    }

    fn stage(&self) -> Stage {
        // What reads the disk cannot keep up with typing.
        if self.settings.stdin { self.settings.stage } else { self.settings.stage.max(Stage::Saved) }
    }

    fn version_arguments(&self) -> &'static [&'static str] {
        &[]
    }

    fn find(&self, workspace: &Workspace, file: &Path) -> Result<Tool, Absence> {
        if let Err(error) = &self.reading {
            return Err(Absence::NotConfigured(format!("the matcher of {} cannot be read: {error}", self.settings.name)));
        }
        let Some(program) = self.settings.command.first() else {
            return Err(Absence::NotConfigured(format!("{} has no command", self.settings.name)));
        };
        let program = program.replace("${workspaceFolder}", &workspace.root.to_string_lossy());
        if Path::new(&program).components().count() > 1 {
            let path = workspace.root.join(&program);
            return if path.is_file() {
                Ok(Tool { program: path, origin: "configuration".to_owned() })
            } else {
                Err(Absence::NotInstalled(format!("{program} is not there")))
            };
        }
        find_program(workspace, file, &[&program], &[NODE_FOLDERS, PYTHON_FOLDERS].concat())
    }

    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>> {
        if !request.saved && !self.settings.stdin {
            return Ok(None);
        }
        let file = request.file.path();
        let relative = file.strip_prefix(&workspace.root).unwrap_or(file);
        let names_file = |argument: &String| argument.contains("${file}") || argument.contains("${relativeFile}");
        let fill = |argument: &String| {
            argument
                .replace("${file}", &file.to_string_lossy())
                .replace("${relativeFile}", &relative.to_string_lossy())
                .replace("${fileDirname}", &file.parent().unwrap_or(file).to_string_lossy())
                .replace("${workspaceFolder}", &workspace.root.to_string_lossy())
        };
        let arguments = self.settings.command.get(1..).unwrap_or(&[]);
        let mut call = Invocation::new(&tool.program, &workspace.root).arguments(arguments.iter().map(fill));
        call.timeout = Duration::from_secs(self.settings.timeout.max(1));
        call.scope = if self.settings.stdin || arguments.iter().any(names_file) { Scope::File } else { Scope::Folder };
        if self.settings.stdin {
            call = call.input(request.file.text());
        }
        Ok(Some(vec![call]))
    }

    fn parse(&self, output: &ToolOutput, _invocation: usize) -> Result<Vec<Finding>, Garbage> {
        let name = self.settings.name.as_str();
        let (standard, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let mut findings = match &self.reading {
            Ok(Reading::Sarif) => sarif::read(&standard).map_err(|garbage| Garbage(format!("{name}: {garbage}")))?,
            Ok(Reading::Any) => [output::read(&output.stdout), output::read(&output.stderr)].concat(),
            Ok(Reading::Matchers(matchers)) => {
                let read = |text: &str| matchers.iter().flat_map(|matcher| matcher.read(text, name)).collect::<Vec<_>>();
                [read(&standard), read(&errors)].concat()
            }
            Err(error) => return Err(Garbage(error.clone())),
        };
        findings.iter_mut().for_each(|finding| finding.source = name.to_owned());
        if findings.is_empty() && output.status != Some(0) {
            let said = standard.lines().chain(errors.lines()).map(str::trim).find(|line| !line.is_empty()).unwrap_or("nothing");
            let ended = output.status.map_or("was ended by a signal".to_owned(), |status| format!("ended with {status}"));
            return Err(Garbage(format!("{name} {ended} and printed nothing that its matcher reads: {said}")));
        }
        Ok(findings)
    }
}

fn compiled(settings: &MatcherSettings) -> Result<Vec<Matcher>, String> {
    match settings {
        MatcherSettings::Known(name) => Ok(vec![Matcher::new(&known(name)?)?]),
        MatcherSettings::Own(matcher) => {
            let base = matcher.base.as_deref().map(known).transpose()?.unwrap_or_default();
            let merged = ProblemMatcher {
                base: None,
                severity: matcher.severity.clone().or(base.severity),
                file_location: matcher.file_location.clone().or(base.file_location),
                pattern: matcher.pattern.clone().or(base.pattern),
            };
            Ok(vec![Matcher::new(&merged)?])
        }
        MatcherSettings::Several(all) => Ok(all.iter().map(compiled).collect::<Result<Vec<_>, _>>()?.concat()),
    }
}

/// The matchers that are known by name, as forms of the tools' output.
fn known(name: &str) -> Result<ProblemMatcher, String> {
    let pattern = |regexp: &str, groups: &[(&str, usize)]| {
        let group = |name: &str| groups.iter().find(|(known, _)| *known == name).map(|(_, group)| *group);
        Pattern {
            regexp: regexp.to_owned(),
            file: group("file"),
            location: group("location"),
            line: group("line"),
            column: group("column"),
            severity: group("severity"),
            code: group("code"),
            message: group("message"),
            ..Pattern::default()
        }
    };
    let lines = match name {
        "$tsc" | "$tsc-watch" | "$gulp-tsc" => vec![pattern(
            r"^(\S[^(]*?)(?:\((\d+(?:,\d+){0,3})\)|:(\d+):(\d+))(?::| -)\s+(error|warning|info)\s+(TS\d+)\s*:\s*(.*)$",
            &[("file", 1), ("location", 2), ("line", 3), ("column", 4), ("severity", 5), ("code", 6), ("message", 7)],
        )],
        "$eslint-compact" => vec![pattern(
            r"^(.+): line (\d+), col (\d+), (Error|Warning|Info) - (.+?)(?: \(([^()]+)\))?$",
            &[("file", 1), ("line", 2), ("column", 3), ("severity", 4), ("message", 5), ("code", 6)],
        )],
        "$eslint-stylish" => {
            let mut row = pattern(
                r"^\s+(\d+):(\d+)\s+(error|warning|info)\s+(.+?)(?:\s\s+(\S+))?\s*$",
                &[("line", 1), ("column", 2), ("severity", 3), ("message", 4), ("code", 5)],
            );
            row.repeated = true;
            vec![pattern(r"^((?:[a-zA-Z]:)*[./\\]+.*?)$", &[("file", 1)]), row]
        }
        "$go" => vec![pattern(
            r"^(?:vet: )?([^:]*\.go):(\d+)(?::(\d+))?: (?:(warning): )?(.*)$",
            &[("file", 1), ("line", 2), ("column", 3), ("severity", 4), ("message", 5)],
        )],
        "$gcc" => vec![pattern(
            r"^(.*?):(\d+):(\d*):?\s+(?:fatal\s+)?(warning|error):\s+(.*)$",
            &[("file", 1), ("line", 2), ("column", 3), ("severity", 4), ("message", 5)],
        )],
        "$rustc" => vec![
            pattern(r"^(warning|error)(?:\[(.+?)\])?: (.*)$", &[("severity", 1), ("code", 2), ("message", 3)]),
            pattern(r"^\s*--> (.+?):(\d+):(\d+)$", &[("file", 1), ("line", 2), ("column", 3)]),
        ],
        "$python" => vec![pattern(
            r"^(.+?\.py):(\d+)(?::(\d+))?: (?:(error|warning|note|info): )?(.*)$",
            &[("file", 1), ("line", 2), ("column", 3), ("severity", 4), ("message", 5)],
        )],
        "$msCompile" => vec![pattern(
            r"^\s*(?:\s*\d+>)?(\S.*?)(?:\((\d+|\d+,\d+|\d+,\d+,\d+,\d+)\))?\s*:\s+(?:\w+\s+)?(error|warning|info)\s+(\w+\d+)\s*:\s*(.*)$",
            &[("file", 1), ("location", 2), ("severity", 3), ("code", 4), ("message", 5)],
        )],
        _ => return Err(format!("there is no matcher {name}")),
    };
    Ok(ProblemMatcher { pattern: Some(Patterns::Lines(lines)), ..ProblemMatcher::default() })
}

impl Matcher {
    fn new(settings: &ProblemMatcher) -> Result<Matcher, String> {
        let patterns = match settings.pattern.as_ref().ok_or("it has no pattern")? {
            Patterns::Known(name) => match known(name)?.pattern {
                Some(Patterns::Lines(lines)) => lines,
                _ => Vec::new(),
            },
            Patterns::One(pattern) => vec![with_defaults(pattern)],
            Patterns::Lines(lines) => match lines.as_slice() {
                [only] => vec![with_defaults(only)],
                lines => lines.to_vec(),
            },
        };
        if patterns.is_empty() {
            return Err("it has no pattern".to_owned());
        }
        if patterns.iter().rev().skip(1).any(|pattern| pattern.repeated) {
            return Err("only the last pattern may loop".to_owned());
        }
        let lines = patterns.into_iter().map(|pattern| {
            let regexp = Regex::new(&pattern.regexp).map_err(|error| format!("the expression `{}` does not compile: {error}", pattern.regexp))?;
            Ok((regexp, pattern))
        });
        Ok(Matcher {
            lines: lines.collect::<Result<_, String>>()?,
            severity: settings.severity.as_deref().and_then(severity).unwrap_or(Severity::Error),
            location: settings.file_location.clone().unwrap_or(FileLocation::Kind("autoDetect".to_owned())),
        })
    }

    /// The problems in a text. Line by line: the first pattern opens a problem, each further one must match the next line.
    fn read(&self, text: &str, source: &str) -> Vec<Finding> {
        let lines: Vec<&str> = text.lines().collect();
        let mut findings = Vec::new();
        let mut at = 0;
        while at < lines.len() {
            match self.match_from(&lines, at, source) {
                Some((found, taken)) => {
                    findings.extend(found);
                    at += taken;
                }
                None => at += 1,
            }
        }
        findings
    }

    fn match_from(&self, lines: &[&str], at: usize, source: &str) -> Option<(Vec<Finding>, usize)> {
        let mut problem = Problem::default();
        let mut matched: Vec<&str> = Vec::new();
        let (last, before) = self.lines.split_last()?;
        for (offset, (regexp, pattern)) in before.iter().enumerate() {
            let line = lines.get(at + offset)?;
            problem.fill(pattern, &regexp.captures(line)?);
            matched.push(line);
        }
        let mut taken = before.len();
        let mut findings = Vec::new();
        while let Some((line, captures)) = lines.get(at + taken).and_then(|line| Some((*line, last.0.captures(line)?))) {
            let mut one = problem.clone();
            one.fill(&last.1, &captures);
            taken += 1;
            let raw = matched.iter().chain([&line]).copied().collect::<Vec<_>>().join("\n");
            findings.extend(self.finding(&one, source, raw.as_bytes()));
            if !last.1.repeated {
                break;
            }
        }
        (taken > before.len()).then_some((findings, taken))
    }

    fn finding(&self, problem: &Problem, source: &str, raw: &[u8]) -> Option<Finding> {
        let path = self.path(problem.file.as_deref()?);
        let severity = problem.severity.as_deref().and_then(severity).unwrap_or(self.severity);
        let message = problem.message.clone().filter(|message| !message.is_empty()).unwrap_or_else(|| "problem".to_owned());
        let mut finding = Finding::new(source, path, problem.place(), severity, message.trim(), raw);
        finding.code = problem.code.clone().filter(|code| !code.is_empty());
        Some(finding)
    }

    /// The path of a captured file name; the command runs in the workspace's folder.
    fn path(&self, file: &str) -> PathBuf {
        let (kind, folder) = match &self.location {
            FileLocation::Kind(kind) => (kind.as_str(), None),
            FileLocation::KindAndFolder(parts) => (parts.first().map_or("relative", String::as_str), parts.get(1)),
        };
        let file = file.trim().strip_prefix("file://").unwrap_or(file.trim());
        let folder = folder.map(|folder| folder.replace("${workspaceFolder}", "").replace("${cwd}", ""));
        match (kind, folder) {
            ("relative" | "autoDetect", Some(folder)) => Path::new(folder.trim_start_matches(['/', '\\'])).join(file),
            _ => PathBuf::from(file.strip_prefix("./").unwrap_or(file)),
        }
    }
}

/// A single pattern captures file, line, column and the whole line as message where it does not say otherwise.
fn with_defaults(pattern: &Pattern) -> Pattern {
    let mut pattern = pattern.clone();
    let captures_place = pattern.location.is_some() || pattern.line.is_some() || pattern.kind.as_deref() == Some("file");
    pattern.file = pattern.file.or(Some(1));
    pattern.message = pattern.message.or(Some(0));
    if !captures_place {
        pattern.line = Some(2);
        pattern.column = pattern.column.or(Some(3));
    }
    pattern
}

fn severity(word: &str) -> Option<Severity> {
    match word.to_lowercase().as_str() {
        "error" | "e" | "fatal error" | "fatal" => Some(Severity::Error),
        "warning" | "warn" | "w" => Some(Severity::Warning),
        "info" | "information" | "i" | "note" => Some(Severity::Information),
        "hint" | "help" => Some(Severity::Hint),
        _ => None,
    }
}

/// What the patterns have captured so far.
#[derive(Clone, Debug, Default)]
struct Problem {
    file: Option<String>,
    place: [Option<usize>; 4],
    severity: Option<String>,
    code: Option<String>,
    message: Option<String>,
    whole_file: bool,
}

impl Problem {
    fn fill(&mut self, pattern: &Pattern, captures: &Captures<'_>) {
        let text = |group: Option<usize>| captures.get(group?).map(|found| found.as_str().to_owned());
        let number = |group: Option<usize>| text(group)?.parse::<usize>().ok();
        self.whole_file |= pattern.kind.as_deref() == Some("file");
        self.file = text(pattern.file).or(self.file.take());
        self.severity = text(pattern.severity).or(self.severity.take());
        self.code = text(pattern.code).or(self.code.take());
        self.message = text(pattern.message).or(self.message.take());
        let [line, column, end_line, end_column] = [pattern.line, pattern.column, pattern.end_line, pattern.end_column].map(number);
        let mut place = [line, column, end_line, end_column];
        if let Some(location) = text(pattern.location) {
            let numbers: Vec<Option<usize>> = location.split(',').map(|part| part.trim().parse().ok()).collect();
            place = [0, 1, 2, 3].map(|index| numbers.get(index).copied().flatten());
        }
        for (known, new) in self.place.iter_mut().zip(place) {
            *known = new.or(*known);
        }
    }

    fn place(&self) -> Place {
        let unit = ColumnUnit::Utf16;
        match self.place {
            _ if self.whole_file => Place::Line(0),
            [Some(line), Some(column), end_line, Some(end_column)] if column > 0 => {
                Place::one_based_range((line, column), (end_line.unwrap_or(line), end_column), unit)
            }
            [Some(line), column, ..] => Place::one_based(line, column.unwrap_or(0), unit),
            _ => Place::Line(0),
        }
    }
}

#[cfg(test)]
#[path = "matcher_tests.rs"]
mod tests;
