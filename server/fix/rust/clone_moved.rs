//! Clones a value that is used again after it has moved, and derives `Clone` where the value's type is one's own and lacks it.

use super::derive_trait::derive;
use super::support::{labels, node_of, quoted, with_suffix};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, descendants};

pub const RULE: Rule = Rule {
    name: "rust/clone-moved",
    summary: "Clones a value that is used again after it has moved",
    not_offered: "It keeps silent where the type is one of another crate that is not known to be `Clone`, or stands in another file and lacks the derive.",
    examples: &[
        Example::mends(
            "rustc[E0382]: use of moved value: `p`",
            "
            struct Point;
            fn take(_: Point) {}
            fn f(p: Point) {
                take((p));
                take(«p»);
            }
            ",
            "
            #[derive(Clone)]
            struct Point;
            fn take(_: Point) {}
            fn f(p: Point) {
                take((p).clone());
                take(p);
            }
            ",
        )
        .with_labels(&[("struct Point", "consider implementing `Clone` for this type"), ("(p)", "you could clone this value")]),
        Example::keeps_silent("rustc[E0382]: use of moved value: `p`", "fn f(p: File) { drop((p)); drop(«p»); }")
            .with_labels(&[("(p)", "value moved here"), ("p", "move occurs because `p` has type `File`, which does not implement the `Copy` trait")]),
    ],
    applies,
    propose,
};

/// Types of std that can be cloned whatever they hold, or when they hold something that can.
const CLONEABLE: &[&str] = &[
    "String",
    "Vec",
    "Option",
    "Box",
    "Rc",
    "Arc",
    "HashMap",
    "HashSet",
    "BTreeMap",
    "BTreeSet",
    "VecDeque",
    "PathBuf",
    "OsString",
    "Sender",
    "SyncSender",
    "Duration",
];

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0382" | "E0505" | "E0507" | "E0509")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    derived(context).or_else(|| cloned(context)).into_iter().collect()
}

fn label(context: &FixContext<'_>, words: &str) -> Option<Span> {
    labels(context).into_iter().find(|(_, label)| *label == words).map(|(range, _)| range)
}

/// The compiler names the type that would have to be `Clone`, and the value.
fn derived(context: &FixContext<'_>) -> Option<Proposal> {
    let value = label(context, "you could clone this value")?;
    let head = label(context, "consider implementing `Clone` for this type")?;
    let item = ancestor(context.file.node_at(head)?, &["struct_item", "enum_item", "union_item"])?;
    let name = context.file.slice(crate::syntax::parse::span(item.child_by_field_name("name")?));
    let call = call_at(context, value)?;
    let edits = EditSet::new([derive(context.file, item.start_byte(), "Clone"), call]).ok()?;
    Some(Proposal::new(RULE.name, format!("Derive `Clone` for `{name}` and clone the value"), context, edits, 0.58))
}

/// A value of a type of std that can be cloned.
fn cloned(context: &FixContext<'_>) -> Option<Proposal> {
    (context.diagnostic.code() == "E0382").then_some(())?;
    let reason = labels(context).into_iter().map(|(_, label)| label).find(|label| label.starts_with("move occurs because"))?;
    let kind = *quoted(reason).get(1)?;
    let bare = kind.split('<').next().unwrap_or(kind);
    CLONEABLE.contains(&bare.rsplit("::").next().unwrap_or(bare)).then_some(())?;
    let edit = call_at(context, label(context, "value moved here")?)?;
    Some(Proposal::new(RULE.name, "Clone the value that moves", context, EditSet::one(edit), 0.57))
}

/// A call of `clone` behind an expression.
fn call_at(context: &FixContext<'_>, value: Span) -> Option<TextEdit> {
    let node = node_of(context, value)?;
    let is_closure = descendants(node).any(|inner| inner.kind() == "closure_expression");
    (!is_closure).then(|| TextEdit::replace(value, with_suffix(context, node, ".clone()")))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn values_are_cloned_where_they_move() {
        let moved = ("(v)", "value moved here");
        let known = ("v: String", "move occurs because `v` has type `String`, which does not implement the `Copy` trait");
        let program = "fn f(v: String) { send((v)); println!(\"{«v»}\"); }";
        let after = repaired(&RULE, program, "E0382", "borrow of moved value: `v`", &[moved, known]).unwrap();
        assert!(after.contains("send((v).clone())"), "{after}");
    }

    #[test]
    fn derives_join_those_that_are_there() {
        let related = [("enum List", "consider implementing `Clone` for this type"), ("(a)", "you could clone this value")];
        let program = "#[derive(Debug)]\nenum List { Nil }\nfn f(a: List) { take((a)); take(«a»); }";
        let after = repaired(&RULE, program, "E0382", "use of moved value: `a`", &related).unwrap();
        assert!(after.starts_with("#[derive(Debug, Clone)]\nenum List") && after.contains("take((a).clone())"), "{after}");
    }
}
