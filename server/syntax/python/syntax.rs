//! Python's judge of syntax: ruff's parser says whether a text is correct; the words and the place of the first error are those of
//! `python` itself, as people look them up.

use super::layout::{self, Layout, Problem, Trouble};
use super::{semantic, to_span};
use crate::base::{LineIndex, Span};
use crate::syntax::{ParseOptions, SyntaxError};
use ruff_python_ast::PythonVersion;
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{InterpolatedStringErrorType, LexicalErrorType, Mode, ParseErrorType, ParseOptions as RuffOptions, Parsed, parse_unchecked};

/// The syntax errors of a text: what the parser refuses, and in a text that parses, what the compiler would. Every version of Python from
/// 3.8 to 3.14 is accepted.
pub fn errors(text: &str, _options: &ParseOptions) -> Vec<SyntaxError> {
    errors_of(text, &parse(text))
}

/// The errors of a text that has been parsed.
pub(super) fn errors_of(text: &str, parsed: &Parsed<ruff_python_ast::ModModule>) -> Vec<SyntaxError> {
    if let Some(first) = parsed.errors().first() {
        let lines = LineIndex::new(text);
        let layout = layout::scan(text);
        let from_parser = |error: &ruff_python_parser::ParseError| {
            let range = first_line(text, to_span(error.location));
            match &error.error {
                ParseErrorType::OtherError(message) if message.starts_with("Expected an indented block after ") => missing_block(message, text, range, &lines),
                error => SyntaxError { range, message: words(error, text, range, &lines), related: None },
            }
        };
        let parsers_first = from_parser(first);
        if let Some(error) = tokenizer_error(text, &lines, &layout, &parsers_first) {
            return vec![error];
        }
        let mut errors: Vec<SyntaxError> = Vec::new();
        for error in parsed.errors().iter().map(from_parser) {
            // A parser that recovers stumbles over the same line more than once.
            if errors.last().is_none_or(|last| lines.line_of(last.range.start) < lines.line_of(error.range.start)) {
                errors.push(error);
            }
        }
        return errors;
    }
    let mut errors: Vec<SyntaxError> = parsed
        .unsupported_syntax_errors()
        .iter()
        .map(|error| SyntaxError { range: first_line(text, to_span(error.range)), message: error.to_string(), related: None })
        .collect();
    errors.extend(semantic::errors(text, parsed.syntax()));
    errors
}

/// Whether every token of a text has its place; what the compiler refuses beyond that is no matter of tokens.
pub fn parses(text: &str) -> bool {
    parse(text).errors().is_empty()
}

/// The tree of a text, with what could not be parsed. The newest version that is released decides.
pub(super) fn parse(text: &str) -> Parsed<ruff_python_ast::ModModule> {
    let options = RuffOptions::from(Mode::Module).with_target_version(PythonVersion::PY314);
    match parse_unchecked(text, options).try_into_module() {
        Some(module) => module,
        // A text parsed in module mode is a module; the empty one stands in for what cannot happen.
        None => ruff_python_parser::parse_unchecked_source("", ruff_python_ast::PySourceType::Python),
    }
}

/// The part of a range on its first line.
pub(super) fn first_line(text: &str, range: Span) -> Span {
    let covered = range.clamp_to(text).of(text);
    let length = memchr::memchr2(b'\n', b'\r', covered.as_bytes()).unwrap_or(covered.len());
    Span::new(range.start, range.start + length)
}

