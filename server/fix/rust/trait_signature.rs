//! Gives a method's parameter the reference that the trait's has, and leaves the rest of the type as it is written.

use super::support::{quoted, type_list, words};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, named_children};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/trait-signature",
    summary: "Makes a parameter the reference that the trait asks for",
    not_offered: "It keeps silent where the types differ by more than a reference.",
    examples: &[
        Example::mends(
            "rustc[E0053]: method `fmt` has an incompatible type for trait\ntypes differ in mutability\nnote: expected signature `fn(&Point, &mut Formatter<'_>) -> Result<_, _>`\n   found signature `fn(&Point, &Formatter<'_>) -> Result<_, _>`",
            "
            pub struct Point;

            impl std::fmt::Display for Point {
                fn fmt(&self, f: «&std::fmt::Formatter») -> std::fmt::Result {
                    Ok(())
                }
            }
            ",
            "
            pub struct Point;

            impl std::fmt::Display for Point {
                fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                    Ok(())
                }
            }
            ",
        ),
        Example::keeps_silent(
            "rustc[E0053]: method `fmt` has an incompatible type for trait\nexpected `&mut Formatter<'_>`, found `u8`\nnote: expected signature `fn(&Point, &mut Formatter<'_>) -> Result<_, _>`\n   found signature `fn(&Point, u8) -> Result<_, _>`",
            "
            pub struct Point;

            impl std::fmt::Display for Point {
                fn fmt(&self, f: «u8») -> std::fmt::Result {
                    Ok(())
                }
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0053"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let signatures: Vec<Vec<String>> = quoted(&context.diagnostic.message).into_iter().filter_map(parameters).collect();
    let [expected, found] = signatures.as_slice() else { return None };
    let at = expected.iter().zip(found).position(|(expected, found)| expected != found)?;
    let list = ancestor(context.node()?, &["function_item", "function_signature_item"])?.child_by_field_name("parameters")?;
    let parameter: Node<'_> = named_children(list).into_iter().filter(|node| matches!(node.kind(), "parameter" | "self_parameter")).nth(at)?;
    let (expected, found) = (expected.get(at)?, found.get(at)?);
    if parameter.kind() == "self_parameter" {
        let text = match (expected.starts_with("&mut "), expected.starts_with('&')) {
            (true, _) => "&mut self",
            (_, true) => "&self",
            _ => "self",
        };
        let title = format!("Take `{text}`, as the trait does");
        return Some(Proposal::replace(RULE.name, title, context, crate::syntax::parse::span(parameter), text, 0.93));
    }
    let kind = parameter.child_by_field_name("type")?;
    let start = kind.start_byte();
    let edit = if let Some(inner) = expected.strip_prefix("&mut ") {
        match found.strip_prefix('&') {
            Some(plain) if plain == inner => TextEdit::insert(start + 1, "mut "),
            None if found == inner => TextEdit::insert(start, "&mut "),
            _ => return None,
        }
    } else if let Some(inner) = expected.strip_prefix('&') {
        match found.strip_prefix("&mut ") {
            Some(plain) if plain == inner => TextEdit::replace(crate::base::Span::new(start, start + "&mut ".len()), "&"),
            None if found == inner => TextEdit::insert(start, "&"),
            _ => return None,
        }
    } else {
        return None;
    };
    let lead = if expected.starts_with("&mut ") { "&mut " } else { "&" };
    let bare = words(context, kind).trim_start_matches('&').trim_start_matches("mut ");
    Some(Proposal::new(RULE.name, format!("Take `{lead}{bare}`, as the trait does"), context, EditSet::one(edit), 0.93))
}

/// The types of the parameters of a signature as the compiler prints it.
fn parameters(signature: &str) -> Option<Vec<String>> {
    type_list(signature.split_once("fn(")?.1)
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    const MESSAGE: &str =
        "method `fmt` has an incompatible type for trait\nnote: expected signature `fn(&S, &mut Formatter<'_>) -> R`\n   found signature `fn(";

    #[test]
    fn references_follow_the_trait() {
        let table = [
            ("&S, &Formatter<'_>)", "fn fmt(&self, f: «&fmt::Formatter») {}", "f: &mut fmt::Formatter)"),
            ("&S, Formatter<'_>)", "fn fmt(&self, f: «fmt::Formatter») {}", "f: &mut fmt::Formatter)"),
            ("&mut S, &mut Formatter<'_>)", "fn fmt(«&mut self», f: &mut fmt::Formatter) {}", "fmt(&self, f"),
        ];
        for (found, program, part) in table {
            let after = repaired(&RULE, program, "E0053", &format!("{MESSAGE}{found} -> R`"), &[]).unwrap();
            assert!(after.contains(part), "{after}");
        }
    }

    #[test]
    fn another_type_is_left_alone() {
        assert_eq!(repaired(&RULE, "fn fmt(&self, f: «u8») {}", "E0053", &format!("{MESSAGE}&S, u8) -> R`"), &[]), None);
    }
}
