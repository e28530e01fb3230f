//! Corrects a misspelt or outdated name.
//!
//! A name that is bound nearby and not read anywhere is the likeliest to be meant; a constant is never meant where something is assigned.

use super::{modules, tree};
use crate::base::{EditSet, Span, TextEdit, names};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::javascript::globals;
use crate::syntax::{Binding, BindingKind, parse};
use tree_sitter::Node;

pub(super) const RULE: Rule = Rule {
    name: "javascript/correct-name",
    summary: "Corrects a misspelt or outdated name",
    not_offered: "It keeps silent where no name that can be used at the place is like the unknown one; a constant is never meant where something is assigned.",
    examples: &[
        Example::mends(
            "eslint[no-undef]: 'lenght' is not defined.",
            "
            const length = 3;
            console.log(«lenght»);
            ",
            "
            const length = 3;
            console.log(length);
            ",
        ),
        Example::keeps_silent("eslint[no-undef]: 'qz' is not defined.", "console.log(«qz»);"),
    ],
    applies,
    propose,
};

/// Candidates that are less alike than this are not offered.
const LEAST: f64 = 0.55;

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.category() == "RES.NAME"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some(node) = tree::identifier_at(context.file, context.diagnostic.range.start) else { return Vec::new() };
    let written = tree::text(context.file, node);
    let use_site = UseSite::of(context, node);
    let mut candidates: Vec<(String, f64)> = Vec::new();
    let mut add = |name: &str, score: f64| match candidates.iter_mut().find(|(known, _)| known == name) {
        Some((_, best)) => *best = best.max(score),
        None => candidates.push((name.to_owned(), score)),
    };
    let visible = context.scopes.visible_at(node.start_byte());
    for binding in &visible {
        if let Some(score) = use_site.score(written, binding) {
            add(&binding.name, score);
        }
    }
    for name in globals::common() {
        let alike = names::similarity(written, name);
        let of_a_module = name.starts_with("__") || name == "exports" || name == "module";
        let fits = !use_site.is_written
            && (use_site.is_called || use_site.is_constructed || use_site.is_member_base || name.len() > 4)
            && !(use_site.is_called && of_a_module);
        if alike >= 0.7 && fits {
            add(name, alike - 0.03);
        }
    }
    if let Some(name) = suggested(&context.diagnostic.message) {
        add(name, 0.93);
    }
    if modules::builtin_named(written).is_some() || modules::builtin_exporting(written).is_some() {
        // The name means something as it stands: its import is what is missing.
        candidates.iter_mut().for_each(|(_, score)| *score = score.min(0.8));
    }
    candidates.retain(|(name, score)| *score >= LEAST && name != written);
    candidates.sort_by(|left, right| right.1.total_cmp(&left.1));
    let uses = same_name_problems(context, written);
    let unread = |name: &str| visible.iter().any(|binding| binding.name == name && binding.reads == 0);
    if uses.len() > 2 {
        // Nobody misspells a name the same way again and again: its declaration or import is what is missing.
        candidates.iter_mut().filter(|(name, _)| !unread(name)).for_each(|(_, score)| *score -= 0.12);
    }
    let second = candidates.get(1).map_or(0.0, |(_, score)| *score);
    let mut proposals: Vec<Proposal> = Vec::new();
    for (at, (name, score)) in candidates.iter().take(4).enumerate() {
        let clear = at == 0 && score - second > 0.05;
        let likelihood = (score - if clear { 0.0 } else { 0.05 }).clamp(0.05, 0.95);
        let edits = uses.iter().map(|range| TextEdit::replace(*range, name.as_str()));
        if let Ok(edits) = EditSet::new(edits) {
            proposals.push(Proposal::new(RULE.name, format!("Change `{written}` to `{name}`"), context, edits, likelihood));
        }
        let declared = visible.iter().find(|binding| binding.name == *name && binding.reads == 0 && uses.len() > 1);
        if let Some(binding) = declared.filter(|_| at == 0) {
            let title = format!("Rename the declaration of `{name}` to `{written}`");
            proposals.push(Proposal::replace(RULE.name, title, context, binding.range, written, likelihood - 0.02));
        }
    }
    proposals
}

/// The places where the same undefined name is reported.
fn same_name_problems(context: &FixContext<'_>, written: &str) -> Vec<Span> {
    let mut places: Vec<Span> = context
        .diagnostics
        .iter()
        .filter(|other| other.category() == "RES.NAME")
        .filter_map(|other| tree::identifier_at(context.file, other.range.start))
        .filter(|node| tree::text(context.file, *node) == written)
        .map(parse::span)
        .collect();
    places.sort();
    places.dedup();
    places
}

/// The name that the tool itself suggests: `Did you mean 'console'?`.
fn suggested(message: &str) -> Option<&str> {
    let rest = message.split("Did you mean ").nth(1)?;
    let name = rest.trim_start_matches(['\'', '"', '`', ' ']).split(['\'', '"', '`', '?']).next()?;
    (!name.is_empty() && !name.contains(' ')).then_some(name.trim_start_matches("the instance member ").trim_start_matches("this."))
}

