//! The search: candidates in the order of their plausibility, judged by the parser until time or doubt runs out.

use super::candidate::{Candidate, Slip};
use super::evidence::Evidence;
use super::piece::{self, Piece};
use super::scene::{self, Scene};
use super::weights::{self, Features};
use super::{brackets, foreign, go_slips, lines, literals, python_slips, quotes, slips, statement_forms, tokens, wraps};
use crate::base::{CancelToken, EditSet, Span, TextEdit};
use crate::syntax::{NameProblemKind, ScopeContext, SourceFile, SyntaxError, parses, scope_report, syntax_errors};
use std::collections::{BTreeSet, HashSet};
use std::time::{Duration, Instant};

/// After this time the search ends as soon as there is a repair.
const SOFT_LIMIT: Duration = Duration::from_millis(30);
/// How many accepted repairs are enough.
const ENOUGH: usize = 14;
/// A candidate this much worse than the best accepted one, in natural logarithms, is not judged any more.
const HOPELESS: f32 = 6.0;
/// A repair of all mistakes by two edits that is this much worse than one of the first mistake, in natural logarithms, is not believed.
const FAR_FETCHED: f32 = 8.0;
/// How many candidates are judged at most in search of a repair by one edit.
const JUDGED: usize = 400;
/// How many accepted repairs are compared by the names that they leave unbound.
const COMPARED: usize = 6;
/// How often the same slip is mended in one repair at most, and how many of its like are judged for each.
const ALIKE: usize = 8;
const ALIKE_JUDGED: usize = 12;
/// How many first edits a repair by two edits starts from.
const FIRST_EDITS: usize = 10;
/// Among how many of the most plausible candidates those are looked for.
const FIRST_JUDGED: usize = 160;

/// A repair of a file.
#[derive(Clone, Debug)]
pub struct Repair {
    pub title: String,
    pub edits: EditSet,
    /// The probability that it is what the author wants, 0 to 1.
    pub likelihood: f64,
    /// Whether the parser finds nothing any more in the piece that was broken.
    pub whole: bool,
    /// Whether the search looked at all that might have been better. Where its time was up before, the likelihood is too high.
    pub settled: bool,
    /// The kind of slip and the features that the ranking saw, for fitting its weights.
    pub row: (usize, Vec<f32>),
}

impl Repair {
    /// Whether it may be taken without a look at it, where it is the best.
    pub(super) fn is_evident(&self) -> bool {
        self.whole && self.settled && self.likelihood >= 0.9
    }
}

/// An edit after which the parser comes further, though not through.
struct First {
    score: f32,
    features: Features,
    candidate: Candidate,
    after: String,
    errors: Vec<SyntaxError>,
}

struct Accepted {
    candidate: Candidate,
    features: Features,
    after: String,
    whole: bool,
    /// What speaks for a repair that leaves errors: how far behind the old error the next one lies.
    reach: f32,
    score: f32,
}

/// The repairs of a file with syntax errors, best first. `hint` is where the diagnostic lies that asks for them.
pub fn repairs(file: &SourceFile, errors: &[SyntaxError], hint: usize, cancel: &CancelToken) -> Vec<Repair> {
    let Some(focus) = focus(file, errors, hint) else { return Vec::new() };
    let piece = piece::cut(file.language(), file.text(), file.options(), errors, focus);
    let found = in_piece(file, errors, &piece, cancel);
    if !found.is_empty() || piece.length() == file.text().len() || cancel.is_cancelled() {
        return found;
    }
    in_piece(file, errors, &piece::whole(file.text(), errors), cancel)
}

/// The error that the diagnostic means: the first one, unless one in the diagnostic's own line or later is nearer and stands apart.
pub(super) fn focus(file: &SourceFile, errors: &[SyntaxError], hint: usize) -> Option<usize> {
    let first = errors.first()?;
    let line = file.line_of(hint);
    let own = errors.iter().find(|error| file.line_of(error.range.start) == line);
    let apart = |error: &&SyntaxError| file.line_of(error.range.start) > file.line_of(first.range.start) + 30;
    Some(own.filter(apart).unwrap_or(first).range.start)
}

