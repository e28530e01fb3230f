//! Gives a type the methods that an interface wants.
//!
//! A method that differs only in case is renamed.

use super::signatures::Signature;
use super::types::base_name;
use super::view::View;
use super::{interface, stub};
use crate::base::EditSet;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::go::ast::{ABSENT, Kind, NodeId};
use regex::Regex;
use std::sync::OnceLock;

const NAME: &str = "go/missing-method";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Adds the methods that an interface wants",
    not_offered: "It keeps silent where the file does not define the type, or where the interface is not known.",
    examples: &[
        Example::mends(
            "go: cannot use problem{} (value of struct type problem) as error value in variable declaration: problem does not implement error (missing method Error)",
            "
            package main

            type problem struct{}

            var _ error = «problem»{}

            func main() {}
            ",
            r#"
            package main

            type problem struct{}

            func (p problem) Error() string {
            	panic("unimplemented")
            }

            var _ error = problem{}

            func main() {}
            "#,
        ),
        Example::mends(
            "go: cannot use point{} (value of struct type point) as fmt.Stringer value in variable declaration: point does not implement fmt.Stringer (missing method String)\n\t\thave string() string\n\t\twant String() string",
            r#"
            package main

            import "fmt"

            type point struct{}

            func (p point) string() string { return "point" }

            var _ fmt.Stringer = «point»{}

            func main() {}
            "#,
            r#"
            package main

            import "fmt"

            type point struct{}

            func (p point) String() string { return "point" }

            var _ fmt.Stringer = point{}

            func main() {}
            "#,
        ),
        Example::keeps_silent(
            "go: cannot use 1 (constant of type int) as error value in variable declaration: int does not implement error (missing method Error)",
            "
            package main

            var _ error = «1»

            func main() {}
            ",
        ),
    ],
    applies: |diagnostic| Missing::of(diagnostic).is_some(),
    propose,
};

struct Missing<'m> {
    /// The type, with its star where the interface is wanted of the pointer.
    implementer: &'m str,
    interface: &'m str,
    method: &'m str,
    /// The method that is there instead, under another spelling.
    instead: Option<&'m str>,
}

impl<'m> Missing<'m> {
    fn of(diagnostic: &'m Diagnostic) -> Option<Missing<'m>> {
        static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
        let pattern = PATTERN.get_or_init(|| {
            Regex::new(r"(?s)([\w.*\[\], ]+?) does not (?:implement|satisfy) ([\w.\[\], ]+?) \(missing method (\w+)\)?(?:\s+have (\w+)\()?").ok()
        });
        let parts = pattern.as_ref()?.captures(&diagnostic.message)?;
        let part = |at: usize| parts.get(at).map(|part| part.as_str().trim());
        Some(Missing { implementer: part(1)?, interface: part(2)?, method: part(3)?, instead: part(4) })
    }
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some(missing) = Missing::of(context.diagnostic) else { return Vec::new() };
    let view = View::new(context);
    let type_name = base_name(missing.implementer);
    let methods: Vec<NodeId> = view.tree.children(view.tree.root).iter().copied().filter(|id| is_method_of(&view, *id, type_name)).collect();
    if let Some(instead) = missing.instead.filter(|instead| *instead != missing.method) {
        let named = methods.iter().map(|id| view.tree.child(*id, 1)).find(|name| view.text_of(*name) == instead);
        if let Some(name) = named {
            let title = format!("Rename the method to `{}`", missing.method);
            return vec![Proposal::replace(NAME, title, context, view.tree.span(name), missing.method, 0.85)];
        }
    }
    let Some(specification) = stub::type_specification(&view, type_name) else { return Vec::new() };
    let existing: Vec<&str> = methods.iter().map(|id| view.text_of(view.tree.child(*id, 1))).collect();
    let receiver = stub::receiver(&view, specification, missing.implementer);
    let (mut functions, mut edits) = (Vec::new(), Vec::new());
    for (name, signature) in interface::methods(&view, missing.interface) {
        if existing.contains(&name.as_str()) {
            continue;
        }
        let written = Signature::of(&signature).map_or(signature, |signature| signature.text());
        let (written, imports) = interface::as_imported(&view, &written);
        edits.extend(imports.into_iter().filter(|import| !edits.contains(import)).collect::<Vec<_>>());
        functions.push(stub::function(&view, &format!("{receiver} {name}{written}")));
    }
    if functions.is_empty() {
        return Vec::new();
    }
    edits.extend(stub::behind(&view, view.tree.span(specification).start, &functions));
    let Ok(edits) = EditSet::new(edits) else { return Vec::new() };
    vec![Proposal::new(NAME, format!("Add the methods of `{}`", missing.interface), context, edits, 0.6).sketch()]
}

/// Whether a declaration is a method of a type.
pub(super) fn is_method_of(view: &View<'_>, id: NodeId, type_name: &str) -> bool {
    let receiver = view.tree.child(view.tree.child(view.tree.child(id, 0), 0), 1);
    view.kind(id) == Kind::Function && receiver != ABSENT && base_name(view.text_of(receiver)) == type_name
}
