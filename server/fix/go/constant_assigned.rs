//! Makes assignable what an assignment cannot change: a constant becomes a variable, a struct in a map is changed in a copy and put back.

use super::view::{View, head};
use crate::base::{Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::syntax::go::ast::{Kind, NodeId};
use crate::syntax::go::token::Token;

const NAME: &str = "go/constant-assigned";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Makes assignable what an assignment cannot change",
    not_offered: "It keeps silent about a constant of a group, whose other constants would change with it, and about values without a name.",
    examples: &[
        Example::mends(
            "go: cannot assign to limit (neither addressable nor a map index expression)",
            "
            package main

            func main() {
            	const limit = 1
            	«limit» = 2
            	println(limit)
            }
            ",
            "
            package main

            func main() {
            	var limit = 1
            	limit = 2
            	println(limit)
            }
            ",
        ),
        Example::mends(
            "go: cannot assign to struct field users[1].name in map",
            r#"
            package main

            type user struct{ name string }

            func rename(users map[int]user) {
            	«users»[1].name = "Ann"
            }

            func main() { rename(nil) }
            "#,
            r#"
            package main

            type user struct{ name string }

            func rename(users map[int]user) {
            	entry := users[1]
            	entry.name = "Ann"
            	users[1] = entry
            }

            func main() { rename(nil) }
            "#,
        ),
        Example::keeps_silent(
            "go: cannot assign to small (neither addressable nor a map index expression)",
            "
            package main

            const (
            	small = 1
            	large = 2
            )

            func main() {
            	«small» = 2
            }
            ",
        ),
    ],
    applies: |diagnostic| head(&diagnostic.message).starts_with("cannot assign to "),
    propose,
};

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let view = View::new(context);
    let at = context.diagnostic.range.start;
    if head(&context.diagnostic.message).ends_with(" in map") {
        return through_copy(&view, at).into_iter().collect();
    }
    let Some(target) = view.path(at).into_iter().rev().find(|id| view.kind(*id) == Kind::Name) else { return Vec::new() };
    let name = view.text_of(target);
    let Some(binding) = context.scopes.visible_at(at).into_iter().find(|binding| binding.name == name) else { return Vec::new() };
    let path = view.path(binding.range.start);
    let declaration = path.iter().rev().find(|id| view.kind(**id) == Kind::Declaration && view.tree.node(**id).token == Token::Const).copied();
    // In a group the other constants would change with it.
    let Some(declaration) = declaration.filter(|declaration| view.tree.children(*declaration).len() == 1) else { return Vec::new() };
    let keyword = Span::new(view.tree.span(declaration).start, view.tree.span(declaration).start + "const".len());
    vec![Proposal::replace(NAME, format!("Make `{name}` a variable"), context, keyword, "var", 0.85)]
}

fn through_copy(view: &View<'_>, at: usize) -> Option<Proposal> {
    let statement = view.innermost(at, &[Kind::Assignment, Kind::IncrementStatement])?;
    let targets = view.tree.child(statement, 0);
    let [target] = view.tree.elements(&targets) else { return None };
    let mut element = *target;
    while view.kind(element) == Kind::Selector {
        element = view.tree.child(element, 0);
    }
    let is_simple = |id: NodeId| view.below(id).into_iter().all(|id| view.kind(id) != Kind::Call);
    if view.kind(element) != Kind::Index || !is_simple(element) {
        return None;
    }
    let taken: Vec<&str> = view.context.scopes.visible_at(at).into_iter().map(|binding| binding.name.as_str()).collect();
    let copy = ["entry", "value", "element"].into_iter().find(|name| !taken.contains(name))?;
    let file = view.context.file;
    let (span, stored) = (view.tree.span(statement), view.tree.span(element));
    let separator = format!("{}{}", file.line_break(), file.indentation(file.line_of(span.start)));
    let (before, after) = (Span::new(span.start, stored.start).of(view.text), Span::new(stored.end, span.end).of(view.text));
    let stored = stored.of(view.text);
    let text = format!("{copy} := {stored}{separator}{before}{copy}{after}{separator}{stored} = {copy}");
    Some(Proposal::new(NAME, "Change a copy and put it back", view.context, TextEdit::replace(span, text).into(), 0.85))
}
