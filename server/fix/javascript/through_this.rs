//! Reaches a member of the class through `this` where only its name stands.

use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "javascript/through-this",
    summary: "Reaches a member through `this`",
    not_offered: "It keeps silent where neither the compiler knows of such a member nor the class around the name has one.",
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
    is_told(diagnostic) || diagnostic.is_error() && diagnostic.category() == "RES.NAME"
}

/// Whether the compiler itself names the member.
fn is_told(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "TS2663" | "TS2662" | "2663" | "2662")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    if !is_told(context.diagnostic) {
        return member_of_class(context).into_iter().collect();
    }
    let said = &context.diagnostic.message;
    let name = said.split('\'').nth(1).unwrap_or("");
    let meant = said.rsplit('\'').nth(1).and_then(|meant| meant.strip_suffix(name)).filter(|owner| owner.ends_with('.'));
    let start = context.diagnostic.range.start;
    let Some(owner) = meant.filter(|_| !name.is_empty() && context.file.slice(Span::new(start, start + name.len())) == name) else { return Vec::new() };
    vec![Proposal::new(RULE.name, format!("Write `{owner}{name}`"), context, EditSet::one(TextEdit::insert(start, owner)), 0.95)]
}

/// The same where the checker knows nothing of members: the name is one of the class whose method it stands in.
fn member_of_class(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let node = file.node_at(context.diagnostic.range).filter(|node| node.kind() == "identifier")?;
    let name = file.slice(parse::span(node));
    // An arrow function has the `this` of what is around it, any other function its own.
    let method = parse::ancestor(node, &["method_definition", "field_definition", "function_declaration", "function_expression", "class_static_block"])?;
    let in_method = method.kind() == "method_definition";
    let is_static = |member: Node<'_>| member.child(0).is_some_and(|first| first.kind() == "static");
    let body = method.parent().filter(|body| in_method && body.kind() == "class_body")?;
    let is_meant = |member: &Node<'_>| {
        let field = if member.kind() == "field_definition" { "property" } else { "name" };
        member.child_by_field_name(field).is_some_and(|declared| file.slice(parse::span(declared)) == name)
    };
    let member = body.named_children(&mut body.walk()).find(is_meant)?;
    let class = body.parent()?.child_by_field_name("name").map(|class| file.slice(parse::span(class)));
    let owner = if is_static(member) == is_static(method) { "this" } else { class.filter(|_| is_static(member))? };
    let edit = TextEdit::insert(node.start_byte(), format!("{owner}."));
    Some(Proposal::new(RULE.name, format!("Write `{owner}.{name}`"), context, EditSet::one(edit), 0.93))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{first_fix, fix_of_rule, no_fix};

    #[test]
    fn members_are_reached() {
        let said = "Cannot find name 'a'. Did you mean the static member 'C.a'?";
        fix_of_rule("TS2662", said, "class C { static a = 1; b() { return «a»; } }\n", "class C { static a = 1; b() { return C.a; } }\n");
    }

    #[test]
    fn a_member_of_the_class_around_is_meant_by_its_name() {
        for (before, after) in [
            ("count = 1;\n  next() {\n    return count + 1;\n  }", "count = 1;\n  next() {\n    return this.count + 1;\n  }"),
            ("count() {}\n  next() {\n    [1].map(() => count());\n  }", "count() {}\n  next() {\n    [1].map(() => this.count());\n  }"),
            ("static count = 1;\n  next() {\n    return count;\n  }", "static count = 1;\n  next() {\n    return C.count;\n  }"),
        ] {
            let class = |body: &str| format!("export class C {{\n  {body}\n}}\n");
            first_fix(&class(before), &class(after));
        }
        for body in
            ["count = 1;\n  static next() { return count; }", "count = 1;\n  next() { return function () { return count; }; }", "next() { return count; }"]
        {
            no_fix(&format!("export class C {{\n  {body}\n}}\n"), super::RULE.name);
        }
    }
}
