//! The tree-sitter queries in `queries/<language>/`, compiled into the binary and checked by a test.

use super::Language;
use std::sync::OnceLock;
use tree_sitter::Query;

/// The names of the query files that every language has, without `.scm`.
pub const NAMES: [&str; 1] = ["outline"];

/// The text of a query file; `None` for a name that is not in [`NAMES`].
pub fn text(language: Language, name: &str) -> Option<&'static str> {
    let texts = match language {
        Language::Rust => [include_str!("../../queries/rust/outline.scm")],
        Language::Python => [include_str!("../../queries/python/outline.scm")],
        Language::JavaScript => [include_str!("../../queries/javascript/outline.scm")],
        Language::Go => [include_str!("../../queries/go/outline.scm")],
    };
    NAMES.iter().position(|known| *known == name).and_then(|at| texts.get(at).copied())
}

/// The compiled `outline` query of a language. `None` where it does not compile, which the tests rule out.
pub fn outline(language: Language) -> Option<&'static Query> {
    static COMPILED: [OnceLock<Option<Query>>; 4] = [const { OnceLock::new() }; 4];
    let at = Language::ALL.iter().position(|known| *known == language)?;
    COMPILED.get(at)?.get_or_init(|| Query::new(&language.grammar(), text(language, "outline")?).ok()).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_query_compiles() {
        for language in Language::ALL {
            for name in NAMES {
                let source = text(language, name).expect("the file is compiled in");
                if let Err(error) = Query::new(&language.grammar(), source) {
                    panic!("queries/{}/{name}.scm: {error}", language.id());
                }
            }
        }
    }
}
