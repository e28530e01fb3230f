//! Python's lines, brackets and strings, as the reference implementation's tokenizer walks them. It tells where that tokenizer gives up,
//! which decides the line that `python` reports for most broken texts, and it works on texts that no parser understands.

use crate::base::Span;

/// What the tokenizer itself refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A closer without opener.
    Unmatched { closer: char },
    /// A closer of another kind than the innermost opener.
    Mismatched { closer: char, opener: char, opened: usize },
    /// A string of one line that does not end on it.
    Unterminated,
    /// A string in triple quotes that never ends.
    UnterminatedTriple,
    /// A line that is indented less than its block and more than the outer one.
    Dedent,
    /// A backslash that is not the last character of its line.
    Continuation,
    /// A character that no token begins with.
    Character(char),
}

/// Where the tokenizer gives up, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub range: Span,
    pub trouble: Trouble,
}

/// A bracket that is never closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opener {
    pub character: char,
    pub offset: usize,
}

/// The walk's outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The first place at which the tokenizer gives up.
    pub problem: Option<Problem>,
    /// The brackets still open at the end or at the problem, outermost first.
    pub open: Vec<Opener>,
    /// Strings and comments, in order; what stands in them is no code.
    pub opaque: Vec<Span>,
}

impl Layout {
    /// Whether an offset lies inside a string or a comment.
    pub fn is_opaque(&self, offset: usize) -> bool {
        let after = self.opaque.partition_point(|span| span.start < offset);
        after.checked_sub(1).and_then(|at| self.opaque.get(at)).is_some_and(|span| offset < span.end)
    }
}

/// Walks a text from its start to its end, or to the first place at which the tokenizer gives up.
pub fn scan(text: &str) -> Layout {
    let mut scanner = Scanner { text, at: 0, layout: Layout::default(), indents: vec![0] };
    scanner.problem_of_text();
    scanner.layout
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    layout: Layout,
    /// The columns of the open blocks, tabs counted to the next multiple of eight.
    indents: Vec<usize>,
}

