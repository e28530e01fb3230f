//! JavaScript's judge of syntax: oxc's parser and early errors, told in V8's words.

use super::judge::{self, Complaint};
use crate::base::Span;
use crate::syntax::{ParseOptions, SyntaxError};

/// The syntax errors of a text.
pub fn errors(text: &str, options: &ParseOptions) -> Vec<SyntaxError> {
    worded(text, options, &judge::complaints(text, options))
}

/// Whether every token of a text has its place.
pub fn parses(text: &str, options: &ParseOptions) -> bool {
    judge::parses(text, options)
}

/// The complaints as syntax errors.
pub(super) fn worded(text: &str, options: &ParseOptions, complaints: &[Complaint]) -> Vec<SyntaxError> {
    let mut errors: Vec<SyntaxError> = Vec::new();
    for complaint in complaints {
        let error = in_the_words_of_v8(text, options, complaint);
        if !errors.iter().any(|known| known.range == error.range && known.message == error.message) {
            errors.push(error);
        }
    }
    errors
}

/// The error with a tight range and the message that Node would print, where there is one.
fn in_the_words_of_v8(text: &str, options: &ParseOptions, complaint: &Complaint) -> SyntaxError {
    let message = complaint.message.as_str();
    let first = complaint.labels.first().map_or(Span::at(text.len()), |label| label.range);
    let second = complaint.labels.get(1);
    let twice_default = message.starts_with("A module cannot have multiple default exports");
    if twice_default || message.ends_with("has already been declared") || message.starts_with("Duplicated export") {
        let (declared, again) = match second {
            Some(other) => (Span::min(first, other.range), Span::max(first, other.range)),
            None => (first, first),
        };
        let related = second.map(|_| (declared, "first declared here".to_owned()));
        let message = if twice_default { "Duplicate export of 'default'".to_owned() } else { message.replace('`', "'") };
        return SyntaxError { range: tight(text, again), message, related };
    }
    let related = second.map(|label| (label.range, lower_first(&label.text)));
    let range = tight(text, first);
    if let Some(keyword) = awaits(text, range, message) {
        let message = "await is only valid in async functions and the top level bodies of modules".to_owned();
        return SyntaxError { range: keyword, message, related: None };
    }
    let message = reworded(text, range, message, related.as_ref().map(|(span, _)| *span));
    let after_argument = message.starts_with("missing )") || message.ends_with("expected `}`");
    let range = after_argument.then(|| template_end_before(text, options, range.start)).flatten().map_or(range, |end| tight(text, end));
    SyntaxError { range, message, related }
}

/// The last piece of a template literal of several lines that ends right before an offset. What follows such a template is rarely what is
/// wrong: the template began where the one before it should have ended. V8 points there too.
fn template_end_before(text: &str, options: &ParseOptions, offset: usize) -> Option<Span> {
    let before = text.get(..offset)?.trim_end();
    let open = before.strip_suffix('`')?;
    // Without its closing backtick the piece is what the parser complains about.
    let start = judge::complaints(open, options).first()?.labels.first()?.range.start;
    let range = Span::new(start, before.len());
    (text.get(start..)?.starts_with(['`', '}']) && range.of(text).contains('\n')).then_some(range)
}

