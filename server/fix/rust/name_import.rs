//! Names an import after its module where its own name is taken.
//!
//! ```text
//! use bar::foo;
//! fn foo() {}
//! ```
//! becomes
//! ```text
//! use bar::foo as bar_foo;
//! fn foo() {}
//! ```

use super::support::{headline, quoted};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, span};

pub const RULE: Rule = Rule {
    name: "rust/name-import",
    summary: "Names an import after its module where its own name is taken",
    not_offered: "It keeps silent where the import has no module in its path, or has another name already.",
    examples: &[
        Example::mends("rustc[E0255]: the name `foo` is defined multiple times", "use «bar::foo»;\nfn foo() {}", "use bar::foo as bar_foo;\nfn foo() {}"),
        Example::mends(
            "rustc[E0252]: the name `Result` is defined multiple times",
            "use std::fmt::Result;\nuse std::io::{self, «Result»};",
            "use std::fmt::Result;\nuse std::io::{self, Result as IoResult};",
        ),
        Example::keeps_silent("rustc[E0255]: the name `foo` is defined multiple times", "use «foo»;\nfn foo() {}"),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code(), "E0252" | "E0254" | "E0255" | "E0260")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let name = *quoted(headline(context.diagnostic)).first()?;
    let label = context.diagnostic.related.iter().filter(|related| related.path == context.file.path()).map(|related| related.range);
    let places = [context.diagnostic.range].into_iter().chain(label);
    let (range, statement) = places.filter_map(|range| Some((range, ancestor(context.file.node_at(range)?, &["use_declaration"])?))).next()?;
    let whole = context.file.slice(span(statement));
    let end = range.end;
    (context.file.slice(range).ends_with(name) && !context.file.text().get(end..)?.trim_start().starts_with("as ")).then_some(())?;
    let before = whole.get(..(end - name.len()).checked_sub(statement.start_byte())?)?;
    // The module stands before the name, or before the braces around it.
    let path = before.rsplit_once('{').filter(|_| !before.ends_with("::")).map_or(before, |(path, _)| path).trim_end_matches([':', ' ']);
    let module = path.rsplit([':', ' ']).next().filter(|module| !module.is_empty() && !matches!(*module, "use" | "self" | "super" | "crate"))?;
    let new = match name.starts_with(char::is_uppercase) {
        true => {
            let mut letters = module.chars();
            format!("{}{}{name}", letters.next()?.to_uppercase(), letters.as_str())
        }
        false => format!("{module}_{name}"),
    };
    let edit = TextEdit::insert(end, format!(" as {new}"));
    Some(Proposal::new(RULE.name, format!("Import it as `{new}`"), context, EditSet::one(edit), 0.65))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn the_label_may_stand_at_the_import() {
        let program = "use bar::foo;\n«fn foo() {}»";
        let related = [("bar::foo", "previous import of the value `foo` here")];
        let after = repaired(&RULE, program, "E0255", "the name `foo` is defined multiple times", &related).unwrap();
        assert!(after.starts_with("use bar::foo as bar_foo;"), "{after}");
    }
}
