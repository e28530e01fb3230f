//! Puts lifetimes before types in a list of generic arguments, and drops lifetimes that cannot be given.
//!
//! ```text
//! type X = S<(), 'static>;
//! ```
//! becomes
//! ```text
//! type X = S<'static, ()>;
//! ```

use super::support::words;
use crate::base::Span;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, named_children, span};
use tree_sitter::Node;

/// A list of arguments that is longer, in letters, is not looked for.
const LONGEST: usize = 400;

pub const RULE: Rule = Rule {
    name: "rust/generic-arguments",
    summary: "Orders generic arguments and drops those that cannot be given",
    not_offered: "It keeps silent where the arguments stand in order already.",
    examples: &[
        Example::mends("rustc[E0747]: type provided when a lifetime was expected", "type X = S<«()», 'static>;", "type X = S<'static, ()>;"),
        Example::mends(
            "rustc[E0794]: cannot specify lifetime arguments explicitly if late bound lifetime parameters are present",
            "fn g() { f::<«'static»>(); }",
            "fn g() { f(); }",
        ),
        Example::mends("rustc[E0109]: type arguments are not allowed on builtin type `u32`\ntype argument not allowed", "type X = u32<«u8»>;", "type X = u32;"),
        Example::keeps_silent("rustc[E0747]: type provided when a constant was expected", "type X = S<'static, «u8»>;"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0109" | "E0747" | "E0794")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    if context.diagnostic.code() == "E0109" {
        let list = list_around(context.file.text(), context.diagnostic.range)?;
        return Some(Proposal::replace(RULE.name, "Remove the generic arguments", context, list, "", 0.9));
    }
    let list = ancestor(context.node()?, &["type_arguments"])?;
    let (lifetimes, others): (Vec<Node<'_>>, Vec<Node<'_>>) = named_children(list).into_iter().partition(|argument| argument.kind() == "lifetime");
    let is_late = context.diagnostic.code() == "E0794";
    let kept: Vec<Node<'_>> = if is_late { others } else { lifetimes.into_iter().chain(others).collect() };
    let texts: Vec<&str> = kept.iter().map(|argument| words(context, *argument)).collect();
    if texts.is_empty() {
        let around = list.parent().filter(|around| around.kind() == "generic_function")?;
        let function = around.child_by_field_name("function")?;
        return Some(Proposal::replace(RULE.name, "Remove the lifetime arguments", context, span(around), words(context, function), 0.85));
    }
    let text = format!("{}<{}>", if words(context, list).starts_with("::") { "::" } else { "" }, texts.join(", "));
    let title = if is_late { "Remove the lifetime arguments" } else { "Put lifetimes before types" };
    (text != words(context, list)).then(|| Proposal::replace(RULE.name, title, context, span(list), text, 0.85))
}

/// The list in angle brackets around an argument, with the colons before it. The grammar knows none behind a primitive type, so the text has to
/// do.
fn list_around(text: &str, argument: Span) -> Option<Span> {
    let mut depth = 0_usize;
    let opening = text.get(..argument.start)?.char_indices().rev().take(LONGEST).find(|(_, letter)| match letter {
        '>' => {
            depth += 1;
            false
        }
        '<' => depth.checked_sub(1).map(|less| depth = less).is_none(),
        _ => false,
    });
    let start = opening?.0;
    let mut depth = 0_usize;
    let mut before = ' ';
    let closing = text.get(start..)?.char_indices().take(LONGEST).find(|(_, letter)| {
        match letter {
            '<' => depth += 1,
            '>' if before != '-' => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = *letter;
        depth == 0
    });
    let before = text.get(..start)?;
    Some(Span::new(before.strip_suffix("::").unwrap_or(before).len(), start + closing?.0 + 1))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn what_takes_no_arguments_gets_none() {
        for (program, expected) in [
            ("fn g() { let _: bool<«'_», ()>; }", "let _: bool;"),
            ("fn g() { m::<«u8»>::f(); }", "m::f();"),
            ("impl S { fn g() -> Self<«u8»> { S } }", "-> Self {"),
        ] {
            let after = repaired(&RULE, program, "E0109", "type arguments are not allowed on this", &[]).unwrap_or_else(|| panic!("{program}"));
            assert!(after.contains(expected), "{after}");
        }
    }

    #[test]
    fn types_stay() {
        let program = "fn g() { f::<«'static», u8>(); }";
        let after = repaired(&RULE, program, "E0794", "cannot specify lifetime arguments explicitly", &[]).unwrap();
        assert!(after.contains("f::<u8>()"), "{after}");
    }
}
