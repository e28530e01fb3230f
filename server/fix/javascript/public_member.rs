//! Makes a private member public that is used outside of its class.

use super::tree;
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;

pub(super) const RULE: Rule = Rule {
    name: "javascript/public-member",
    summary: "Makes a private member public that is used outside of its class",
    not_offered: "It keeps silent inside of classes, where a private member may have to be declared.",
    examples: &[
        Example::mends(
            "eslint: Parsing error: Private field '#x' must be declared in an enclosing class",
            "
            class Point { #x = 1 }
            export const get = point => point.«#»x;
            ",
            "
            class Point { x = 1 }
            export const get = point => point.x;
            ",
        ),
        Example::keeps_silent(
            "eslint: Parsing error: Private field '#y' must be declared in an enclosing class",
            "
            class Point {
              get() { return this.«#»y; }
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.message.contains("must be declared in an enclosing class")
        || diagnostic.message.contains("is not allowed outside class bodies")
        || matches!(diagnostic.code(), "TS18013" | "TS18016")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    published(context).into_iter().collect()
}

fn published(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let rest = file.text().get(context.diagnostic.range.start..)?;
    let hash = context.diagnostic.range.start + rest.find('#')?;
    let name: &str = file.text().get(hash + 1..)?.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').next()?;
    let root = file.tree()?.root_node();
    let outside = root.descendant_for_byte_range(hash, hash + 1)?;
    if name.is_empty() || parse::ancestor(outside, &["class_body"]).is_some() {
        return None;
    }
    let written = format!("#{name}");
    let marked = parse::descendants(root).filter(|node| node.kind() == "private_property_identifier" && tree::text(file, *node) == written);
    let mut places: Vec<usize> = marked.map(|node| node.start_byte()).chain([hash]).collect();
    places.sort_unstable();
    places.dedup();
    let edits = EditSet::new(places.into_iter().map(|at| TextEdit::delete(Span::new(at, at + 1)))).ok()?;
    Some(Proposal::new(RULE.name, format!("Make `{name}` public"), context, edits, 0.95))
}

#[cfg(test)]
mod tests {
    use super::super::testing::first_fix;

    #[test]
    fn members_used_outside() {
        first_fix("class C {\n  #x = 10;\n}\nfunction f(c) {\n  c.#x = 20;\n}\n", "class C {\n  x = 10;\n}\nfunction f(c) {\n  c.x = 20;\n}\n");
    }
}
