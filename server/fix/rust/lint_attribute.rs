//! Mends an attribute that sets the level of a lint.
//!
//! ```text
//! #[warn(clipy::needless_return)]
//! ```
//! becomes
//! ```text
//! #[warn(clippy::needless_return)]
//! ```

use super::support::{headline, labels, quoted};
use crate::base::{Span, names};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;

pub const RULE: Rule = Rule {
    name: "rust/lint-attribute",
    summary: "Corrects the tool of a lint, or lets a lint that is forbidden be set elsewhere",
    not_offered: "It keeps silent where no tool that the compiler knows has a similar name.",
    examples: &[
        Example::mends(
            "rustc[E0710]: unknown tool name `clipy` found in scoped lint: `clipy::needless_return`",
            "#[warn(«clipy»::needless_return)]\nfn f() {}",
            "#[warn(clippy::needless_return)]\nfn f() {}",
        ),
        Example::mends(
            "rustc[E0453]: allow(unused_mut) incompatible with previous forbid\noverruled by previous forbid",
            "#![forbid(unused_mut)]\n#[allow(«unused_mut»)]\nfn f() {}",
            "#![deny(unused_mut)]\n#[allow(unused_mut)]\nfn f() {}",
        )
        .with_labels(&[("unused_mut", "`forbid` level set here")]),
        Example::keeps_silent(
            "rustc[E0710]: unknown tool name `house` found in scoped lint: `house::needless_return`",
            "#[warn(«house»::needless_return)]\nfn f() {}",
        ),
    ],
    applies,
    propose,
};

/// The tools whose names may stand before a lint's.
const TOOLS: [&str; 6] = ["clippy", "diagnostic", "miri", "rust_analyzer", "rustdoc", "rustfmt"];

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0453" | "E0710")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let proposal = if context.diagnostic.code() == "E0710" { tool(context) } else { forbidden(context) };
    proposal.into_iter().collect()
}

fn tool(context: &FixContext<'_>) -> Option<Proposal> {
    let written = *quoted(headline(context.diagnostic)).first()?;
    let likeness = |tool: &&str| names::similarity(written, tool);
    let tool = TOOLS.into_iter().filter(|tool| likeness(tool) >= 0.6).max_by(|left, right| likeness(left).total_cmp(&likeness(right)))?;
    (context.file.slice(context.diagnostic.range) == written).then_some(())?;
    Some(Proposal::replace(RULE.name, format!("Change to `{tool}`"), context, context.diagnostic.range, tool, 0.95))
}

/// A lint that is denied can be allowed further in, one that is forbidden cannot.
fn forbidden(context: &FixContext<'_>) -> Option<Proposal> {
    let labels = labels(context);
    let (lint, _) = labels.iter().find(|(_, label)| *label == "`forbid` level set here")?;
    let start = context.file.text().get(..lint.start)?.rfind("forbid")?;
    let word = Span::new(start, start + "forbid".len());
    let between = context.file.text().get(word.end..lint.start)?;
    (!between.contains(']')).then(|| Proposal::replace(RULE.name, "Deny the lint instead of forbidding it", context, word, "deny", 0.8))
}
