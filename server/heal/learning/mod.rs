//! Learning from repairs: what a change of a file mended is read off, compared with what is known, and kept.

mod fate;
mod forgetting;
mod kept;
mod life;
mod minimal;
mod survival;
#[cfg(test)]
mod tests;

pub use fate::{Fate, Followed, Moment};
pub use forgetting::without;
pub use life::{ACCEPTED, REJECTED, Verdict, judge};
pub use minimal::Pieces;
pub use survival::Written;

use super::FileFacts;
use super::gate::Errors;
use crate::base::CancelToken;
use crate::fix::learned::{self, Application, Change, Hearing};
use crate::fix::{FixContext, Project};
use crate::model::{Diagnostic, KnownPattern, Pattern, PatternExample, PatternRecord, Repair, Source};
use crate::syntax::{ScopeReport, SourceFile, scope_report};
use std::collections::BTreeSet;

/// Of several repairs in one change so many are learned from.
const MOST_PLACES: usize = 4;
/// A pattern keeps so many examples, the newest.
const MOST_EXAMPLES: usize = 8;
/// What a repair counts that was seen in the same file on the same day before.
const REPEATED: f64 = 0.25;
/// What it counts for a pattern, or against it, that a repair was made without it which it speaks of.
const SHADOW: f64 = 0.5;
/// More tokens than these are no repair: a branch was changed, or a file was written anew.
const HUGE: usize = 400;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// A change that mended errors.
pub struct Repaired<'r> {
    pub before: &'r SourceFile,
    pub after: &'r SourceFile,
    /// The errors that are gone, or warnings, in the coordinates of `before`, as all checkers said them.
    pub vanished: &'r [Diagnostic],
    pub project: &'r Project,
    pub facts: &'r FileFacts,
    pub source: Source,
    /// Milliseconds since 1970.
    pub time: i64,
}

/// What is to be kept of a repair.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// The pattern whose place it takes.
    pub instead_of: Option<String>,
    pub pattern: Pattern,
    pub record: PatternRecord,
}

/// What the repairs of a change teach. Nothing, where the errors went with the code that they were in, or where the change is none that could be
/// made elsewhere.
///
/// A fix that was taken is only made known here; what it counts is known once it has survived ([`Followed::lessons`]).
pub fn lessons(repaired: &Repaired<'_>) -> Vec<Lesson> {
    let is_layout = squeezed(repaired.before.text()) == squeezed(repaired.after.text());
    if is_layout || is_huge(repaired.before.text(), repaired.after.text()) {
        return Vec::new();
    }
    let scopes = [repaired.before, repaired.after].map(|file| scope_report(file.language(), file.text(), &repaired.facts.scope_context(file)));
    places(repaired).into_iter().take(MOST_PLACES).flat_map(|place| lessons_at(repaired, &place, &scopes)).collect()
}

/// Whether a change is none that one makes to repair something.
fn is_huge(before: &str, after: &str) -> bool {
    let start = before.bytes().zip(after.bytes()).take_while(|(one, other)| one == other).count();
    let end = before.bytes().rev().zip(after.bytes().rev()).take_while(|(one, other)| one == other).count();
    let longest = before.len().max(after.len());
    // What is short has few tokens, and most changes are.
    longest.saturating_sub(start + end) > HUGE && Written::new(before, after).size() > HUGE
}

/// The errors by place: those whose lines meet belong together.
fn places(repaired: &Repaired<'_>) -> Vec<Vec<Diagnostic>> {
    let lines = |said: &Diagnostic| (repaired.before.line_of(said.range.start), repaired.before.line_of(said.range.end));
    let mut places: Vec<Vec<Diagnostic>> = Vec::new();
    let mut sorted: Vec<&Diagnostic> = repaired.vanished.iter().collect();
    sorted.sort_by_key(|said| said.range.start);
    for said in sorted {
        let (first, _) = lines(said);
        match places.last_mut().filter(|place| place.iter().any(|known| lines(known).1 >= first)) {
            Some(place) => place.push(said.clone()),
            None => places.push(vec![said.clone()]),
        }
    }
    places
}