fn in_piece(file: &SourceFile, errors: &[SyntaxError], piece: &Piece, cancel: &CancelToken) -> Vec<Repair> {
    let scene = Scene::new(file.language(), &piece.text, file.options(), piece.errors.clone(), piece.numbering());
    let started = Instant::now();
    let Singles { mut accepted, firsts, settled } = singles(&scene, piece.inner(), started, cancel);
    if !accepted.iter().any(|accepted| accepted.whole) && !cancel.is_cancelled() {
        accepted.extend(alike(&scene, piece.inner(), &accepted, cancel));
    }
    if !accepted.iter().any(|accepted| accepted.whole) && !cancel.is_cancelled() {
        accepted.extend(pairs(&scene, piece.inner(), firsts, cancel));
    }
    let best = |whole: bool| accepted.iter().filter(|accepted| accepted.whole == whole).map(|accepted| accepted.score).fold(f32::MIN, f32::max);
    // A plausible repair of the first of several mistakes is worth more than a far-fetched one of all.
    let wholes = accepted.iter().any(|accepted| accepted.whole) && best(true) + FAR_FETCHED > best(false);
    accepted.retain(|accepted| accepted.whole == wholes);
    rank(file, errors, &scene, piece, accepted, (wholes, settled && !cancel.is_cancelled()))
}

/// All candidates of a scene inside the piece's own text, most plausible first, each result once.
fn candidates(scene: &Scene<'_>, inner: Span, cancel: &CancelToken) -> Vec<(f32, Features, Candidate)> {
    let mut all = brackets::candidates(scene);
    all.extend(lines::candidates(scene));
    all.extend(quotes::candidates(scene));
    all.extend(literals::candidates(scene));
    all.extend(slips::candidates(scene));
    all.extend(statement_forms::candidates(scene));
    all.extend(foreign::candidates(scene));
    all.extend(go_slips::candidates(scene));
    all.extend(python_slips::candidates(scene));
    all.extend(wraps::candidates(scene));
    all.extend(tokens::candidates(scene));
    let focus = scene.focus_token();
    let mut seen = HashSet::new();
    let mut scored = Vec::with_capacity(all.len());
    for candidate in all {
        if cancel.is_cancelled() {
            break;
        }
        let inside = candidate.edits.edits().iter().all(|edit| inner.contains(edit.range) && edit.range.end <= inner.end);
        if !inside || candidate.edits.is_empty() || !seen.insert((candidate.slip, candidate.edits.clone())) {
            continue;
        }
        let place = candidate.place();
        let at = scene.tokens.partition_point(|token| token.span.end <= place);
        let features = Features {
            gain: scene.gain(&candidate.edits).clamp(-1000.0, 1000.0),
            bonus: candidate.bonus,
            distance: (1.0 + at.abs_diff(focus) as f32).ln(),
            size: candidate.edits.size().saturating_sub(1).min(60) as f32 * f32::from(u8::from(candidate.slip != Slip::Indentation)),
            wide: wide_at(scene, place),
            behind: place > scene.focus,
            same_line: scene.line_of(place) == scene.line_of(scene.focus),
            line_end: scene.token(at).is_none_or(|token| token.starts_line() && token.span.start >= place)
                || scene.token(at + 1).is_none_or(|token| token.starts_line()) && scene.token(at).is_some_and(|token| token.span.end == place),
            at_focus: at.abs_diff(focus) == 0,
            ..Features::default()
        };
        scored.push((weights::score(candidate.slip, &features), features, candidate));
    }
    scored.sort_by(|left, right| right.0.total_cmp(&left.0));
    scored
}

/// What one edit can do.
struct Singles {
    accepted: Vec<Accepted>,
    firsts: Vec<First>,
    /// Whether the time was enough.
    settled: bool,
}

