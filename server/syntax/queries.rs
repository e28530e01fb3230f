//! The tree-sitter queries in `queries/<language>/`, compiled into the binary and checked by a test. Languages whose exact parser tells what
//! is defined where need none.

use super::Language;
use std::sync::OnceLock;
use tree_sitter::Query;

/// Every query file: its language, its name without `.scm`, its text.
pub const FILES: &[(Language, &str, &str)] = &[(Language::Rust, "outline", include_str!("../../queries/rust/outline.scm"))];

/// The text of a query file, if there is such a one.
pub fn text(language: Language, name: &str) -> Option<&'static str> {
    FILES.iter().find(|(known, file, _)| *known == language && *file == name).map(|(_, _, text)| *text)
}

/// The compiled `outline` query of a language. `None` where there is none, or where it does not compile, which the tests rule out.
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
        for (language, name, source) in FILES {
            if let Err(error) = Query::new(&language.grammar(), source) {
                panic!("queries/{}/{name}.scm: {error}", language.id());
            }
        }
    }
}