impl Scanner<'_> {
    fn problem_of_text(&mut self) {
        if self.text.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
        }
        let mut line_starts = true;
        while self.peek().is_some() {
            if line_starts && self.layout.open.is_empty() && !self.indentation() {
                return;
            }
            line_starts = false;
            let Some(next) = self.peek() else { return };
            let start = self.at;
            let going_on = match next {
                '\n' | '\r' => {
                    self.at += 1;
                    line_starts = true;
                    true
                }
                ' ' | '\t' | '\u{c}' => {
                    self.at += 1;
                    true
                }
                '#' => {
                    self.at = self.line_end();
                    self.layout.opaque.push(Span::new(start, self.at));
                    true
                }
                '\\' => self.continuation(),
                '"' | '\'' => self.string(start),
                '(' | '[' | '{' => {
                    self.layout.open.push(Opener { character: next, offset: start });
                    self.at += 1;
                    true
                }
                ')' | ']' | '}' => self.closer(next),
                _ if next.is_alphanumeric() || next == '_' => self.word(),
                _ if next.is_ascii_punctuation() && !matches!(next, '$' | '?' | '`' | '!') => {
                    self.at += 1;
                    true
                }
                '!' if self.text.get(self.at + 1..).is_some_and(|rest| rest.starts_with('=')) => {
                    self.at += 2;
                    true
                }
                // Combining marks and other characters that may go on a name are left to the parser.
                _ if !next.is_ascii() && !is_symbol(next) => {
                    self.at += next.len_utf8();
                    true
                }
                _ => self.fail(Span::new(start, start + next.len_utf8()), Trouble::Character(next)),
            };
            if !going_on {
                return;
            }
        }
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn line_end(&self) -> usize {
        let rest = self.text.get(self.at..).unwrap_or("");
        self.at + memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len())
    }

    fn fail(&mut self, range: Span, trouble: Trouble) -> bool {
        self.layout.problem = Some(Problem { range, trouble });
        false
    }

    /// Measures the indentation of a line that begins a statement. Lines with nothing but a comment count for nothing.
    fn indentation(&mut self) -> bool {
        let start = self.at;
        let mut column = 0;
        while let Some(next) = self.peek() {
            match next {
                ' ' => column += 1,
                '\t' => column = (column / 8 + 1) * 8,
                '\u{c}' => column = 0,
                _ => break,
            }
            self.at += 1;
        }
        if matches!(self.peek(), None | Some('#' | '\n' | '\r' | '\\')) {
            return true;
        }
        if self.indents.last().is_some_and(|last| column > *last) {
            self.indents.push(column);
            return true;
        }
        while self.indents.last().is_some_and(|last| column < *last) {
            self.indents.pop();
        }
        if self.indents.last().is_none_or(|last| *last == column) { true } else { self.fail(Span::new(start, self.at), Trouble::Dedent) }
    }

    fn continuation(&mut self) -> bool {
        let start = self.at;
        self.at += 1;
        match self.peek() {
            Some('\r') if self.text.get(self.at..).is_some_and(|rest| rest.starts_with("\r\n")) => self.at += 2,
            Some('\n' | '\r') => self.at += 1,
            None => {}
            Some(_) => return self.fail(Span::new(start, start + 1), Trouble::Continuation),
        }
        true
    }

    fn closer(&mut self, closer: char) -> bool {
        let range = Span::new(self.at, self.at + 1);
        self.at += 1;
        match self.layout.open.last().copied() {
            None => self.fail(range, Trouble::Unmatched { closer }),
            Some(opener) if closer_of(opener.character) != closer => {
                self.fail(range, Trouble::Mismatched { closer, opener: opener.character, opened: opener.offset })
            }
            Some(_) => {
                self.layout.open.pop();
                true
            }
        }
    }

    /// A name or a number, or the prefix of a string.
    fn word(&mut self) -> bool {
        let start = self.at;
        let rest = self.text.get(self.at..).unwrap_or("");
        let length: usize = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').map(char::len_utf8).sum();
        self.at += length;
        let prefix = rest.get(..length).unwrap_or("");
        let is_prefix = prefix.len() <= 2 && prefix.chars().all(|c| "rRbBuUfFtT".contains(c));
        if is_prefix && matches!(self.peek(), Some('"' | '\'')) { self.string(start) } else { true }
    }

    /// A string whose quotes are next; `start` is where its prefix begins.
    fn string(&mut self, start: usize) -> bool {
        let rest = self.text.get(self.at..).unwrap_or("");
        let quote = if rest.starts_with('"') { b'"' } else { b'\'' };
        let bytes = rest.as_bytes();
        let triple = bytes.get(..3).is_some_and(|three| three.iter().all(|byte| *byte == quote));
        let mut at = if triple { 3 } else { 1 };
        let ended = loop {
            match bytes.get(at) {
                None => break false,
                Some(b'\\') => {
                    let pair = bytes.get(at + 1) == Some(&b'\r') && bytes.get(at + 2) == Some(&b'\n');
                    at += if pair { 3 } else { 2 };
                }
                Some(byte) if *byte == quote && !triple => break true,
                Some(byte) if *byte == quote && bytes.get(at..at + 3).is_some_and(|three| three.iter().all(|byte| *byte == quote)) => break true,
                Some(b'\n' | b'\r') if !triple => break false,
                Some(_) => at += 1,
            }
        };
        let opener = Span::new(start, self.at + if triple { 3 } else { 1 });
        if ended {
            self.at += at + if triple { 3 } else { 1 };
            self.layout.opaque.push(Span::new(start, self.at));
            return true;
        }
        if triple {
            self.layout.opaque.push(Span::new(start, self.text.len()));
            return self.fail(opener, Trouble::UnterminatedTriple);
        }
        let end = self.line_end();
        self.layout.opaque.push(Span::new(start, end));
        self.fail(Span::new(start, end), Trouble::Unterminated)
    }
}