fn reworded(text: &str, range: Span, message: &str, opener: Option<Span>) -> String {
    if let Some(rest) = message.strip_prefix("Expected `") {
        let expected = rest.split(" but found").next().unwrap_or(rest);
        let unexpected = unexpected(text, range.start);
        if expected == "}`" && text.get(range.start..).is_some_and(|rest| rest.starts_with('}')) {
            return "Unterminated template literal".to_owned();
        }
        if expected.ends_with(")`") && opener.is_some_and(|opener| opens_arguments(text, opener.start)) && !unexpected.ends_with("end of input") {
            return format!("missing ) after argument list: {}", lower_first(&unexpected));
        }
        return format!("{unexpected}, expected `{expected}");
    }
    match message {
        "Unexpected token" | "Expected function name" => unexpected(text, range.start),
        "Unexpected end of file" => "Unexpected end of input".to_owned(),
        "Unterminated string" if text.get(range.start..).is_some_and(|rest| !rest.starts_with(['"', '\''])) => "Unterminated template literal".to_owned(),
        "Unterminated string" => "Invalid or unexpected token: this string is not closed".to_owned(),
        "Unterminated regular expression" => "Invalid regular expression: missing /".to_owned(),
        "Unterminated multiline comment" => "Invalid or unexpected token: this comment is not closed".to_owned(),
        "Missing catch or finally clause" => "Missing catch or finally after try".to_owned(),
        "Cannot assign to this expression" => "Invalid left-hand side in assignment".to_owned(),
        "'super' can only be referenced in a derived class." => "'super' keyword unexpected here".to_owned(),
        _ if message.starts_with("Invalid Character") => "Invalid or unexpected token".to_owned(),
        _ if message.starts_with("Expected a semicolon") => format!("{}, expected `;`", unexpected(text, range.start)),
        _ => message.trim_end_matches('.').replace('`', "'"),
    }
}

/// What V8 says of the token at an offset.
fn unexpected(text: &str, offset: usize) -> String {
    let token = token(text, offset);
    match token.chars().next() {
        None => "Unexpected end of input".to_owned(),
        Some('"' | '\'') => "Unexpected string".to_owned(),
        Some('`') => "Unexpected template string".to_owned(),
        Some(first) if first.is_ascii_digit() => "Unexpected number".to_owned(),
        Some(first) if is_word(first) && !RESERVED.contains(&token) => format!("Unexpected identifier '{token}'"),
        Some('@' | '\\') => "Invalid or unexpected token".to_owned(),
        Some(_) => format!("Unexpected token '{token}'"),
    }
}

/// The words that can never be names.
pub(super) const RESERVED: &[&str] = &[
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "import",
    "in",
    "instanceof",
    "new",
    "null",
    "return",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
    "with",
];

/// The word, number or operator at an offset, at most a line long; `""` at the end of the text.
fn token(text: &str, offset: usize) -> &str {
    let rest = text.get(offset..).unwrap_or("");
    let end = match rest.chars().next() {
        None => 0,
        Some(first) if is_word(first) || first == '#' => rest.char_indices().skip(1).find(|(_, c)| !is_word(*c)).map_or(rest.len(), |(at, _)| at),
        Some(_) => {
            let operators = [
                ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=", "=>", "==", "!=", "<=", ">=", "&&", "||", "??", "?.", "++", "--",
                "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>", "**",
            ];
            let operator = operators.iter().find(|operator| rest.starts_with(**operator));
            operator.map_or_else(|| rest.chars().next().map_or(0, char::len_utf8), |operator| operator.len())
        }
    };
    rest.get(..end).unwrap_or("")
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '$'
}

/// The range cut to its first line.
fn tight(text: &str, range: Span) -> Span {
    let covered = range.of(text);
    match memchr::memchr2(b'\n', b'\r', covered.as_bytes()) {
        Some(at) if at > 0 => Span::new(range.start, range.start + at),
        Some(_) => Span::at(range.start),
        None => range,
    }
}

/// The keyword `await` where the error comes from its use outside an async function.
fn awaits(text: &str, range: Span, message: &str) -> Option<Span> {
    let keyword = |start: usize| Span::new(start, start + "await".len());
    if message.starts_with("`await` is only allowed") || message.starts_with("`for await` loops") {
        let at = text.get(range.start..)?.find("await")?;
        return Some(keyword(range.start + at));
    }
    let before = text.get(..range.start)?.trim_end_matches([' ', '\t']);
    let rest = before.strip_suffix("await")?;
    let stands_alone = before.len() < range.start && !rest.ends_with(|c: char| is_word(c) || c == '.');
    stands_alone.then(|| keyword(rest.len()))
}