/// What `python` reports in place of the parser's error: its tokenizer reads on to the end of the file, and what that refuses goes first;
/// a bracket still open at the end goes before an error that is behind it.
fn tokenizer_error(text: &str, lines: &LineIndex, layout: &Layout, parsers: &SyntaxError) -> Option<SyntaxError> {
    if let Some(Problem { range, trouble }) = &layout.problem {
        let line = |offset: usize| lines.line_of(offset) + 1;
        let detected = line(range.start);
        let (message, related) = match trouble {
            Trouble::Unmatched { closer } => (format!("unmatched '{closer}'"), None),
            Trouble::Mismatched { closer, opener, opened } => {
                let on_line = if line(*opened) == detected { String::new() } else { format!(" on line {}", line(*opened)) };
                let message = format!("closing parenthesis '{closer}' does not match opening parenthesis '{opener}'{on_line}");
                (message, Some((Span::new(*opened, opened + 1), format!("'{opener}' is opened here"))))
            }
            Trouble::Unterminated => (format!("unterminated string literal (detected at line {detected})"), None),
            Trouble::UnterminatedTriple => {
                let last = lines.line_of(text.trim_end().len()) + 1;
                (format!("unterminated triple-quoted string literal (detected at line {last})"), None)
            }
            Trouble::Dedent => ("unindent does not match any outer indentation level".to_owned(), None),
            Trouble::Continuation => ("unexpected character after line continuation character".to_owned(), None),
            // What a character means depends on what stands around it, which the parser knows better.
            Trouble::Character(character) if !character.is_ascii() => (format!("invalid character '{character}' (U+{:04X})", u32::from(*character)), None),
            Trouble::Character(_) => return None,
        };
        // An indentation that no block asks for ends the tokenizer's walk.
        if parsers.message == "unexpected indent" && line(parsers.range.start) < detected {
            return None;
        }
        // A string that is closed only by the parser's newer rules is no reason to doubt the parser's own word.
        let before_parsers = line(parsers.range.start) + 1 < detected && matches!(trouble, Trouble::Unterminated) && parsers.message.starts_with("f-string");
        return (!before_parsers).then(|| SyntaxError { range: first_line(text, *range), message, related });
    }
    let opener = layout.open.last()?;
    let at_end = text.get(parsers.range.start..).is_none_or(|rest| rest.trim().is_empty());
    (lines.line_of(parsers.range.start) > lines.line_of(opener.offset) || at_end).then(|| SyntaxError {
        range: Span::new(opener.offset, opener.offset + 1),
        message: format!("'{}' was never closed", opener.character),
        related: Some((Span::at(parsers.range.start), "what follows cannot stand inside it".to_owned())).filter(|_| !at_end),
    })
}

/// The error in the words of `python` where it has words of its own, else in the parser's.
fn words(error: &ParseErrorType, text: &str, range: Span, lines: &LineIndex) -> String {
    use InterpolatedStringErrorType as Interpolated;
    let detected = lines.line_of(range.start) + 1;
    match error {
        ParseErrorType::ExpectedToken { expected: TokenKind::Colon, .. } => "expected ':'".to_owned(),
        ParseErrorType::ExpectedToken { expected: TokenKind::Comma, .. } => "invalid syntax. Perhaps you forgot a comma?".to_owned(),
        ParseErrorType::ExpectedToken { expected, found } => format!("invalid syntax: expected {expected}, found {found}").replace('`', "'"),
        ParseErrorType::UnexpectedIndentation => "unexpected indent".to_owned(),
        ParseErrorType::OtherError(message) => decapitalized(message),
        ParseErrorType::SimpleStatementsOnSameLine => on_same_line(text, range, lines),
        ParseErrorType::ExpectedExpression => match range.of(text).chars().next() {
            Some('=') => "invalid syntax. Maybe you meant '==' or ':=' instead of '='?".to_owned(),
            _ => "invalid syntax: expected an expression".to_owned(),
        },
        ParseErrorType::PositionalAfterKeywordArgument => "positional argument follows keyword argument".to_owned(),
        ParseErrorType::PositionalAfterKeywordUnpacking => "positional argument follows keyword argument unpacking".to_owned(),
        ParseErrorType::NonDefaultParamAfterDefaultParam => "non-default argument follows default argument".to_owned(),
        ParseErrorType::InvalidAssignmentTarget | ParseErrorType::InvalidAugmentedAssignmentTarget => {
            format!("cannot assign to {} here. Maybe you meant '==' instead of '='?", construct(range.of(text)))
        }
        ParseErrorType::InvalidDeleteTarget => format!("cannot delete {}", construct(range.of(text))),
        ParseErrorType::FStringError(error) | ParseErrorType::Lexical(LexicalErrorType::FStringError(error)) => match error {
            Interpolated::UnclosedLbrace => "f-string: expecting '}'".to_owned(),
            Interpolated::SingleRbrace => "f-string: single '}' is not allowed".to_owned(),
            Interpolated::UnterminatedString => format!("unterminated f-string literal (detected at line {detected})"),
            Interpolated::UnterminatedTripleQuotedString => format!("unterminated triple-quoted f-string literal (detected at line {detected})"),
            other => format!("f-string: {other}"),
        },
        ParseErrorType::Lexical(LexicalErrorType::UnclosedStringError) => format!("unterminated string literal (detected at line {detected})"),
        ParseErrorType::Lexical(LexicalErrorType::LineContinuationError) => "unexpected character after line continuation character".to_owned(),
        ParseErrorType::Lexical(LexicalErrorType::UnrecognizedToken { .. }) => "invalid syntax".to_owned(),
        other => decapitalized(&other.to_string()),
    }
}

