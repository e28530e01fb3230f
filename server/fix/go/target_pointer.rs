//! Gives the address of what a function is to fill in.
//!
//! The target of `errors.As` gets it too.

use super::view::{View, head};
use crate::base::TextEdit;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::syntax::go::ast::Kind;

const NAME: &str = "go/target-pointer";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Gives the address of what a function is to fill in",
    not_offered: "It keeps silent where the argument has no address, as the result of a call.",
    examples: &[
        Example::mends(
            "vet[unmarshal]: call of Unmarshal passes non-pointer as second argument",
            r#"
            package main

            import "encoding/json"

            type config struct{ Name string }

            func main() {
            	var c config
            	println(json.Unmarshal«(»[]byte("{}"), c), c.Name)
            }
            "#,
            r#"
            package main

            import "encoding/json"

            type config struct{ Name string }

            func main() {
            	var c config
            	println(json.Unmarshal([]byte("{}"), &c), c.Name)
            }
            "#,
        ),
        Example::keeps_silent(
            "vet[unmarshal]: call of Unmarshal passes non-pointer as second argument",
            r#"
            package main

            import "encoding/json"

            type config struct{ Name string }

            func load() config { return config{} }

            func main() {
            	println(json.Unmarshal«(»[]byte("{}"), load()))
            }
            "#,
        ),
    ],
    applies: |diagnostic| {
        let message = head(&diagnostic.message);
        message.starts_with("second argument to errors.As must be") || (message.starts_with("call of ") && message.contains(" passes non-pointer as "))
    },
    propose,
};

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let view = View::new(context);
    let message = head(&context.diagnostic.message);
    let at = context.diagnostic.range.start;
    let Some(call) = view.innermost(at, &[Kind::Call]) else { return Vec::new() };
    let arguments = view.tree.children(call).get(1..).unwrap_or(&[]);
    let place = if message.contains("first argument") { 0 } else { 1 };
    let Some(target) = arguments.get(place).copied().filter(|id| matches!(view.kind(*id), Kind::Name | Kind::Selector | Kind::Index | Kind::Composite)) else {
        return Vec::new();
    };
    vec![Proposal::new(NAME, "Give its address", context, TextEdit::insert(view.tree.span(target).start, "&").into(), 0.93)]
}
