//! The scanner's part for literals: numbers, strings and runes with their escapes.

use super::lexer::{Lexer, described};
use super::token::{LiteralKind, Token};
use crate::base::Span;

/// The digits that were read, and what was wrong with them.
#[derive(Clone, Copy, Default)]
struct Digits {
    any: bool,
    separators: bool,
    /// The place of the first digit that the base does not have.
    invalid: Option<usize>,
}

impl Lexer<'_> {
    fn literal(&mut self, kind: LiteralKind, bad: bool) {
        self.token = Token::Literal;
        self.literal = kind;
        self.bad = bad;
    }

    fn digits(&mut self, base: u32, found: &mut Digits) {
        loop {
            let byte = self.peek();
            if byte == b'_' {
                found.separators = true;
            } else if byte.is_ascii_digit() || (base == 16 && byte.is_ascii_hexdigit()) {
                found.any = true;
                if base < 10 && u32::from(byte - b'0') >= base && found.invalid.is_none() {
                    found.invalid = Some(self.at);
                }
            } else {
                return;
            }
            self.at += 1;
        }
    }

    /// A number; `after_point` where its point was read already.
    pub(super) fn number(&mut self, after_point: bool) {
        let start = if after_point { self.at - 1 } else { self.at };
        let errors = self.errors.len();
        let (mut base, mut prefix) = (10, 0);
        let mut kind = LiteralKind::Integer;
        let mut digits = Digits::default();
        let mut point = after_point;
        if !after_point {
            if self.peek() == b'0' {
                self.at += 1;
                prefix = self.peek().to_ascii_lowercase();
                base = match prefix {
                    b'x' => 16,
                    b'o' => 8,
                    b'b' => 2,
                    _ => 8,
                };
                if matches!(prefix, b'x' | b'o' | b'b') {
                    self.at += 1;
                } else {
                    prefix = b'0';
                    digits.any = true;
                }
            }
            self.digits(base, &mut digits);
            if self.peek() == b'.' {
                if matches!(prefix, b'o' | b'b') {
                    self.error(Span::new(self.at, self.at + 1), format!("invalid radix point in {} literal", base_name(base)));
                }
                self.at += 1;
                point = true;
            }
        }
        if point {
            kind = LiteralKind::Float;
            self.digits(base, &mut digits);
        }
        let clean = |lexer: &Lexer<'_>| lexer.errors.len() == errors;
        if !digits.any && clean(self) {
            self.error(Span::new(start, self.at), format!("{} literal has no digits", base_name(base)));
        }
        let exponent = self.peek().to_ascii_lowercase();
        if matches!(exponent, b'e' | b'p') {
            let here = Span::new(self.at, self.at + 1);
            let written = self.peek() as char;
            if clean(self) && exponent == b'e' && !matches!(prefix, 0 | b'0') {
                self.error(here, format!("'{written}' exponent requires decimal mantissa"));
            } else if clean(self) && exponent == b'p' && prefix != b'x' {
                self.error(here, format!("'{written}' exponent requires hexadecimal mantissa"));
            }
            self.at += 1;
            kind = LiteralKind::Float;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            let mut power = Digits::default();
            self.digits(10, &mut power);
            digits.separators |= power.separators;
            if !power.any && clean(self) {
                self.error(Span::new(start, self.at), "exponent has no digits");
            }
        } else if prefix == b'x' && kind == LiteralKind::Float && clean(self) {
            self.error(Span::new(start, self.at), "hexadecimal mantissa requires a 'p' exponent");
        }
        if self.peek() == b'i' {
            kind = LiteralKind::Imaginary;
            self.at += 1;
        }
        if let (LiteralKind::Integer, Some(at), true) = (kind, digits.invalid, clean(self)) {
            let digit = self.bytes.get(at).copied().unwrap_or(b'0') as char;
            self.error(Span::new(at, at + 1), format!("invalid digit '{digit}' in {} literal", base_name(base)));
        }
        if digits.separators && clean(self) {
            let misplaced = misplaced_separator(self.bytes.get(start..self.at).unwrap_or(&[]));
            if let Some(offset) = misplaced {
                self.error(Span::new(start + offset, start + offset + 1), "'_' must separate successive digits");
            }
        }
        let bad = !clean(self);
        self.literal(kind, bad);
    }

    /// A string in double quotes whose first quote was read.
    pub(super) fn quoted_string(&mut self, start: usize) {
        let errors = self.errors.len();
        loop {
            if self.is_at_end() {
                self.error(Span::new(start, start + 1), "string not terminated");
                break;
            }
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    break;
                }
                b'\\' => {
                    self.at += 1;
                    self.escape(b'"');
                }
                b'\n' => {
                    self.error(Span::new(start, self.at), "newline in string");
                    break;
                }
                _ => self.at += 1,
            }
        }
        self.reject_nul(start);
        let bad = self.errors.len() > errors;
        self.literal(LiteralKind::String, bad);
    }

    /// A string in back quotes whose first quote was read.
    pub(super) fn raw_string(&mut self, start: usize) {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        let errors = self.errors.len();
        match memchr::memchr(b'`', rest) {
            Some(length) => self.at += length + 1,
            None => {
                self.at = self.bytes.len();
                self.error(Span::new(start, start + 1), "string not terminated");
            }
        }
        self.reject_nul(start);
        let bad = self.errors.len() > errors;
        self.literal(LiteralKind::String, bad);
    }

    /// A rune whose first quote was read.
    pub(super) fn rune(&mut self, start: usize) {
        let errors = self.errors.len();
        let mut count = 0;
        loop {
            let clean = self.errors.len() == errors;
            if self.is_at_end() {
                if clean {
                    self.error(Span::new(start, start + 1), "rune literal not terminated");
                }
                break;
            }
            match self.peek() {
                b'\'' => {
                    self.at += 1;
                    if clean && count == 0 {
                        self.error(Span::new(start, self.at), "empty rune literal or unescaped '");
                    } else if clean && count > 1 {
                        self.error(Span::new(start, self.at), "more than one character in rune literal");
                    }
                    break;
                }
                b'\\' => {
                    self.at += 1;
                    self.escape(b'\'');
                }
                b'\n' => {
                    if clean {
                        self.error(Span::new(start, self.at), "newline in rune literal");
                    }
                    break;
                }
                _ => self.at += self.peek_char().map_or(1, char::len_utf8),
            }
            count += 1;
        }
        self.reject_nul(start);
        let bad = self.errors.len() > errors;
        self.literal(LiteralKind::Rune, bad);
    }

    /// What follows a backslash.
    fn escape(&mut self, quote: u8) {
        let start = self.at - 1;
        let (count, base, most) = match self.peek() {
            byte if byte == quote || matches!(byte, b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\') => {
                self.at += 1;
                return;
            }
            b'0'..=b'7' => (3, 8, 255),
            b'x' => (2, 16, 255),
            b'u' => (4, 16, 0x0010_FFFF),
            b'U' => (8, 16, 0x0010_FFFF),
            _ if self.is_at_end() => return,
            _ => {
                self.error(Span::new(start, self.at + self.peek_char().map_or(0, char::len_utf8)), "unknown escape");
                return;
            }
        };
        if base == 16 {
            self.at += 1;
        }
        let mut value: u64 = 0;
        for _ in 0..count {
            if self.is_at_end() {
                return;
            }
            let Some(digit) = (self.peek() as char).to_digit(base) else {
                let written = self.peek_char().unwrap_or(' ');
                let quoted = if written == '\n' {
                    "'\\n'".to_owned()
                } else if written == '\'' {
                    "'\\''".to_owned()
                } else {
                    format!("'{written}'")
                };
                self.error(Span::new(start, self.at), format!("invalid character {quoted} in {} escape", base_name(base)));
                return;
            };
            value = value * u64::from(base) + u64::from(digit);
            self.at += 1;
        }
        let range = Span::new(start, self.at);
        if value > most && base == 8 {
            self.error(range, format!("octal escape value {value} > 255"));
        } else if value > most || (0xD800..0xE000).contains(&value) {
            let shown = u32::try_from(value).ok().and_then(char::from_u32).map_or_else(|| format!("U+{value:04X}"), described);
            self.error(range, format!("escape is invalid Unicode code point {shown}"));
        }
    }
}

fn base_name(base: u32) -> &'static str {
    match base {
        2 => "binary",
        8 => "octal",
        16 => "hexadecimal",
        _ => "decimal",
    }
}

/// The place of the first underscore of a number that does not stand between digits (or between the base's prefix and a digit).
fn misplaced_separator(number: &[u8]) -> Option<usize> {
    let lower = |at: usize| number.get(at).map(u8::to_ascii_lowercase);
    let prefixed = lower(0) == Some(b'0') && matches!(lower(1), Some(b'x' | b'o' | b'b'));
    let hexadecimal = prefixed && lower(1) == Some(b'x');
    let is_digit = |at: usize| number.get(at).is_some_and(|byte| byte.is_ascii_digit() || (hexadecimal && byte.is_ascii_hexdigit()));
    (0..number.len()).find(|&at| {
        let after_digit = at.checked_sub(1).is_some_and(|before| is_digit(before) || (prefixed && before == 1));
        number.get(at) == Some(&b'_') && !(after_digit && is_digit(at + 1))
    })
}
