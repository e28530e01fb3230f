//! Edits of lists of values: arguments and results.

use super::types::{Types, is_number};
use super::view::View;
use crate::base::{EditSet, Span, TextEdit};
use crate::syntax::go::ast::NodeId;

/// A list of values in the text.
pub(super) struct Values<'v> {
    pub elements: &'v [NodeId],
    /// Where the first value goes, if there is none.
    pub empty_at: usize,
    /// What stands before the first value of an empty list.
    pub lead: &'static str,
}

/// The edits that drop the values at some places.
pub(super) fn drop_values(view: &View<'_>, values: &Values<'_>, places: &[usize]) -> Option<EditSet> {
    let kept: Vec<usize> = (0..values.elements.len()).filter(|place| !places.contains(place)).collect();
    let span = |place: usize| values.elements.get(place).map(|id| view.tree.span(*id));
    let mut edits = Vec::new();
    for place in places {
        let own = span(*place)?;
        let before = kept.iter().rev().find(|kept| *kept < place);
        let range = match before {
            // From the end of the value before, so that its comma goes too.
            Some(_) => Span::new(span(place.checked_sub(1)?)?.end, own.end),
            None => match span(place + 1) {
                Some(next) => Span::new(own.start, next.start),
                None => own,
            },
        };
        edits.push(TextEdit::delete(range));
    }
    EditSet::new(edits).ok()
}

/// The edits that put values in at places of the completed list, in order.
pub(super) fn insert_values(view: &View<'_>, values: &Values<'_>, added: &[(usize, String)]) -> Option<EditSet> {
    let total = values.elements.len() + added.len();
    let mut existing = values.elements.iter().map(|id| view.tree.span(*id));
    let mut last_end: Option<usize> = None;
    let mut edits: Vec<TextEdit> = Vec::new();
    let mut waiting: Vec<&str> = Vec::new();
    for place in 0..total {
        if let Some((_, value)) = added.iter().find(|(at, _)| *at == place) {
            waiting.push(value);
            continue;
        }
        let span = existing.next()?;
        if !waiting.is_empty() {
            edits.push(TextEdit::insert(span.start, format!("{}, ", waiting.join(", "))));
            waiting.clear();
        }
        last_end = Some(span.end);
    }
    if !waiting.is_empty() {
        let joined = waiting.join(", ");
        edits.push(match last_end {
            Some(end) => TextEdit::insert(end, format!(", {joined}")),
            None => TextEdit::insert(values.empty_at, format!("{}{joined}", values.lead)),
        });
    }
    EditSet::new(edits).ok()
}

/// What a missing value of a type is likely to be, best first, with the likelihood: a variable in scope of that type, or its zero value.
/// `parameter` is the name of the parameter that takes it.
pub(super) fn fillers(types: &Types<'_, '_>, at: usize, want: &str, parameter: Option<&str>, taken: &[String]) -> Vec<(String, f64)> {
    let context = types.view.context;
    let mut found: Vec<(String, f64)> = Vec::new();
    for (rank, binding) in context.scopes.visible_at(at).into_iter().enumerate() {
        let value = !matches!(binding.kind, crate::syntax::BindingKind::Function | crate::syntax::BindingKind::Type | crate::syntax::BindingKind::Import);
        let declared_before = binding.range.end <= at || binding.visible.len() == context.file.text().len();
        if !value || !declared_before || taken.contains(&binding.name) {
            continue;
        }
        let known = types.of_binding(binding.range.start, 8);
        let named = parameter == Some(binding.name.as_str());
        let unused = binding.reads == 0 && binding.kind == crate::syntax::BindingKind::Variable;
        let fits = known.as_deref() == Some(want);
        let score: f64 = match (fits, named) {
            (true, true) => 0.95,
            (true, false) => 0.75 - 0.01 * rank.min(20) as f64,
            (false, true) if known.is_none() => 0.8,
            _ => continue,
        };
        found.push((binding.name.clone(), if unused { score.max(0.9) } else { score }));
    }
    // A field of the receiver that is named like the parameter.
    let function = types.view.function(at);
    if let (Some(function), Some(parameter)) = (function, parameter) {
        let receiver = types.view.tree.child(types.view.tree.child(types.view.tree.child(function.node, 0), 0), 0);
        let name = types.view.text_of(receiver);
        let owner = types.of_name(name, at, 4).unwrap_or_default();
        let members = types.members(super::types::base_name(&owner));
        for field in members.iter().filter(|member| member.parameters.is_none() && member.type_text.as_deref() == Some(want)) {
            let score = if field.name == parameter { 0.85 } else { 0.45 };
            found.push((format!("{name}.{}", field.name), score));
        }
    }
    if let Some(zero) = types.zero_value(want) {
        found.push((zero, if is_number(want) || want == "bool" { 0.7 } else { 0.55 }));
    }
    found.sort_by(|left, right| right.1.total_cmp(&left.1));
    found
}
