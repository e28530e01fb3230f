//! `healer rules`: the workspace's own rules.

use super::Status;
use super::output::Output;
use crate::fix::template::{Template, TemplateSet, run_rule_tests};
use crate::model::Severity;
use crate::session::project_loader::{LoadLimits, RULES_FOLDER, workspace_root, yaml_files};
use clap::{Args, Subcommand};
use std::io;
use std::path::{Path, PathBuf};

/// Where the tests of rules lie in a workspace.
const TESTS_FOLDER: &str = ".healer/rule-tests";

#[derive(Args, Debug)]
pub(super) struct RulesArguments {
    #[command(subcommand)]
    command: RulesCommand,
}

#[derive(Subcommand, Debug)]
enum RulesCommand {
    /// Lists the rules of the workspace, and what is wrong in their files.
    List {
        /// A folder of the workspace.
        #[arg(default_value = ".")]
        path: PathBuf,
    },
    /// Runs the tests in `.healer/rule-tests` on the rules in `.healer/rules`.
    Test {
        /// A folder of the workspace.
        #[arg(default_value = ".")]
        path: PathBuf,
    },
}

pub(super) fn run(arguments: &RulesArguments, output: &mut Output) -> io::Result<Status> {
    let (RulesCommand::List { path } | RulesCommand::Test { path }) = &arguments.command;
    let folder = match std::fs::canonicalize(path) {
        Ok(folder) => folder,
        Err(error) => {
            output.complain(&format!("{}: {error}", path.display()));
            return Ok(Status::CouldNotRun);
        }
    };
    let root = workspace_root(&folder);
    let set = TemplateSet::read(&root, yaml_files(&root.join(RULES_FOLDER), LoadLimits::default()));
    let shown = |file: &Path| file.strip_prefix(&root).unwrap_or(file).display().to_string();
    for problem in set.problems() {
        output.complain(&format!("{}:{}: {}", shown(&problem.file), problem.line + 1, problem.message));
    }
    if set.templates().is_empty() && set.problems().is_empty() {
        output.complain(&format!("there are no rules in {}", root.join(RULES_FOLDER).display()));
        return Ok(Status::CouldNotRun);
    }
    let sound = match &arguments.command {
        RulesCommand::List { .. } => list(&set, &shown, output)?,
        RulesCommand::Test { .. } => test(&set, &root, &shown, output)?,
    };
    Ok(if sound && set.problems().is_empty() { Status::Clean } else { Status::Errors })
}

fn list(set: &TemplateSet, shown: &dyn Fn(&Path) -> String, output: &mut Output) -> io::Result<bool> {
    let width = set.templates().iter().map(|template| template.id.len()).max().unwrap_or(0);
    for template in set.templates() {
        let place = format!("{}:{}", shown(&template.file), template.line + 1);
        output.line(&format!("{:width$}  {:<10}  {:<32}  {place}", template.id, template.language.id(), role(template)))?;
    }
    Ok(true)
}

/// What a rule does: report on its own, or mend what others report.
fn role(template: &Template) -> String {
    match (&template.binding, template.severity) {
        (Some(binding), _) => {
            let named = [&binding.categories, &binding.codes, &binding.sources].into_iter().flatten().cloned().collect::<Vec<_>>();
            format!("mends {}", if named.is_empty() { "by message".to_owned() } else { named.join(", ") })
        }
        (None, None) => "off".to_owned(),
        (None, Some(severity)) => format!("reports {}", severity_name(severity)),
    }
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "errors",
        Severity::Warning => "warnings",
        Severity::Information => "information",
        Severity::Hint => "hints",
    }
}

fn test(set: &TemplateSet, root: &Path, shown: &dyn Fn(&Path) -> String, output: &mut Output) -> io::Result<bool> {
    let report = run_rule_tests(set, yaml_files(&root.join(TESTS_FOLDER), LoadLimits::default()));
    for failure in &report.failures {
        let rule = if failure.rule.is_empty() { String::new() } else { format!("{}: ", failure.rule) };
        output.line(&format!("{}: {rule}{}", shown(&failure.file), failure.message))?;
    }
    if !report.untested.is_empty() {
        output.line(&format!("no tests in {TESTS_FOLDER} for {}", report.untested.join(", ")))?;
    }
    output.line(&format!("{} passed, {} failed", report.passed, report.failures.len()))?;
    Ok(report.failures.is_empty())
}
