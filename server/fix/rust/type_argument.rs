//! Writes the type that cannot be inferred: as other calls beside it do, or as the result is used.

use super::support::{function_of, typed_variables, words};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, descendants, named_children, span};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/type-argument",
    summary: "Writes a type that cannot be inferred",
    not_offered: "It keeps silent where no other call in the file tells the type.",
    examples: &[Example::mends(
        "rustc[E0282]: type annotations needed\ncannot infer type of the type parameter `T` declared on the function `align_of`",
        "
            use std::mem;

            pub fn size<T>() -> usize {
                mem::size_of::<T>() * «mem::align_of»()
            }
            ",
        "
            use std::mem;

            pub fn size<T>() -> usize {
                mem::size_of::<T>() * mem::align_of::<T>()
            }
            ",
    )],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0282" | "E0283" | "E0284")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some(node) = context.node() else { return Vec::new() };
    if let Some(binding) = ancestor(node, &["let_declaration"])
        .filter(|binding| binding.child_by_field_name("pattern").is_some_and(|pattern| span(pattern).contains(context.diagnostic.range)))
    {
        return annotate(context, binding).into_iter().collect();
    }
    if let Some(kind) = read_as_array(context, node) {
        let edit = TextEdit::insert(context.diagnostic.range.end, format!("::<{kind}>"));
        return vec![Proposal::new(RULE.name, format!("Give the type argument `{kind}`"), context, EditSet::one(edit), 0.85)];
    }
    let taken = beside(context, node);
    let propose = |(at, kind): (usize, String)| {
        let edit = TextEdit::insert(context.diagnostic.range.end, format!("::<{kind}>"));
        Proposal::new(RULE.name, format!("Give the type argument `{kind}`"), context, EditSet::one(edit), 0.86 - 0.1 * at as f64)
    };
    taken.into_iter().enumerate().take(2).map(propose).collect()
}

/// The type arguments of calls in the same function, then in the file: of the same function first, else of any of one argument that has no
/// other effect than to name a type.
fn beside(context: &FixContext<'_>, node: Node<'_>) -> Vec<String> {
    // The compiler marks the whole path of a function, and a method's name alone.
    let name = context.covered().rsplit([':', '.']).next().unwrap_or("");
    let place = context.diagnostic.range.start;
    let mut found: Vec<(bool, usize, String)> = Vec::new();
    let Some(root) =
        function_of(node).and_then(|function| ancestor(function, &["impl_item", "source_file"])).or_else(|| context.file.tree().map(|tree| tree.root_node()))
    else {
        return Vec::new();
    };
    for other in descendants(root).filter(|other| other.kind() == "generic_function") {
        let (Some(function), Some(list)) = (other.child_by_field_name("function"), other.child_by_field_name("type_arguments")) else { continue };
        let called = words(context, function).rsplit([':', '.']).next().unwrap_or("");
        let is_same = called == name;
        let by_size = |name: &str| name.starts_with("size_of") || name.starts_with("align_of") || name == "needs_drop" || name == "type_name";
        let counts = is_same || (by_size(name) && by_size(called));
        if !counts {
            continue;
        }
        let text = words(context, list).trim_start_matches("::").trim_start_matches('<').trim_end_matches('>').to_owned();
        let distance = place.abs_diff(other.start_byte());
        found.push((!is_same && distance > 400, distance, text));
    }
    found.sort();
    let mut kinds: Vec<String> = Vec::new();
    for (_, _, kind) in found {
        if !kinds.contains(&kind) && parameters_are_known(context, &kind) {
            kinds.push(kind);
        }
    }
    if kinds.is_empty() && (name.starts_with("size_of") || name.starts_with("align_of")) {
        kinds.push("usize".to_owned());
    }
    kinds
}

/// Whether the single-letter names of a type can be seen here.
fn parameters_are_known(context: &FixContext<'_>, kind: &str) -> bool {
    let visible = context.scopes.names_at(context.diagnostic.range.start);
    kind.split(|character: char| !character.is_alphanumeric() && character != '_')
        .filter(|word| word.len() == 1 && word.starts_with(char::is_uppercase))
        .all(|word| visible.contains(&word))
}

/// The array that a pointer is cast to whose target is taken apart by a pattern: `let [a, b] = p.cast().read()`.
fn read_as_array(context: &FixContext<'_>, node: Node<'_>) -> Option<String> {
    (context.covered() == "cast").then_some(())?;
    let binding = ancestor(node, &["let_declaration"])?;
    let pattern = binding.child_by_field_name("pattern").filter(|pattern| pattern.kind() == "slice_pattern")?;
    let value = words(context, binding.child_by_field_name("value")?);
    (value.contains(".read()") || value.contains(".read_unaligned()")).then_some(())?;
    let parts = named_children(pattern);
    let counts = !parts.is_empty() && parts.iter().all(|part| matches!(part.kind(), "identifier" | "mut_pattern"));
    let receiver = ancestor(node, &["field_expression"])?.child_by_field_name("value").map(|value| words(context, value))?;
    let element = pointed_at(context, node, receiver).unwrap_or_else(|| "u8".to_owned());
    counts.then(|| format!("[{element}; {}]", parts.len()))
}

