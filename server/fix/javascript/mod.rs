//! The rules for JavaScript, one file each.

mod assign_member;
mod break_case;
mod call_super;
mod comma_operator;
mod compare_each;
mod compare_in_condition;
mod convert_value;
mod correct_import;
mod correct_literal;
mod correct_member;
mod correct_name;
mod declare_as_let;
mod declare_missing;
mod duplicate_condition;
mod duplicate_declaration;
mod duplicate_member;
mod else_if;
mod empty_pattern;
mod hoist_declaration;
mod import_missing;
mod import_place;
mod import_sources;
mod initialise_constant;
mod iterate_object;
mod lone_keyword;
mod loop_head;
mod make_async;
mod merge_imports;
mod missing_arrow;
mod modules;
mod own_variable;
mod plain_call;
mod public_member;
mod remove_dead_code;
mod remove_unused;
mod return_value;
mod self_compare;
mod separate_statements;
mod style;
mod test_for_empty;
mod through_this;
mod tree;
mod turn_loop;

#[cfg(test)]
mod testing;

use super::Rule;
pub(in crate::fix) use import_place::import_edits;

/// The rules, in the order in which they are asked; rank does not depend on it.
pub const RULES: &[Rule] = &[
    correct_name::RULE,
    import_missing::RULE,
    correct_member::RULE,
    lone_keyword::RULE,
    correct_import::RULE,
    convert_value::RULE,
    remove_unused::RULE,
    declare_as_let::RULE,
    duplicate_declaration::RULE,
    duplicate_member::RULE,
    make_async::RULE,
    initialise_constant::RULE,
    compare_in_condition::RULE,
    break_case::RULE,
    call_super::RULE,
    return_value::RULE,
    remove_dead_code::RULE,
    correct_literal::RULE,
    separate_statements::RULE,
    turn_loop::RULE,
    merge_imports::RULE,
    declare_missing::RULE,
    hoist_declaration::RULE,
    loop_head::RULE,
    else_if::RULE,
    public_member::RULE,
    comma_operator::RULE,
    assign_member::RULE,
    duplicate_condition::RULE,
    self_compare::RULE,
    plain_call::RULE,
    iterate_object::RULE,
    own_variable::RULE,
    missing_arrow::RULE,
    compare_each::RULE,
    test_for_empty::RULE,
    empty_pattern::RULE,
    through_this::RULE,
];
