//! A lexer for broken texts: it never fails, and what it cannot read it gives as single signs.

use super::grammar::{Grammar, StringForm};
use crate::base::Span;
use crate::syntax::Language;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Keyword,
    Number,
    /// A string, character, template part or regular expression with both of its ends.
    Text,
    /// A string whose end is missing: it runs to the line's end, or to the text's end where strings may run over lines.
    Broken,
    Open,
    Close,
    Sign,
}

/// What stands between a token and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    None,
    Space,
    /// Two blanks or more on the same line.
    Wide,
    Line,
}

/// A token; comments and white space are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    pub span: Span,
    pub gap: Gap,
}

impl Token {
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        self.span.of(text)
    }

    pub fn starts_line(&self) -> bool {
        self.gap == Gap::Line
    }
}

/// The tokens of a text; their spans are moved by `offset`, so that a window of a longer text can be read alone.
pub(super) fn lex(grammar: &Grammar, text: &str, offset: usize) -> Vec<Token> {
    let mut lexer =
        Lexer { grammar, text, bytes: text.as_bytes(), at: 0, tokens: Vec::with_capacity(text.len() / 4 + 4), templates: Vec::new(), gap: Gap::Line };
    lexer.run();
    let mut tokens = lexer.tokens;
    if offset > 0 {
        for token in &mut tokens {
            token.span = Span::new(token.span.start + offset, token.span.end + offset);
        }
    }
    tokens
}

struct Lexer<'a> {
    grammar: &'a Grammar,
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    tokens: Vec<Token>,
    /// The depth of braces inside each template expression that is open.
    templates: Vec<usize>,
    gap: Gap,
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

