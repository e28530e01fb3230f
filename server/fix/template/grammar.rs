//! What ast-grep has to know of a language to match patterns in it.

use crate::syntax::Language;
use ast_grep_core::matcher::{Pattern, PatternBuilder, PatternError};
use ast_grep_core::tree_sitter::{LanguageExt, StrDoc, TSLanguage};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::path::Path;

/// Stands for `$` in patterns of languages whose identifiers cannot hold one; a letter that nobody's code is expected to use.
const EXPANDO: char = 'µ';

/// A language as ast-grep sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grammar(pub Language);

impl Grammar {
    /// A language as rule files spell it: ast-grep's names and short forms.
    pub fn from_name(name: &str) -> Option<Grammar> {
        let language = match name.to_ascii_lowercase().as_str() {
            "rust" | "rs" => Language::Rust,
            "python" | "py" => Language::Python,
            "javascript" | "js" | "jsx" => Language::JavaScript,
            "go" | "golang" => Language::Go,
            _ => return None,
        };
        Some(Grammar(language))
    }
}

impl<'de> Deserialize<'de> for Grammar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Grammar, D::Error> {
        let name = String::deserialize(deserializer)?;
        Grammar::from_name(&name).ok_or_else(|| D::Error::custom(format!("the language `{name}` is none of rust, python, javascript and go")))
    }
}

impl ast_grep_core::Language for Grammar {
    fn pre_process_pattern<'q>(&self, query: &'q str) -> Cow<'q, str> {
        if self.expando_char() == '$' {
            return Cow::Borrowed(query);
        }
        Cow::Owned(with_expando(query))
    }

    fn expando_char(&self) -> char {
        match self.0 {
            Language::JavaScript => '$',
            Language::Rust | Language::Python | Language::Go => EXPANDO,
        }
    }

    fn from_path<P: AsRef<Path>>(path: P) -> Option<Grammar> {
        Language::from_path(path.as_ref()).map(Grammar)
    }

    fn kind_to_id(&self, kind: &str) -> u16 {
        self.0.grammar().id_for_node_kind(kind, true)
    }

    fn field_to_id(&self, field: &str) -> Option<u16> {
        self.0.grammar().field_id_for_name(field).map(Into::into)
    }

    fn build_pattern(&self, builder: &PatternBuilder) -> Result<Pattern, PatternError> {
        builder.build(|text| StrDoc::try_new(text, *self))
    }
}

impl LanguageExt for Grammar {
    fn get_ts_language(&self) -> TSLanguage {
        self.0.grammar()
    }
}

/// The pattern with the expando in the place of every `$` that begins a meta variable (`$NAME`, `$_`, `$$`, `$$$REST`).
fn with_expando(query: &str) -> String {
    let mut out = String::with_capacity(query.len());
    let mut rest = query;
    while let Some(at) = rest.find('$') {
        let (before, from) = rest.split_at(at);
        let count = from.chars().take_while(|letter| *letter == '$').count();
        let after = from.get(count..).unwrap_or("");
        out.push_str(before);
        let is_variable = after.starts_with(|letter: char| letter.is_ascii_uppercase() || letter == '_') || count == 3;
        out.extend(std::iter::repeat_n(if is_variable { EXPANDO } else { '$' }, count));
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_meta_variables_get_the_expando() {
        for (query, expected) in [
            ("foo($A, $$$REST)", "foo(µA, µµµREST)"),
            ("f($$$)", "f(µµµ)"),
            ("\"$5\" + $_X", "\"$5\" + µ_X"),
            ("macro!($x:expr)", "macro!($x:expr)"),
            ("é$A", "éµA"),
        ] {
            assert_eq!(with_expando(query), expected);
        }
    }
}
