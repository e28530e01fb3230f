//! The checkers of JavaScript, one tool a file.

mod biome;
mod eslint;
mod jest;
mod node;
mod node_test;
mod oxlint;
mod test_files;
mod tsc;
mod vitest;

use super::Checker;

/// The checkers, in the order in which they run.
pub const CHECKERS: &[&dyn Checker] =
    &[&node::Node, &eslint::Eslint, &biome::Biome, &oxlint::Oxlint, &tsc::Tsc, &node_test::NodeTest, &vitest::Vitest, &jest::Jest];

/// The text of a tool's output; what is not UTF-8 in it is replaced.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The first line of what a tool said on stderr, for a message about a run that failed.
fn first_line(stderr: &[u8]) -> String {
    text(stderr).lines().map(str::trim).find(|line| line.chars().any(char::is_alphanumeric)).unwrap_or("it printed nothing").chars().take(200).collect()
}

/// What a checker reads in a report of a run that found something.
#[cfg(test)]
fn read_report(checker: &dyn Checker, stdout: &str) -> Vec<crate::model::Finding> {
    let output = super::ToolOutput { status: Some(1), stdout: stdout.as_bytes().to_vec(), ..super::ToolOutput::default() };
    checker.parse(&output, 0).expect("a report")
}