impl Lexer<'_> {
    fn byte(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn rest_bytes(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or(&[])
    }

    fn starts(&self, what: &str) -> bool {
        self.rest_bytes().starts_with(what.as_bytes())
    }

    fn push(&mut self, kind: Kind, start: usize) {
        self.tokens.push(Token { kind, span: Span::new(start, self.at), gap: self.gap });
        self.gap = Gap::None;
    }

    fn run(&mut self) {
        while self.at < self.bytes.len() {
            self.blank();
            if self.at < self.bytes.len() {
                self.token();
            }
        }
    }

    fn blank(&mut self) {
        let mut width = 0;
        loop {
            match self.byte(0) {
                b' ' | b'\t' | 0x0c => {
                    width += if self.byte(0) == b'\t' { 2 } else { 1 };
                    self.at += 1;
                }
                b'\n' | b'\r' => {
                    self.gap = Gap::Line;
                    self.at += 1;
                }
                b'\\' if matches!(self.byte(1), b'\n' | b'\r') => self.at += 1,
                0xEF if self.starts("\u{feff}") => self.at += 3,
                _ if self.starts(self.grammar.line_comment) => {
                    self.at += memchr::memchr2(b'\n', b'\r', self.rest_bytes()).unwrap_or(self.rest_bytes().len());
                    width = 0;
                }
                _ if self.block_comment() => width = width.max(1),
                _ => break,
            }
        }
        if self.gap != Gap::Line && width > 0 {
            self.gap = if width > 1 && self.gap == Gap::None { Gap::Wide } else { Gap::Space };
        }
    }

    /// Passes a block comment over, if there is one.
    fn block_comment(&mut self) -> bool {
        let Some((open, close, nests)) = self.grammar.block_comment else { return false };
        if !self.starts(open) {
            return false;
        }
        let mut depth = 1;
        self.at += open.len();
        while self.at < self.bytes.len() && depth > 0 {
            if self.starts(close) {
                depth -= 1;
                self.at += close.len();
            } else if nests && self.starts(open) {
                depth += 1;
                self.at += open.len();
            } else {
                self.at += 1;
            }
        }
        true
    }

    fn token(&mut self) {
        let start = self.at;
        let byte = self.byte(0);
        if self.string() || (self.grammar.language == Language::Rust && self.quote_of_rust()) {
            return;
        }
        if byte.is_ascii_digit() || (byte == b'.' && self.byte(1).is_ascii_digit() && !self.after_value()) {
            self.number();
            return self.push(Kind::Number, start);
        }
        let sigil = self.grammar.language == Language::JavaScript && (byte == b'$' || (byte == b'#' && is_word_byte(self.byte(1))));
        if is_word_byte(byte) || sigil {
            self.at += 1;
            while is_word_byte(self.byte(0)) || (self.grammar.language == Language::JavaScript && self.byte(0) == b'$') {
                self.at += 1;
            }
            let word = self.text.get(start..self.at).unwrap_or("");
            let member = self.tokens.last().is_some_and(|last| matches!(last.span.of(self.text), "." | "?."));
            let keyword = self.grammar.is_keyword(word) && !(member && self.grammar.language == Language::JavaScript);
            return self.push(if keyword { Kind::Keyword } else { Kind::Word }, start);
        }
        match byte {
            b'(' | b'[' | b'{' => {
                self.at += 1;
                if let (b'{', Some(depth)) = (byte, self.templates.last_mut()) {
                    *depth += 1;
                }
                self.push(Kind::Open, start);
            }
            b')' | b']' | b'}' => {
                self.at += 1;
                self.push(Kind::Close, start);
                self.after_closer(byte);
            }
            b'/' if self.grammar.language == Language::JavaScript && !self.after_value() && self.regular_expression() => self.push(Kind::Text, start),
            _ => {
                let operator = self.grammar.operators.iter().find(|operator| self.starts(operator));
                self.at += operator.map_or_else(|| self.rest().chars().next().map_or(1, char::len_utf8), |operator| operator.len());
                self.push(Kind::Sign, start);
            }
        }
    }

    /// Whether the last token ends a value, so that a slash divides and a dot accesses.
    fn after_value(&self) -> bool {
        self.tokens.last().is_some_and(|last| match last.kind {
            Kind::Word | Kind::Number | Kind::Text | Kind::Close => true,
            Kind::Keyword => matches!(last.span.of(self.text), "this" | "super" | "null" | "true" | "false" | "undefined" | "self"),
            _ => false,
        })
    }

    fn number(&mut self) {
        while is_word_byte(self.byte(0)) || (self.byte(0) == b'.' && self.byte(1) != b'.' && !self.byte(1).is_ascii_alphabetic()) {
            let exponent = matches!(self.byte(0), b'e' | b'E') && matches!(self.byte(1), b'+' | b'-') && self.byte(2).is_ascii_digit();
            self.at += if exponent { 2 } else { 1 };
        }
    }

    /// Reads a string literal with its prefix, if one begins here.
    fn string(&mut self) -> bool {
        let start = self.at;
        let mut letters = 0;
        while letters < 3 && self.grammar.prefixes.as_bytes().contains(&self.byte(letters)) && self.byte(letters) != 0 {
            letters += 1;
        }
        if self.grammar.language == Language::Rust && self.raw_string_of_rust() {
            return true;
        }
        let Some(form) =
            self.grammar.strings.iter().find(|form| self.bytes.get(self.at + letters..).is_some_and(|rest| rest.starts_with(form.quote.as_bytes())))
        else {
            return false;
        };
        self.at += letters + form.quote.len();
        if form.quote == "`" && self.grammar.language == Language::JavaScript {
            self.template(start);
        } else {
            let whole = self.string_end(form);
            self.push(if whole { Kind::Text } else { Kind::Broken }, start);
        }
        true
    }

    /// Moves behind the closing quote; `false` where there is none.
    fn string_end(&mut self, form: &StringForm) -> bool {
        while self.at < self.bytes.len() {
            match self.byte(0) {
                b'\\' if form.escapes => {
                    let return_and_feed = self.byte(1) == b'\r' && self.byte(2) == b'\n';
                    self.at = (self.at + if return_and_feed { 3 } else { 2 }).min(self.bytes.len());
                }
                b'\n' | b'\r' if !form.multiline => return false,
                _ if self.starts(form.quote) => {
                    self.at += form.quote.len();
                    return true;
                }
                _ => self.at += 1,
            }
        }
        false
    }

    /// Reads a part of a template up to its end or to the next expression.
    fn template(&mut self, start: usize) {
        while self.at < self.bytes.len() {
            match self.byte(0) {
                b'\\' => self.at = (self.at + 2).min(self.bytes.len()),
                b'`' => {
                    self.at += 1;
                    return self.push(Kind::Text, start);
                }
                b'$' if self.byte(1) == b'{' => {
                    self.push(Kind::Text, start);
                    let start = self.at;
                    self.at += 2;
                    self.push(Kind::Open, start);
                    self.templates.push(0);
                    return;
                }
                _ => self.at += 1,
            }
        }
        self.push(Kind::Broken, start);
    }

    /// A closing brace may end the expression of a template, whose text then goes on.
    fn after_closer(&mut self, closer: u8) {
        if closer != b'}' {
            return;
        }
        match self.templates.last_mut() {
            Some(0) => {
                self.templates.pop();
                self.template(self.at);
            }
            Some(depth) => *depth -= 1,
            None => {}
        }
    }

    fn raw_string_of_rust(&mut self) -> bool {
        let start = self.at;
        let lead = match (self.byte(0), self.byte(1)) {
            (b'r', b'"' | b'#') => 1,
            (b'b' | b'c', b'r') if matches!(self.byte(2), b'"' | b'#') => 2,
            _ => return false,
        };
        let mut hashes = 0;
        while self.byte(lead + hashes) == b'#' {
            hashes += 1;
        }
        if self.byte(lead + hashes) != b'"' {
            return false;
        }
        let close = format!("\"{}", "#".repeat(hashes));
        self.at += lead + hashes + 1;
        let found = memchr::memmem::find(self.rest_bytes(), close.as_bytes());
        self.at = found.map_or(self.bytes.len(), |found| self.at + found + close.len());
        self.push(if found.is_some() { Kind::Text } else { Kind::Broken }, start);
        true
    }

    /// A character or a lifetime.
    fn quote_of_rust(&mut self) -> bool {
        let start = self.at;
        let lead = usize::from(self.byte(0) == b'b' && self.byte(1) == b'\'');
        if self.byte(lead) != b'\'' {
            return false;
        }
        if self.byte(lead + 1) == b'\\' {
            let end = self.bytes.get(self.at + lead + 3..).and_then(|rest| rest.iter().take(12).position(|byte| *byte == b'\''));
            self.at = end.map_or(self.at + lead + 2, |end| self.at + lead + 4 + end).min(self.bytes.len());
            self.push(if end.is_some() { Kind::Text } else { Kind::Broken }, start);
            return true;
        }
        let rest = self.text.get(self.at + lead + 1..).unwrap_or("");
        let mut characters = rest.chars();
        let first = characters.next();
        if let (Some(first), Some('\'')) = (first, characters.next()) {
            self.at += lead + 2 + first.len_utf8();
            self.push(Kind::Text, start);
        } else {
            self.at += lead + 1;
            while is_word_byte(self.byte(0)) {
                self.at += 1;
            }
            self.push(if self.at > start + 1 { Kind::Word } else { Kind::Sign }, start);
        }
        true
    }

    /// Reads a regular expression with its flags; stays in place and says `false` where the line ends before it does.
    fn regular_expression(&mut self) -> bool {
        let start = self.at;
        let mut class = false;
        self.at += 1;
        loop {
            match self.byte(0) {
                0 | b'\n' | b'\r' => {
                    self.at = start;
                    return false;
                }
                b'\\' => self.at += 1,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => break,
                _ => {}
            }
            self.at += 1;
        }
        self.at += 1;
        while self.byte(0).is_ascii_alphabetic() {
            self.at += 1;
        }
        true
    }
}
