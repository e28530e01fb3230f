//! Removes an import that is not used.
//!
//! In a group only the one line goes.

use super::undefined_name::misspelt_uses;
use super::view::{View, head};
use crate::base::{Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::syntax::go::ast::{Kind, NodeId};
use crate::syntax::go::imports::package_name;
use crate::syntax::go::token::Token;

const NAME: &str = "go/unused-import";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Removes an import that is not used",
    not_offered: "It is offered for every unused import; where a name in the file is a misspelling of the package's, correcting that one comes first.",
    examples: &[
        Example::mends(
            r#"go: "os" imported and not used"#,
            r#"
            package main

            import «"»os"

            func main() {
            	println("hello")
            }
            "#,
            r#"
            package main

            func main() {
            	println("hello")
            }
            "#,
        ),
        Example::mends(
            r#"go: "os" imported and not used"#,
            r#"
            package main

            import (
            	"fmt"
            	«"»os"
            )

            func main() {
            	fmt.Println("hello")
            }
            "#,
            r#"
            package main

            import (
            	"fmt"
            )

            func main() {
            	fmt.Println("hello")
            }
            "#,
        ),
    ],
    applies: |diagnostic| head(&diagnostic.message).ends_with(" and not used") && diagnostic.message.contains("\" imported"),
    propose,
};

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let view = View::new(context);
    let at = context.diagnostic.range.start;
    let Some(path) = head(&context.diagnostic.message).split('"').nth(1) else { return Vec::new() };
    let found = imports(&view).into_iter().find(|(_, specification)| {
        let span = view.tree.span(*specification);
        span.touches(at) && view.text_of(view.tree.child(*specification, 1)).trim_matches(['"', '`']) == path
    });
    let Some((declaration, specification)) = found else { return Vec::new() };
    let mut proposals = misspelt_uses(context, NAME, &package_name(path).0);
    let alone = view.tree.children(declaration).len() == 1;
    let span = view.tree.span(if alone { declaration } else { specification });
    let mut range = view.statement_range(span);
    if alone {
        range = with_blank_line(context, range);
    }
    let likelihood = if proposals.is_empty() { 0.95 } else { 0.4 };
    proposals.push(Proposal::new(NAME, format!("Remove the import of `{path}`"), context, TextEdit::delete(range).into(), likelihood).safe());
    proposals
}

/// The imports of a file: declaration and specification.
pub(super) fn imports(view: &View<'_>) -> Vec<(NodeId, NodeId)> {
    let declarations =
        view.tree.children(view.tree.root).iter().filter(|id| view.kind(**id) == Kind::Declaration && view.tree.node(**id).token == Token::Import);
    declarations.flat_map(|declaration| view.tree.children(*declaration).iter().map(|specification| (*declaration, *specification))).collect()
}

/// The range with the empty line behind it, so that no two of them are left.
fn with_blank_line(context: &FixContext<'_>, range: Span) -> Span {
    let next = context.file.line_of(range.end);
    let empty = |line: usize| context.file.line(line).trim().is_empty();
    let before = context.file.line_of(range.start).checked_sub(1).is_some_and(empty);
    if before && empty(next) { Span::new(range.start, context.file.full_lines(next, next).end) } else { range }
}
