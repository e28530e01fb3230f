//! Renames a loop variable that hides an import.

use super::support::{enclosing, text_of};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "python/loop-variable",
    summary: "Renames a loop variable that hides an import",
    not_offered: "It keeps silent where the name with an underscore behind it is taken.",
    examples: &[
        Example::mends(
            "ruff[F402]: Import `path` from line 1 shadowed by loop variable",
            "
            import path

            path.touch()
            for «path» in []:
                print(path)
            ",
            "
            import path

            path.touch()
            for path_ in []:
                print(path_)
            ",
        ),
        Example::keeps_silent(
            "ruff[F402]: Import `path` from line 1 shadowed by loop variable",
            "
            import path

            path_ = path.touch()
            for «path» in []:
                print(path)
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "F402"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    renamed(context).into_iter().collect()
}

fn renamed(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let place = enclosing(file, context.diagnostic.range.start, &["for_statement"])?;
    let name = context.diagnostic.message.split(['`', '\'']).nth(1)?;
    let new = format!("{name}_");
    if file.text().contains(new.as_str()) {
        return None;
    }
    let value = place.child_by_field_name("right").map(parse::span)?;
    let is_meant = |node: &Node<'_>| {
        let attribute = node.parent().is_some_and(|parent| {
            matches!(parent.kind(), "attribute" | "keyword_argument")
                && ["attribute", "name"].iter().any(|field| parent.child_by_field_name(field) == Some(*node))
        });
        node.kind() == "identifier" && text_of(file, *node) == name && !attribute && !value.contains(parse::span(*node))
    };
    let edits = parse::descendants(place).filter(is_meant).map(|node| TextEdit::replace(parse::span(node), new.as_str()));
    let edits = EditSet::new(edits).ok().filter(|edits| !edits.is_empty())?;
    Some(Proposal::new(RULE.name, format!("Rename the loop variable to `{new}`"), context, edits, 0.85))
}

#[cfg(test)]
mod tests {
    use super::super::tests::mended_by;

    #[test]
    fn the_name_is_changed_where_the_loop_uses_it() {
        let said = ("ruff", "F402", "Import `fu` from line 1 shadowed by loop variable");
        let before = "import fu\nfor (x, («fu»,)) in fu.all():\n    x.fu = fu\n";
        assert_eq!(mended_by(super::RULE.name, said, before).as_deref(), Some("import fu\nfor (x, (fu_,)) in fu.all():\n    x.fu = fu_\n"));
    }
}
