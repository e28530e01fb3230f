//! The rules for Go, one file each.

mod assign;
mod assign_in_condition;
mod assignment_mismatch;
mod call_arguments;
mod called_method;
mod constant_assigned;
mod constraint_as_type;
mod conversion;
mod copied_lock;
mod define;
mod duplicate;
mod expected;
mod goroutine_test;
mod index;
mod interface;
mod label;
mod list;
mod lone_keyword;
mod member;
mod method_signature;
mod missing_function;
mod missing_import;
mod missing_method;
mod missing_return;
mod missing_variable;
mod more_slips;
mod outside_loop;
mod pointer;
mod printf;
mod receiver;
mod return_values;
mod signatures;
mod small;
mod standard_library;
mod struct_literal;
mod stub;
mod target_pointer;
#[cfg(test)]
mod tests;
mod text_conversion;
mod through_variable;
mod type_in_front;
mod types;
mod undefined_name;
mod unreachable;
mod unused_import;
mod unused_variable;
mod value_of_type;
mod view;

use super::Rule;
pub(in crate::fix) use missing_import::import_edits;

/// The rules, in the order in which they are asked; rank does not depend on it.
pub const RULES: &[Rule] = &[
    missing_import::RULE,
    through_variable::RULE,
    unreachable::RULE,
    undefined_name::RULE,
    define::RULE,
    assign::RULE,
    unused_import::RULE,
    unused_variable::RULE,
    member::RULE,
    lone_keyword::RULE,
    call_arguments::RULE,
    assignment_mismatch::RULE,
    return_values::RULE,
    missing_return::RULE,
    assign_in_condition::RULE,
    pointer::RULE,
    conversion::RULE,
    missing_method::RULE,
    missing_function::RULE,
    called_method::RULE,
    printf::RULE,
    goroutine_test::RULE,
    duplicate::RULE,
    label::RULE,
    constant_assigned::RULE,
    text_conversion::RULE,
    struct_literal::RULE,
    index::RULE,
    copied_lock::RULE,
    target_pointer::RULE,
    outside_loop::RULE,
    missing_variable::RULE,
    method_signature::RULE,
    receiver::RULE,
    constraint_as_type::RULE,
    value_of_type::RULE,
    type_in_front::RULE,
    small::RULE,
];
