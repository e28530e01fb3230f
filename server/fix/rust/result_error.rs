//! Gives a `Result` the error type that it lacks.

use super::support::{headline, words};
use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, descendants, named_children};

pub const RULE: Rule = Rule {
    name: "rust/result-error",
    summary: "Gives a `Result` its error type",
    not_offered: "It keeps silent about other types that miss an argument.",
    examples: &[
        Example::mends(
            "rustc[E0107]: enum takes 2 generic arguments but 1 generic argument was supplied\nexpected 2 generic arguments",
            "
            pub fn read() -> «Result»<String> {
                Ok(String::new())
            }
            ",
            "
            pub fn read() -> Result<String, Box<dyn std::error::Error>> {
                Ok(String::new())
            }
            ",
        ),
        Example::keeps_silent(
            "rustc[E0107]: enum takes 2 generic arguments but 1 generic argument was supplied\nexpected 2 generic arguments",
            "
            pub enum Either<L, R> {
                Left(L),
                Right(R),
            }

            pub fn read() -> «Either»<String> {
                Either::Left(String::new())
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0107" && headline(diagnostic).starts_with("enum takes 2 generic arguments but 1 generic argument")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    one(context).into_iter().collect()
}

fn one(context: &FixContext<'_>) -> Option<Proposal> {
    let kind = ancestor(context.node()?, &["generic_type"])?;
    let name = words(context, kind.child_by_field_name("type")?);
    (name.rsplit("::").next() == Some("Result")).then_some(())?;
    let arguments = named_children(kind.child_by_field_name("type_arguments")?);
    let [only] = arguments.as_slice() else { return None };
    let error = error_of_others(context).unwrap_or_else(|| "Box<dyn std::error::Error>".to_owned());
    let edit = TextEdit::insert(only.end_byte(), format!(", {error}"));
    Some(Proposal::new(RULE.name, format!("Give `Result` the error type `{error}`"), context, EditSet::one(edit), 0.87))
}

/// The error type that the file's other results have, where it is one.
fn error_of_others(context: &FixContext<'_>) -> Option<String> {
    let root = context.file.tree()?.root_node();
    let results = descendants(root).filter(|node| node.kind() == "generic_type").filter_map(|node| {
        let name = words(context, node.child_by_field_name("type")?);
        (name.rsplit("::").next() == Some("Result")).then_some(())?;
        let arguments = named_children(node.child_by_field_name("type_arguments")?);
        arguments.get(1).map(|error| words(context, *error).to_owned())
    });
    let mut known: Vec<String> = results.collect();
    known.sort();
    known.dedup();
    match known.as_slice() {
        [only] if only.len() > 1 => Some(only.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    const MESSAGE: &str = "enum takes 2 generic arguments but 1 generic argument was supplied\nexpected 2 generic arguments";

    #[test]
    fn results_get_an_error_type() {
        let table = [
            ("fn f() -> «Result»<i32> { Ok(1) }", "-> Result<i32, Box<dyn std::error::Error>> {"),
            ("fn g() -> Result<u8, String> { Ok(1) }\nfn f() -> «Result»<i32> { Ok(1) }", "-> Result<i32, String> {"),
        ];
        for (program, part) in table {
            let after = repaired(&RULE, program, "E0107", MESSAGE, &[]).unwrap();
            assert!(after.contains(part), "{after}");
        }
    }

    #[test]
    fn other_types_are_left_alone() {
        assert_eq!(repaired(&RULE, "fn f() -> «Either»<i32> { g() }", "E0107", MESSAGE, &[]), None);
    }
}