/// What the place of the undefined name says about the name that is meant.
struct UseSite {
    offset: usize,
    is_written: bool,
    is_called: bool,
    is_constructed: bool,
    is_member_base: bool,
    /// The declarator in whose initializer the name stands, unless a function lies between.
    declarator: Option<Span>,
    /// Names that stand as siblings, such as the other operand of `a === a`.
    beside: Option<String>,
}

impl UseSite {
    fn of(context: &FixContext<'_>, node: Node<'_>) -> UseSite {
        let parent = node.parent();
        let is_field = |field: &str| parent.and_then(|parent| parent.child_by_field_name(field)).is_some_and(|child| child == node);
        let kind = parent.map_or("", |parent| parent.kind());
        let function = tree::enclosing_function(node).map(|function| function.id());
        let declarator = parse::ancestor(node, &["variable_declarator"])
            .filter(|declarator| tree::enclosing_function(*declarator).map(|function| function.id()) == function)
            .map(parse::span);
        let beside = parent.filter(|_| kind == "binary_expression" || kind == "assignment_expression").and_then(|parent| {
            let other = parse::named_children(parent).into_iter().find(|child| *child != node)?;
            Some(tree::text(context.file, other).to_owned())
        });
        UseSite {
            offset: node.start_byte(),
            is_written: matches!(kind, "assignment_expression" | "augmented_assignment_expression") && is_field("left") || kind == "update_expression",
            is_called: kind == "call_expression" && is_field("function"),
            is_constructed: kind == "new_expression",
            is_member_base: matches!(kind, "member_expression" | "subscript_expression") && is_field("object"),
            declarator,
            beside,
        }
    }

    /// How likely the binding is meant, or `None` where it cannot be.
    fn score(&self, written: &str, binding: &Binding) -> Option<f64> {
        if self.declarator.is_some_and(|declarator| declarator.contains(binding.range)) || (self.is_written && binding.kind == BindingKind::Constant) {
            return None;
        }
        if self.is_written && matches!(binding.kind, BindingKind::Import | BindingKind::Type) {
            return None;
        }
        let mut score = likeness(written, &binding.name);
        if score < LEAST - 0.1 {
            return None;
        }
        if binding.reads == 0 && !binding.name.starts_with('_') {
            score += 0.15;
        }
        if self.is_called && matches!(binding.kind, BindingKind::Function | BindingKind::Import) {
            score += 0.03;
        }
        if self.is_constructed && binding.kind == BindingKind::Type {
            score += 0.05;
        }
        if self.beside.as_deref() == Some(binding.name.as_str()) {
            score -= 0.2;
        }
        if binding.range.start > self.offset && matches!(binding.kind, BindingKind::Constant | BindingKind::Variable) {
            score -= 0.15;
        }
        // Inner names are meant more often than outer ones.
        score += 0.02 * (1.0 - (binding.visible.len() as f64 / 50_000.0).min(1.0));
        Some(score)
    }
}

/// As [`names::similarity`], and more for names of which one is the other with words added: that is what a half-done rename leaves.
fn likeness(written: &str, meant: &str) -> f64 {
    let alike = names::similarity(written, meant);
    let (ours, theirs) = (names::words(written), names::words(meant));
    let (few, many) = if ours.len() <= theirs.len() { (&ours, &theirs) } else { (&theirs, &ours) };
    let extends = few.len() < many.len() && !few.is_empty() && (many.starts_with(few) || many.ends_with(few));
    // Words are added more often than they are dropped.
    let base = if ours.len() > theirs.len() { 0.7 } else { 0.6 };
    if extends { alike.max(base + 0.15 * few.len() as f64 / many.len() as f64) } else { alike }
}

#[cfg(test)]
mod tests {
    use super::super::testing::first_fix;

    #[test]
    fn misspelt_names_are_corrected() {
        first_fix("const length = 3\nconsole.log(lenght)\n", "const length = 3\nconsole.log(length)\n");
        first_fix("const a = reqire('a')\nmodule.exports = a\n", "const a = require('a')\nmodule.exports = a\n");
        first_fix("const m = new ap()\nmodule.exports = m\n", "const m = new Map()\nmodule.exports = m\n");
        first_fix("const b = Bufer.from('')\nmodule.exports = b\n", "const b = Buffer.from('')\nmodule.exports = b\n");
    }

    #[test]
    fn a_half_done_rename_is_finished() {
        first_fix("exports.f = function (path, other) {\n  return newPath + other\n}\n", "exports.f = function (path, other) {\n  return path + other\n}\n");
    }

    #[test]
    fn a_constant_is_not_meant_where_something_is_assigned() {
        first_fix(
            "exports.f = () => {\n  const starter = 1\n  let start = 2\n  starts = 3\n  return start + starter\n}\n",
            "exports.f = () => {\n  const starter = 1\n  let start = 2\n  start = 3\n  return start + starter\n}\n",
        );
    }
}
