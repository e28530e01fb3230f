//! Gives an assignment as many variables as it has values.
//!
//! A variable too many goes.

use super::list::{Values, drop_values, insert_values};
use super::unused_variable::without;
use super::view::{View, head};
use crate::base::TextEdit;
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::syntax::go::ast::Kind;
use regex::Regex;
use std::sync::OnceLock;

const NAME: &str = "go/assignment-mismatch";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Assigns to as many variables as there are values",
    not_offered: "It keeps silent where the variables on the left are not those that the message counts.",
    examples: &[
        Example::mends(
            "go: assignment mismatch: 1 variable but strconv.Atoi returns 2 values",
            r#"
            package main

            import "strconv"

            func main() {
            	number := «strconv».Atoi("1")
            	println(number)
            }
            "#,
            r#"
            package main

            import "strconv"

            func main() {
            	number, _ := strconv.Atoi("1")
            	println(number)
            }
            "#,
        ),
        Example::mends(
            "go: assignment mismatch: 2 variables but strings.ToUpper returns 1 value",
            r#"
            package main

            import "strings"

            func main() {
            	name, err := «strings».ToUpper("ann")
            	println(name, err)
            }
            "#,
            r#"
            package main

            import "strings"

            func main() {
            	name := strings.ToUpper("ann")
            	println(name, err)
            }
            "#,
        ),
    ],
    applies: |diagnostic| head(&diagnostic.message).starts_with("assignment mismatch: "),
    propose,
};

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    static COUNTS: OnceLock<Option<Regex>> = OnceLock::new();
    let view = View::new(context);
    let pattern = COUNTS.get_or_init(|| Regex::new(r"(\d+) variables? but (?:.* returns )?(\d+) values?").ok());
    let parts = pattern.as_ref().and_then(|pattern| pattern.captures(head(&context.diagnostic.message)));
    let number = |at: usize| parts.as_ref().and_then(|parts| parts.get(at)).and_then(|part| part.as_str().parse::<usize>().ok());
    let (Some(variables), Some(count)) = (number(1), number(2)) else { return Vec::new() };
    let at = context.diagnostic.range.start;
    let Some(statement) = view.innermost(at, &[Kind::Assignment, Kind::VarSpec, Kind::ConstSpec]) else { return Vec::new() };
    let left = view.tree.child(statement, 0);
    let targets = view.tree.elements(&left);
    let values = view.tree.child(statement, if view.kind(statement) == Kind::Assignment { 1 } else { 2 });
    if targets.len() != variables {
        return Vec::new();
    }
    let list = Values { elements: targets, empty_at: at, lead: "" };
    if variables < count {
        let blanks: Vec<(usize, String)> = (variables..count).map(|place| (place, "_".to_owned())).collect();
        let mut proposals: Vec<Proposal> =
            insert_values(&view, &list, &blanks).map(|edits| Proposal::new(NAME, "Drop the other values with `_`", context, edits, 0.75)).into_iter().collect();
        // Values that stand in a list of their own can go just as well.
        let written = view.tree.elements(&values);
        if written.len() == count {
            let list = Values { elements: written, empty_at: at, lead: "" };
            let surplus: Vec<usize> = (variables..count).collect();
            proposals.extend(drop_values(&view, &list, &surplus).map(|edits| Proposal::new(NAME, "Remove the values too many", context, edits, 0.8)));
        }
        return proposals;
    }
    let blank = targets.iter().position(|target| view.text_of(*target) == "_");
    let surplus = match blank {
        Some(place) if variables == count + 1 => without(&view, targets, place).map(|range| TextEdit::delete(range).into()),
        _ => drop_values(&view, &list, &(count..variables).collect::<Vec<_>>()),
    };
    surplus.map(|edits| Proposal::new(NAME, "Remove the variables too many", context, edits, 0.75)).into_iter().collect()
}
