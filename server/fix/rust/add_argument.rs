//! Gives a call the argument that it misses: a variable of the parameter's name or type, else a plain value.

use super::support::{arguments, bare_type, labels, plain_value, quoted, same_type, typed_variables, words};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, descendants};
use crate::syntax::{BindingKind, DefinitionKind, Language};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/add-argument",
    summary: "Gives a call the argument that it misses",
    not_offered: "It keeps silent where two arguments are missing, as nothing tells which is which, and where there are too many.",
    examples: &[
        Example::mends(
            "rustc[E0061]: this function takes 2 arguments but 1 argument was supplied",
            "
            pub fn add(a: u8, b: u8) -> u8 {
                a + b
            }

            pub fn more(b: u8) -> u8 {
                «add»(1)
            }
            ",
            "
            pub fn add(a: u8, b: u8) -> u8 {
                a + b
            }

            pub fn more(b: u8) -> u8 {
                add(1, b)
            }
            ",
        )
        .with_labels(&[("(1)", "argument #2 of type `u8` is missing")]),
        Example::keeps_silent(
            "rustc[E0061]: this function takes 2 arguments but 3 arguments were supplied",
            "
            pub fn add(a: u8, b: u8) -> u8 {
                a + b
            }

            pub fn more() -> u8 {
                «add»(1, 2, 3)
            }
            ",
        )
        .with_labels(&[("3", "unexpected argument #3 of type `{integer}`")]),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0061" | "E0057")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let missing: Vec<(usize, Option<String>)> = labels(context).into_iter().filter_map(|(_, label)| missing_argument(label)).collect();
    // Where two are missing nothing tells which is which.
    let [(at, kind)] = missing.as_slice() else { return Vec::new() };
    let Some(call) = context.node().and_then(|node| ancestor(node, &["call_expression"])) else { return Vec::new() };
    let given = arguments(call);
    let Some(list) = call.child_by_field_name("arguments") else { return Vec::new() };
    let candidates = candidates(context, call, *at, kind.as_deref());
    let build = |value: &str, likelihood: f64| {
        let edit = match (given.get(*at), given.last()) {
            (Some(next), _) => TextEdit::insert(next.start_byte(), format!("{value}, ")),
            (None, Some(last)) => TextEdit::insert(last.end_byte(), format!(", {value}")),
            (None, None) => TextEdit::insert(list.start_byte() + 1, value.to_owned()),
        };
        Proposal::new(RULE.name, format!("Add the argument `{value}`"), context, EditSet::one(edit), likelihood)
    };
    candidates.into_iter().take(3).map(|(value, likelihood)| build(&value, likelihood)).collect()
}

/// Which argument a label says is missing, from 0, and its type: ``argument #2 of type `u8` is missing``.
fn missing_argument(label: &str) -> Option<(usize, Option<String>)> {
    let rest = label.strip_prefix("argument #")?;
    let number: usize = rest.split(|character: char| !character.is_ascii_digit()).next()?.parse().ok()?;
    rest.contains("missing").then_some(())?;
    Some((number.checked_sub(1)?, quoted(rest).first().map(|kind| (*kind).to_owned())))
}

/// The values that fit, likeliest first.
fn candidates(context: &FixContext<'_>, call: Node<'_>, at: usize, kind: Option<&str>) -> Vec<(String, f64)> {
    let mut found: Vec<(String, f64)> = Vec::new();
    let mut add = |value: String, likelihood: f64| {
        if !found.iter().any(|(known, _)| *known == value) {
            found.push((value, likelihood));
        }
    };
    let given: Vec<&str> = arguments(call).into_iter().map(|argument| words(context, argument)).collect();
    let visible = context.scopes.visible_at(call.start_byte());
    let local = |name: &str| visible.iter().find(|binding| binding.name == name && matches!(binding.kind, BindingKind::Variable | BindingKind::Parameter));
    let typed = typed_variables(context, call);
    let fits = |name: &str| kind.is_none_or(|kind| typed.iter().find(|variable| variable.name == name).is_none_or(|variable| same_type(&variable.kind, kind)));
    if let Some(name) = parameter_name(context, call, at).filter(|name| local(name).is_some() && fits(name) && !given.contains(&name.as_str())) {
        add(name, 0.85);
    }
    if let Some(kind) = kind {
        for variable in typed.iter().filter(|variable| same_type(&variable.kind, kind) && !given.contains(&variable.name.as_str())) {
            let unused = local(&variable.name).is_some_and(|binding| binding.reads == 0);
            add(variable.name.clone(), if unused { 0.84 } else { 0.7 });
        }
    }
    // What was given here is often what nobody reads any more.
    let mut unused = visible.iter().filter(|binding| {
        matches!(binding.kind, BindingKind::Variable | BindingKind::Parameter) && binding.reads == 0 && !binding.name.starts_with('_') && binding.name != "self"
    });
    if let Some(binding) = unused.next().filter(|binding| fits(&binding.name)) {
        add(binding.name.clone(), 0.72);
    }
    if let Some(value) = kind.and_then(|kind| constant_of(context, kind)) {
        add(value, 0.6);
    }
    if let Some(value) = in_other_calls(context, call, at) {
        add(value, 0.5);
    }
    if let Some(value) = kind.and_then(plain_value) {
        add(value.to_owned(), 0.4);
    }
    found.sort_by(|left, right| right.1.total_cmp(&left.1));
    found
}

