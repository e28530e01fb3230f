//! Menus of fixes. A menu is put together from what the background has worked out (`super::fixing`); what is still missing is moved to the
//! front there and waited for. A menu never works out a fix itself, so that no work is done twice and none goes on unbounded for a request.

use super::analysis::Analysis;
use super::events::{ActionsAnswer, Event, FixAllOffer, FixAllWish, Importance, MenuRequest, Notice, OfferedFix, WorkDone};
use super::owner::Owner;
use crate::base::{LineColumn, Span};
use crate::heal;
use crate::model::{Applicability, Diagnostic, Finding, Fix};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a menu waits for the fixes of the diagnostics that it is about. The search for repairs ends long before, but a busy machine or a
/// large project that is looked through for the first time may take longer, and an empty menu would be taken for the answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long it waits for those of diagnostics that only lie in its range.
const COURTESY: Duration = Duration::from_millis(15);

/// A menu for which something is still to be worked out.
pub struct WaitingMenu {
    pub request: MenuRequest,
    pub version: i32,
    /// The diagnostics whose fixes are missing, with whether the menu is about them.
    pub missing: Vec<(Diagnostic, bool)>,
    pub since: Instant,
}

impl WaitingMenu {
    pub fn misses(&self, id: &str) -> bool {
        self.missing.iter().any(|(diagnostic, _)| diagnostic.id == id)
    }

    /// Until when the menu may be held back; not at all where nothing is missing any more.
    pub fn due(&self) -> Instant {
        match (self.missing.is_empty(), self.missing.iter().any(|(_, meant)| *meant)) {
            (true, _) => self.since,
            (false, true) => self.since + PATIENCE,
            (false, false) => self.since + COURTESY,
        }
    }
}

impl Owner {
    /// Answers from what is known, or learns what is missing.
    pub(super) fn menu(&mut self, request: MenuRequest) {
        self.counters.menus += 1;
        self.state.touch(&request.uri);
        self.put_together(request, Instant::now(), false);
    }

    /// Puts the menu together on the pool, which was asked for at `since`. What is missing is left out of the `last` attempt.
    fn put_together(&mut self, request: MenuRequest, since: Instant, last: bool) {
        let analysis = self.state.analysis(&request.uri);
        let Some((analysis, document)) = analysis.zip(self.state.document(&request.uri)) else {
            return drop(request.reply.send(Ok(ActionsAnswer::default())));
        };
        let known = document.fixes.by_diagnostic.clone();
        let foreign = document.foreign.clone();
        let (own, unit, notices) = (self.own.clone(), self.unit, self.notices.clone());
        self.pool.urgent(move || {
            if request.reply.is_closed() {
                return;
            }
            let place = |place: LineColumn| analysis.file.lines().offset(analysis.file.text(), place, unit);
            let range = Span::new(place(request.places.0), place(request.places.1));
            let chosen = if request.fixes { chosen(&analysis, range, &request.context, &foreign) } else { Vec::new() };
            let any_named = chosen.iter().any(|(_, named)| *named);
            let missing: Vec<(Diagnostic, bool)> = chosen
                .iter()
                .filter(|(diagnostic, _)| !known.contains_key(&diagnostic.id))
                .map(|(diagnostic, named)| (diagnostic.clone(), *named || !any_named))
                .collect();
            if !missing.is_empty() && !last {
                let waiting = WaitingMenu { request, version: analysis.version, missing, since };
                let _ = own.send(Event::Work(WorkDone::Missing(Box::new(waiting))));
                return;
            }
            let fix_all = match request.fix_all {
                FixAllWish::No => None,
                FixAllWish::Eager => analysis.fix_all(&request.cancel, |told| notices(Notice::Log(Importance::Warning, told))).map(FixAllOffer::Now),
                FixAllWish::Lazy => {
                    let safe = |fixes: &Arc<[Fix]>| fixes.first().is_some_and(|fix| fix.applicability == Applicability::Safe);
                    known.values().any(safe).then_some(FixAllOffer::Later(analysis.version))
                }
            };
            let _ = request.reply.send(Ok(ActionsAnswer { fixes: entries(&analysis, chosen, &known), fix_all }));
        });
    }

