//! Trees, pieces and tokens as text, and back.

use super::DEEPEST;
use crate::model::{Piece, Shape, Token};

/// The name of a hole: `A` to `Z`, then `A1`.
pub(super) fn hole_name(hole: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(hole % 26).unwrap_or(0));
    if hole < 26 { letter.to_string() } else { format!("{letter}{}", hole / 26) }
}

/// The hole that a name begins, and how long the name is.
fn hole_of(text: &str) -> Option<(usize, usize)> {
    let letter = text.bytes().next().filter(u8::is_ascii_uppercase)?;
    let digits = text.bytes().skip(1).take_while(u8::is_ascii_digit).count();
    let round: usize = if digits == 0 { 0 } else { text.get(1..1 + digits)?.parse().ok().filter(|round| (1..1000).contains(round))? };
    Some((26 * round + usize::from(letter - b'A'), 1 + digits))
}

/// Mended code with the names of its holes, such as `$A`.
pub fn with_hole_names(after: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Hole(hole) => format!("${}", hole_name(*hole)),
    };
    after.iter().map(piece).collect()
}

/// The pieces of mended code with the names of so many holes.
pub(super) fn pieces(text: &str, holes: usize) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut plain, mut rest) = (String::new(), text);
    while let Some((before, behind)) = rest.split_once('$') {
        plain.push_str(before);
        let goes_on = |length: usize| behind.get(length..).and_then(|more| more.chars().next()).is_some_and(|sign| sign.is_alphanumeric() || sign == '_');
        match hole_of(behind).filter(|(hole, length)| *hole < holes && !goes_on(*length)) {
            Some((hole, length)) => {
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                pieces.push(Piece::Hole(hole));
                rest = behind.get(length..).unwrap_or("");
            }
            None => {
                plain.push('$');
                rest = behind;
            }
        }
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    pieces
}

/// A token with the white space before it, as one text.
pub(super) fn token(joined: &str) -> Token {
    let text = joined.trim_start();
    let space = joined.get(..joined.len() - text.len()).unwrap_or("");
    Token { space: space.to_owned(), text: text.to_owned() }
}

/// A tree as text: `(kind part part)` for a node, `kind:"text"` for a token, its text alone where that is its kind too, and `$A` for a hole.
pub fn shape_text(shape: &Shape) -> String {
    let mut out = String::new();
    write_shape(shape, &mut out);
    out
}

fn write_shape(shape: &Shape, out: &mut String) {
    match shape {
        Shape::Hole(hole) => out.push_str(&format!("${}", hole_name(*hole))),
        Shape::Leaf(kind, text) if kind == text => out.push_str(&super::quoted(text)),
        Shape::Leaf(kind, text) => out.push_str(&format!("{}:{}", kind_text(kind), super::quoted(text))),
        Shape::Node(kind, children) => {
            out.push_str(&format!("({}", kind_text(kind)));
            for child in children {
                out.push(' ');
                write_shape(child, out);
            }
            out.push(')');
        }
    }
}

