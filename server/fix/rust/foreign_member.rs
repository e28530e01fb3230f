//! Removes from an `impl` what the trait does not have.

use crate::base::Span;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, span};

pub const RULE: Rule = Rule {
    name: "rust/foreign-member",
    summary: "Removes a member that the trait does not have",
    not_offered: "It keeps silent where the compiler suggests a member of a like name.",
    examples: &[Example::mends(
        "rustc[E0438]: const `FLAG` is not a member of trait `Marker`",
        "
            pub trait Marker {}

            pub struct Point;

            impl Marker for Point {
                «const FLAG: bool = false;»
            }
            ",
        "
            pub trait Marker {}

            pub struct Point;

            impl Marker for Point {
            }
            ",
    )],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0407" | "E0437" | "E0438") && diagnostic.suggestions.is_empty()
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let item = context.node().and_then(|node| ancestor(node, &["function_item", "const_item", "type_item", "associated_type"]));
    let Some(item) = item else { return Vec::new() };
    let mut start = item.start_byte();
    // Its comments and attributes go with it.
    let mut before = item.prev_named_sibling();
    while let Some(part) = before.filter(|part| matches!(part.kind(), "attribute_item" | "line_comment" | "block_comment")) {
        start = part.start_byte();
        before = part.prev_named_sibling();
    }
    let text = context.file.text();
    let blank = text.get(..start).map_or(0, |before| before.len() - before.trim_end_matches([' ', '\t']).len());
    let range = Span::new(start - blank, span(item).end);
    let end = if text.get(range.end..).is_some_and(|rest| rest.starts_with('\n')) { range.end + 1 } else { range.end };
    vec![Proposal::replace(RULE.name, "Remove the member", context, Span::new(range.start, end), "", 0.6)]
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn members_are_removed_with_their_attributes() {
        let table = [
            ("trait M {}\nimpl M for F {\n    #[inline]\n    fn «missing»() {}\n    fn a() {}\n}", "impl M for F {\n    fn a() {}\n}"),
            ("impl M for F {\n    const «FLAG»: bool = false;\n}", "impl M for F {\n}"),
        ];
        for (program, part) in table {
            let after = repaired(&RULE, program, "E0407", "method `missing` is not a member of trait `M`", &[]).unwrap();
            assert!(after.contains(part), "{after}");
        }
    }

    #[test]
    fn other_errors_are_none_of_it() {
        assert_eq!(repaired(&RULE, "impl M for F { fn «a»() {} }", "E0046", "not all trait items implemented", &[]), None);
    }
}
