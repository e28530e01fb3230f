//! Literals: digits, suffixes, size.

use super::{OVERFLOW, Validator, parent_kind};
use ra_ap_syntax::{SyntaxKind, SyntaxNode, SyntaxToken};

const INTEGER_TYPES: &[(&str, u128)] = &[
    ("u8", u8::MAX as u128),
    ("u16", u16::MAX as u128),
    ("u32", u32::MAX as u128),
    ("u64", u64::MAX as u128),
    ("u128", u128::MAX),
    ("usize", u64::MAX as u128),
    ("i8", i8::MAX as u128),
    ("i16", i16::MAX as u128),
    ("i32", i32::MAX as u128),
    ("i64", i64::MAX as u128),
    ("i128", i128::MAX as u128),
    ("isize", i64::MAX as u128),
];

const FLOAT_TYPES: &[&str] = &["f32", "f64", "f16", "f128"];

impl Validator<'_> {
    pub(super) fn literal(&mut self, node: &SyntaxNode) {
        let Some(token) = node.first_token() else { return };
        match token.kind() {
            SyntaxKind::INT_NUMBER => self.number(node, &token),
            SyntaxKind::FLOAT_NUMBER => self.float(&token),
            SyntaxKind::STRING => self.quoted(&token, "string"),
            SyntaxKind::BYTE_STRING => self.quoted(&token, "byte string"),
            SyntaxKind::C_STRING => self.quoted(&token, "C string"),
            SyntaxKind::CHAR => self.quoted(&token, "char"),
            SyntaxKind::BYTE => self.quoted(&token, "byte"),
            _ => {}
        }
    }

    fn quoted(&mut self, token: &SyntaxToken, what: &str) {
        if !token.text().ends_with(['"', '\'', '#']) {
            self.report(token.text_range(), format!("suffixes on {what} literals are invalid"));
        }
    }

    fn number(&mut self, node: &SyntaxNode, token: &SyntaxToken) {
        let text = token.text();
        let (base, digits) = match text.get(..2) {
            Some("0b") => (2, text.get(2..)),
            Some("0o") => (8, text.get(2..)),
            Some("0x") => (16, text.get(2..)),
            _ => (10, Some(text)),
        };
        let Some(digits) = digits else { return };
        // The digits of any number below sixteen are those of ten to the compiler's lexer, which complains of them later.
        let is_digit = |character: char| character.is_digit(base.max(10)) || character == '_';
        let end = digits.find(|character| !is_digit(character)).unwrap_or(digits.len());
        let (digits, suffix) = digits.split_at(end);
        if digits.chars().any(|character| character != '_' && !character.is_digit(base)) {
            self.report(token.text_range(), format!("invalid digit for a base {base} literal"));
            return;
        }
        let known = INTEGER_TYPES.iter().find(|(name, _)| *name == suffix);
        let is_float = base == 10 && FLOAT_TYPES.contains(&suffix);
        if !suffix.is_empty() && known.is_none() && !is_float {
            let is_width = suffix.strip_prefix(['u', 'i']).is_some_and(|width| !width.is_empty() && width.chars().all(|character| character.is_ascii_digit()));
            let message = match is_width {
                true => format!("invalid width `{}` for integer literal", suffix.get(1..).unwrap_or("")),
                false => format!("invalid suffix `{suffix}` for number literal"),
            };
            self.report(token.text_range(), message);
            return;
        }
        let plain: String = digits.chars().filter(|character| *character != '_').collect();
        if plain.is_empty() || is_float {
            return;
        }
        let Ok(value) = u128::from_str_radix(&plain, base) else {
            self.report(token.text_range(), "integer literal is too large");
            return;
        };
        if let Some((name, largest)) = known
            && !self.says(OVERFLOW)
        {
            let is_negative = parent_kind(node) == Some(SyntaxKind::PREFIX_EXPR);
            let room = u128::from(name.starts_with('i') && (is_negative || base != 10)) * (largest.saturating_add(1));
            if value > largest.saturating_add(if base == 10 { u128::from(room > 0) } else { room }) {
                self.report(token.text_range(), format!("literal out of range for `{name}`"));
            }
        }
    }

    fn float(&mut self, token: &SyntaxToken) {
        let text = token.text();
        let based = [("0b", "binary"), ("0o", "octal"), ("0x", "hexadecimal")].into_iter().find(|(prefix, _)| text.starts_with(prefix));
        if let Some((_, what)) = based {
            self.report(token.text_range(), format!("{what} float literal is not supported"));
            return;
        }
        let number = text.trim_end_matches(|character: char| character.is_alphanumeric() || character == '_');
        let rest = text.get(number.len()..).unwrap_or("");
        // What follows the last point or sign: digits, an exponent, a suffix.
        let suffix = rest.trim_start_matches(|character: char| character.is_ascii_digit() || character == '_');
        let suffix = match suffix.strip_prefix(['e', 'E']) {
            Some(exponent) if exponent.starts_with(|character: char| character.is_ascii_digit() || character == '_') => {
                exponent.trim_start_matches(|character: char| character.is_ascii_digit() || character == '_')
            }
            _ => suffix,
        };
        if !suffix.is_empty() && !FLOAT_TYPES.contains(&suffix) && !suffix.starts_with(['e', 'E']) {
            self.report(token.text_range(), format!("invalid suffix `{suffix}` for float literal"));
        }
    }
}