/// The name of a parameter of the function that is called, where the project defines it.
fn parameter_name(context: &FixContext<'_>, call: Node<'_>, at: usize) -> Option<String> {
    let callee = callee(context, call)?;
    let definitions = context.project.files_of(Language::Rust).flat_map(|(_, file)| file.outline().definitions.iter());
    let parameters = definitions.filter(|definition| definition.name == callee).find_map(|definition| definition.parameters.clone())?;
    let (name, _) = parameters.get(at)?.split_once(':')?;
    Some(name.trim().trim_start_matches("mut ").to_owned())
}

fn callee<'c>(context: &'c FixContext<'_>, call: Node<'_>) -> Option<&'c str> {
    let mut function = call.child_by_field_name("function")?;
    if function.kind() == "generic_function" {
        function = function.child_by_field_name("function")?;
    }
    let name = match function.kind() {
        "field_expression" => function.child_by_field_name("field")?,
        "scoped_identifier" => function.child_by_field_name("name")?,
        _ => function,
    };
    Some(words(context, name))
}

/// The only constant of the file of a type.
fn constant_of(context: &FixContext<'_>, kind: &str) -> Option<String> {
    let constants =
        context.file.outline().definitions.iter().filter(|definition| definition.kind == DefinitionKind::Constant && definition.container.is_empty());
    let mut same = constants.filter(|definition| definition.type_text.as_deref().is_some_and(|own| bare_type(own) == bare_type(kind)));
    let only = same.next()?;
    same.next().is_none().then(|| only.name.clone())
}

/// What another call of the same function in this file gives at that place: a literal or constant, as variables differ.
fn in_other_calls(context: &FixContext<'_>, call: Node<'_>, at: usize) -> Option<String> {
    let name = callee(context, call)?;
    let root = context.file.tree()?.root_node();
    descendants(root).filter(|node| node.kind() == "call_expression" && node.id() != call.id()).filter(|other| callee(context, *other) == Some(name)).find_map(
        |other| {
            let argument = *arguments(other).get(at)?;
            let text = words(context, argument);
            let is_constant = argument.kind().ends_with("literal") || text.chars().all(|character| character.is_uppercase() || character == '_');
            is_constant.then(|| text.to_owned())
        },
    )
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn arguments_come_from_the_scope() {
        let message = "this function takes 2 arguments but 1 argument was supplied";
        let table = [
            ("fn add(a: u8, b: u8) {}\nfn f(b: u8) { «add»(1); }", "(1)", "argument #2 of type `u8` is missing", "add(1, b)"),
            ("fn f(text: &str) { «go»(); }", "()", "argument #1 of type `&str` is missing", "go(text)"),
            ("fn f() { «go»(); }", "()", "argument #1 of type `u64` is missing", "go(0)"),
        ];
        for (program, at, label, part) in table {
            let at = if at == "()" { "go(" } else { at };
            let after = repaired(
                &RULE,
                program,
                "E0061",
                message,
                &[(&at.replace("go(", ""), label)].map(|(text, label)| (if text.is_empty() { "fn f" } else { text }, label)),
            )
            .unwrap();
            assert!(after.contains(part), "{after}");
        }
    }

    #[test]
    fn too_many_arguments_are_no_missing_ones() {
        assert_eq!(
            repaired(
                &RULE,
                "fn f() { «go»(1); }",
                "E0061",
                "this function takes 0 arguments but 1 argument was supplied\nunexpected argument of type `u8`",
                &[]
            ),
            None
        );
    }
}
