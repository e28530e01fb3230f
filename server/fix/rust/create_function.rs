//! Writes the function that is called and not there, with a body to be filled in.

use super::support::{arguments, function_of, headline, quoted, words};
use super::value_type::value_type;
use crate::base::{EditSet, TextEdit, names};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::ancestor;
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/create-function",
    summary: "Writes the function that is called",
    not_offered: "It keeps silent where the types of the arguments or of the result cannot be told from the file.",
    examples: &[
        Example::mends(
            "rustc[E0425]: cannot find function `greet` in this scope\nnot found in this scope",
            r#"
            pub fn main() {
                «greet»("you");
            }
            "#,
            r#"
            pub fn main() {
                greet("you");
            }

            fn greet(arg: &str) {
                todo!()
            }
            "#,
        ),
        Example::keeps_silent(
            "rustc[E0425]: cannot find function `greet` in this scope\nnot found in this scope",
            r#"
            pub fn main() {
                let greeting = «greet»("you");
            }
            "#,
        ),
    ],
    applies,
    propose,
};

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
    let parameters = parameters_for(context, call)?;
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
pub(super) fn typed(context: &FixContext<'_>, argument: Node<'_>) -> Option<(String, String)> {
    Some((argument_name(context, argument), value_type(context, argument)?))
}

/// The parameters for the arguments of a call, each with a name of its own; `None` where a type cannot be told.
pub(super) fn parameters_for(context: &FixContext<'_>, call: Node<'_>) -> Option<Vec<String>> {
    let mut parameters: Vec<String> = Vec::new();
    for argument in arguments(call) {
        let (name, kind) = typed(context, argument)?;
        let taken = parameters.iter().filter(|known| known.starts_with(&format!("{name}:")) || known.starts_with(&format!("{name}_"))).count();
        let number = if taken > 0 { format!("_{taken}") } else { String::new() };
        parameters.push(format!("{name}{number}: {kind}"));
    }
    Some(parameters)
}

/// The name of a parameter that takes a value: the value's own, else `arg`.
fn argument_name(context: &FixContext<'_>, value: Node<'_>) -> String {
    let inner = match value.kind() {
        "identifier" => return snake(words(context, value)),
        "type_cast_expression" | "reference_expression" => value.child_by_field_name("value"),
        "call_expression" => value.child_by_field_name("function"),
        "struct_expression" | "scoped_identifier" => value.child_by_field_name("name"),
        "field_expression" => value.child_by_field_name("field"),
        "field_identifier" | "type_identifier" => return snake(words(context, value)),
        _ => None,
    };
    inner.map_or_else(|| "arg".to_owned(), |inner| argument_name(context, inner))
}

/// A name as variables are written.
fn snake(name: &str) -> String {
    names::words(name).join("_").to_lowercase()
}

/// The result that the call has to have, with its arrow; `None` where that cannot be told.
pub(super) fn result(context: &FixContext<'_>, call: Node<'_>) -> Option<String> {
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
            ("fn main() { «greet»(\"you\"); }\n", "}\n\nfn greet(arg: &str) {\n    todo!()\n}"),
            ("fn f(a: u8) -> bool { «is»(a, 1) }", "fn is(a: u8, arg: i32) -> bool {"),
            ("mod m {\n    fn f() {\n        «g»();\n    }\n}", "    }\n\n    fn g() {\n        todo!()\n    }\n}"),
            ("fn f() { «g»(1, 2.5 as u8, ()); }", "fn g(arg: i32, arg_1: u8, arg_2: ()) {"),
            ("struct B;\nfn b() -> B { B }\nfn f() { «g»(&b()); }", "fn g(b: &B) {"),
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