/// Whether a parenthesis opens the arguments of a call, not a condition, a group or parameters.
fn opens_arguments(text: &str, offset: usize) -> bool {
    let before = text.get(..offset).unwrap_or("").trim_end();
    let word_start = before.char_indices().rev().find(|(_, c)| !is_word(*c)).map_or(0, |(at, c)| at + c.len_utf8());
    let word = before.get(word_start..).unwrap_or("");
    let declares = before.get(..word_start).unwrap_or("").trim_end().trim_end_matches('*').trim_end().ends_with("function");
    match word {
        "" => before.ends_with([')', ']']),
        "super" | "import" => true,
        _ => !RESERVED.contains(&word) && !declares,
    }
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(text: &str) -> (String, String) {
        let found = errors(text, &ParseOptions::default());
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        (found[0].range.of(text).to_owned(), found[0].message.clone())
    }

    fn accepted(text: &str) {
        let found = errors(text, &ParseOptions::default());
        assert!(found.is_empty(), "{text}: {found:?}");
    }

    #[test]
    fn what_node_accepts_is_accepted() {
        accepted("#!/usr/bin/env node\nreturn 1\n");
        accepted("\u{feff}with (a) { b }\nvar c = 010\n");
        accepted("<!-- old\nvar x = 1\n--> new\n");
        accepted("const a = await b\nfor await (const c of d) {}\n");
        accepted("import a from 'a'\nexport { a }\nexport default () => <a b={1}>c</a>\n");
        accepted("var await = 1\nfunction f(a, a) { return new.target }\n");
        accepted("module.exports = class { #a = 1; static { this.b = 1 } has(o) { return #a in o } }\n");
        accepted("new.target\n");
        accepted("");
    }

    #[test]
    fn errors_have_the_words_of_v8() {
        assert_eq!(only("let a = 1\nlet a = 2\n"), ("a".into(), "Identifier 'a' has already been declared".into()));
        assert_eq!(only("f(a b)\n"), ("b".into(), "missing ) after argument list: unexpected identifier 'b'".into()));
        assert_eq!(only("const x\n"), ("x".into(), "Missing initializer in const declaration".into()));
        assert_eq!(only("function f() {\n  await g()\n}\n").0, "await");
        assert_eq!(only("import g from 'g'\nfunction f() {\n  await g()\n}\n").0, "await");
        assert_eq!(only("import g from 'g'\nfunction f() {\n  for await (const a of g) {}\n}\n").0, "await");
        assert_eq!(only("if (a 'b') {}\n").1, "Unexpected string, expected `)`");
        assert_eq!(only("function f() {\n").1, "Unexpected end of input, expected `}`");
        assert_eq!(only("let s = 'abc\n").1, "Invalid or unexpected token: this string is not closed");
        assert_eq!(only("let s = `abc\n").1, "Unterminated template literal");
        assert_eq!(only("let s = `a${b}c\n").1, "Unterminated template literal");
        assert_eq!(only("f(`a\n`b\n`c`)\n"), ("`a".into(), "missing ) after argument list: unexpected identifier 'b'".into()));
        assert_eq!(only("let a = 1;\u{200b}\n").1, "Invalid or unexpected token");
        assert_eq!(only("export default 1\nexport default 2\n").1, "Duplicate export of 'default'");
        assert_eq!(only("break\n"), ("break".into(), "Illegal break statement".into()));
        assert_eq!(only("let r = /(/\n").0, "(");
    }

    #[test]
    fn the_first_declaration_is_related() {
        let text = "let a = 1\nlet a = 2\n";
        let found = errors(text, &ParseOptions::default());
        assert_eq!(found[0].related, Some((Span::new(4, 5), "first declared here".to_owned())));
    }

    #[test]
    fn nesting_beyond_reason_is_survived() {
        accepted(&"[".repeat(100_000));
        assert!(!errors(&"(".repeat(3000), &ParseOptions::default()).is_empty());
        accepted(&format!("x = {}1", "1 + ".repeat(20_000)));
    }
}
