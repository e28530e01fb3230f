//! Adds or removes the one word or sign that the compiler minds: `async`, `unsafe`, a star, the semicolon between the rules of a macro.

use super::support::{function_of, headline, node_of, words};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::ancestor;

pub const RULE: Rule = Rule {
    name: "rust/misplaced-word",
    summary: "Adds or removes the word or sign that is wrong here",
    not_offered: "It keeps silent about an `await` in a closure or in `main`, and about a missing semicolon outside of macros.",
    examples: &[
        Example::mends(
            "rustc[E0728]: `await` is only allowed inside `async` functions and blocks",
            "
            pub async fn work() {}

            pub fn run() {
                work().«await»;
            }
            ",
            "
            pub async fn work() {}

            pub async fn run() {
                work().await;
            }
            ",
        ),
        Example::mends(
            "rustc[E0614]: type `u32` cannot be dereferenced\ncan't be dereferenced",
            "
            pub fn next(number: u32) -> u32 {
                «*number» + 1
            }
            ",
            "
            pub fn next(number: u32) -> u32 {
                number + 1
            }
            ",
        ),
        Example::keeps_silent(
            "rustc: expected `;`, found `next`",
            "
            pub fn next(number: u32) -> u32 {
                let next = number + 1«»
                next
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0728" | "E0752" | "E0197" | "E0614") || headline(diagnostic).starts_with("expected `;`, found `")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let proposal = match context.diagnostic.code() {
        "E0728" => asynchronous(context),
        "E0752" => without(context, "async ", "Remove `async` from `main`"),
        "E0197" => without(context, "unsafe ", "Remove `unsafe`"),
        "E0614" => without_star(context),
        _ => separated(context),
    };
    proposal.into_iter().collect()
}

fn asynchronous(context: &FixContext<'_>) -> Option<Proposal> {
    let node = context.node()?;
    let function = function_of(node)?;
    let closure = ancestor(node, &["closure_expression"]).filter(|closure| closure.start_byte() > function.start_byte());
    let name = words(context, function.child_by_field_name("name")?);
    (closure.is_none() && name != "main").then_some(())?;
    let head = context.file.text().get(function.start_byte()..function.child_by_field_name("name")?.start_byte())?;
    let at = function.start_byte() + ["const ", "unsafe ", "extern ", "fn "].iter().filter_map(|word| head.find(word)).min()?;
    Some(Proposal::new(RULE.name, format!("Make `{name}` async"), context, EditSet::one(TextEdit::insert(at, "async ")), 0.85))
}

/// Removes a word from the head of the item at the diagnostic.
fn without(context: &FixContext<'_>, word: &str, title: &str) -> Option<Proposal> {
    let item = ancestor(context.node()?, &["function_item", "impl_item"])?;
    let head = words(context, item).split('{').next()?;
    let at = item.start_byte() + head.find(word)?;
    Some(Proposal::replace(RULE.name, title, context, Span::new(at, at + word.len()), "", 0.88))
}

fn without_star(context: &FixContext<'_>) -> Option<Proposal> {
    let node = node_of(context, context.diagnostic.range).filter(|node| node.kind() == "unary_expression")?;
    let text = words(context, node);
    let inner = text.strip_prefix('*')?;
    let range = Span::new(node.start_byte(), node.start_byte() + text.len() - inner.trim_start().len());
    Some(Proposal::replace(RULE.name, "Remove the `*`", context, range, "", 0.85))
}

/// The semicolon between two rules of a macro.
fn separated(context: &FixContext<'_>) -> Option<Proposal> {
    let at = context.diagnostic.range.start;
    let before = context.file.text().get(..at)?.trim_end();
    let is_macro = ancestor(context.file.node_at(Span::new(at, at + 1))?, &["macro_definition"]).is_some()
        || context
            .file
            .text()
            .get(..at)?
            .rfind("macro_rules!")
            .is_some_and(|start| !context.file.text().get(start..at).is_some_and(|rules| rules.contains("\n}")));
    (is_macro && before.ends_with(['}', ')', ']'])).then_some(())?;
    Some(Proposal::new(RULE.name, "Insert `;` between the rules", context, EditSet::one(TextEdit::insert(before.len(), ";")), 0.93))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn words_come_and_go() {
        let table = [
            ("E0728", "pub fn run() { «work().await»; }", "`await` is only allowed inside `async` functions and blocks", "pub async fn run()"),
            ("E0752", "«async fn main()» {}", "`main` function is not allowed to be `async`", "fn main() {}"),
            ("E0197", "struct S;\n«unsafe impl S» {}", "inherent impls cannot be unsafe", "\nimpl S {}"),
            ("E0614", "fn f(y: u32) { let x = «*y» + 1; }", "type `u32` cannot be dereferenced", "let x = y + 1;"),
            ("", "macro_rules! m {\n    () => {}\n    «(»$x:expr) => {}\n}", "expected `;`, found `(`", "{};\n    ($x"),
        ];
        for (code, program, message, part) in table {
            let after = repaired(&RULE, program, code, message, &[]).unwrap();
            assert!(after.contains(part), "{after}");
        }
    }

    #[test]
    fn statements_are_none_of_it() {
        assert_eq!(repaired(&RULE, "fn f() { let x = 1 «let» y = 2; }", "", "expected `;`, found `let`", &[]), None);
    }
}
