//! Implements the missing member of a trait where the file tells how: an associated type from the signatures beside it or from another
//! implementation of the trait, a method by the type's own function of the same shape.

use super::support::{headline, quoted, words};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::{Diagnostic, Suggestion};
use crate::syntax::parse::{ancestor, descendants, named_children};
use crate::syntax::{Definition, DefinitionKind, Language};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/implement-member",
    summary: "Implements what a trait demands where the file tells how",
    not_offered: "It keeps silent where the file has neither another implementation of the trait nor a function of the same shape, and where several members are missing.",
    examples: &[
        Example::mends(
            "rustc[E0046]: not all trait items implemented, missing: `Item`\nmissing `Item` in implementation",
            "
            pub struct Countdown(u8);

            «impl Iterator for Countdown» {
                fn next(&mut self) -> Option<u8> {
                    None
                }
            }
            ",
            "
            pub struct Countdown(u8);

            impl Iterator for Countdown {
                type Item = u8;
                fn next(&mut self) -> Option<u8> {
                    None
                }
            }
            ",
        ),
        Example::mends(
            "rustc[E0046]: not all trait items implemented, missing: `default`\nmissing `default` in implementation",
            "
            pub struct Shape;

            impl Shape {
                pub fn new() -> Self {
                    Shape
                }
            }

            «impl Default for Shape» {
            }
            ",
            "
            pub struct Shape;

            impl Shape {
                pub fn new() -> Self {
                    Shape
                }
            }

            impl Default for Shape {
                fn default() -> Self {
                    Shape::new()
                }
            }
            ",
        ),
        Example::keeps_silent(
            "rustc[E0046]: not all trait items implemented, missing: `draw`\nmissing `draw` in implementation",
            "
            pub trait Draw {
                fn draw(&self);
            }

            pub struct Shape;

            «impl Draw for Shape» {}
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0046"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    member(context).into_iter().chain(with_names(context)).collect()
}

/// The compiler's own stubs with the names that the trait gives its parameters.
fn with_names(context: &FixContext<'_>) -> Vec<Proposal> {
    let stub = |suggestion: &Suggestion| {
        let [(_, edits)] = suggestion.edits.as_slice() else { return None };
        let [edit] = edits.edits() else { return None };
        let (head, _) = edit.text.split_once("todo!()")?;
        let head = head.trim().trim_end_matches('{').trim_end();
        let name = head.split_once("fn ")?.1.split(['(', '<']).next()?;
        let implementation = ancestor(context.node()?, &["impl_item"])?;
        let wanted = trait_name(context, implementation)?;
        let definitions = || context.project.files_of(Language::Rust).flat_map(|(_, file)| file.outline().definitions.iter());
        let declared = definitions().find(|definition| definition.container == wanted && definition.name == name)?;
        let mut pieces = head.split("_: ");
        let mut text = pieces.next()?.to_owned();
        let names = declared.parameters.iter().flatten().map(|parameter| parameter.split(':').next().unwrap_or("_").trim());
        for (piece, name) in pieces.by_ref().zip(names) {
            text.push_str(&format!("{name}: {piece}"));
        }
        pieces.next().is_none().then_some(())?;
        let body = implementation.child_by_field_name("body")?;
        let outer = context.file.indentation(context.file.line_of(implementation.start_byte()));
        let (line_break, unit) = (context.file.line_break(), context.file.indent_unit());
        let stub = format!("{outer}{unit}{text} {{{line_break}{outer}{unit}{unit}todo!(){line_break}{outer}{unit}}}{line_break}{outer}");
        // Behind the last member, in the place of the white space before the closing brace.
        let inside = context.file.slice(Span::new(body.start_byte() + 1, body.end_byte() - 1));
        let start = body.start_byte() + 1 + inside.trim_end().len();
        let range = Span::new(start, body.end_byte() - 1);
        Some(Proposal::replace(RULE.name, format!("Implement `{name}`"), context, range, format!("{line_break}{stub}"), 0.5).sketch())
    };
    context.diagnostic.suggestions.iter().filter_map(stub).collect()
}

fn member(context: &FixContext<'_>) -> Option<Proposal> {
    let names = quoted(headline(context.diagnostic));
    let [name] = names.as_slice() else { return None };
    let implementation = ancestor(context.node()?, &["impl_item"])?;
    let body = implementation.child_by_field_name("body")?;
    let (text, likelihood) = match name.starts_with(char::is_uppercase) {
        true => (format!("type {name} = {};", associated_type(context, implementation, name)?), 0.85),
        false => (method(context, implementation, name)?, 0.75),
    };
    let line = context.file.line_of(implementation.start_byte());
    let unit = context.file.indent_unit();
    let indentation = format!("{}{unit}", context.file.indentation(line));
    let line_break = context.file.line_break();
    let text = text.replace('\n', &format!("{line_break}{indentation}")).replace('\t', &unit);
    let end = if words(context, body).trim_start_matches('{').starts_with(['\n', '\r']) { String::new() } else { format!("{line_break}{indentation}") };
    let edit = TextEdit::insert(body.start_byte() + 1, format!("{line_break}{indentation}{text}{end}"));
    let title = format!("Implement `{name}`");
    Some(Proposal::new(RULE.name, title, context, EditSet::one(edit), likelihood))
}

fn associated_type(context: &FixContext<'_>, implementation: Node<'_>, name: &str) -> Option<String> {
    let body = implementation.child_by_field_name("body")?;
    let functions: Vec<Node<'_>> = named_children(body).into_iter().filter(|node| node.kind() == "function_item").collect();
    let result = |function: &Node<'_>| function.child_by_field_name("return_type").map(|kind| words(context, kind));
    let inner = |kind: &str, at: usize| -> Option<String> {
        let (_, rest) = kind.split_once('<')?;
        let rest = rest.strip_suffix('>')?;
        let parts = split_arguments(rest);
        parts.get(at).filter(|part| !part.contains("Self::")).cloned()
    };
    let from_signatures = functions.iter().filter_map(result).find_map(|kind| match name {
        "Item" => kind.starts_with("Option<").then(|| inner(kind, 0)).flatten(),
        "Err" | "Error" => kind.contains("Result<").then(|| inner(kind, 1)).flatten(),
        "Output" => Some(kind.to_owned()).filter(|kind| !kind.contains("Self::")),
        "Target" => kind.strip_prefix('&').map(|kind| kind.trim_start_matches("mut ").to_owned()).filter(|kind| !kind.contains("Self::")),
        _ => None,
    });
    let by_trait = || {
        let wanted = trait_name(context, implementation)?;
        let root = context.file.tree()?.root_node();
        descendants(root).filter(|node| node.kind() == "impl_item" && node.id() != implementation.id() && trait_name(context, *node) == Some(wanted)).find_map(
            |other| {
                let members = named_children(other.child_by_field_name("body")?);
                let same = members
                    .into_iter()
                    .find(|member| member.kind() == "type_item" && member.child_by_field_name("name").is_some_and(|own| words(context, own) == name))?;
                Some(words(context, same.child_by_field_name("type")?).to_owned())
            },
        )
    };
    from_signatures.or_else(by_trait)
}

/// The trait that is implemented, without its path and arguments.
fn trait_name<'c>(context: &'c FixContext<'_>, implementation: Node<'_>) -> Option<&'c str> {
    let text = words(context, implementation.child_by_field_name("trait")?);
    let text = text.split('<').next().unwrap_or(text);
    Some(text.rsplit("::").next().unwrap_or(text))
}

