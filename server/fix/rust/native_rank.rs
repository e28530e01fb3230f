//! How likely rustc's own suggestions are meant, where its applicability does not tell.

use super::support::words;
use crate::fix::FixContext;
use crate::model::Suggestion;
use crate::syntax::parse::{ancestor, named_children};

/// The likelihood of a suggestion of rustc that experience tells more of than its applicability; `None` where that decides, 0 where it cannot
/// be meant.
pub fn native_likelihood(context: &FixContext<'_>, suggestion: &Suggestion) -> Option<f64> {
    let title = suggestion.title.to_lowercase();
    if title.starts_with("implement the missing item") && is_there(context, suggestion) {
        return Some(0.0);
    }
    let has = |words: &str| title.contains(words);
    let likely = [
        ("add parentheses", 0.98),
        ("adding parentheses", 0.98),
        ("return an `impl trait` instead", 0.91),
        ("box the return type", 0.7),
        ("return type", 0.9),
        ("to match the trait", 0.9),
        ("swap these arguments", 0.85),
        ("remove the extra argument", 0.85),
        ("use the `?` operator", 0.88),
        ("similar name", 0.85),
        ("import the module directly", 0.95),
        ("change to `", 0.85),
    ];
    let unlikely = [
        ("using a semicolon here", 0.3),
        ("use a semicolon here", 0.3),
        ("in this file to declare the module", 0.2),
        ("associated function syntax", 0.3),
        ("the pattern in `", 0.3),
        ("swapping the equality", 0.3),
        ("use the variant's enum", 0.7),
        ("the associated type", 0.25),
        ("to construct the", 0.3),
        ("new binding", 0.1),
        ("removing the method call", 0.3),
        ("remove the method call", 0.3),
        ("with trait `from`", 0.3),
        ("if the converted value doesn't fit", 0.55),
        ("unwrap", 0.5),
        ("expect(", 0.4),
    ];
    let by_words = likely.iter().chain(&unlikely).find(|(words, _)| has(words)).map(|(_, likelihood)| *likelihood);
    // Of traits with an item of one name the one around is meant.
    if has("<self as ") {
        let around = context.node().and_then(|node| ancestor(node, &["trait_item"])).and_then(|item| item.child_by_field_name("name"));
        return around.map(|name| if suggestion.title.contains(&format!("as {}>", words(context, name))) { 0.8 } else { 0.4 });
    }
    // A type parameter's name from another signature means nothing here.
    if has("generic argument") && !names_are_known(context, suggestion) {
        return Some(0.1);
    }
    by_words
}

/// Whether the implementation has an item of the name that a suggestion adds, of another kind: a function where the trait wants a constant.
fn is_there(context: &FixContext<'_>, suggestion: &Suggestion) -> bool {
    let mut written = suggestion.edits.iter().flat_map(|(_, edits)| edits.edits()).map(|edit| edit.text.as_str());
    let name = written.next().and_then(|text| text.split(|character: char| !character.is_alphanumeric() && character != '_').nth(1));
    let body = context.node().and_then(|node| ancestor(node, &["impl_item"])).and_then(|item| item.child_by_field_name("body"));
    let Some((name, body)) = name.zip(body) else { return false };
    named_children(body).into_iter().filter_map(|item| item.child_by_field_name("name")).any(|own| words(context, own) == name)
}

/// Whether all upper-case names that a suggestion puts in can be seen in this file.
fn names_are_known(context: &FixContext<'_>, suggestion: &Suggestion) -> bool {
    let visible = context.scopes.names_at(context.diagnostic.range.start);
    let texts = suggestion.edits.iter().flat_map(|(_, edits)| edits.edits()).map(|edit| edit.text.as_str());
    texts.flat_map(|text| text.split(|character: char| !character.is_alphanumeric() && character != '_')).all(|word| {
        let is_parameter = word.len() <= 2 && word.starts_with(char::is_uppercase);
        !is_parameter || visible.contains(&word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{CancelToken, Span};
    use crate::fix::Project;
    use crate::model::{Applicability, Finding, FindingSuggestion, Place, Severity};
    use crate::syntax::{Language, ParseOptions, ScopeContext, SourceFile, scope_report};
    use std::path::Path;

    /// The likelihood of the suggestion to add an item before the last brace of a program.
    fn likelihood_of_adding(item: &str, program: &str) -> Option<f64> {
        let file = SourceFile::new("/w/src/lib.rs", Language::Rust, program, ParseOptions::default());
        let at = program.find("impl").map(|start| Span::new(start, start + 4)).expect("an implementation");
        let mut finding = Finding::new("rustc", file.path(), Place::Bytes(at), Severity::Error, "not all trait items implemented", b"");
        let edits = vec![(file.path().to_owned(), Place::Bytes(Span::at(program.len() - 2)), format!("{item}\n"))];
        finding.suggestions.push(FindingSuggestion { title: format!("Implement the missing item: `{item}`"), applicability: Applicability::Review, edits });
        let diagnostic = finding.resolve(&file, Path::new("/w"), &|_| None);
        let (project, scopes) = (Project::default(), scope_report(Language::Rust, program, &ScopeContext::default()));
        let diagnostics = [diagnostic.clone()];
        let cancel = CancelToken::new();
        let context = FixContext { file: &file, diagnostic: &diagnostic, diagnostics: &diagnostics, project: &project, scopes: &scopes, cancel: &cancel };
        native_likelihood(&context, diagnostic.suggestions.first().expect("a suggestion"))
    }

    #[test]
    fn an_item_is_not_added_beside_one_of_its_name() {
        let program = "trait Foo {\n    const N: u32;\n}\nimpl Foo for u8 {\n    fn N() {}\n}\n";
        assert_eq!(likelihood_of_adding("const N: u32 = 42;", program), Some(0.0));
        assert_eq!(likelihood_of_adding("const M: u32 = 42;", program), None);
    }
}
