//! The rules for Rust, one file each.

mod add_argument;
mod add_field;
mod borrow_argument;
mod boxed_recursion;
mod capture_lifetime;
mod cast_element;
mod cast_number;
mod clone_moved;
mod close_character;
mod const_function;
mod constant_length;
mod convert_value;
mod correct_member;
mod correct_name;
mod create_constructor;
mod create_function;
mod create_trait;
mod declare_member;
mod dereference_pointer;
mod derive_trait;
mod drain_loop;
mod else_branch;
mod fill_field;
mod fill_match_arm;
mod foreign_member;
mod generic_arguments;
mod implement_display;
mod implement_member;
mod import_items;
mod initialize_variable;
mod inner_lifetime;
mod iterator_call;
mod let_else;
mod lint_attribute;
mod local_closure;
mod lone_keyword;
mod make_visible;
mod misplaced_word;
mod mutable_parameter;
mod name_import;
mod native_rank;
mod order_macro;
mod outlive_block;
mod outside_loop;
mod outside_return;
mod own_borrowed;
mod packed_field;
mod parameter_name;
mod pattern_elements;
mod qualify_module;
mod question_mark;
mod range_order;
mod record_variant;
mod refused_part;
mod rename_duplicate;
mod repeated_bound;
mod rest_once;
mod result_error;
mod return_type;
mod shadow_variable;
mod signature_type;
mod slice_parameter;
mod std_items;
mod stray_doc_comment;
mod support;
mod swap_arguments;
mod through_wrapper;
mod trait_header;
mod trait_signature;
mod type_argument;
mod undeclared_label;
mod unsafe_block;
mod unwrap_operand;
mod value_type;
mod where_bound;
mod wrap_value;

use super::Rule;
pub(in crate::fix) use import_items::import_edits;

pub use native_rank::native_likelihood;

/// The rules, in the order in which they are asked; rank does not depend on it.
pub const RULES: &[Rule] = &[
    import_items::RULE,
    correct_name::RULE,
    lone_keyword::RULE,
    correct_member::RULE,
    fill_field::RULE,
    fill_match_arm::RULE,
    question_mark::RULE,
    cast_number::RULE,
    cast_element::RULE,
    swap_arguments::RULE,
    add_argument::RULE,
    iterator_call::RULE,
    convert_value::RULE,
    implement_member::RULE,
    type_argument::RULE,
    make_visible::RULE,
    return_type::RULE,
    create_function::RULE,
    dereference_pointer::RULE,
    derive_trait::RULE,
    foreign_member::RULE,
    misplaced_word::RULE,
    mutable_parameter::RULE,
    result_error::RULE,
    signature_type::RULE,
    stray_doc_comment::RULE,
    trait_signature::RULE,
    unsafe_block::RULE,
    where_bound::RULE,
    wrap_value::RULE,
    clone_moved::RULE,
    outlive_block::RULE,
    own_borrowed::RULE,
    drain_loop::RULE,
    let_else::RULE,
    const_function::RULE,
    pattern_elements::RULE,
    parameter_name::RULE,
    constant_length::RULE,
    outside_loop::RULE,
    undeclared_label::RULE,
    slice_parameter::RULE,
    local_closure::RULE,
    refused_part::RULE,
    boxed_recursion::RULE,
    qualify_module::RULE,
    rest_once::RULE,
    repeated_bound::RULE,
    record_variant::RULE,
    packed_field::RULE,
    outside_return::RULE,
    lint_attribute::RULE,
    order_macro::RULE,
    trait_header::RULE,
    generic_arguments::RULE,
    inner_lifetime::RULE,
    close_character::RULE,
    initialize_variable::RULE,
    else_branch::RULE,
    capture_lifetime::RULE,
    range_order::RULE,
    shadow_variable::RULE,
    add_field::RULE,
    create_constructor::RULE,
    rename_duplicate::RULE,
    declare_member::RULE,
    borrow_argument::RULE,
    unwrap_operand::RULE,
    through_wrapper::RULE,
    name_import::RULE,
    implement_display::RULE,
    create_trait::RULE,
];
