//! Gives a method the parameters, type parameters and receiver that its trait declares.

use super::support::words;
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, descendants, named_children, span};
use crate::syntax::{Language, SourceFile};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/trait-header",
    summary: "Gives a method the parameters that its trait declares",
    not_offered: "It keeps silent where the trait is one of another crate, and where its parameters name the trait's own type parameters.",
    examples: &[
        Example::mends(
            "rustc[E0050]: method `draw` has 1 parameter but the declaration in trait `Draw::draw` has 2",
            "
            trait Draw { fn draw(&self, width: u8) -> bool; }
            impl Draw for S { fn draw(«&self») -> bool { true } }
            ",
            "
            trait Draw { fn draw(&self, width: u8) -> bool; }
            impl Draw for S { fn draw(&self, width: u8) -> bool { true } }
            ",
        ),
        Example::mends(
            "rustc[E0049]: associated function `make` has 0 type parameters but its trait declaration has 1 type parameter",
            "
            trait Make { fn make<T: Default>(x: T) -> Self; }
            impl Make for S { fn make«»(x: bool) -> Self { S } }
            ",
            "
            trait Make { fn make<T: Default>(x: T) -> Self; }
            impl Make for S { fn make<T: Default>(x: T) -> Self { S } }
            ",
        ),
        Example::mends(
            "rustc[E0186]: method `go` has a `&self` declaration in the trait, but not in the impl",
            "
            trait Go { fn go(&self); }
            impl Go for S { «fn go()» {} }
            ",
            "
            trait Go { fn go(&self); }
            impl Go for S { fn go(&self) {} }
            ",
        ),
        Example::keeps_silent(
            "rustc[E0050]: method `draw` has 1 parameter but the declaration in trait `Draw::draw` has 2",
            "impl Draw for S { fn draw(«&self») -> bool { true } }",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0049" | "E0050" | "E0185" | "E0186" | "E0195")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let own = ancestor(context.node()?, &["function_item"])?;
    let implementation = ancestor(own, &["impl_item"])?;
    let name = words(context, own.child_by_field_name("name")?);
    let wanted = trait_name(words(context, implementation.child_by_field_name("trait")?));
    context.project.files_of(Language::Rust).find_map(|(_, file)| {
        let source = &file.source;
        let root = source.tree()?.root_node();
        let text = |node: Node<'_>| source.slice(span(node)).to_owned();
        let found = descendants(root).find(|node| node.kind() == "trait_item" && node.child_by_field_name("name").is_some_and(|own| text(own) == wanted))?;
        let members = found.child_by_field_name("body").map(named_children).unwrap_or_default();
        let model = members.into_iter().find(|member| member.child_by_field_name("name").is_some_and(|own| text(own) == name))?;
        repair(context, own, source, model, found)
    })
}

fn trait_name(path: &str) -> &str {
    let path = path.split('<').next().unwrap_or(path);
    path.rsplit("::").next().unwrap_or(path)
}

fn parameters(function: Node<'_>) -> Vec<Node<'_>> {
    let list = function.child_by_field_name("parameters").map(named_children).unwrap_or_default();
    list.into_iter().filter(|node| matches!(node.kind(), "parameter" | "self_parameter")).collect()
}

fn repair(context: &FixContext<'_>, own: Node<'_>, source: &SourceFile, model: Node<'_>, found: Node<'_>) -> Option<Proposal> {
    let text = |node: Node<'_>| source.slice(span(node)).to_owned();
    let (ours, theirs) = (parameters(own), parameters(model));
    let list = own.child_by_field_name("parameters")?;
    let mut edits = Vec::new();
    match context.diagnostic.code() {
        "E0049" | "E0195" => {
            let generics = model.child_by_field_name("type_parameters").map(text).unwrap_or_default();
            match own.child_by_field_name("type_parameters") {
                Some(known) => edits.push(TextEdit::replace(span(known), generics.clone())),
                None => edits.push(TextEdit::insert(list.start_byte(), generics.clone())),
            }
            // A parameter of a type parameter's type is of that type in both.
            for (ours, theirs) in ours.iter().zip(&theirs) {
                let (Some(kind), Some(wanted)) = (ours.child_by_field_name("type"), theirs.child_by_field_name("type")) else { continue };
                let wanted = text(wanted);
                let is_own = !generics.is_empty() && generics.split(['<', '>', ',', ':']).any(|part| part.trim() == wanted);
                if is_own && context.diagnostic.code() == "E0049" && words(context, kind) != wanted {
                    edits.push(TextEdit::replace(span(kind), wanted));
                }
            }
        }
        "E0185" => {
            let receiver = ours.first().filter(|first| first.kind() == "self_parameter")?;
            let end = ours.get(1).map_or(receiver.end_byte(), Node::start_byte);
            edits.push(TextEdit::delete(crate::base::Span::new(receiver.start_byte(), end)));
        }
        "E0186" => {
            let receiver = theirs.first().filter(|first| first.kind() == "self_parameter")?;
            let comma = if ours.is_empty() { "" } else { ", " };
            edits.push(TextEdit::insert(list.start_byte() + 1, format!("{}{comma}", text(*receiver))));
        }
        _ if ours.len() < theirs.len() => {
            let added: Vec<String> = theirs.get(ours.len()..)?.iter().map(|parameter| text(*parameter)).collect();
            let own_names = found.child_by_field_name("type_parameters").map(text).unwrap_or_default();
            let names_trait_parameter = own_names
                .split(['<', '>', ',', ':', ' '])
                .filter(|name| !name.is_empty())
                .any(|name| added.iter().any(|text| text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name)));
            (!names_trait_parameter).then_some(())?;
            let at = ours.last().map_or(list.start_byte() + 1, Node::end_byte);
            let comma = if ours.is_empty() { "" } else { ", " };
            edits.push(TextEdit::insert(at, format!("{comma}{}", added.join(", "))));
        }
        _ => {
            let gone = ours.get(theirs.len()..)?;
            let start = theirs.len().checked_sub(1).and_then(|last| ours.get(last)).map_or(gone.first()?.start_byte(), Node::end_byte);
            edits.push(TextEdit::delete(crate::base::Span::new(start, gone.last()?.end_byte())));
        }
    }
    let title = format!("Declare `{}` as the trait does", words(context, own.child_by_field_name("name")?));
    Some(Proposal::new(RULE.name, title, context, EditSet::new(edits).ok()?, 0.9))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn headers_follow_the_trait() {
        let table = [
            ("trait T { fn f(a: u8); }\nimpl T for S { fn f(«a: u8, b: u8») {} }", "E0050", "fn f(a: u8) {}"),
            ("trait T { fn f(); }\nimpl T for S { fn f(«&self») {} }", "E0185", "S { fn f() {}"),
            (
                "trait T { fn f<'a, 'b: 'a>(x: &'a str, y: &'b str); }\nimpl T for S { fn f<«'a», 'b>(x: &'a str, y: &'b str) {} }",
                "E0195",
                "S { fn f<'a, 'b: 'a>(",
            ),
        ];
        for (program, code, part) in table {
            let after = repaired(&RULE, program, code, "", &[]).unwrap();
            assert!(after.contains(part), "{after}");
        }
    }
}
