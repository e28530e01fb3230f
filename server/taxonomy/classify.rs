//! From tool code first, message second, syntax tree at the place third.

use super::categories::OTHER;
use super::{CodeRow, MessageRow, category, go, javascript, python, runtime, rust};
use crate::model::{Classification, Diagnostic, Severity};
use crate::syntax::{Language, SourceFile};
use regex::Regex;
use std::sync::OnceLock;

/// The place of a diagnostic in the taxonomy. Every diagnostic gets one; how sure it is, the confidence says:
/// 0.95 where the tool's code decides, 0.85 where its words do, 0.5 where only the place in the tree is left, 0.2 where nothing is known.
pub fn classify(diagnostic: &Diagnostic, file: &SourceFile) -> Classification {
    let language = diagnostic.language;
    let (codes, _) = tables(language);
    let by_message = at_run_time().iter().chain(messages(language)).find_map(|(row, pattern)| {
        if !row.sources.is_empty() && !row.sources.contains(&diagnostic.source.as_str()) {
            return None;
        }
        let captures = pattern.captures(&diagnostic.message)?;
        Some((category(row.category)?, captures.get(1).map(|subject| subject.as_str().to_owned())))
    });
    let by_code = diagnostic.code.as_deref().and_then(|code| {
        let row =
            runtime::CODES.iter().chain(codes).find(|row| row.code == code && (row.sources.is_empty() || row.sources.contains(&diagnostic.source.as_str())))?;
        category(row.category)
    });
    let quoted = || subject_from_quotes(&diagnostic.message);
    match (by_code, by_message) {
        (Some(category), Some((_, Some(subject)))) => Classification { category, subject: Some(subject), confidence: 0.95 },
        (Some(category), _) => Classification { category, subject: quoted(), confidence: 0.95 },
        (None, Some((category, subject))) => Classification { category, subject: subject.or_else(quoted), confidence: 0.85 },
        (None, None) => by_tree(diagnostic, file),
    }
}

/// What the tree at the place still tells: a syntax error where the tree has one, else the general category.
fn by_tree(diagnostic: &Diagnostic, file: &SourceFile) -> Classification {
    let node = file.node_at(diagnostic.range.clamp_to(file.text()));
    let broken = node.is_some_and(|node| node.is_error() || node.is_missing() || (node.has_error() && node.child_count() < 40));
    let (id, confidence) = match diagnostic.severity {
        Severity::Error if broken => ("SYNTAX.UNEXPECTED", 0.5),
        Severity::Error => ("OTHER.COMPILER", 0.2),
        _ => ("LINT.OTHER", 0.2),
    };
    let subject = subject_from_quotes(&diagnostic.message);
    Classification { category: category(id).unwrap_or(&OTHER), subject, confidence }
}

/// The first identifier-like text that a message puts in quotes or backticks.
fn subject_from_quotes(message: &str) -> Option<String> {
    static QUOTED: OnceLock<Option<Regex>> = OnceLock::new();
    let quoted = QUOTED.get_or_init(|| Regex::new(r#"[`'"“]([\p{L}_$@][\w$.:/@-]{0,80})[`'"”]"#).ok()).as_ref()?;
    Some(quoted.captures(message)?.get(1)?.as_str().to_owned())
}

fn tables(language: Language) -> (&'static [CodeRow], &'static [MessageRow]) {
    match language {
        Language::Rust => (rust::CODES, rust::MESSAGES),
        Language::Python => (python::CODES, python::MESSAGES),
        Language::JavaScript => (javascript::CODES, javascript::MESSAGES),
        Language::Go => (go::CODES, go::MESSAGES),
    }
}

/// The compiled message rows of a language; rows that do not compile are left out, and a test sees to it that there are none.
fn messages(language: Language) -> &'static [(&'static MessageRow, Regex)] {
    static COMPILED: [OnceLock<Vec<(&'static MessageRow, Regex)>>; 4] = [const { OnceLock::new() }; 4];
    let at = Language::ALL.iter().position(|known| *known == language).unwrap_or(0);
    let compile = || tables(language).1.iter().filter_map(|row| Some((row, Regex::new(row.pattern).ok()?))).collect();
    COMPILED.get(at).map_or(&[], |cell| cell.get_or_init(compile))
}

/// The compiled rows of what programs say when they fail.
fn at_run_time() -> &'static [(&'static MessageRow, Regex)] {
    static COMPILED: OnceLock<Vec<(&'static MessageRow, Regex)>> = OnceLock::new();
    COMPILED.get_or_init(|| runtime::MESSAGES.iter().filter_map(|row| Some((row, Regex::new(row.pattern).ok()?))).collect())
}

#[cfg(test)]
mod tests {
    use super::super::CATEGORIES;
    use super::*;

    #[test]
    fn every_row_names_a_category_and_compiles() {
        for language in Language::ALL {
            let (codes, patterns) = tables(language);
            for row in codes {
                assert!(category(row.category).is_some(), "{language}: code {} names {}", row.code, row.category);
            }
            for row in patterns {
                assert!(category(row.category).is_some(), "{language}: pattern {} names {}", row.pattern, row.category);
                assert!(Regex::new(row.pattern).is_ok(), "{language}: {}", row.pattern);
            }
        }
    }

    #[test]
    fn every_row_of_run_time_names_a_category_and_compiles() {
        assert_eq!(at_run_time().len(), runtime::MESSAGES.len());
        let named = runtime::CODES.iter().map(|row| row.category).chain(runtime::MESSAGES.iter().map(|row| row.category));
        assert!(named.clone().all(|id| category(id).is_some()), "{:?}", named.collect::<Vec<_>>());
    }

    #[test]
    fn the_taxonomy_is_wide_enough_and_ids_are_unique() {
        let mut ids: Vec<&str> = CATEGORIES.iter().map(|category| category.id).collect();
        let mut families: Vec<&str> = CATEGORIES.iter().map(|category| category.family()).collect();
        ids.sort_unstable();
        families.sort_unstable();
        families.dedup();
        let count = ids.len();
        ids.dedup();
        assert_eq!(count, ids.len());
        assert!(count >= 60 && families.len() >= 12, "{count} categories in {} families", families.len());
        assert!(CATEGORIES.iter().all(|category| (0.0..=1.0).contains(&category.difficulty)));
    }
}