/// The accepted repairs by one edit, and the edits after which the parser comes further.
fn singles(scene: &Scene<'_>, inner: Span, started: Instant, cancel: &CancelToken) -> Singles {
    let mut settled = true;
    let mut accepted: Vec<Accepted> = Vec::new();
    let mut firsts: Vec<First> = Vec::new();
    let mut best = f32::MIN;
    let lonely = scene.lonely();
    for (judged, (score, features, candidate)) in candidates(scene, inner, cancel).into_iter().take(JUDGED).enumerate() {
        let wholes = accepted.iter().filter(|accepted| accepted.whole).count();
        if wholes > 0 && (wholes >= ENOUGH || score < best - HOPELESS) {
            break;
        }
        if wholes > 0 && started.elapsed() > SOFT_LIMIT || cancel.is_cancelled() {
            settled = false;
            break;
        }
        let Some((after, errors)) = scene.errors_after(&candidate.edits) else { continue };
        let whole = errors.is_empty();
        let first = errors.first().map_or(usize::MAX, |error| error.range.start);
        let further = errors.len() < scene.errors.len() || first > candidate.edits.map_offset(scene.focus);
        if !whole && further && judged < FIRST_JUDGED && firsts.len() < FIRST_EDITS {
            firsts.push(First { score, features, candidate: candidate.clone(), after: after.clone(), errors: errors.clone() });
        }
        if !whole && !progresses(scene, lonely, &candidate, &after, &errors) {
            continue;
        }
        if accepted.iter().any(|known| squeezed_equal(&known.after, &after, scene)) {
            continue;
        }
        if whole {
            best = best.max(score);
        }
        let reach = if whole { 0.0 } else { reach(scene, &candidate.edits, &errors) };
        accepted.push(Accepted { candidate, features, after, whole, reach, score: score + reach });
    }
    Singles { accepted, firsts, settled }
}

/// Whether two blanks or more stand around a place inside a line.
fn wide_at(scene: &Scene<'_>, place: usize) -> bool {
    let blank = |byte: &u8| *byte == b' ';
    let before = scene.text.as_bytes().get(..place).unwrap_or(&[]).iter().rev().take_while(|byte| blank(byte)).count();
    let after = scene.text.as_bytes().get(place..).unwrap_or(&[]).iter().take_while(|byte| blank(byte)).count();
    let line = scene.line(scene.line_of(place));
    before + after >= 2 && place.saturating_sub(before) > line.span.start
}

/// Whether a repair that leaves errors is one of the first of several mistakes: the parser comes further, and brackets and quotes are in no
/// worse order than before.
fn progresses(scene: &Scene<'_>, lonely: usize, candidate: &Candidate, after: &str, errors: &[SyntaxError]) -> bool {
    let first = errors.iter().map(|error| error.range.start).min().unwrap_or(usize::MAX);
    let old = scene.line_of(scene.focus);
    let after_line = |offset: usize| scene.line_of(offset.min(scene.text.len()));
    let focus = candidate.edits.map_offset(scene.focus);
    // What does not come as far needs no count of its brackets, which reads the whole text.
    if first < focus {
        return false;
    }
    let remaining = scene::lonely(scene.grammar, after);
    // The parser has to read on behind what was changed.
    let changed = candidate.edits.edits().last().map_or(0, |edit| candidate.edits.map_offset(edit.range.start) + edit.text.len());
    let reads_on = after.get(changed..first.min(after.len())).is_some_and(|read| !read.trim().is_empty());
    if first > focus && reads_on && remaining <= lonely && (errors.len() < scene.errors.len() || after_line(first) > old || is_evident(candidate.slip)) {
        return true;
    }
    // Of several brackets or quotes without partner, one less is progress though the parser stops at the same place.
    first >= focus && remaining < lonely && matches!(candidate.slip, Slip::MissingBlockEnd | Slip::MissingCloser | Slip::MissingQuote)
}

/// Whether a slip is told by what stands there, so that a repair is believed though the next mistake follows in the same line.
fn is_evident(slip: Slip) -> bool {
    matches!(slip, Slip::Foreign | Slip::Spelling | Slip::Literal | Slip::Statement | Slip::MissingComma)
}

