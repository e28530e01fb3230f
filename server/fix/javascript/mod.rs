//! The rules for JavaScript, one file each.

use super::Rule;

/// The rules, in the order in which they are asked; rank does not depend on it.
pub const RULES: &[Rule] = &[];