fn is_bare(kind: &str) -> bool {
    kind.starts_with(|sign: char| sign.is_ascii_lowercase() || sign == '_') && kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn kind_text(kind: &str) -> String {
    if is_bare(kind) { kind.to_owned() } else { super::quoted(kind) }
}

/// The tree of a text, with what is wrong with it where it is none.
pub(super) fn read_shape(text: &str) -> Result<Shape, String> {
    let mut reader = Reader { rest: text.trim() };
    let shape = reader.shape(DEEPEST)?;
    if reader.rest.is_empty() { Ok(shape) } else { Err(format!("more follows where the tree has ended: {}", reader.here())) }
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn here(&self) -> String {
        self.rest.chars().take(24).collect()
    }

    fn take(&mut self, sign: char) -> bool {
        let behind = self.rest.strip_prefix(sign);
        self.rest = behind.unwrap_or(self.rest);
        behind.is_some()
    }

    fn shape(&mut self, depth: usize) -> Result<Shape, String> {
        let Some(depth) = depth.checked_sub(1) else { return Err(format!("the tree has more than {DEEPEST} levels")) };
        if self.take('$') {
            let Some((hole, length)) = hole_of(self.rest) else { return Err(format!("no hole is called ${}", self.here())) };
            self.rest = self.rest.get(length..).unwrap_or("");
            return Ok(Shape::Hole(hole));
        }
        if self.take('(') {
            let kind = self.kind()?;
            let mut children = Vec::new();
            loop {
                self.rest = self.rest.trim_start();
                if self.take(')') {
                    return Ok(Shape::Node(kind, children));
                }
                children.push(self.shape(depth)?);
            }
        }
        let kind = self.kind()?;
        let text = if self.take(':') { self.quoted()? } else { kind.clone() };
        Ok(Shape::Leaf(kind, text))
    }

    fn kind(&mut self) -> Result<String, String> {
        if self.rest.starts_with('"') {
            return self.quoted();
        }
        let length = self.rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let kind = self.rest.get(..length).filter(|kind| is_bare(kind)).ok_or_else(|| match self.rest {
            "" => "the tree ends too early".to_owned(),
            _ => format!("the kind of a node was expected at: {}", self.here()),
        })?;
        let kind = kind.to_owned();
        self.rest = self.rest.get(length..).unwrap_or("");
        Ok(kind)
    }

    /// A text in double quotes, as [`super::quoted`] writes it.
    fn quoted(&mut self) -> Result<String, String> {
        let start = self.here();
        let unended = || format!("a text is not ended: {start}");
        let mut signs = self.rest.strip_prefix('"').ok_or_else(|| format!("a text in quotes was expected at: {start}"))?.chars();
        let mut text = String::new();
        loop {
            match signs.next().ok_or_else(unended)? {
                '"' => break,
                '\\' => match signs.next().ok_or_else(unended)? {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    'U' => {
                        let digits = signs.as_str().get(..8).ok_or_else(unended)?;
                        let sign = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
                        text.push(sign.ok_or_else(|| format!("\\U{digits} is no sign"))?);
                        signs = signs.as_str().get(8..).unwrap_or("").chars();
                    }
                    sign @ ('"' | '\\') => text.push(sign),
                    sign => return Err(format!("\\{sign} stands for nothing")),
                },
                sign => text.push(sign),
            }
        }
        self.rest = signs.as_str();
        Ok(text)
    }
}

/// The broken code with the names of its holes, spaced as an example is. `None` where the example is not one of it, or its text is another.
pub(super) fn spaced(shape: &Shape, example: &Shape, text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    write_spaced(shape, example, &mut rest, &mut out)?;
    // Comments and the like cannot be told from code that was left out.
    rest.trim().is_empty().then(|| out.trim_start().to_owned())
}

fn write_spaced(shape: &Shape, example: &Shape, rest: &mut &str, out: &mut String) -> Option<()> {
    match (shape, example) {
        (Shape::Hole(hole), example) => {
            for (number, token) in example.tokens().into_iter().enumerate() {
                let space = skip(rest, token)?;
                if number == 0 {
                    out.push_str(space);
                }
            }
            out.push_str(&format!("${}", hole_name(*hole)));
            Some(())
        }
        (Shape::Leaf(kind, text), Shape::Leaf(other, same)) if kind == other && text == same => {
            out.push_str(skip(rest, text)?);
            out.push_str(text);
            Some(())
        }
        (Shape::Node(kind, children), Shape::Node(other, parts)) if kind == other && children.len() == parts.len() => {
            children.iter().zip(parts).try_for_each(|(child, part)| write_spaced(child, part, rest, out))
        }
        _ => None,
    }
}

/// The tokens of broken code with the names of its holes, a space between them.
pub(super) fn joined(shape: &Shape) -> String {
    match shape {
        Shape::Hole(hole) => format!("${}", hole_name(*hole)),
        Shape::Leaf(_, text) => text.clone(),
        Shape::Node(_, children) => children.iter().map(joined).collect::<Vec<_>>().join(" "),
    }
}

/// Goes on behind a token; the white space before it.
fn skip<'t>(rest: &mut &'t str, token: &str) -> Option<&'t str> {
    let from_token = rest.trim_start();
    let space = rest.get(..rest.len() - from_token.len())?;
    *rest = from_token.strip_prefix(token)?;
    Some(space)
}