/// How much further the parser reads after a repair that leaves errors, in natural logarithms: most in a line behind that of the old error.
fn reach(scene: &Scene<'_>, edits: &EditSet, errors: &[SyntaxError]) -> f32 {
    let Some(next) = errors.first().map(|error| error.range.start) else { return 0.0 };
    let old = edits.map_offset(scene.focus);
    let added = edits.edits().iter().map(|edit| edit.text.matches('\n').count()).sum::<usize>();
    let end = scene.text.len();
    let lines = scene.line_of(next.min(end)).saturating_sub(scene.line_of(old.min(end)) + added);
    match lines {
        0 => (next.saturating_sub(old).min(40) as f32) * 0.05,
        _ => 3.0 + 0.5 * (lines.min(4) as f32),
    }
}

/// Whether two results differ in white space only; in Python the indentation counts, and there results are the same only if equal.
fn squeezed_equal(left: &str, right: &str, scene: &Scene<'_>) -> bool {
    if !scene.grammar.has_braces() {
        return left == right;
    }
    let significant = |c: &char| !c.is_whitespace();
    left.chars().filter(significant).eq(right.chars().filter(significant))
}

/// The repair of several mistakes that are all the same slip: what mends the first one, done at each place where the parser stops then.
fn alike(scene: &Scene<'_>, inner: Span, accepted: &[Accepted], cancel: &CancelToken) -> Option<Accepted> {
    let mut firsts: Vec<&Accepted> = accepted.iter().filter(|accepted| !accepted.whole && recurs(accepted.candidate.slip)).collect();
    firsts.sort_by(|left, right| right.score.total_cmp(&left.score));
    firsts.into_iter().take(3).find_map(|first| mended_alike(scene, inner, first, cancel))
}

/// Whether who makes a slip once makes it again in the next lines, out of habit and not by a slip of the hand.
fn recurs(slip: Slip) -> bool {
    let by_habit = matches!(slip, Slip::Foreign | Slip::Literal | Slip::Statement | Slip::OldStatement | Slip::AssignedInCondition);
    by_habit || matches!(slip, Slip::MissingComma | Slip::MissingColon | Slip::StraySign | Slip::WrongSign | Slip::Spelling)
}

fn mended_alike(scene: &Scene<'_>, inner: Span, first: &Accepted, cancel: &CancelToken) -> Option<Accepted> {
    let slip = first.candidate.slip;
    let wanted = change(&first.candidate, scene.text);
    let (mut edits, mut after) = (first.candidate.edits.clone(), first.after.clone());
    let mut errors = scene.errors_of(&after);
    for more in 1..=ALIKE {
        let next = Scene::new(scene.language(), &after, scene.options, errors, scene.numbering.clone());
        let grown = Span::new(inner.start, edits.map_offset(inner.end).max(inner.start));
        let all = candidates(&next, grown, cancel).into_iter().map(|(.., candidate)| candidate);
        let same = all.filter(|candidate| candidate.slip == slip && (slip == Slip::Literal || change(candidate, next.text) == wanted));
        let (candidate, result, left) = same.take(ALIKE_JUDGED).find_map(|candidate| {
            let (result, left) = next.errors_after(&candidate.edits)?;
            let further = left.first().is_none_or(|error| error.range.start > candidate.edits.map_offset(next.focus));
            (further && !cancel.is_cancelled()).then_some((candidate, result, left))
        })?;
        edits = joined(&edits, &candidate.edits)?;
        if left.is_empty() {
            let title = format!("{}, and {more} more alike", first.candidate.title);
            let candidate = Candidate { edits, slip, title, bonus: first.candidate.bonus };
            return Some(Accepted { candidate, features: first.features, after: result, whole: true, reach: 0.0, score: first.score });
        }
        (after, errors) = (result, left);
    }
    None
}

