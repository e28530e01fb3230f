//! The rules for Python, one file each.

mod abstract_decorators;
mod add_self;
mod assert_condition;
mod await_call;
mod bare_except_last;
mod candidates;
mod catalog;
mod colon_in_dict;
mod complete_body;
mod convert_value;
mod correct_import;
mod correct_member;
mod correct_name;
mod declare_global;
mod define_missing;
mod duplicate_key;
mod except_as;
mod exports;
mod format_arguments;
mod future_first;
mod global_first;
mod global_or_nonlocal;
mod guard_none;
mod hoist_backslash;
mod import_all_at_top;
mod import_missing;
mod indent_into_body;
mod insert;
mod keyword_argument;
mod leave_function;
mod lone_keyword;
mod loop_variable;
mod make_async;
mod misspelt_clause;
mod name_with_digit;
mod one_star;
mod parenthesize_generator;
mod plain_method;
mod plain_parameters;
mod redefinition;
mod remove_unused;
mod support;

#[cfg(test)]
mod tests;

use super::Rule;
pub(in crate::fix) use insert::import_edits;

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
    convert_value::RULE,
    except_as::RULE,
    future_first::RULE,
    correct_import::RULE,
    correct_member::RULE,
    lone_keyword::RULE,
    global_first::RULE,
    global_or_nonlocal::RULE,
    declare_global::RULE,
    colon_in_dict::RULE,
    misspelt_clause::RULE,
    plain_parameters::RULE,
    import_all_at_top::RULE,
    assert_condition::RULE,
    one_star::RULE,
    redefinition::RULE,
    loop_variable::RULE,
    bare_except_last::RULE,
    abstract_decorators::RULE,
    parenthesize_generator::RULE,
    plain_method::RULE,
    hoist_backslash::RULE,
    format_arguments::RULE,
    duplicate_key::RULE,
    leave_function::RULE,
    name_with_digit::RULE,
    keyword_argument::RULE,
    await_call::RULE,
    guard_none::RULE,
];