/// What a pointer variable points at, where its type or that of the function that makes it is written.
fn pointed_at(context: &FixContext<'_>, node: Node<'_>, name: &str) -> Option<String> {
    let target = |kind: &str| kind.trim().strip_prefix("*const ").or_else(|| kind.trim().strip_prefix("*mut ")).map(str::to_owned);
    let typed = typed_variables(context, node);
    if let Some(variable) = typed.iter().rfind(|variable| variable.name == name) {
        return target(&variable.kind);
    }
    let bindings = descendants(function_of(node)?).filter(|binding| binding.kind() == "let_declaration" && binding.end_byte() <= node.start_byte());
    let own = bindings.filter(|binding| binding.child_by_field_name("pattern").is_some_and(|pattern| words(context, pattern) == name)).last()?;
    let call = own.child_by_field_name("value").filter(|value| value.kind() == "call_expression")?;
    let callee = words(context, call.child_by_field_name("function")?);
    let mut functions = context.file.outline().named(callee).filter_map(|definition| definition.type_text.as_deref());
    target(functions.next()?)
}

/// A type for a variable whose value is made by a method that can make many: as an argument of the method where this file writes it so, else
/// beside the variable.
fn annotate(context: &FixContext<'_>, binding: Node<'_>) -> Option<Proposal> {
    let value = binding.child_by_field_name("value")?;
    let text = words(context, value).trim_end();
    let pattern = binding.child_by_field_name("pattern")?;
    let (method, kind) = [("sum", "usize"), ("product", "usize"), ("collect", "Vec<_>")]
        .into_iter()
        .find(|(method, _)| text.ends_with(&format!(".{method}()")) || text.ends_with(&format!(".{method}()?")))?;
    let kind = if method == "collect" && text.contains(".chars()") && !text.contains("map(") { "Vec<char>" } else { kind };
    let file = context.file.text();
    let as_argument = [".collect::<", ".sum::<", ".product::<", ".parse::<"].iter().map(|call| file.matches(call).count()).sum::<usize>();
    let beside = file.match_indices("let ").filter(|(at, _)| is_annotated(file.get(*at..).unwrap_or(""))).count();
    let edit = match as_argument > beside {
        true => TextEdit::insert(value.start_byte() + text.rfind("()")?, format!("::<{kind}>")),
        false => TextEdit::insert(pattern.end_byte(), format!(": {kind}")),
    };
    let title = if as_argument > beside { format!("Give `{method}` the type `{kind}`") } else { format!("Give the type `{kind}`") };
    Some(Proposal::new(RULE.name, title, context, EditSet::one(edit), 0.66))
}

/// Whether a binding that a text begins with has a type beside it and a value that its method could make of any type.
fn is_annotated(text: &str) -> bool {
    let statement = text.split(';').next().unwrap_or("");
    let Some((pattern, value)) = statement.split_once(" = ") else { return false };
    let value = value.trim_end().trim_end_matches('?');
    pattern.contains(": ") && [".collect()", ".sum()", ".product()", ".parse()"].iter().any(|call| value.ends_with(call))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn types_are_written_as_beside() {
        let table = [
            ("use std::mem;\nfn f<T>() { mem::size_of::<T>(); mem::«align_of»(); }", "mem::align_of::<T>()"),
            ("use std::mem;\nfn f() { mem::«size_of»(); }", "mem::size_of::<usize>()"),
            ("fn f() { let «n» = v.iter().map(g).sum(); }", "let n: usize = v"),
            ("fn g() { a.collect::<Vec<u8>>() }\nfn f() { let «n» = v.iter().map(g).sum(); }", "map(g).sum::<usize>();"),
            ("fn p() -> *const u8 { q }\nfn f() { let ptr = p(); let [a, b] = unsafe { ptr.«cast»().read() }; }", "ptr.cast::<[u8; 2]>().read()"),
        ];
        for (program, part) in table {
            let after = repaired(&RULE, program, "E0282", "type annotations needed", &[]).unwrap_or_default();
            assert!(after.contains(part), "{after}");
        }
    }

    #[test]
    fn a_parameter_of_another_function_is_not_taken() {
        assert_eq!(repaired(&RULE, "fn g<T>() { p.cast::<T>(); }\nfn f() { p.«cast»(); }", "E0282", "type annotations needed", &[]), None);
    }
}
