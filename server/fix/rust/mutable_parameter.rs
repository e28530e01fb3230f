//! Makes a parameter a mutable reference where it is used as one.

use super::support::{function_of, node_of, words};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::named_children;

pub const RULE: Rule = Rule {
    name: "rust/mutable-parameter",
    summary: "Makes a parameter a mutable reference",
    not_offered: "It keeps silent about values that are no parameters, or whose types are no references.",
    examples: &[
        Example::mends(
            "rustc[E0308]: mismatched types\ntypes differ in mutability\nnote: expected mutable reference `&mut Switch`\n           found reference `&Switch`",
            "
            pub struct Switch {
                on: bool,
            }

            impl Switch {
                pub fn set(&self) -> &mut Self {
                    «self»
                }
            }
            ",
            "
            pub struct Switch {
                on: bool,
            }

            impl Switch {
                pub fn set(&mut self) -> &mut Self {
                    self
                }
            }
            ",
        ),
        Example::keeps_silent(
            "rustc[E0308]: mismatched types\ntypes differ in mutability\nnote: expected mutable reference `&mut Vec<_>`\n           found reference `&Vec<_>`",
            "
            pub fn first(names: &mut Vec<u8>) -> &mut Vec<u8> {
                let all = &*names;
                «all»
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0308" && diagnostic.message.contains("types differ in mutability") && diagnostic.message.contains("expected mutable reference")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let value = node_of(context, context.diagnostic.range).filter(|node| matches!(node.kind(), "identifier" | "self"))?;
    let name = words(context, value);
    let list = function_of(value)?.child_by_field_name("parameters")?;
    let parameter = named_children(list).into_iter().find(|parameter| match parameter.kind() {
        "self_parameter" => name == "self",
        _ => parameter.child_by_field_name("pattern").is_some_and(|pattern| words(context, pattern) == name),
    })?;
    let kind = match parameter.kind() {
        "self_parameter" => parameter,
        _ => parameter.child_by_field_name("type")?,
    };
    let text = words(context, kind);
    text.starts_with('&').then_some(())?;
    (!text.contains("mut ")).then_some(())?;
    // The lifetime stands before `mut`.
    let lead = match text.strip_prefix("&'") {
        Some(rest) => 2 + rest.find(' ')? + 1,
        None => 1,
    };
    let edit = TextEdit::insert(kind.start_byte() + lead, "mut ");
    Some(Proposal::new(RULE.name, format!("Make `{name}` a mutable reference"), context, EditSet::one(edit), 0.9))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    const MESSAGE: &str = "mismatched types\ntypes differ in mutability\nnote: expected mutable reference `&mut S`\n   found reference `&S`";

    #[test]
    fn parameters_become_mutable() {
        let table = [
            ("impl S { fn set(&self) -> &mut Self { «self» } }", "fn set(&mut self)"),
            ("fn f(bytes: &Bytes) { g(«bytes») }", "bytes: &mut Bytes"),
            ("fn f<'a>(bytes: &'a Bytes) { g(«bytes») }", "bytes: &'a mut Bytes"),
        ];
        for (program, part) in table {
            let after = repaired(&RULE, program, "E0308", MESSAGE, &[]).unwrap();
            assert!(after.contains(part), "{after}");
        }
    }

    #[test]
    fn other_values_are_left_alone() {
        assert_eq!(repaired(&RULE, "fn f() { let b = h(); g(«b») }", "E0308", MESSAGE, &[]), None);
    }
}