/// What a candidate takes away and puts there, each kind of change once.
fn change<'c>(candidate: &'c Candidate, text: &'c str) -> BTreeSet<(&'c str, &'c str)> {
    candidate.edits.edits().iter().map(|edit| (edit.range.of(text), edit.text.as_str())).collect()
}

/// Two sets of edits as one, where the second one's offsets are those after the first; `None` where they touch each other.
fn joined(first: &EditSet, second: &EditSet) -> Option<EditSet> {
    let mut all: Vec<TextEdit> = first.edits().to_vec();
    for edit in second.edits() {
        let (mut start, mut end) = (edit.range.start, edit.range.end);
        for known in first.edits().iter().rev() {
            let place = first.map_offset(known.range.start);
            if edit.range.start > place + known.text.len() {
                start = (start + known.range.len()).checked_sub(known.text.len())?;
                end = (end + known.range.len()).checked_sub(known.text.len())?;
            } else if edit.range.end >= place {
                return None;
            }
        }
        all.push(TextEdit::replace(Span::new(start, end), edit.text.as_str()));
    }
    EditSet::new(all).ok()
}

/// Repairs by two edits: the second is searched in what the first one left.
fn pairs(scene: &Scene<'_>, inner: Span, firsts: Vec<First>, cancel: &CancelToken) -> Vec<Accepted> {
    let mut accepted: Vec<Accepted> = Vec::new();
    for First { score, features, candidate, after, errors } in firsts {
        let next = Scene::new(scene.language(), &after, scene.options, errors, scene.numbering.clone());
        let grown = Span::new(inner.start, candidate.edits.map_offset(inner.end).max(inner.start));
        for (second_score, second_features, second) in candidates(&next, grown, cancel).into_iter().take(60) {
            if cancel.is_cancelled() {
                return accepted;
            }
            let Some((result, errors)) = next.errors_after(&second.edits) else { continue };
            if !errors.is_empty() || result == scene.text || is_empty_pair(&candidate, &second) {
                continue;
            }
            let Some(edits) = compose(scene.text, &candidate.edits, &second.edits) else { continue };
            let both = Features {
                gain: features.gain + second_features.gain,
                bonus: features.bonus + second_features.bonus - 4.0,
                distance: features.distance + second_features.distance,
                size: features.size + second_features.size,
                ..Features::default()
            };
            let title = format!("{}, {}", candidate.title, lower_first(&second.title));
            let slip = candidate.slip;
            let joined = Candidate { edits, slip, title, bonus: both.bonus };
            accepted.push(Accepted { candidate: joined, features: both, after: result, whole: true, reach: 0.0, score: score + second_score - 4.0 });
            break;
        }
    }
    accepted
}

/// Whether two edits insert an opener and its closer with nothing between: a body made of nothing mends nothing.
fn is_empty_pair(first: &Candidate, second: &Candidate) -> bool {
    let text = |candidate: &Candidate| candidate.edits.edits().first().map_or(String::new(), |edit| edit.text.trim().to_owned());
    let (opener, closer) = (text(first), text(second));
    let pair = |left: &str, right: &str| super::grammar::closer_of(left) == Some(right);
    (pair(&opener, &closer) || pair(&closer, &opener)) && first.place().abs_diff(second.place()) <= 2
}

fn lower_first(title: &str) -> String {
    let mut characters = title.chars();
    characters.next().map_or(String::new(), |first| first.to_lowercase().chain(characters).collect())
}

/// Two sets of edits as one: the second one's offsets are those after the first.
fn compose(text: &str, first: &EditSet, second: &EditSet) -> Option<EditSet> {
    let middle = first.apply(text).ok()?;
    let last = second.apply(&middle).ok()?;
    let common = text.bytes().zip(last.bytes()).take_while(|(left, right)| left == right).count();
    let mut start = common;
    while !text.is_char_boundary(start) || !last.is_char_boundary(start) {
        start -= 1;
    }
    let most = (text.len() - start).min(last.len() - start);
    let same_end = text.bytes().rev().zip(last.bytes().rev()).take(most).take_while(|(left, right)| left == right).count();
    let mut end = same_end;
    while !text.is_char_boundary(text.len() - end) || !last.is_char_boundary(last.len() - end) {
        end -= 1;
    }
    let replacement = last.get(start..last.len() - end)?;
    Some(EditSet::one(TextEdit::replace(Span::new(start, text.len() - end), replacement)))
}

