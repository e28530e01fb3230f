//! Why an error is left.

use super::Healing;
use crate::model::{Applicability, Diagnostic};

impl Healing {
    /// Why an error of the best state is still there, in one clause: what was tried and what came of it, or why nothing was.
    pub fn why_left(&self, error: &Diagnostic) -> String {
        if let Some(reason) = self.held_back(&error.id) {
            return reason.to_owned();
        }
        let tried: Vec<_> = self.given_up.iter().chain(&self.rolled_back).filter(|attempt| attempt.diagnostic.id == error.id).collect();
        if let Some(last) = tried.last() {
            let (title, reason) = (&last.fix.title, &last.reason);
            return match tried.len() {
                1 => format!("\"{title}\" was tried: {reason}"),
                count => format!("{count} fixes were tried, the last \"{title}\": {reason}"),
            };
        }
        match self.fixes.get(&error.id).map(Vec::as_slice) {
            Some([]) => "no fix is known for it".to_owned(),
            Some(fixes) if !self.policy.sketches && fixes.iter().all(|fix| fix.applicability == Applicability::Sketch) => {
                "only fixes with holes to fill are known for it".to_owned()
            }
            Some(_) => "the heal ended before a fix for it was tried".to_owned(),
            None => "it may follow from the errors that are left before it".to_owned(),
        }
    }
}
