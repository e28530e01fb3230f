//! The last searches for repairs. Several checkers report the same error, and each report asks for the same repairs.

use super::Repair;
use crate::base::CancelToken;
use crate::syntax::{Language, ParseOptions, SourceFile, TextDigest};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// How many searches are remembered.
const KEPT: usize = 8;

/// All that the outcome of a search depends on, but for the time that it may take.
#[derive(Clone, PartialEq)]
struct Question {
    language: Language,
    text: TextDigest,
    options: ParseOptions,
    focus: Option<usize>,
}

/// What was found; `None` until the search has ended, and where it was cancelled.
type Answer = Arc<Mutex<Option<Vec<Repair>>>>;

pub(super) struct Searches(Mutex<VecDeque<(Question, Answer)>>);

pub(super) static SEARCHES: Searches = Searches::new();

impl Searches {
    const fn new() -> Searches {
        Searches(Mutex::new(VecDeque::new()))
    }

    /// The repairs that `search` finds at a place of a text, or those that it found there before. Who asks while the search is under way waits
    /// for its end, which is never longer than a search of one's own. What is `cancel`led is not remembered.
    pub fn remembered(&self, file: &SourceFile, focus: Option<usize>, cancel: &CancelToken, search: impl FnOnce() -> Vec<Repair>) -> Vec<Repair> {
        let question = Question { language: file.language(), text: *file.digest(), options: file.options().clone(), focus };
        let answer = self.answer_to(question);
        let mut known = answer.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.as_ref() {
            return found.clone();
        }
        let found = search();
        if !cancel.is_cancelled() {
            *known = Some(found.clone());
        }
        found
    }

    fn answer_to(&self, question: Question) -> Answer {
        let mut searches = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, answer)) = searches.iter().find(|(known, _)| *known == question) {
            return answer.clone();
        }
        let answer = Answer::default();
        searches.push_back((question, answer.clone()));
        if searches.len() > KEPT {
            searches.pop_front();
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_done_once_and_a_cancelled_one_again() {
        let file = |text: &str| SourceFile::new("/w/a.py", Language::Python, text, ParseOptions::default());
        let searches = Searches::new();
        let mut searched = 0;
        let mut ask = |text: &str, focus, cancel: &CancelToken| {
            searches.remembered(&file(text), Some(focus), cancel, || {
                searched += 1;
                Vec::new()
            });
            searched
        };
        let (going, cancelled) = (CancelToken::new(), CancelToken::new());
        cancelled.cancel();
        assert_eq!(ask("remembered = (", 1, &cancelled), 1);
        assert_eq!(ask("remembered = (", 1, &going), 2);
        assert_eq!(ask("remembered = (", 1, &going), 2);
        assert_eq!(ask("remembered = (", 2, &going), 3, "another place");
        assert_eq!(ask("remembered = [", 1, &going), 4, "another text");
    }
}