/// Adds what the file says, ranks, and moves the edits to the file's own offsets.
fn rank(
    file: &SourceFile,
    errors: &[SyntaxError],
    scene: &Scene<'_>,
    piece: &Piece,
    mut accepted: Vec<Accepted>,
    (whole, settled): (bool, bool),
) -> Vec<Repair> {
    accepted.sort_by(|left, right| right.score.total_cmp(&left.score));
    accepted.truncate(ENOUGH);
    if accepted.len() > 1 {
        let evidence = Evidence::new(scene, file.text());
        let unbound: Vec<usize> = accepted.iter().take(if whole { COMPARED } else { 0 }).map(|accepted| undefined(file, &accepted.after)).collect();
        let least = unbound.iter().copied().min().unwrap_or(0);
        for (place, accepted) in accepted.iter_mut().enumerate() {
            let unbound = unbound.get(place).copied().unwrap_or(least);
            let (familiar, arity) = evidence.gain(scene, &accepted.candidate.edits);
            accepted.features.familiar = familiar.clamp(-10.0, 10.0);
            accepted.features.arity = arity;
            accepted.features.undefined = (unbound - least).min(3) as f32;
            accepted.score = weights::score(accepted.candidate.slip, &accepted.features) + accepted.reach;
        }
    }
    accepted.sort_by(|left, right| right.score.total_cmp(&left.score));
    let best = accepted.first().map_or(0.0, |accepted| accepted.score);
    // Some mass is left for the repairs that nobody thought of.
    let total: f32 = accepted.iter().map(|accepted| (accepted.score - best).exp()).sum::<f32>() + 0.03;
    let mut found = Vec::new();
    for accepted in accepted {
        let Some(edits) = moved(&accepted.candidate.edits, piece) else { continue };
        if found.len() < 3 && piece.length() < file.text().len() && whole && !holds_in_file(file, errors, &edits) {
            continue;
        }
        let share = f64::from((accepted.score - best).exp() / total);
        let likelihood = if whole { share.min(0.97) } else { share * 0.3 };
        let row = (accepted.candidate.slip as usize, accepted.features.row(accepted.candidate.slip).to_vec());
        found.push(Repair { title: accepted.candidate.title, edits, likelihood, whole, settled, row });
    }
    found
}

/// Whether the repair also leaves the whole file with fewer errors.
fn holds_in_file(file: &SourceFile, errors: &[SyntaxError], edits: &EditSet) -> bool {
    let Ok(after) = edits.apply(file.text()) else { return false };
    let left = syntax_errors(file.language(), &after, file.options());
    let first = |errors: &[SyntaxError]| errors.first().map_or(usize::MAX, |error| error.range.start);
    let reads = || parses(file.language(), &after, file.options()) && !parses(file.language(), file.text(), file.options());
    left.is_empty() || left.len() < errors.len() || reads() || first(&left) > edits.map_offset(first(errors))
}

fn moved(edits: &EditSet, piece: &Piece) -> Option<EditSet> {
    let edits = edits.edits().iter().map(|edit| Some(TextEdit::replace(piece.in_file(edit.range)?, edit.text.as_str())));
    EditSet::new(edits.collect::<Option<Vec<_>>>()?).ok()
}

/// The number of names that are bound nowhere in a piece; names of the rest of the file count too, for all repairs alike.
fn undefined(file: &SourceFile, text: &str) -> usize {
    let context = ScopeContext { options: Some(file.options()), ..ScopeContext::default() };
    let report = scope_report(file.language(), text, &context);
    report.problems.iter().filter(|problem| problem.kind == NameProblemKind::UndefinedName).count()
}