/// Whether a line ends in a colon, comments left out.
pub fn ends_in_colon(line: &str) -> bool {
    let layout = scan(line.trim_start());
    let comment = layout.opaque.last().filter(|last| last.of(line.trim_start()).starts_with('#'));
    let code = comment.map_or(line.trim_start(), |comment| line.trim_start().get(..comment.start).unwrap_or(""));
    // The tokenizer gives up at a closer whose opener stands on an earlier line; what follows it is read by itself.
    match &layout.problem {
        Some(Problem { range, trouble: Trouble::Unmatched { .. } }) => ends_in_colon(line.trim_start().get(range.end..).unwrap_or("")),
        _ => code.trim_end().ends_with(':'),
    }
}

/// The closing bracket of an opening one.
pub fn closer_of(opener: char) -> char {
    match opener {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// Whether a character beyond ASCII is a sign that no name can hold: typographic quotes, dashes, arrows and the like.
fn is_symbol(character: char) -> bool {
    matches!(u32::from(character), 0x00a1..=0x00a9 | 0x00ab..=0x00b4 | 0x00b6 | 0x00b8 | 0x00b9 | 0x00bb..=0x00bf | 0x00d7 | 0x00f7 | 0x2000..=0x203e | 0x2041..=0x2053 | 0x2055..=0x206f | 0x20a0..=0x20cf | 0x2190..=0x2bff | 0x3000..=0x3004 | 0x3008..=0x3020 | 0xff01..=0xff0f | 0xff1a..=0xff20)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trouble(text: &str) -> Option<(Trouble, &str)> {
        scan(text).problem.map(|problem| (problem.trouble, problem.range.of(text)))
    }

    #[test]
    fn the_tokenizer_gives_up_where_python_does() {
        assert_eq!(trouble("f(1))\n"), Some((Trouble::Unmatched { closer: ')' }, ")")));
        assert_eq!(trouble("x = [1)\n"), Some((Trouble::Mismatched { closer: ')', opener: '[', opened: 4 }, ")")));
        assert_eq!(trouble("x = 'a\ny = 1\n"), Some((Trouble::Unterminated, "'a")));
        assert_eq!(trouble("x = rb'''a\ny = 1\n"), Some((Trouble::UnterminatedTriple, "rb'''")));
        assert_eq!(trouble("if x:\n    a\n  b\n"), Some((Trouble::Dedent, "  ")));
        assert_eq!(trouble("a = 1 \\ \nb\n"), Some((Trouble::Continuation, "\\")));
        assert_eq!(trouble("a = 1 ? 2\n"), Some((Trouble::Character('?'), "?")));
    }

    #[test]
    fn correct_texts_have_no_problem() {
        for text in [
            "",
            "\u{feff}x = 1",
            "if a:\r\n\tb = '\\''\r\n\t# c\r\n  # d\r\nelse:\r\n\tc\r\n",
            "x = '''\n'a'\n''' # '\n",
            "x = [\n1,\n  2]\n",
            "é = 1 != 2\n",
            "x = 1 \\\n  + 2\n",
        ] {
            assert_eq!(scan(text).problem, None, "{text:?}");
            assert!(scan(text).open.is_empty());
        }
    }

    #[test]
    fn headers_end_in_a_colon() {
        assert!(ends_in_colon("  if x:") && ends_in_colon("else:  # no: '") && ends_in_colon(") -> int:  # x"));
        assert!(!ends_in_colon("x = 1  # so:") && !ends_in_colon("# a:") && !ends_in_colon(""));
    }

    #[test]
    fn open_brackets_and_opaque_parts_are_known() {
        let text = "f(a, [1, '(' # (\n";
        let layout = scan(text);
        assert_eq!(layout.open.iter().map(|opener| opener.character).collect::<String>(), "([");
        assert!(layout.is_opaque(10) && !layout.is_opaque(5));
    }
}