    /// A menu misses something: it joins the work on it.
    pub(super) fn menu_waits(&mut self, waiting: WaitingMenu) {
        self.waiting_menus.push(waiting);
        self.answer_menus();
    }

    /// Answers the menus for which all has been worked out, or that have waited long enough; the others join the work that they miss.
    pub(super) fn answer_menus(&mut self) {
        let now = Instant::now();
        for mut waiting in std::mem::take(&mut self.waiting_menus) {
            if waiting.request.reply.is_closed() {
                continue;
            }
            let document = self.state.documents.get_mut(&waiting.request.uri).filter(|document| document.version() == waiting.version);
            let Some(document) = document else {
                // The text has changed: what was asked about is not there any more.
                self.put_together(waiting.request, waiting.since, true);
                continue;
            };
            waiting.missing.retain(|(diagnostic, _)| !document.fixes.by_diagnostic.contains_key(&diagnostic.id));
            if waiting.due() <= now {
                // A checker that has reported meanwhile may say the same in other words, whose fixes are not known yet.
                let has_all = waiting.missing.is_empty() && now < waiting.since + PATIENCE;
                self.put_together(waiting.request, waiting.since, !has_all);
                continue;
            }
            // Those that the menu is about come to stand first.
            let (meant, others): (Vec<_>, Vec<_>) = waiting.missing.iter().partition(|(_, meant)| *meant);
            for (diagnostic, _) in others.into_iter().chain(meant) {
                document.fixes.ask(diagnostic);
            }
            self.waiting_menus.push(waiting);
        }
        self.pump_fixes();
    }

    /// Somebody does not want an answer any more: work that only menus like that asked for ends.
    pub(super) fn withdrawn(&mut self) {
        self.waiting_menus.retain(|waiting| !waiting.request.reply.is_closed());
        for (uri, document) in &mut self.state.documents {
            let wanted = |id: &str| self.waiting_menus.iter().any(|waiting| waiting.request.uri == *uri && waiting.misses(id));
            document.fixes.drop_asked(wanted);
        }
    }
}

/// The diagnostics that a menu is about, those that the client named first: with each whether the client named it.
fn chosen(analysis: &Analysis, range: Span, context: &[Finding], foreign: &[Diagnostic]) -> Vec<(Diagnostic, bool)> {
    let asked: Vec<Diagnostic> = {
        let folder = analysis.file.path().parent().unwrap_or(std::path::Path::new("/"));
        heal::diagnose(context, &analysis.file, folder, &|path| analysis.source(path))
    };
    let same =
        |one: &Diagnostic, other: &Diagnostic| one.source == other.source && one.code == other.code && one.message == other.message && one.range == other.range;
    let known: Vec<&Diagnostic> = analysis.diagnostics.iter().chain(foreign).collect();
    // What the client shows may be another checker's word for an error by now: that of a tool which has reported since.
    let means = |other: &Diagnostic, diagnostic: &Diagnostic| {
        same(other, diagnostic)
            || !known.iter().any(|known| same(other, known))
                && (heal::same_error(diagnostic, other, &analysis.file) || heal::same_error(other, diagnostic, &analysis.file))
    };
    let named = |diagnostic: &Diagnostic| asked.iter().any(|other| means(other, diagnostic));
    let mut chosen: Vec<(Diagnostic, bool)> = known
        .iter()
        .map(|diagnostic| (*diagnostic, named(diagnostic)))
        .filter(|(diagnostic, named)| *named || diagnostic.range.intersects(range))
        .map(|(diagnostic, named)| (diagnostic.clone(), named))
        .collect();
    if asked.iter().any(|other| !chosen.iter().any(|(known, _)| means(other, known))) {
        for diagnostic in analysis.foreign(context) {
            if !chosen.iter().any(|(known, _)| same(known, &diagnostic)) {
                chosen.push((diagnostic, true));
            }
        }
    }
    chosen.sort_by_key(|(diagnostic, named)| (!named, diagnostic.severity));
    chosen
}

