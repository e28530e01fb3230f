//! Ranking by confidence.

use super::gate::Admitted;
use crate::base::hash;
use crate::model::{Applicability, Diagnostic, Fix, Verification};

/// The admitted proposals as fixes, best first, at most `entries`. Sketches stand last, whatever their likelihood.
pub(super) fn rank(admitted: Vec<Admitted>, diagnostic: &Diagnostic, entries: usize) -> Vec<Fix> {
    let mut fixes: Vec<Fix> = admitted
        .into_iter()
        .map(|Admitted { proposal, texts, mended, .. }| {
            let confidence = confidence(proposal.likelihood, mended);
            let edits = serde_json::to_string(&proposal.edits).unwrap_or_default();
            Fix {
                id: hash::stable_id(&[&diagnostic.id, &edits]),
                diagnostic: diagnostic.id.clone(),
                title: proposal.title,
                origin: proposal.origin,
                rule: proposal.rule,
                applicability: proposal.applicability,
                confidence,
                verified: Some(Verification::Parsed),
                edits: proposal.edits,
                texts,
                preferred: false,
            }
        })
        .collect();
    fixes.sort_by(|left, right| {
        let sketch = |fix: &Fix| fix.applicability == Applicability::Sketch;
        sketch(left).cmp(&sketch(right)).then(right.confidence.total_cmp(&left.confidence))
    });
    fixes.truncate(entries);
    let second = fixes.get(1).map_or(0.0, |fix| fix.confidence);
    if let Some(first) = fixes.first_mut() {
        first.preferred = first.applicability != Applicability::Sketch && first.confidence >= 0.9 && first.confidence - second >= 0.1;
    }
    fixes
}

/// The proposal's own likelihood, corrected by what the built-in checker saw: a repair after which the error is still there, or another
/// one is new, is rarely what is wanted.
fn confidence(likelihood: f64, mended: Option<bool>) -> f64 {
    let likelihood = likelihood.clamp(0.01, 0.99);
    match mended {
        Some(false) => likelihood * 0.25,
        Some(true) | None => likelihood,
    }
}
