//! How likely rustc's own suggestions are meant, where its applicability does not tell.

use super::support::words;
use crate::fix::FixContext;
use crate::model::Suggestion;
use crate::syntax::parse::ancestor;

/// The likelihood of a suggestion of rustc that experience tells more of than its applicability; `None` where that decides.
pub fn native_likelihood(context: &FixContext<'_>, suggestion: &Suggestion) -> Option<f64> {
    let title = suggestion.title.to_lowercase();
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

/// Whether all upper-case names that a suggestion puts in can be seen in this file.
fn names_are_known(context: &FixContext<'_>, suggestion: &Suggestion) -> bool {
    let visible = context.scopes.names_at(context.diagnostic.range.start);
    let texts = suggestion.edits.iter().flat_map(|(_, edits)| edits.edits()).map(|edit| edit.text.as_str());
    texts.flat_map(|text| text.split(|character: char| !character.is_alphanumeric() && character != '_')).all(|word| {
        let is_parameter = word.len() <= 2 && word.starts_with(char::is_uppercase);
        !is_parameter || visible.contains(&word)
    })
}
