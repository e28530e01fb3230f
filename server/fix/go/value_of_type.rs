//! Makes a value where a type stands as one.

use super::expected::{Expected, expected};
use super::stub::type_specification;
use super::types::Types;
use super::view::{View, head};
use crate::base::TextEdit;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::syntax::go::ast::{Kind, NodeId};

const NAME: &str = "go/value-of-type";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Makes a value of a type that stands where a value is needed",
    not_offered: "It keeps silent where the type is no struct of the file, as nothing says then which value is meant.",
    examples: &[
        Example::mends(
            "go: options (type) is not an expression",
            "
            package main

            type options struct{ deep bool }

            func run(with options) { println(with.deep) }

            func main() { run(«options») }
            ",
            "
            package main

            type options struct{ deep bool }

            func run(with options) { println(with.deep) }

            func main() { run(options{}) }
            ",
        ),
        Example::mends(
            "go: clock (type) is not an expression",
            "
            package main

            type clock struct{ ticks int }

            type owner struct{ clock *clock }

            func main() { println(owner{«clock»}.clock.ticks) }
            ",
            "
            package main

            type clock struct{ ticks int }

            type owner struct{ clock *clock }

            func main() { println(owner{&clock{}}.clock.ticks) }
            ",
        ),
        Example::keeps_silent(
            "go: level (type) is not an expression",
            "
            package main

            type level int

            func main() { println(«level») }
            ",
        ),
    ],
    applies: |diagnostic| head(&diagnostic.message).ends_with(" (type) is not an expression"),
    propose,
};

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    proposal(context).into_iter().collect()
}

fn proposal(context: &FixContext<'_>) -> Option<Proposal> {
    let view = View::new(context);
    let at = context.diagnostic.range.start;
    let name = view.innermost(at, &[Kind::Name])?;
    let specification = type_specification(&view, view.text_of(name))?;
    if view.kind(view.tree.child(specification, 2)) != Kind::StructType {
        return None;
    }
    let types = Types::new(&view);
    let wanted = field_type(&view, name).map_or_else(|| expected(&types, name), Expected::Type);
    let pointer = matches!(&wanted, Expected::Type(wanted) if wanted.strip_prefix('*') == Some(view.text_of(name)));
    let text = format!("{}{}{{}}", if pointer { "&" } else { "" }, view.text_of(name));
    let edit = TextEdit::replace(view.tree.span(name), text.as_str());
    Some(Proposal::new(NAME, format!("Make a value: `{text}`"), context, edit.into(), 0.8))
}

/// The type of the field that an element of a struct's literal is for.
fn field_type(view: &View<'_>, element: NodeId) -> Option<String> {
    let path = view.path(view.tree.span(element).start);
    let literal = path.iter().rev().copied().find(|id| view.kind(*id) == Kind::Composite)?;
    let declared = view.tree.child(type_specification(view, view.text_of(view.tree.child(literal, 0)))?, 2);
    let fields = view.tree.children(declared).iter().flat_map(|field| {
        let (names, of_type) = (view.tree.child(*field, 0), view.text_of(view.tree.child(*field, 1)));
        let count = view.tree.elements(&names).len().max(1);
        let names: Vec<&str> = view.tree.elements(&names).iter().map(|name| view.text_of(*name)).collect();
        (0..count).map(move |at| (names.get(at).copied().unwrap_or(""), of_type)).collect::<Vec<_>>()
    });
    let keyed = path.iter().copied().find(|id| view.kind(*id) == Kind::KeyValue && view.tree.child(*id, 1) == element);
    let place = view.tree.children(literal).iter().skip(1).position(|id| *id == element);
    let found = match (keyed, place) {
        (Some(pair), _) => fields.into_iter().find(|(name, _)| *name == view.text_of(view.tree.child(pair, 0))),
        (None, Some(place)) => fields.into_iter().nth(place),
        _ => None,
    };
    found.map(|(_, of_type)| of_type.to_owned())
}
