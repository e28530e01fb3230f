//! Returns as many values as the function's results are.
//!
//! A value too many goes.

use super::list::{Values, drop_values, insert_values};
use super::types::Types;
use super::view::{View, have_and_want, head};
use crate::base::EditSet;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::BindingKind;
use crate::syntax::go::ast::{Kind, NodeId};

const NAME: &str = "go/return-values";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Returns as many values as the function promises",
    not_offered: "It keeps silent where the values written are not those that the message lists, as where a call gives several.",
    examples: &[
        Example::mends(
            "go: not enough return values\n\thave (error)\n\twant (int64, error)",
            r#"
            package main

            import "os"

            func size(name string) (int64, error) {
            	info, err := os.Stat(name)
            	if err != nil {
            		return «err»
            	}
            	return info.Size(), nil
            }

            func main() { println(size("a")) }
            "#,
            r#"
            package main

            import "os"

            func size(name string) (int64, error) {
            	info, err := os.Stat(name)
            	if err != nil {
            		return 0, err
            	}
            	return info.Size(), nil
            }

            func main() { println(size("a")) }
            "#,
        ),
        Example::mends(
            "go: not enough return values\n\thave ()\n\twant (int, string, error)",
            r#"
            package main

            func parse(text string) (int, string, error) {
            	count := len(text)
            	«return»
            }

            func main() { println(parse("a")) }
            "#,
            r#"
            package main

            func parse(text string) (int, string, error) {
            	count := len(text)
            	return count, "", nil
            }

            func main() { println(parse("a")) }
            "#,
        ),
        Example::mends(
            "go: too many return values\n\thave (nil)\n\twant ()",
            r#"
            package main

            func show(name string) {
            	println(name)
            	return «nil»
            }

            func main() { show("a") }
            "#,
            r#"
            package main

            func show(name string) {
            	println(name)
            	return
            }

            func main() { show("a") }
            "#,
        ),
    ],
    applies: |diagnostic| matches!(head(&diagnostic.message), "not enough return values" | "too many return values"),
    propose,
};

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let view = View::new(context);
    let (Some(statement), Some((have, want))) = (statement(&view, context.diagnostic), have_and_want(&context.diagnostic.message)) else {
        return Vec::new();
    };
    let list = view.tree.child(statement, 0);
    let elements = view.tree.elements(&list);
    if elements.len() != have.len() {
        return Vec::new();
    }
    let types = Types::new(&view);
    let values = Values { elements, empty_at: view.tree.span(statement).start + "return".len(), lead: " " };
    if have.len() > want.len() {
        if want.is_empty() {
            let range = crate::base::Span::new(values.empty_at, view.tree.span(statement).end);
            return vec![Proposal::replace(NAME, "Return nothing", context, range, "", 0.85)];
        }
        let kept = types.align(&want, &have, |want, have| types.fit(have, want));
        let surplus: Vec<usize> = (0..have.len()).filter(|place| !kept.contains(place)).collect();
        return drop_values(&view, &values, &surplus).map(|edits| Proposal::new(NAME, "Return fewer values", context, edits, 0.92)).into_iter().collect();
    }
    let taken = types.align(&have, &want, |have, want| types.fit(have, want));
    let gaps: Vec<usize> = (0..want.len()).filter(|place| !taken.contains(place)).collect();
    // Where an error is returned beside it, or nothing, a value is its zero one.
    let zero: Option<Vec<(usize, String)>> = gaps.iter().map(|place| Some((*place, types.zero_value(want.get(*place)?)?))).collect();
    let mut proposals = Vec::new();
    if let Some((edits, names)) = with_unused(&view, context.diagnostic) {
        proposals.push(Proposal::new(NAME, format!("Return `{}`", names.join("`, `")), context, edits, 0.93));
    }
    if let Some(zero) = zero
        && let Some(edits) = insert_values(&view, &values, &zero)
    {
        let texts: Vec<&str> = zero.iter().map(|(_, text)| text.as_str()).collect();
        let certain = if taken.iter().zip(&have).all(|(place, have)| want.get(*place).is_some_and(|want| types.fit(have, want) > 0)) { 0.9 } else { 0.75 };
        proposals.push(Proposal::new(NAME, format!("Return `{}` too", texts.join("`, `")), context, edits, certain));
    }
    if let [place] = gaps.as_slice() {
        // A named result or a variable of the type is the other thing that people mean.
        let wanted = want.get(*place).map_or("", String::as_str);
        let found = super::list::fillers(&types, view.tree.span(statement).start, wanted, None, &[]);
        for (text, score) in
            found.into_iter().filter(|(text, _)| text.chars().next().is_some_and(char::is_alphabetic) && text != "nil" && text != "false").take(2)
        {
            if let Some(edits) = insert_values(&view, &values, &[(*place, text.clone())]) {
                proposals.push(Proposal::new(NAME, format!("Return `{text}` too"), context, edits, score * 0.9));
            }
        }
    }
    proposals
}

/// The `return` that a diagnostic is about: around its place, or in its line.
fn statement(view: &View<'_>, diagnostic: &Diagnostic) -> Option<NodeId> {
    let file = view.context.file;
    let line = file.line_of(diagnostic.range.start);
    let on_line = |id: &NodeId| view.kind(*id) == Kind::Return && file.line_of(view.tree.span(*id).start) == line;
    view.innermost(diagnostic.range.start, &[Kind::Return]).or_else(|| view.below(view.tree.root).into_iter().find(on_line))
}

/// The edits that give a `return` the variables that nothing else uses, with their names; what they do not fill gets its zero value. `None`
/// where the diagnostic is about something else or no such variable fits.
pub(super) fn with_unused(view: &View<'_>, diagnostic: &Diagnostic) -> Option<(EditSet, Vec<String>)> {
    if head(&diagnostic.message) != "not enough return values" {
        return None;
    }
    let (statement, (have, want)) = (statement(view, diagnostic)?, have_and_want(&diagnostic.message)?);
    let list = view.tree.child(statement, 0);
    let elements = view.tree.elements(&list);
    let start = view.tree.span(statement).start;
    let types = Types::new(view);
    let known = view.context.scopes.visible_at(start).into_iter();
    let unused: Vec<(String, String)> = known
        .filter(|binding| binding.reads == 0 && binding.kind == BindingKind::Variable && binding.range.end <= start)
        .filter_map(|binding| Some((binding.name.clone(), types.of_binding(binding.range.start, 8)?)))
        .collect();
    if elements.len() != have.len() || have.len() >= want.len() || unused.is_empty() {
        return None;
    }
    let taken = types.align(&have, &want, |have, want| types.fit(have, want));
    let mut names: Vec<String> = Vec::new();
    let mut added = Vec::new();
    for (place, wanted) in want.iter().enumerate().filter(|(place, _)| !taken.contains(place)) {
        // A pointer to a type of a package is mostly meant where one of its interfaces is wanted.
        let suits = |known: &str| {
            known == wanted || known.starts_with('*') && wanted.contains('.') && known.split('.').next() == Some(&format!("*{}", package(wanted)))
        };
        match unused.iter().find(|(name, known)| !names.contains(name) && suits(known)) {
            Some((name, _)) => {
                names.push(name.clone());
                added.push((place, name.clone()));
            }
            None => added.push((place, types.zero_value(wanted)?)),
        }
    }
    let values = Values { elements, empty_at: start + "return".len(), lead: " " };
    (!names.is_empty()).then(|| insert_values(view, &values, &added)).flatten().map(|edits| (edits, names))
}

fn package(type_text: &str) -> &str {
    type_text.split('.').next().unwrap_or("")
}