/// Ways to read a repair off a change.
const READINGS: [fn(&Change<'_>) -> Option<PatternExample>; 3] = [learned::observe, learned::observe_scattered, learned::observe_function];

fn lessons_at(repaired: &Repaired<'_>, place: &[Diagnostic], scopes: &[ScopeReport; 2]) -> Vec<Lesson> {
    let change = Change { before: repaired.before, after: repaired.after, vanished: place, scopes: [&scopes[0], &scopes[1]] };
    let examples: Vec<PatternExample> = READINGS.iter().filter_map(|read| read(&change)).map(|example| placed(example, repaired)).collect();
    let cancel = CancelToken::new();
    let mut taught: Vec<Lesson> = Vec::new();
    // What each checker says may lie in a category of its own, and is looked up there.
    let mut categories = BTreeSet::new();
    for diagnostic in place.iter().filter(|said| categories.insert(said.category())) {
        let context = FixContext { file: repaired.before, diagnostic, diagnostics: place, project: repaired.project, scopes: &scopes[0], cancel: &cancel };
        let readings: Vec<_> = examples.iter().filter_map(|example| Some((example, mended_alone(example, &context, repaired)?))).collect();
        // One that makes all that the user wrote says more than one that only mends the error, and of those the one that says least of the code around it.
        let is_all = |(_, (_, text)): &&(&PatternExample, (Repair, String))| squeezed(text) == squeezed(repaired.after.text());
        let whole = readings.iter().filter(is_all).min_by_key(|(example, _)| example.before.tokens().len());
        let Some((example, (repair, wanted))) = whole.or(readings.first()).cloned() else { continue };
        taught.extend(compared(repaired, example, &context, repair, &wanted));
    }
    taught
}

/// The example with where and when it was seen.
fn placed(example: PatternExample, repaired: &Repaired<'_>) -> PatternExample {
    let root = &repaired.project.root;
    let file = repaired.before.path().strip_prefix(root).unwrap_or(repaired.before.path()).to_string_lossy().into_owned();
    PatternExample { project: root.to_string_lossy().into_owned(), file, time: repaired.time, ..example }
}

/// The repair of this one example, with the text that it alone makes of the file, which is what the user wrote, or is no worse where the user did more.
/// A warning goes with all kinds of changes, as one of an unused name when it is used at last, so that one has to have gone by nothing else.
fn mended_alone(example: &PatternExample, context: &FixContext<'_>, repaired: &Repaired<'_>) -> Option<(Repair, String)> {
    let repair = learned::generalise(&[example])?;
    let text = applied(&repair, context)?.0;
    if squeezed(&text) == squeezed(repaired.after.text()) {
        return Some((repair, text));
    }
    if !context.diagnostic.is_error() {
        return None;
    }
    let errors = |file: &SourceFile| Errors::of(file, repaired.facts).count();
    (errors(&repaired.before.with_text(text.as_str())) <= errors(repaired.after)).then_some((repair, text))
}

fn applied(repair: &Repair, context: &FixContext<'_>) -> Option<(String, Application)> {
    let application = learned::apply(repair, context)?;
    Some((application.edits.apply(context.file.text()).ok()?, application))
}

/// The text without white space, as two people may set the same code differently.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Holds a repair against the patterns that are known: what they would have done is right or wrong now, and what is new is kept.
fn compared(repaired: &Repaired<'_>, example: &PatternExample, context: &FixContext<'_>, repair: Repair, wanted: &str) -> Vec<Lesson> {
    let Some(source) = &context.project.patterns.0 else { return vec![fresh(repaired, example, context, repair)] };
    let known = learned::known_like(source.as_ref(), context.file, context.diagnostic, context.project);
    let mut lessons = Vec::new();
    let mut is_known = false;
    for known in &known {
        match applied(&known.pattern.repair, context) {
            Some((text, _)) if squeezed(&text) == squeezed(wanted) => {
                is_known = true;
                lessons.extend(confirmed(known, example, repaired));
            }
            Some((_, application)) if application.hearing == Hearing::Same && repaired.source != Source::Accepted => {
                let mut record = known.record.clone();
                judge(&mut record, Verdict::Failure, SHADOW);
                lessons.push(Lesson { instead_of: None, pattern: sharpened(&known.pattern, example), record });
            }
            _ => {}
        }
    }
    if is_known {
        return lessons;
    }
    let wider = known.iter().find_map(|known| widened(known, example, repaired, context, wanted));
    lessons.push(wider.unwrap_or_else(|| fresh(repaired, example, context, repair)));
    lessons
}

/// A pattern that would have made just this repair. Nothing, where the very repair is known, as where a history is read again.
fn confirmed(known: &KnownPattern, example: &PatternExample, repaired: &Repaired<'_>) -> Option<Lesson> {
    if known.pattern.examples.contains(example) {
        return None;
    }
    // With one more example the words of another checker may be known, and holes may stand for more.
    Some(extended(known, example, repaired, with_all(&known.pattern, example), SHADOW))
}

/// A pattern that speaks of this repair too once it is made wider.
fn widened(known: &KnownPattern, example: &PatternExample, repaired: &Repaired<'_>, context: &FixContext<'_>, wanted: &str) -> Option<Lesson> {
    let repair = with_all(&known.pattern, example)?;
    let (text, _) = applied(&repair, context)?;
    (squeezed(&text) == squeezed(wanted)).then(|| extended(known, example, repaired, Some(repair), 1.0))
}

/// What the examples of a pattern have in common with one more; `None` too where none is kept, as the pattern says more than that one then.
fn with_all(pattern: &Pattern, example: &PatternExample) -> Option<Repair> {
    let examples: Vec<&PatternExample> = pattern.examples.iter().chain([example]).collect();
    let repair = if pattern.examples.is_empty() { None } else { learned::generalise(&examples) };
    repair.map(|repair| learned::sharpen(repair, &examples, &pattern.negatives))
}

/// A pattern that was wrong where another repair was made: it speaks no more of places like that, as far as they can be told from its own.
fn sharpened(pattern: &Pattern, negative: &PatternExample) -> Pattern {
    let mut pattern = pattern.clone();
    if !pattern.examples.is_empty() && !pattern.examples.iter().any(|example| example.before == negative.before && example.heard == negative.heard) {
        pattern.negatives = with_example(&pattern.negatives, negative);
        pattern.repair = learned::sharpen(pattern.repair, &pattern.examples.iter().collect::<Vec<_>>(), &pattern.negatives);
    }
    pattern
}

/// A known pattern with one more example, which counts so much, and with another repair where there is one.
fn extended(known: &KnownPattern, example: &PatternExample, repaired: &Repaired<'_>, repair: Option<Repair>, weight_of_one: f64) -> Lesson {
    let mut pattern = Pattern::clone(&known.pattern);
    let weight = weight_of_one * weight(&pattern, example) * worth(repaired.source);
    let mut instead_of = None;
    if let Some(repair) = repair {
        let id = repair.id(pattern.language, &pattern.category);
        if id != pattern.id {
            instead_of = Some(std::mem::replace(&mut pattern.id, id));
        }
        pattern.anchor = learned::anchor(&repair);
        pattern.repair = repair;
    }
    pattern.examples = with_example(&pattern.examples, example);
    pattern.source = pattern.source.min(repaired.source);
    let mut record = known.record.clone();
    judge(&mut record, Verdict::Success, weight);
    counted(&mut record, &pattern, repaired.time);
    Lesson { instead_of, pattern, record }
}

/// A pattern of this one repair.
fn fresh(repaired: &Repaired<'_>, example: &PatternExample, context: &FixContext<'_>, repair: Repair) -> Lesson {
    let (language, category) = (context.file.language(), context.diagnostic.category());
    let pattern = Pattern {
        id: repair.id(language, category),
        language,
        category: category.to_owned(),
        anchor: learned::anchor(&repair),
        source: repaired.source,
        repair,
        examples: vec![example.clone()],
        negatives: Vec::new(),
    };
    let mut record = PatternRecord { first_used: repaired.time, ..PatternRecord::default() };
    judge(&mut record, Verdict::Success, worth(repaired.source));
    counted(&mut record, &pattern, repaired.time);
    Lesson { instead_of: None, pattern, record }
}

/// How much a repair counts when it is seen. A fix that was taken has to survive first; of a commit nobody knows what came of it.
fn worth(source: Source) -> f64 {
    match source {
        Source::Accepted => 0.0,
        Source::History => 0.5,
        Source::Manual | Source::Imported => 1.0,
    }
}

fn with_example(examples: &[PatternExample], example: &PatternExample) -> Vec<PatternExample> {
    let same = |known: &PatternExample| known.before == example.before && known.after == example.after && known.heard == example.heard;
    let mut examples: Vec<PatternExample> = examples.iter().filter(|known| !same(known)).cloned().collect();
    examples.push(example.clone());
    let surplus = examples.len().saturating_sub(MOST_EXAMPLES);
    examples.drain(..surplus);
    examples
}

/// How much one more repair counts: a new file, project or day more than the same again.
fn weight(pattern: &Pattern, example: &PatternExample) -> f64 {
    let repeated = |known: &PatternExample| known.project == example.project && known.file == example.file && known.time / DAY == example.time / DAY;
    if pattern.examples.iter().any(repeated) { REPEATED } else { 1.0 }
}

fn counted(record: &mut PatternRecord, pattern: &Pattern, time: i64) {
    let distinct = |key: &dyn Fn(&PatternExample) -> String| pattern.examples.iter().map(key).collect::<BTreeSet<_>>().len() as u32;
    record.last_used = time;
    record.projects = record.projects.max(distinct(&|example| example.project.clone()));
    record.files = record.files.max(distinct(&|example| format!("{}\0{}", example.project, example.file)));
    record.days = record.days.max(distinct(&|example| (example.time / DAY).to_string()));
}
