//! What is left of a learned fix when what was seen in a project is forgotten.

use super::{DAY, REPEATED, Verdict, counted, judge};
use crate::fix::learned;
use crate::model::{KnownPattern, Pattern, PatternExample, PatternRecord, Standing};

/// The pattern that the examples of other projects make, with a record of them alone; `None` where there is none, or they have nothing in common.
/// Of its failures nobody knows where they were, so a share of them stays that is as large as that of the examples.
pub fn without(known: &KnownPattern, is_forgotten: &dyn Fn(&str) -> bool) -> Option<(Pattern, PatternRecord)> {
    let old = &known.pattern;
    let left = |examples: &[PatternExample]| -> Vec<PatternExample> { examples.iter().filter(|example| !is_forgotten(&example.project)).cloned().collect() };
    let (examples, negatives) = (left(&old.examples), left(&old.negatives));
    let all: Vec<&PatternExample> = examples.iter().collect();
    let repair = learned::sharpen(learned::generalise(&all)?, &all, &negatives);
    let pattern = Pattern {
        id: repair.id(old.language, &old.category),
        language: old.language,
        category: old.category.clone(),
        anchor: learned::anchor(&repair),
        source: old.source,
        repair,
        examples,
        negatives,
    };
    let times = || pattern.examples.iter().map(|example| example.time);
    let (first, last) = (times().min().unwrap_or_default(), times().max().unwrap_or_default());
    let mut record = PatternRecord { first_used: first, ..PatternRecord::default() };
    for (number, example) in pattern.examples.iter().enumerate() {
        let is_same = |other: &PatternExample| other.project == example.project && other.file == example.file && other.time / DAY == example.time / DAY;
        let is_repeated = pattern.examples.iter().take(number).any(is_same);
        judge(&mut record, Verdict::Success, if is_repeated { REPEATED } else { 1.0 });
    }
    let share = pattern.examples.len() as f64 / old.examples.len().max(1) as f64;
    if known.record.failures > 0.0 {
        judge(&mut record, Verdict::Failure, known.record.failures * share);
    }
    if known.record.standing == Standing::Demoted && pattern.repair == old.repair {
        record.standing = Standing::Demoted;
    }
    counted(&mut record, &pattern, last);
    Some((pattern, record))
}
