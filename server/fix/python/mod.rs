//! The rules for Python, one file each.

mod add_self;
mod candidates;
mod catalog;
mod complete_body;
mod correct_import;
mod correct_member;
mod correct_name;
mod define_missing;
mod except_as;
mod exports;
mod future_first;
mod import_missing;
mod indent_into_body;
mod insert;
mod make_async;
mod remove_unused;
mod support;

#[cfg(test)]
mod tests;

use super::Rule;

/// The rules, in the order in which they are asked; rank does not depend on it.
pub const RULES: &[Rule] = &[
    import_missing::RULE,
    correct_name::RULE,
    add_self::RULE,
    define_missing::RULE,
    remove_unused::RULE,
    make_async::RULE,
    indent_into_body::RULE,
    complete_body::RULE,
    except_as::RULE,
    future_first::RULE,
    correct_import::RULE,
    correct_member::RULE,
];
