//! Reaches a member of the class through `this` where only its name stands.

use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub(super) const RULE: Rule = Rule {
    name: "javascript/through-this",
    summary: "Reaches a member through `this`",
    not_offered: "It keeps silent where the compiler knows of no such member.",
    examples: &[
        Example::mends(
            "tsc[TS2663]: Cannot find name 'count'. Did you mean the instance member 'this.count'?",
            "
            export class Counter {
              count = 1;
              next() {
                return «count» + 1;
              }
            }
            ",
            "
            export class Counter {
              count = 1;
              next() {
                return this.count + 1;
              }
            }
            ",
        ),
        Example::keeps_silent("tsc[TS2304]: Cannot find name 'count'.", "export const next = () => «count» + 1;"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "TS2663" | "TS2662" | "2663" | "2662")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let said = &context.diagnostic.message;
    let name = said.split('\'').nth(1).unwrap_or("");
    let meant = said.rsplit('\'').nth(1).and_then(|meant| meant.strip_suffix(name)).filter(|owner| owner.ends_with('.'));
    let start = context.diagnostic.range.start;
    let Some(owner) = meant.filter(|_| !name.is_empty() && context.file.slice(Span::new(start, start + name.len())) == name) else { return Vec::new() };
    vec![Proposal::new(RULE.name, format!("Write `{owner}{name}`"), context, EditSet::one(TextEdit::insert(start, owner)), 0.95)]
}

#[cfg(test)]
mod tests {
    use super::super::testing::fix_of_rule;

    #[test]
    fn members_are_reached() {
        let said = "Cannot find name 'a'. Did you mean the static member 'C.a'?";
        fix_of_rule("TS2662", said, "class C { static a = 1; b() { return «a»; } }\n", "class C { static a = 1; b() { return C.a; } }\n");
    }
}
