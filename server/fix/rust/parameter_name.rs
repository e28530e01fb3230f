//! Writes a plain name where a function without a body takes its parameter apart.
//!
//! ```text
//! extern "C" { fn area((width, height): (u32, u32)) -> u32; }
//! ```
//! becomes
//! ```text
//! extern "C" { fn area(width: (u32, u32)) -> u32; }
//! ```

use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub const RULE: Rule = Rule {
    name: "rust/parameter-name",
    summary: "Names a parameter of a function without a body instead of taking it apart",
    not_offered: "It keeps silent where the pattern covers more than one line.",
    examples: &[
        Example::mends(
            "rustc[E0130]: patterns aren't allowed in foreign function declarations",
            "extern \"C\" { fn area(«(width, height)»: (u32, u32)) -> u32; }",
            "extern \"C\" { fn area(width: (u32, u32)) -> u32; }",
        ),
        Example::mends(
            "rustc[E0642]: patterns aren't allowed in functions without bodies",
            "trait Shape { fn scale(«Factor { by }»: Factor); }",
            "trait Shape { fn scale(by: Factor); }",
        ),
        Example::mends("rustc[E0561]: patterns aren't allowed in function pointer types", "type Step = fn(«mut count»: u8);", "type Step = fn(count: u8);"),
        Example::keeps_silent("rustc[E0642]: patterns aren't allowed in functions without bodies", "trait Shape { fn scale(«(\n    by,\n)»: (u8,)); }"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0130" | "E0561" | "E0642")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let pattern = context.file.slice(context.diagnostic.range);
    if pattern.is_empty() || pattern.contains('\n') {
        return None;
    }
    // A pattern's names begin in lower case, unlike the types and constants in it; a field that is renamed stands before its colon.
    let mut names = pattern.split(|character: char| !(character.is_alphanumeric() || character == '_')).filter(|word| {
        word.starts_with(|first: char| first.is_lowercase() || first == '_') && !matches!(*word, "mut" | "ref" | "box" | "_" | "crate" | "self" | "super")
    });
    let name = names.next().unwrap_or("_");
    Some(Proposal::replace(RULE.name, format!("Name the parameter `{name}`"), context, context.diagnostic.range, name, 0.9))
}
