//! Titles of rustc's suggestions: what the compiler words as advice becomes what will be done.

/// Advice in rustc's words and what is done when it is taken.
const GERUNDS: &[(&str, &str)] = &[
    ("adding", "Add"),
    ("annotating", "Annotate"),
    ("borrowing", "Borrow"),
    ("calling", "Call"),
    ("casting", "Cast"),
    ("changing", "Change"),
    ("cloning", "Clone"),
    ("constraining", "Constrain"),
    ("converting", "Convert"),
    ("creating", "Create"),
    ("dereferencing", "Dereference"),
    ("further restricting", "Further restrict"),
    ("giving", "Give"),
    ("importing", "Import"),
    ("inserting", "Insert"),
    ("introducing", "Introduce"),
    ("making", "Make"),
    ("moving", "Move"),
    ("mutably borrowing", "Mutably borrow"),
    ("prefixing", "Prefix"),
    ("providing", "Provide"),
    ("relaxing", "Relax"),
    ("removing", "Remove"),
    ("renaming", "Rename"),
    ("replacing", "Replace"),
    ("restricting", "Restrict"),
    ("returning", "Return"),
    ("specifying", "Specify"),
    ("unboxing", "Unbox"),
    ("unwrapping", "Unwrap"),
    ("using", "Use"),
    ("wrapping", "Wrap"),
    ("writing", "Write"),
];

/// Beginnings that say nothing about what is done.
const LEADS: &[&str] = &["consider ", "you might want to ", "you might have meant to ", "you can ", "you may want to ", "you could ", "try "];

/// The title of a suggestion, from the compiler's words and the texts that it puts in.
pub(super) fn imperative(message: &str, texts: &[&str]) -> String {
    let message = message.lines().next().unwrap_or(message).trim_end_matches([':', '.']);
    if let [text] = texts {
        if let Some(path) = text.trim().strip_prefix("use ").and_then(|rest| rest.strip_suffix(';')) {
            return format!("Import `{path}`");
        }
        if message.contains("similar name") || message.contains("did you mean") || message.contains("you might have meant") && !text.is_empty() {
            return format!("Change to `{}`", shortened(text));
        }
    }
    let after_condition = match message.strip_prefix("if ").and_then(|rest| rest.split_once(", ")) {
        Some((_, advice)) => advice,
        None => message,
    };
    let advice = LEADS.iter().find_map(|lead| after_condition.strip_prefix(lead)).unwrap_or(after_condition);
    let advice = GERUNDS.iter().find_map(|(gerund, verb)| Some(format!("{verb}{}", advice.strip_prefix(gerund)?))).unwrap_or_else(|| capitalized(advice));
    match texts {
        [text] if !text.trim().is_empty() && !advice.contains('`') => format!("{advice}: `{}`", shortened(text)),
        _ => advice,
    }
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// The text on one line of at most 60 characters.
fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or("")),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_becomes_what_is_done() {
        let table = [
            ("consider importing this struct", &["use std::collections::HashMap;\n"][..], "Import `std::collections::HashMap`"),
            ("consider borrowing here", &["&"], "Borrow here: `&`"),
            ("a local variable with a similar name exists", &["length"], "Change to `length`"),
            ("if this is intentional, prefix it with an underscore", &["_x"], "Prefix it with an underscore: `_x`"),
            ("try wrapping the expression in `Some`", &["Some(", ")"], "Wrap the expression in `Some`"),
            ("remove this `mut`", &[""], "Remove this `mut`"),
        ];
        for (message, texts, title) in table {
            assert_eq!(imperative(message, texts), title);
        }
    }
}
