//! Writes the function that is called and not there, with a body to be filled in.
//!
//! ```text
//! fn main() { greet("you"); }
//! ```
//! becomes
//! ```text
//! fn main() { greet("you"); }
//!
//! fn greet(text: &str) {
//!     todo!()
//! }
//! ```

use super::support::{arguments, function_of, headline, quoted, typed_variables, words};
use crate::base::{EditSet, TextEdit};
use crate::fix::{FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::ancestor;
use tree_sitter::Node;

pub const RULE: Rule = Rule { name: "rust/create-function", summary: "Writes the function that is called", not_offered: "", examples: &[], applies, propose };

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0425" && headline(diagnostic).starts_with("cannot find function `") && headline(diagnostic).ends_with("in this scope")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let name = *quoted(headline(context.diagnostic)).first()?;
    let call = ancestor(context.node()?, &["call_expression"])
        .filter(|call| call.child_by_field_name("function").is_some_and(|callee| words(context, callee) == name))?;
    let function = function_of(call)?;
    let mut parameters = Vec::new();
    for argument in arguments(call) {
        let (name, kind) = typed(context, argument)?;
        let taken = parameters.iter().filter(|known: &&String| known.starts_with(&format!("{name}:"))).count();
        let number = if taken > 0 { taken.to_string() } else { String::new() };
        parameters.push(format!("{name}{number}: {kind}"));
    }
    let result = result(context, call)?;
    // After the item around the call; of a method, after the whole `impl`.
    let mut item = function;
    while let Some(outer) = item.parent().filter(|outer| !matches!(outer.kind(), "source_file" | "mod_item")) {
        if outer.kind() == "declaration_list" && outer.parent().is_some_and(|owner| owner.kind() == "mod_item") {
            break;
        }
        item = outer;
    }
    let line_break = context.file.line_break();
    let indentation = context.file.indentation(context.file.line_of(item.start_byte()));
    let text = format!(
        "{line_break}{line_break}{indentation}fn {name}({}){result} {{{line_break}{indentation}    todo!(){line_break}{indentation}}}",
        parameters.join(", ")
    );
    let edit = TextEdit::insert(item.end_byte(), text);
    Some(Proposal::new(RULE.name, format!("Create the function `{name}`"), context, EditSet::one(edit), 0.4).sketch())
}

/// A name and a type for what is given.
fn typed(context: &FixContext<'_>, argument: Node<'_>) -> Option<(String, String)> {
    let text = words(context, argument);
    let (name, kind) = match argument.kind() {
        "integer_literal" => ("number", suffix(text).unwrap_or("i32")),
        "float_literal" => ("number", suffix(text).unwrap_or("f64")),
        "string_literal" | "raw_string_literal" => ("text", "&str"),
        "boolean_literal" => ("flag", "bool"),
        "char_literal" => ("character", "char"),
        "identifier" => {
            let variable = typed_variables(context, argument).into_iter().rev().find(|variable| variable.name == text);
            let kind = match variable {
                Some(variable) => variable.kind,
                None => initializer(context, argument)?,
            };
            return Some((text.to_owned(), kind));
        }
        _ => return None,
    };
    Some((name.to_owned(), kind.to_owned()))
}

fn suffix(number: &str) -> Option<&'static str> {
    ["i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize", "f32", "f64"].into_iter().find(|kind| number.ends_with(kind))
}

/// The type of a variable that a literal or a struct's value is bound to.
fn initializer(context: &FixContext<'_>, name: Node<'_>) -> Option<String> {
    let function = function_of(name)?;
    let declaration = crate::syntax::parse::descendants(function)
        .filter(|node| node.kind() == "let_declaration" && node.end_byte() <= name.start_byte())
        .filter(|node| node.child_by_field_name("pattern").is_some_and(|pattern| words(context, pattern) == words(context, name)));
    let value = declaration.last()?.child_by_field_name("value")?;
    match value.kind() {
        "struct_expression" => value.child_by_field_name("name").map(|kind| words(context, kind).to_owned()),
        "identifier" => None,
        _ => typed(context, value).map(|(_, kind)| kind),
    }
}

/// The result that the call has to have, with its arrow; `None` where that cannot be told.
fn result(context: &FixContext<'_>, call: Node<'_>) -> Option<String> {
    let parent = call.parent()?;
    match parent.kind() {
        "expression_statement" => Some(String::new()),
        "let_declaration" => parent.child_by_field_name("type").map(|kind| format!(" -> {}", words(context, kind))),
        "block" => {
            let function = function_of(call)?;
            let is_tail = function.child_by_field_name("body").is_some_and(|body| body.id() == parent.id());
            is_tail.then(|| function.child_by_field_name("return_type").map_or_else(String::new, |kind| format!(" -> {}", words(context, kind))))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn functions_are_written_after_their_callers() {
        let table = [
            ("fn main() { «greet»(\"you\"); }\n", "}\n\nfn greet(text: &str) {\n    todo!()\n}"),
            ("fn f(a: u8) -> bool { «is»(a, 1) }", "fn is(a: u8, number: i32) -> bool {"),
            ("mod m {\n    fn f() {\n        «g»();\n    }\n}", "    }\n\n    fn g() {\n        todo!()\n    }\n}"),
            ("fn f() { let s = S {}; let x: u8 = «g»(s); }", "fn g(s: S) -> u8 {"),
        ];
        for (program, part) in table {
            let name = program.split('«').nth(1).unwrap().split('»').next().unwrap();
            let after = repaired(&RULE, program, "E0425", &format!("cannot find function `{name}` in this scope"), &[]).unwrap();
            assert!(after.contains(part), "{after}");
        }
    }

    #[test]
    fn a_result_that_cannot_be_told_is_not_guessed() {
        assert_eq!(repaired(&RULE, "fn f() { let x = «g»(); }", "E0425", "cannot find function `g` in this scope", &[]), None);
    }
}
