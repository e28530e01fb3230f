//! Which diagnostics of other checkers a template mends: `metadata.healer` of its rule.

use crate::model::{Applicability, Diagnostic};
use regex::Regex;
use serde::Deserialize;

/// How likely a rewrite is what its author wants, where the rule does not say.
pub(super) const USUAL_CONFIDENCE: f64 = 0.8;

/// The diagnostics that a template mends. What is not named is not asked about; what is named has all to hold.
#[derive(Clone, Debug)]
pub struct Binding {
    /// Categories (`RES.NAME`), families (`RES`) or clusters (`RES.NAME:nump`).
    pub categories: Vec<String>,
    pub codes: Vec<String>,
    pub sources: Vec<String>,
    pub message: Option<Regex>,
    pub applicability: Applicability,
    /// 0 to 1.
    pub confidence: f64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl From<OneOrMany> for Vec<String> {
    fn from(value: OneOrMany) -> Vec<String> {
        match value {
            OneOrMany::One(one) => vec![one],
            OneOrMany::Many(many) => many,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    category: Option<OneOrMany>,
    code: Option<OneOrMany>,
    source: Option<OneOrMany>,
    message: Option<String>,
    applicability: Option<Applicability>,
    confidence: Option<f64>,
}

impl Binding {
    /// Reads the value of `metadata.healer`; the error says what is wrong with it.
    pub(super) fn read(value: serde_json::Value) -> Result<Binding, String> {
        let written: Written = serde_json::from_value(value).map_err(|error| error.to_string())?;
        let list = |written: Option<OneOrMany>| written.map_or_else(Vec::new, Vec::from);
        let binding = Binding {
            categories: list(written.category),
            codes: list(written.code),
            sources: list(written.source),
            message: written.message.map(|pattern| Regex::new(&pattern)).transpose().map_err(|error| format!("message: {error}"))?,
            applicability: written.applicability.unwrap_or(Applicability::Review),
            confidence: written.confidence.unwrap_or(USUAL_CONFIDENCE),
        };
        if !(0.0..=1.0).contains(&binding.confidence) {
            return Err("confidence: has to be between 0 and 1".to_owned());
        }
        if binding.categories.is_empty() && binding.codes.is_empty() && binding.sources.is_empty() && binding.message.is_none() {
            return Err("names no diagnostics: give `category`, `code`, `source` or `message`".to_owned());
        }
        Ok(binding)
    }

    /// Whether the template mends a diagnostic.
    pub fn covers(&self, diagnostic: &Diagnostic) -> bool {
        let cluster = diagnostic.classification.as_ref().map(|found| found.cluster()).unwrap_or_default();
        let within = |category: &String| {
            let rest = cluster.strip_prefix(category.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ':']))
        };
        (self.categories.is_empty() || self.categories.iter().any(within))
            && (self.codes.is_empty() || diagnostic.code.as_ref().is_some_and(|code| self.codes.contains(code)))
            && (self.sources.is_empty() || self.sources.contains(&diagnostic.source))
            && self.message.as_ref().is_none_or(|message| message.is_match(&diagnostic.message))
    }
}