/// The fixes of some diagnostics in rank order, each edit once: those of the diagnostics that were named first, sketches last of all.
fn entries(analysis: &Analysis, chosen: Vec<(Diagnostic, bool)>, known: &HashMap<String, Arc<[Fix]>>) -> Vec<OfferedFix> {
    let mut entries: Vec<(bool, OfferedFix)> = Vec::new();
    for (diagnostic, named) in chosen {
        for fix in known.get(&diagnostic.id).into_iter().flat_map(|fixes| fixes.iter()) {
            if let Some((_, known)) = entries.iter_mut().find(|(_, known)| known.fix.edits == fix.edits) {
                known.diagnostics.push(diagnostic.clone());
                continue;
            }
            if let Some(offer) = analysis.offer(fix) {
                entries.push((named, OfferedFix { fix: fix.clone(), diagnostics: vec![diagnostic.clone()], file: analysis.file.clone(), offer }));
            }
        }
    }
    // The sort is stable, so that each diagnostic's own order stays where confidence ties.
    entries.sort_by(|(left_named, left), (right_named, right)| {
        let sketch = |entry: &OfferedFix| entry.fix.applicability == Applicability::Sketch;
        let order = (!left_named, sketch(left)).cmp(&(!right_named, sketch(right)));
        order.then(right.fix.confidence.total_cmp(&left.fix.confidence))
    });
    entries.into_iter().map(|(_, entry)| entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ColumnUnit;
    use crate::model::{Place, Severity};
    use crate::session::project_loader::LoadedProject;
    use crate::syntax::{Language, ParseOptions, SourceFile};
    use std::path::Path;

    fn finding(source: &str, code: &str, message: &str, line: usize, columns: (usize, usize)) -> Finding {
        let at = |column| LineColumn { line, column };
        let place = Place::Lines { start: at(columns.0), end: Some(at(columns.1)), unit: ColumnUnit::Utf16 };
        let mut finding = Finding::new(source, "/w/a.py", place, Severity::Error, message, b"raw");
        finding.code = Some(code.to_owned());
        finding
    }

    fn named(known: &[Finding], sent: &[Finding]) -> Vec<(String, bool)> {
        let file = SourceFile::new("/w/a.py", Language::Python, "def f(:\n    return nam\n", ParseOptions::default());
        let known = heal::diagnose(known, &file, Path::new("/w"), &|_| None);
        let analysis = Analysis::new(1, file, known.into(), Arc::default(), Arc::new(LoadedProject::default()), 5);
        chosen(&analysis, Span::new(0, 0), sent, &[]).into_iter().map(|(diagnostic, named)| (diagnostic.source, named)).collect()
    }

    #[test]
    fn an_error_that_another_checker_reports_by_now_is_still_the_one_that_is_meant() {
        let shown = finding("healer", "syntax", "expected a parameter", 0, (6, 7));
        let compiler = finding("python", "SyntaxError", "invalid syntax", 0, (7, 7));
        let other = finding("pyright", "reportUndefinedVariable", "\"nam\" is not defined", 1, (11, 14));
        assert_eq!(named(&[compiler.clone(), other.clone()], std::slice::from_ref(&shown)), [("python".to_owned(), true)]);
        assert_eq!(
            named(&[compiler, shown.clone(), other.clone()], std::slice::from_ref(&shown)),
            [("healer".to_owned(), true)],
            "what is still there is meant itself"
        );
        assert_eq!(named(&[other], &[shown]), [("healer".to_owned(), true)], "what nobody reports is taken as it is");
    }
}
