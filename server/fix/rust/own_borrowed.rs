//! Makes a variable own what it borrows where the borrow is in the way of a later change.

use super::support::{labels, with_suffix, words};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::Language;
use crate::syntax::parse::{ancestor, span};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/own-borrowed",
    summary: "Makes a variable own what it borrows",
    not_offered: "It keeps silent where the borrow is not the value of a `let`, is a mutable one, or comes from a call whose result is not known.",
    examples: &[
        Example::mends(
            "rustc[E0502]: cannot borrow `v` as mutable because it is also borrowed as immutable",
            "
            fn f(mut v: Vec<u8>) {
                let first = &v[0];
                «v.push(6)»;
                println!(\"{first}\");
            }
            ",
            "
            fn f(mut v: Vec<u8>) {
                let first = v[0].clone();
                v.push(6);
                println!(\"{first}\");
            }
            ",
        )
        .with_labels(&[("&v[0]", "immutable borrow occurs here")]),
        Example::keeps_silent(
            "rustc[E0499]: cannot borrow `v` as mutable more than once at a time",
            "fn f(mut v: Vec<u8>) { let a = &mut v; let b = «&mut v»; a.push(1); }",
        )
        .with_labels(&[("&mut v", "first mutable borrow occurs here")]),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0502" | "E0505" | "E0506" | "E0499")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    owned(context).into_iter().collect()
}

fn owned(context: &FixContext<'_>) -> Option<Proposal> {
    let borrow = labels(context).into_iter().find(|(range, label)| {
        let is_borrow = label.ends_with("borrow occurs here") || label.ends_with("is borrowed here") || label.starts_with("borrow of ");
        *range != context.diagnostic.range && range.start < context.diagnostic.range.start && is_borrow
    });
    let place = context.file.node_at(borrow?.0)?;
    let binding = ancestor(place, &["let_declaration", "closure_expression", "function_item"]).filter(|node| node.kind() == "let_declaration")?;
    binding.child_by_field_name("type").is_none().then_some(())?;
    let name = binding.child_by_field_name("pattern").filter(|pattern| pattern.kind() == "identifier")?;
    let value = binding.child_by_field_name("value").filter(|value| span(*value).contains(span(place)))?;
    let text = owned_text(context, value)?;
    let edit = TextEdit::replace(span(value), text);
    Some(Proposal::new(RULE.name, format!("Let `{}` own its value", words(context, name)), context, EditSet::one(edit), 0.57))
}

fn owned_text(context: &FixContext<'_>, value: Node<'_>) -> Option<String> {
    match value.kind() {
        "reference_expression" => {
            let inner = value.child_by_field_name("value")?;
            let is_mutable = words(context, value).trim_start_matches('&').trim_start().starts_with("mut ");
            (!is_mutable).then_some(())?;
            // What is about to be replaced as a whole may as well move.
            if context.diagnostic.code() == "E0506" && is_replaced(context, inner) {
                return Some(words(context, inner).to_owned());
            }
            let is_part = inner.kind() == "index_expression" && inner.named_child(1).is_some_and(|index| index.kind() == "range_expression");
            Some(with_suffix(context, inner, if is_part { ".to_owned()" } else { ".clone()" }))
        }
        "call_expression" => {
            let callee = value.child_by_field_name("function")?;
            Some(with_suffix(context, value, &conversion(context, callee)?))
        }
        _ => None,
    }
}

/// Whether the error is an assignment to just this place.
fn is_replaced(context: &FixContext<'_>, place: Node<'_>) -> bool {
    let found = context.file.node_at(context.diagnostic.range).and_then(|node| ancestor(node, &["assignment_expression"]));
    found.and_then(|assignment| assignment.child_by_field_name("left")).is_some_and(|left| words(context, left) == words(context, place))
}

/// What makes an owned value of the result of a call.
fn conversion(context: &FixContext<'_>, callee: Node<'_>) -> Option<String> {
    let name = match callee.kind() {
        "identifier" => words(context, callee),
        "field_expression" => words(context, callee.child_by_field_name("field")?),
        "scoped_identifier" => words(context, callee.child_by_field_name("name")?),
        _ => return None,
    };
    let definitions = context.project.files_of(Language::Rust).flat_map(|(_, file)| file.outline().definitions.iter());
    let own: Vec<&str> = definitions.filter(|definition| definition.name == name).filter_map(|definition| definition.type_text.as_deref()).collect();
    if let [result] = own.as_slice() {
        let referred = without_lifetime(result.strip_prefix('&')?);
        return match referred {
            _ if referred.starts_with("mut ") => None,
            "str" => Some(".to_string()".to_owned()),
            _ if referred.starts_with('[') => Some(".to_vec()".to_owned()),
            _ => Some(".clone()".to_owned()),
        };
    }
    let made = match name {
        "as_str" | "trim" | "trim_start" | "trim_end" => ".to_string()",
        "as_slice" => ".to_vec()",
        "first" | "last" | "get" | "peek" => ".cloned()",
        "unwrap" | "expect" => {
            let inner = callee.child_by_field_name("value")?.child_by_field_name("function")?.child_by_field_name("field")?;
            matches!(words(context, inner), "first" | "last" | "get" | "peek" | "max" | "min").then_some(".clone()")?
        }
        _ => return None,
    };
    Some(made.to_owned())
}

fn without_lifetime(referred: &str) -> &str {
    match referred.strip_prefix('\'') {
        Some(rest) => rest.split_once(' ').map_or("", |(_, kind)| kind.trim_start()),
        None => referred.trim_start(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn borrowed_values_become_owned() {
        let borrowed = "immutable borrow occurs here";
        let table = [
            ("fn word(s: &str) -> &str { s }\nfn f(mut s: String) { let w = word(&s); «s.clear()»; w.len(); }", "&s)", "let w = word(&s).to_string();"),
            ("fn f(mut v: Vec<u8>) { let w = v.first().unwrap(); «v.clear()»; w; }", "v.first", "let w = v.first().unwrap().clone();"),
            ("fn f(mut v: Vec<u8>) { let w = &v[1..]; «v.clear()»; w; }", "&v[1..]", "let w = v[1..].to_owned();"),
        ];
        for (program, at, part) in table {
            let at = at.trim_end_matches(')');
            let at = if at == "&s" { "word(&s)" } else { at };
            let after = repaired(&RULE, program, "E0502", "cannot borrow", &[(at, borrowed)]).unwrap();
            assert!(after.contains(part), "{after}");
        }
    }

    #[test]
    fn what_is_replaced_moves() {
        let program = "fn f(mut a: S) { let r = &a; «a = S {}»; r.go(); }";
        let after = repaired(&RULE, program, "E0506", "cannot assign to `a` because it is borrowed", &[("&a", "`a` is borrowed here")]).unwrap();
        assert!(after.contains("let r = a;"), "{after}");
    }
}
