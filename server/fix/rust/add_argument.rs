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
    if let Some(value) = by_analogy(context, call, at) {
        add(value, 0.8);
    }
    if let Some(value) = in_other_calls(context, call, at) {
        add(value, 0.5);
    }
    if let Some(value) = with_same_receiver(context, call, at).filter(|name| local(name).is_some() && !given.contains(&name.as_str())) {
        add(value, 0.65);
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

/// The other calls in this file of what a call calls.
fn other_calls<'t>(context: &'t FixContext<'_>, call: Node<'t>) -> Vec<Node<'t>> {
    let (Some(name), Some(tree)) = (callee(context, call), context.file.tree()) else { return Vec::new() };
    let calls = descendants(tree.root_node()).filter(|node| node.kind() == "call_expression" && node.id() != call.id());
    calls.filter(|other| callee(context, *other) == Some(name)).collect()
}

/// What another call of the same function in this file gives at that place: a literal or constant, as variables differ.
fn in_other_calls(context: &FixContext<'_>, call: Node<'_>, at: usize) -> Option<String> {
    other_calls(context, call).into_iter().find_map(|other| {
        let argument = *arguments(other).get(at)?;
        let text = words(context, argument);
        let is_constant = argument.kind().ends_with("literal") || text.chars().all(|character| character.is_uppercase() || character == '_');
        is_constant.then(|| text.to_owned())
    })
}

/// What another call of the same function gives at that place, if it is made of a name that the same call gives before it: as in
/// `.field("width", &self.width).field("height")`.
fn by_analogy(context: &FixContext<'_>, call: Node<'_>, at: usize) -> Option<String> {
    let own = arguments(call);
    other_calls(context, call).into_iter().find_map(|other| {
        let theirs = arguments(other);
        let pattern = words(context, *theirs.get(at)?);
        own.iter().zip(&theirs).take(at).find_map(|(own, their)| {
            let (name, model) = (words(context, *own).trim_matches('"'), words(context, *their).trim_matches('"'));
            let is_name = |text: &str| text.starts_with(|first: char| first.is_alphabetic()) && text.chars().all(|sign| sign.is_alphanumeric() || sign == '_');
            let start = pattern.find(model).filter(|_| name != model && is_name(name) && is_name(model))?;
            let (before, after) = (pattern.get(..start)?, pattern.get(start + model.len()..)?);
            let borders = |sign: Option<char>| sign.is_none_or(|sign| !(sign.is_alphanumeric() || sign == '_'));
            (borders(before.chars().next_back()) && borders(after.chars().next())).then(|| format!("{before}{name}{after}"))
        })
    })
}

/// The variable that another call of the same method on the same value gives at that place.
fn with_same_receiver(context: &FixContext<'_>, call: Node<'_>, at: usize) -> Option<String> {
    let method =
        |call: Node<'_>| call.child_by_field_name("function").filter(|function| function.kind() == "field_expression").map(|method| words(context, method));
    let own = method(call)?;
    let mut alike = other_calls(context, call).into_iter().filter(|other| method(*other) == Some(own));
    let argument = alike.find_map(|other| arguments(other).get(at).copied())?;
    (argument.kind() == "identifier").then(|| words(context, argument).to_owned())
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
    fn other_calls_show_what_is_missing() {
        let message = "this method takes 2 arguments but 1 argument was supplied";
        let program = "fn f(&self) { d.field(\"a\", &self.a).«field»(\"b\"); }";
        let after = repaired(&RULE, program, "E0061", message, &[("(\"b\")", "argument #2 of type `&dyn Debug` is missing")]).unwrap();
        assert!(after.contains("field(\"b\", &self.b)"), "{after}");
        let message = "this method takes 1 argument but 0 arguments were supplied";
        let program = "fn f(rest: R) { if a { free.extend(rest); } else { free.«extend»(); } }";
        let after = repaired(&RULE, program, "E0061", message, &[("()", "argument #1 is missing")]).unwrap();
        assert!(after.contains("else { free.extend(rest)"), "{after}");
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
