//! Moves the definition of a macro before its first use.

use super::support::{headline, quoted, words};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{descendants, named_children};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/order-macro",
    summary: "Moves a macro's definition before its use, or lets it out of its module",
    not_offered: "It keeps silent where the file does not define the macro.",
    examples: &[
        Example::mends(
            "rustc: cannot find macro `hello` in this scope",
            "
            fn main() {
                «hello»!();
            }

            macro_rules! hello {
                () => {};
            }
            ",
            "
            macro_rules! hello {
                () => {};
            }

            fn main() {
                hello!();
            }
            ",
        ),
        Example::mends(
            "rustc: cannot find macro `hello` in this scope",
            "
            mod greetings {
                macro_rules! hello {
                    () => {};
                }
            }

            fn main() {
                «hello»!();
            }
            ",
            "
            #[macro_use]
            mod greetings {
                macro_rules! hello {
                    () => {};
                }
            }

            fn main() {
                hello!();
            }
            ",
        ),
        Example::keeps_silent("rustc: cannot find macro `hello` in this scope", "fn main() { «hello»!(); }"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    headline(diagnostic).starts_with("cannot find macro `")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let name = *quoted(headline(context.diagnostic)).first()?;
    let root = context.file.tree()?.root_node();
    let is_own = |node: &Node<'_>| node.kind() == "macro_definition" && node.child_by_field_name("name").is_some_and(|own| words(context, own) == name);
    let definition = descendants(root).find(is_own)?;
    let items = named_children(root);
    let place = context.diagnostic.range.start;
    let used = items.iter().position(|item| item.start_byte() <= place && place < item.end_byte())?;
    let defined = items.iter().position(|item| item.start_byte() <= definition.start_byte() && definition.end_byte() <= item.end_byte())?;
    let head = |at: usize| at - items.get(..at).unwrap_or(&[]).iter().rev().take_while(|item| item.kind() == "attribute_item").count();
    let own = items.get(defined)?;
    let line_break = context.file.line_break();
    if own.kind() == "mod_item" && defined < used {
        let has_use = items.get(head(defined)..defined).unwrap_or(&[]).iter().any(|item| words(context, *item).contains("macro_use"));
        let start = items.get(head(defined))?.start_byte();
        let edit = TextEdit::insert(start, format!("#[macro_use]{line_break}"));
        return (!has_use).then(|| Proposal::new(RULE.name, format!("Let `{name}` out of its module"), context, EditSet::one(edit), 0.85));
    }
    (own.id() == definition.id() && used < defined).then_some(())?;
    let start = items.get(head(defined))?.start_byte();
    let text = context.file.text();
    let end = own.end_byte();
    // The blank line that parted it from what stands before goes with it.
    let before = text.get(..start)?;
    let from = before.trim_end().len();
    let rest = text.get(end..)?;
    let gap = if rest.trim().is_empty() { "" } else { before.get(from..)? };
    let tail = rest.len() - rest.trim_start_matches(['\n', '\r']).len();
    let deleted = if gap.is_empty() { Span::new(from, end) } else { Span::new(start, end + tail) };
    let target = items.get(head(used))?.start_byte();
    let moved = text.get(start..end)?;
    let edits = EditSet::new([TextEdit::insert(target, format!("{moved}{line_break}{line_break}")), TextEdit::delete(deleted)]).ok()?;
    Some(Proposal::new(RULE.name, format!("Define `{name}` before its use"), context, edits, 0.88))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn what_stands_behind_stays_apart() {
        let program = "fn main() { «m»!(); }\n\n#[rustfmt::skip]\nmacro_rules! m { () => {} }\n\nfn g() {}\n";
        let after = repaired(&RULE, program, "", "cannot find macro `m` in this scope", &[]).unwrap();
        assert_eq!(after, "#[rustfmt::skip]\nmacro_rules! m { () => {} }\n\nfn main() { m!(); }\n\nfn g() {}\n");
    }
}
