//! Ranking by confidence.

use super::calibration::{Confidence, Evidence, confidence};
use super::gate::Admitted;
use crate::base::hash;
use crate::fix::Proposal;
use crate::model::{Applicability, Diagnostic, Fix, Verification};
use crate::syntax::Language;

/// How far ahead of the second the first has to be in order to be preferred.
const CLEARLY_AHEAD: f64 = 0.1;

/// The lower bound of its confidence from which on a fix may be preferred.
const SURE: f64 = 0.9;

/// The admitted proposals as fixes, best first, at most `entries`. Sketches stand last, whatever their confidence.
pub(super) fn rank(admitted: Vec<Admitted>, diagnostic: &Diagnostic, language: Language, entries: usize) -> Vec<Fix> {
    let confidences = confidences(&admitted, diagnostic, language);
    let mut ranked: Vec<(Fix, f64)> = admitted
        .into_iter()
        .zip(confidences)
        .map(|(Admitted { proposal, texts, .. }, confidence)| {
            let fix = Fix {
                id: id(diagnostic, &proposal),
                diagnostic: diagnostic.id.clone(),
                title: proposal.title,
                origin: proposal.origin,
                rule: proposal.rule,
                applicability: proposal.applicability,
                confidence: confidence.estimate,
                verified: Some(Verification::Parsed),
                edits: proposal.edits,
                texts,
                preferred: false,
                learned: proposal.learned,
            };
            (fix, confidence.lower)
        })
        .collect();
    yield_to_the_user(&mut ranked);
    ranked.sort_by(|(left, _), (right, _)| {
        let sketch = |fix: &Fix| fix.applicability == Applicability::Sketch;
        sketch(left).cmp(&sketch(right)).then(right.confidence.total_cmp(&left.confidence))
    });
    ranked.truncate(entries);
    let second = ranked.get(1).map_or(0.0, |(fix, _)| fix.confidence);
    if let Some((first, lower)) = ranked.first_mut() {
        let trusted = !first.learned.is_some_and(|learned| learned.on_trial);
        first.preferred = trusted && first.applicability != Applicability::Sketch && *lower >= SURE && first.confidence - second >= CLEARLY_AHEAD;
    }
    ranked.into_iter().map(|(fix, _)| fix).collect()
}

/// A repair that the user made by hand where a checker said the same leaves less for all others: only one of the fixes of an error is the one
/// that is wanted, and the user knows which it was.
fn yield_to_the_user(ranked: &mut [(Fix, f64)]) {
    let own = |fix: &Fix| fix.learned.is_some_and(|learned| learned.by_hand);
    for (fix, _) in ranked.iter_mut() {
        if let Some(learned) = fix.learned.filter(|learned| learned.by_hand) {
            fix.confidence = fix.confidence.max(learned.confidence);
        }
    }
    let Some(known) = ranked.iter().filter(|(fix, _)| own(fix)).map(|(fix, _)| fix.confidence).max_by(f64::total_cmp) else { return };
    for (fix, lower) in ranked.iter_mut().filter(|(fix, _)| !own(fix)) {
        fix.confidence = fix.confidence.min((1.0 - known).max(0.01));
        *lower = lower.min(fix.confidence);
    }
}

/// The same for the same edits of the same diagnostic.
fn id(diagnostic: &Diagnostic, proposal: &Proposal) -> String {
    hash::stable_id(&[&diagnostic.id, &serde_json::to_string(&proposal.edits).unwrap_or_default()])
}

/// The confidence in each proposal, seen beside the others. What it rests on is told to whoever measures the ranking.
fn confidences(admitted: &[Admitted], diagnostic: &Diagnostic, language: Language) -> Vec<Confidence> {
    let likelihoods: Vec<f64> = admitted.iter().map(|admitted| admitted.proposal.likelihood.clamp(0.01, 0.99)).collect();
    let one = |(at, Admitted { proposal, mended, .. }): (usize, &Admitted)| {
        let likelihood = likelihoods.get(at).copied().unwrap_or_default();
        let others = likelihoods.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, likelihood)| *likelihood);
        let evidence = Evidence {
            origin: proposal.origin,
            rule: &proposal.rule,
            language: language.id(),
            category: diagnostic.category(),
            likelihood,
            mended: *mended,
            size: proposal.edits.iter().flat_map(|file| file.edits.edits()).map(|edit| edit.range.len() + edit.text.len()).sum(),
            rivals: admitted.len() - 1,
            gap: likelihood - others.fold(0.0, f64::max),
            is_sketch: proposal.applicability == Applicability::Sketch,
        };
        let confidence = confidence(&evidence);
        tracing::trace!(
            target: "healer::ranking",
            "{}",
            serde_json::json!({
                "fix": id(diagnostic, proposal), "origin": evidence.origin, "rule": evidence.rule, "language": evidence.language,
                "category": evidence.category, "likelihood": likelihood, "mended": evidence.mended, "size": evidence.size, "rivals": evidence.rivals,
                "gap": evidence.gap, "sketch": evidence.is_sketch, "confidence": confidence.estimate,
            })
        );
        confidence
    };
    admitted.iter().enumerate().map(one).collect()
}