fn split_arguments(list: &str) -> Vec<String> {
    let mut depth = 0;
    let mut parts = vec![String::new()];
    for character in list.chars() {
        depth += match character {
            '<' | '(' | '[' => 1,
            '>' | ')' | ']' => -1,
            _ => 0,
        };
        match character {
            ',' if depth == 0 => parts.push(String::new()),
            _ => parts.iter_mut().last().into_iter().for_each(|last| last.push(character)),
        }
    }
    parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// A method that one of the type's own functions already does.
fn method(context: &FixContext<'_>, implementation: Node<'_>, name: &str) -> Option<String> {
    let owner = words(context, implementation.child_by_field_name("type")?);
    let owner_name = owner.split('<').next().unwrap_or(owner);
    let functions = || context.project.files_of(Language::Rust).flat_map(|(_, file)| file.outline().definitions.iter());
    let constructors: Vec<&Definition> = functions()
        .filter(|definition| definition.kind == DefinitionKind::Method && definition.container == owner_name)
        .filter(|definition| definition.type_text.as_deref().is_some_and(|kind| kind == "Self" || kind.split('<').next() == Some(owner_name)))
        .collect();
    let with = |parameters: &[&str]| {
        constructors.iter().find(|definition| {
            let own: Vec<&str> =
                definition.parameters.iter().flatten().filter_map(|parameter| parameter.split_once(':')).map(|(_, kind)| kind.trim()).collect();
            own == parameters
        })
    };
    let path = |definition: &Definition| format!("{owner_name}::{}", definition.name);
    match name {
        "default" => with(&[]).map(|new| format!("fn default() -> Self {{\n\t{}()\n}}", path(new))),
        "from" => {
            let whole = words(context, implementation.child_by_field_name("trait")?);
            let source = whole.split_once('<')?.1.strip_suffix('>')?;
            with(&[source]).map(|new| format!("fn from(value: {source}) -> Self {{\n\t{}(value)\n}}", path(new)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn stubs_name_their_parameters() {
        let program = "trait T<A> { fn go(&self, count: A) -> &A; }\nimpl T<u8> for S { «»}";
        let stub = "fn go(&self, _: u8) -> &u8 { todo!() }\n";
        let after = super::super::support::testing::suggested(&RULE, program, "E0046", "not all trait items implemented, missing: `go`", stub).unwrap();
        assert!(after.contains("impl T<u8> for S {\n    fn go(&self, count: u8) -> &u8 {\n        todo!()\n    }\n}"), "{after}");
    }

    #[test]
    fn members_are_implemented_from_what_the_file_tells() {
        let message = |name: &str| format!("not all trait items implemented, missing: `{name}`");
        let table = [
            ("«impl Iterator for S» {\n    fn next(&mut self) -> Option<u8> { None }\n}", "Item", "{\n    type Item = u8;\n    fn next"),
            (
                "«impl FromStr for S» {\n    fn from_str(s: &str) -> Result<Self, Self::Err> { x }\n}\nimpl FromStr for T {\n    type Err = Oops;\n}",
                "Err",
                "{\n    type Err = Oops;\n    fn from_str",
            ),
            ("impl S { fn new() -> Self { S } }\n«impl Default for S» {\n}", "default", "{\n    fn default() -> Self {\n        S::new()\n    }\n}"),
            (
                "impl O { fn new(width: usize) -> Self { O } }\n«impl From<usize> for O<'_>» {\n}",
                "from",
                "fn from(value: usize) -> Self {\n        O::new(value)\n    }",
            ),
        ];
        for (program, name, part) in table {
            let after = repaired(&RULE, program, "E0046", &message(name), &[]).unwrap_or_default();
            assert!(after.contains(part), "{after}");
        }
    }

    #[test]
    fn what_nothing_tells_is_left_to_the_user() {
        assert_eq!(repaired(&RULE, "«impl T for S» {\n}", "E0046", "not all trait items implemented, missing: `go`", &[]), None);
    }
}
