//! The checkers of Rust, one tool a file.

mod cargo;
mod cargo_test;
mod causes;
mod direct;
mod message;
mod rustc;
mod shadow;
mod title;

use super::Checker;
use crate::model::Finding;

/// The checkers, in the order in which they run.
pub const CHECKERS: &[&dyn Checker] = &[&cargo::Cargo, &cargo::Clippy, &rustc::Rustc, &cargo_test::CargoTest];

/// The finding in one line of rustc's JSON, or of cargo's around it. The outer `None` is for a line that is neither, the inner one for a message that
/// tells of no place.
pub(super) fn json_line(line: &str) -> Option<Option<Finding>> {
    let value: serde_json::Value = serde_json::from_str(line).ok()?;
    let message = value.get("message").filter(|message| message.is_object()).unwrap_or(&value);
    let message = <message::Message as serde::Deserialize>::deserialize(message).ok()?;
    Some(message::finding(&message, None, line.as_bytes()))
}
