//! Puts a trait that a type should derive into the list of derives that it has, instead of a list of its own.

use crate::base::{EditSet, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::{Diagnostic, FileEdits};
use crate::syntax::SourceFile;

pub const RULE: Rule = Rule {
    name: "rust/derive-trait",
    summary: "Adds a trait to the derives of a type",
    not_offered: "It keeps silent where the type derives nothing yet: the compiler's own suggestion does then.",
    examples: &[
        Example::mends(
            "rustc[E0599]: no method named `clone` found for struct `Point` in the current scope\nmethod not found in `Point`",
            "
            #[derive(Debug, PartialEq)]
            pub struct Point;

            pub fn twice(point: Point) -> [Point; 2] {
                [point.«clone»(), point]
            }
            ",
            "
            #[derive(Debug, Clone, PartialEq)]
            pub struct Point;

            pub fn twice(point: Point) -> [Point; 2] {
                [point.clone(), point]
            }
            ",
        )
        .suggesting("pub struct", "#[derive(Clone)]\n"),
        Example::keeps_silent(
            "rustc[E0369]: binary operation `==` cannot be applied to type `&Point`",
            "
            pub struct Point;

            pub fn twice(point: &Point) -> bool {
                point «==» &Point
            }
            ",
        )
        .suggesting("pub struct", "#[derive(PartialEq)]\n"),
    ],
    applies,
    propose,
};

/// The order in which derives are usually written.
const ORDER: &[&str] = &["Debug", "Clone", "Copy", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash", "Default"];

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic
        .suggestions
        .iter()
        .any(|suggestion| suggestion.edits.iter().any(|(_, edits)| edits.edits().iter().any(|edit| edit.text.starts_with("#[derive("))))
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let places = context.diagnostic.suggestions.iter().flat_map(|suggestion| &suggestion.edits);
    places
        .filter_map(|(path, edits)| {
            let [edit] = edits.edits() else { return None };
            let names = edit.text.trim().strip_prefix("#[derive(")?.strip_suffix(")]")?;
            let file = match path == context.file.path() {
                true => context.file,
                false => &context.project.files.get(path)?.source,
            };
            let (at, text) = insertion(file, edit.range.start, names)?;
            let mut proposal = Proposal::new(RULE.name, format!("Derive `{names}`"), context, EditSet::default(), 0.92);
            proposal.edits = vec![FileEdits { path: path.clone(), edits: EditSet::one(TextEdit::insert(at, text)) }];
            Some(proposal)
        })
        .collect()
}

/// The edit that derives traits for the item that starts at an offset: in the list of derives that it has, else in one of its own.
pub(super) fn derive(file: &SourceFile, item: usize, names: &str) -> TextEdit {
    let (at, text) = insertion(file, item, names).unwrap_or_else(|| {
        let indentation = file.indentation(file.line_of(item));
        (item, format!("#[derive({names})]{}{indentation}", file.line_break()))
    });
    TextEdit::insert(at, text)
}

/// Where names go into the list of derives above an item, and with which comma.
fn insertion(file: &SourceFile, item: usize, names: &str) -> Option<(usize, String)> {
    let before = file.text().get(..item)?;
    let start = attributes(before).into_iter().rev().find(|start| before.get(*start..).is_some_and(|text| text.starts_with("#[derive(")))?;
    let start = start + "#[derive(".len();
    let end = start + before.get(start..)?.find(')')?;
    let list = before.get(start..end)?;
    let rank = |name: &str| ORDER.iter().position(|known| *known == name.trim());
    let ranks: Vec<Option<usize>> = list.split(',').map(rank).collect();
    let is_ordered = ranks.iter().all(Option::is_some) && ranks.is_sorted();
    let own = names.split(',').next().and_then(rank);
    if let (true, Some(own)) = (is_ordered && !list.trim().is_empty(), own) {
        let mut at = start;
        for (name, rank) in list.split(',').zip(&ranks) {
            if rank.is_some_and(|rank| rank > own) {
                let blank = name.len() - name.trim_start().len();
                return Some((at + blank, format!("{names}, ")));
            }
            at += name.len() + 1;
        }
    }
    let list_end = start + list.trim_end().trim_end_matches(',').len();
    Some((list_end, if list.trim().is_empty() { names.to_owned() } else { format!(", {names}") }))
}

/// The starts of the attributes that stand directly before an item, in order.
fn attributes(before: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut rest = before.trim_end();
    while rest.ends_with(']') {
        let Some(start) = rest.rfind("#[") else { break };
        found.push(start);
        rest = rest.get(..start).unwrap_or("").trim_end();
    }
    found.reverse();
    // A suggestion may also stand before the attributes themselves.
    found
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::suggested;
    use super::*;

    #[test]
    fn traits_join_the_derives_that_are_there() {
        let table = [
            ("#[derive(Debug, PartialEq)]\n«»struct S;", "#[derive(Clone)]\n", "#[derive(Debug, Clone, PartialEq)]"),
            ("#[derive(PartialEq, Debug)]\n#[repr(C)]\n«»struct S;", "#[derive(Clone)]\n", "#[derive(PartialEq, Debug, Clone)]"),
            ("#[derive(Debug)]\n«»pub enum E { A }", "#[derive(PartialEq)]\n", "#[derive(Debug, PartialEq)]"),
        ];
        for (program, suggestion, part) in table {
            let after = suggested(&RULE, program, "E0277", "`S` is not", suggestion).unwrap();
            assert!(after.contains(part), "{after}");
        }
    }

    #[test]
    fn a_type_without_derives_is_left_to_the_compiler() {
        assert_eq!(suggested(&RULE, "«»struct S;", "E0277", "`S` is not", "#[derive(Clone)]\n"), None);
    }
}