/// A header without its body, as `python` says it: at the statement that follows, which is not indented, with the header's line.
fn missing_block(message: &str, text: &str, range: Span, lines: &LineIndex) -> SyntaxError {
    let is_code = |line: &usize| !matches!(lines.line_text(text, *line).trim_start().chars().next(), None | Some('#'));
    // The parser stands at the header's end or at the statement that follows.
    let at = lines.line_of(range.start);
    let at_start = lines.line_start(at).and_then(|start| text.get(start..range.start)).is_some_and(|before| before.trim().is_empty());
    let last = if at_start { at.saturating_sub(1) } else { at };
    let header = (0..=last).rev().find(|line| is_code(line) && layout::ends_in_colon(lines.line_text(text, *line)));
    let header = header.unwrap_or_else(|| lines.line_of(range.start));
    let next = (header + 1..lines.line_count()).find(is_code);
    let place = match next.and_then(|line| lines.line_span(text, line)) {
        Some(span) => {
            let content = span.of(text);
            let lead = content.len() - content.trim_start().len();
            let word = content.trim_start().find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(content.trim_start().len()).max(1);
            Span::new(span.start + lead, span.start + lead + word)
        }
        None => Span::at(text.len()),
    };
    let construct = message.trim_start_matches("Expected an indented block after ").replace('`', "'").replace("'class' definition", "class definition");
    let construct = construct.replace(" clause", " statement");
    let related = lines.line_span(text, header).map(|span| (first_line(text, span), "this needs a body".to_owned()));
    SyntaxError { range: place.clamp_to(text), message: format!("expected an indented block after {construct} on line {}", header + 1), related }
}

/// Two statements on one line: most often a statement of Python 2.
fn on_same_line(text: &str, range: Span, lines: &LineIndex) -> String {
    let line = lines.line_text(text, lines.line_of(range.start)).trim_start();
    for name in ["print", "exec"] {
        if line.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '"', '\'']) && !rest.trim_start().starts_with(['(', '='])) {
            return format!("Missing parentheses in call to '{name}'. Did you mean {name}(...)?");
        }
    }
    "invalid syntax: statements on one line are separated by ';'".to_owned()
}

/// What kind of expression a text is, in the words of `python`.
fn construct(text: &str) -> &'static str {
    let text = text.trim();
    match text.chars().next() {
        _ if matches!(text, "None" | "True" | "False") => match text {
            "None" => "None",
            "True" => "True",
            _ => "False",
        },
        Some('"' | '\'') | Some('0'..='9') => "literal",
        _ if text.ends_with(')') => "function call",
        _ => "expression",
    }
}

/// The message with a small first letter, as `python` writes its own.
fn decapitalized(message: &str) -> String {
    let message = message.replace('`', "'");
    let mut characters = message.chars();
    match characters.next() {
        Some(first) if characters.as_str().starts_with(|c: char| c.is_lowercase() || c == ' ') => first.to_lowercase().chain(characters).collect(),
        _ => message,
    }
}
