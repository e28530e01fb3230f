//! Go's scanner: tokens one at a time, with semicolons put in at line ends as the language prescribes.

use super::token::{LiteralKind, Operator, Token};
use crate::base::Span;
use crate::syntax::SyntaxError;

/// Where a semicolon token comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SemicolonKind {
    Written,
    LineEnd,
    FileEnd,
}

/// A scanner whose fields describe the token that was read last.
pub struct Lexer<'t> {
    pub(super) text: &'t str,
    pub(super) bytes: &'t [u8],
    /// The byte that is read next.
    pub(super) at: usize,
    /// Whether a line end after the last token counts as a semicolon.
    line_end_counts: bool,
    pub token: Token,
    pub operator: Operator,
    pub literal: LiteralKind,
    pub semicolon: SemicolonKind,
    /// Whether the literal was malformed.
    pub bad: bool,
    pub span: Span,
    pub errors: Vec<SyntaxError>,
}

impl<'t> Lexer<'t> {
    pub fn new(text: &'t str) -> Lexer<'t> {
        let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Lexer {
            text,
            bytes: text.as_bytes(),
            at: start,
            line_end_counts: false,
            token: Token::EndOfFile,
            operator: Operator::None,
            literal: LiteralKind::Integer,
            semicolon: SemicolonKind::Written,
            bad: false,
            span: Span::at(start),
            errors: Vec::new(),
        }
    }

    pub(super) fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// The character that is read next.
    pub(super) fn peek_char(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    pub(super) fn error(&mut self, range: Span, message: impl Into<String>) {
        self.errors.push(SyntaxError { range, message: message.into(), related: None });
    }

    fn take(&mut self, byte: u8) -> bool {
        let taken = self.peek() == byte && !self.is_at_end();
        if taken {
            self.at += 1;
        }
        taken
    }

    fn set(&mut self, token: Token) {
        self.token = token;
    }

    /// An operator, or its assigning form where `=` follows.
    fn operator(&mut self, operator: Operator) {
        self.operator = operator;
        let assigns = self.take(b'=');
        self.set(if assigns { Token::AssignOperator } else { Token::Operator });
    }

    fn plain_operator(&mut self, operator: Operator) {
        self.operator = operator;
        self.set(Token::Operator);
    }

    /// Reads the next token into the fields.
    pub fn next(&mut self) {
        let line_end_counts = std::mem::take(&mut self.line_end_counts);
        self.operator = Operator::None;
        loop {
            while !self.is_at_end() && (matches!(self.peek(), b' ' | b'\t' | b'\r') || (self.peek() == b'\n' && !line_end_counts)) {
                self.at += 1;
            }
            let start = self.at;
            if self.is_at_end() {
                self.span = Span::at(start);
                if line_end_counts {
                    self.semicolon = SemicolonKind::FileEnd;
                    self.set(Token::Semicolon);
                } else {
                    self.set(Token::EndOfFile);
                }
                return;
            }
            if self.scan(start, line_end_counts) {
                // A line end has no width: what is missing stands before it.
                let end = if self.token == Token::Semicolon && self.semicolon == SemicolonKind::LineEnd { start } else { self.at };
                self.span = Span::new(start, end);
                return;
            }
        }
    }

    /// Scans one token; `false` where it was a comment or a character that cannot stand in a program.
    fn scan(&mut self, start: usize, line_end_counts: bool) -> bool {
        let byte = self.peek();
        if byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80 {
            return self.word(start);
        }
        if byte.is_ascii_digit() {
            self.number(false);
            self.line_end_counts = true;
            return true;
        }
        self.at += 1;
        match byte {
            b'\n' => {
                self.semicolon = SemicolonKind::LineEnd;
                self.set(Token::Semicolon);
            }
            b'"' => self.quoted_string(start),
            b'`' => self.raw_string(start),
            b'\'' => self.rune(start),
            b'(' => self.set(Token::OpenParen),
            b'[' => self.set(Token::OpenBracket),
            b'{' => self.set(Token::OpenBrace),
            b',' => self.set(Token::Comma),
            b';' => {
                self.semicolon = SemicolonKind::Written;
                self.set(Token::Semicolon);
            }
            b')' => self.set(Token::CloseParen),
            b']' => self.set(Token::CloseBracket),
            b'}' => self.set(Token::CloseBrace),
            b':' => {
                let defines = self.take(b'=');
                self.set(if defines { Token::Define } else { Token::Colon });
            }
            b'.' => {
                if self.peek().is_ascii_digit() {
                    self.number(true);
                } else if self.bytes.get(self.at..self.at + 2) == Some(b"..") {
                    self.at += 2;
                    self.set(Token::Ellipsis);
                } else {
                    self.set(Token::Dot);
                }
            }
            b'+' | b'-' => {
                let operator = if byte == b'+' { Operator::Add } else { Operator::Subtract };
                if self.take(byte) {
                    self.operator = operator;
                    self.set(Token::Increment);
                } else {
                    self.operator(operator);
                }
            }
            b'*' => {
                self.operator(Operator::Multiply);
                if self.token == Token::Operator {
                    self.set(Token::Star);
                }
            }
            b'/' => {
                if self.take(b'/') {
                    self.at = memchr::memchr(b'\n', self.bytes.get(self.at..).unwrap_or(&[])).map_or(self.bytes.len(), |offset| self.at + offset);
                    self.reject_nul(start);
                    return false;
                }
                if self.take(b'*') {
                    return self.block_comment(start) && line_end_counts && self.as_line_end();
                }
                self.operator(Operator::Divide);
            }
            b'%' => self.operator(Operator::Remainder),
            b'&' => {
                if self.take(b'&') {
                    self.plain_operator(Operator::AndAnd);
                } else {
                    let clears = self.take(b'^');
                    self.operator(if clears { Operator::AndNot } else { Operator::And });
                }
            }
            b'|' => {
                if self.take(b'|') {
                    self.plain_operator(Operator::OrOr);
                } else {
                    self.operator(Operator::Or);
                }
            }
            b'^' => self.operator(Operator::Xor),
            b'<' => {
                if self.take(b'=') {
                    self.plain_operator(Operator::LessEqual);
                } else if self.take(b'<') {
                    self.operator(Operator::ShiftLeft);
                } else if self.take(b'-') {
                    self.set(Token::Arrow);
                } else {
                    self.plain_operator(Operator::Less);
                }
            }
            b'>' => {
                if self.take(b'=') {
                    self.plain_operator(Operator::GreaterEqual);
                } else if self.take(b'>') {
                    self.operator(Operator::ShiftRight);
                } else {
                    self.plain_operator(Operator::Greater);
                }
            }
            b'=' => {
                if self.take(b'=') {
                    self.plain_operator(Operator::Equal);
                } else {
                    self.set(Token::Assign);
                }
            }
            b'!' => {
                let compares = self.take(b'=');
                self.plain_operator(if compares { Operator::NotEqual } else { Operator::Not });
            }
            b'~' => self.plain_operator(Operator::Tilde),
            0 => {
                self.error(Span::new(start, self.at), "invalid NUL character");
                return false;
            }
            other => {
                self.error(Span::new(start, self.at), format!("invalid character {}", described(other as char)));
                return false;
            }
        }
        self.line_end_counts = matches!(self.token, Token::CloseParen | Token::CloseBracket | Token::CloseBrace | Token::Increment | Token::Literal);
        true
    }

    /// A name or keyword; `false` where the character cannot begin one.
    fn word(&mut self, start: usize) -> bool {
        loop {
            let byte = self.peek();
            if byte.is_ascii_alphanumeric() || byte == b'_' {
                self.at += 1;
                continue;
            }
            if byte < 0x80 {
                break;
            }
            let Some(character) = self.peek_char() else { break };
            let range = Span::new(self.at, self.at + character.len_utf8());
            let first = self.at == start;
            if character == '\u{feff}' {
                self.error(range, "invalid BOM in the middle of the file");
                self.at = range.end;
                if first {
                    return false;
                }
                continue;
            }
            if is_digit(character) {
                if first {
                    self.error(range, format!("identifier cannot begin with digit {}", described(character)));
                }
            } else if !is_letter(character) {
                self.error(range, format!("invalid character {} in identifier", described(character)));
            }
            self.at = range.end;
        }
        let word = self.text.get(start..self.at).unwrap_or("");
        match Token::keyword(word) {
            Some(keyword) => {
                self.set(keyword);
                self.line_end_counts = matches!(keyword, Token::Break | Token::Continue | Token::Fallthrough | Token::Return);
            }
            None => {
                self.set(Token::Name);
                self.line_end_counts = true;
            }
        }
        true
    }

    /// Skips a block comment whose opener was read. Whether it spans lines, and so ends one.
    fn block_comment(&mut self, start: usize) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        match memchr::memmem::find(rest, b"*/") {
            Some(length) => self.at += length + 2,
            None => {
                self.at = self.bytes.len();
                self.error(Span::new(start, start + 2), "comment not terminated");
            }
        }
        self.reject_nul(start);
        memchr::memchr(b'\n', self.bytes.get(start..self.at).unwrap_or(&[])).is_some()
    }

    fn as_line_end(&mut self) -> bool {
        self.semicolon = SemicolonKind::LineEnd;
        self.set(Token::Semicolon);
        true
    }

    /// The compiler refuses NUL and byte order marks in comments and strings too.
    pub(super) fn reject_nul(&mut self, start: usize) {
        let skipped = self.bytes.get(start..self.at).unwrap_or(&[]);
        if let Some(offset) = memchr::memchr(0, skipped) {
            self.error(Span::new(start + offset, start + offset + 1), "invalid NUL character");
        }
        if let Some(offset) = memchr::memmem::find(skipped, "\u{feff}".as_bytes()) {
            self.error(Span::new(start + offset, start + offset + 3), "invalid BOM in the middle of the file");
        }
    }
}

/// Whether Go takes a character for a letter: Unicode's categories Lu, Ll, Lt, Lm and Lo.
fn is_letter(character: char) -> bool {
    character.is_alphabetic() && !is_alphabetic_mark(character)
}

/// Whether Go takes a character for a decimal digit: Unicode's category Nd, of which the number forms and fractions are no part.
fn is_digit(character: char) -> bool {
    static PATTERN: std::sync::OnceLock<Option<regex::Regex>> = std::sync::OnceLock::new();
    character.is_numeric()
        && PATTERN.get_or_init(|| regex::Regex::new(r"^\p{Nd}$").ok()).as_ref().is_none_or(|pattern| pattern.is_match(character.encode_utf8(&mut [0; 4])))
}

/// Characters that Unicode calls alphabetic although they are marks or numbers, not letters.
fn is_alphabetic_mark(character: char) -> bool {
    static PATTERN: std::sync::OnceLock<Option<regex::Regex>> = std::sync::OnceLock::new();
    PATTERN.get_or_init(|| regex::Regex::new(r"^[\p{M}\p{N}\p{So}]$").ok()).as_ref().is_some_and(|pattern| pattern.is_match(character.encode_utf8(&mut [0; 4])))
}

/// A character as Go's `%#U` prints it: `U+00E9 'é'`.
pub(super) fn described(character: char) -> String {
    if character.is_control() { format!("U+{:04X}", character as u32) } else { format!("U+{:04X} '{character}'", character as u32) }
}
