//! Reads tokens as the token model sees them: as symbols that know their bracket, their statement and the layout before them.

use super::grammar::{Grammar, closer_of};
use super::lexer::{Gap, Kind, Token};
use crate::syntax::Language;

/// What a bracket is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Context {
    Top,
    Block,
    Group,
    Call,
    Condition,
    Parameters,
    Index,
    List,
    Object,
    Template,
}

/// An open bracket, or the text's top level.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub opener: u8,
    pub context: Context,
    /// The keyword that the current statement inside this bracket began with, as a hash; 0 for none.
    head: u32,
    at_statement: bool,
}

/// The state of reading after some token.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    grammar: &'static Grammar,
    frames: Vec<Frame>,
    /// Kind, gap-independent text hash and first byte of the last two tokens.
    last: Option<(Kind, u32)>,
    before_last: Option<(Kind, u32)>,
    indentation: usize,
}

const TOP: Frame = Frame { opener: 0, context: Context::Top, head: 0, at_statement: true };

pub(super) const fn hash_text(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let mut hash: u32 = 0x811c_9dc5;
    let mut rest = bytes;
    while let [first, tail @ ..] = rest {
        hash = (hash ^ *first as u32).wrapping_mul(0x0100_0193);
        rest = tail;
    }
    hash
}

fn mix(hash: u32, value: u32) -> u32 {
    let mixed = (hash ^ value.wrapping_mul(0x9e37_79b9)).wrapping_mul(0x85eb_ca6b);
    mixed ^ (mixed >> 15)
}

/// The column, in bytes with tabs as four, of the first sign in the line that `at` is in.
pub(super) fn indentation_at(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes().get(..at).unwrap_or(&[]);
    let start = memchr::memrchr2(b'\n', b'\r', bytes).map_or(0, |found| found + 1);
    let line = text.as_bytes().get(start..).unwrap_or(&[]);
    line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).map(|byte| if *byte == b'\t' { 4 } else { 1 }).sum()
}

impl Reader {
    pub fn new(grammar: &'static Grammar) -> Reader {
        Reader { grammar, frames: Vec::new(), last: None, before_last: None, indentation: 0 }
    }

    pub fn frame(&self) -> Frame {
        self.frames.last().copied().unwrap_or(TOP)
    }

    /// Reads a token and hands its symbols, one or two, to `sink`.
    pub fn read(&mut self, token: &Token, text: &str, sink: &mut dyn FnMut(u32)) {
        let lexeme = token.text(text);
        let spelling = hash_text(lexeme);
        let frame = self.frame();
        if token.starts_line() {
            let indentation = indentation_at(text, token.span.start);
            let layout = match indentation.cmp(&self.indentation) {
                std::cmp::Ordering::Less => 1,
                std::cmp::Ordering::Equal => 2,
                std::cmp::Ordering::Greater => 3,
            };
            self.indentation = indentation;
            let head = if self.ends_statement_at_line(frame.context) { frame.head } else { 0 };
            sink(mix(mix(mix(7, layout), frame.context as u32), head));
        }
        self.begin_statement(token, spelling);
        let frame = self.frame();
        let gap = match token.gap {
            Gap::None => 0,
            Gap::Space => 1,
            Gap::Wide => 2,
            Gap::Line => 3,
        };
        let symbol = match token.kind {
            Kind::Keyword => mix(11, spelling),
            Kind::Word if self.grammar.common.contains(&lexeme) => mix(12, spelling),
            Kind::Word => mix(13, word_class(lexeme)),
            Kind::Number => mix(14, u32::from(lexeme == "0" || lexeme == "1")),
            Kind::Text => mix(15, text_class(lexeme)),
            Kind::Broken => mix(16, 0),
            Kind::Open => {
                let context = self.context_of(token, lexeme, frame);
                let at = mix(mix(17, spelling), context as u32);
                self.frames.push(Frame { opener: lexeme.as_bytes().last().copied().unwrap_or(b'('), context, head: 0, at_statement: true });
                at
            }
            Kind::Close => {
                let context = self.close(lexeme);
                mix(mix(18, spelling), context)
            }
            Kind::Sign => {
                let head = if matches!(lexeme, "=" | ":" | ":=" | "," | ";" | "==") { frame.head } else { 0 };
                mix(mix(mix(19, spelling), frame.context as u32), head)
            }
        };
        sink(mix(symbol, gap));
        self.end_statement(token, lexeme);
        self.before_last = self.last;
        self.last = Some((token.kind, spelling));
    }

    fn ends_statement_at_line(&self, context: Context) -> bool {
        matches!(context, Context::Top | Context::Block)
    }

    fn begin_statement(&mut self, token: &Token, spelling: u32) {
        let braces = self.grammar.has_braces();
        let Some(frame) = self.frames.last_mut() else {
            // The top level has no frame of its own until its first statement.
            self.frames.push(TOP);
            return self.begin_statement(token, spelling);
        };
        let by_line = token.starts_line() && matches!(frame.context, Context::Top | Context::Block) && (self.grammar.language != Language::Rust);
        if frame.at_statement || by_line {
            frame.head = if token.kind == Kind::Keyword { spelling } else { 0 };
            frame.at_statement = false;
        } else if braces && frame.head == hash_text("else") {
            frame.head = spelling;
        }
    }

    fn end_statement(&mut self, token: &Token, lexeme: &str) {
        let Some(frame) = self.frames.last_mut() else { return };
        let block_closed = token.kind == Kind::Close && lexeme == "}" && self.grammar.has_braces();
        if lexeme == ";" || (block_closed && matches!(frame.context, Context::Top | Context::Block)) {
            frame.at_statement = true;
        }
    }

    /// Pops the frame that a closer closes, with all that were left open inside it; gives its context, or 99 for a closer without opener.
    fn close(&mut self, lexeme: &str) -> u32 {
        let opens = |frame: &Frame| match lexeme {
            ")" => frame.opener == b'(',
            "]" => frame.opener == b'[',
            _ => frame.opener == b'{',
        };
        match self.frames.iter().rposition(opens) {
            Some(at) if at + 1 == self.frames.len() => self.frames.pop().map_or(99, |frame| frame.context as u32),
            Some(at) => {
                self.frames.truncate(at);
                98
            }
            None => 99,
        }
    }

    fn context_of(&self, token: &Token, lexeme: &str, frame: Frame) -> Context {
        let near = token.gap == Gap::None;
        let (kind, spelling) = self.last.unwrap_or((Kind::Sign, 0));
        let is = |word: &str| spelling == hash_text(word);
        let value = matches!(kind, Kind::Word | Kind::Close | Kind::Text | Kind::Broken) || is("super") || is("this") || is("self") || is("Self");
        match lexeme {
            "(" => {
                let before = self.before_last.map_or(0, |(_, before)| before);
                let names = ["def", "function", "fn", "func"].map(hash_text);
                if names.contains(&spelling) || names.contains(&before) {
                    Context::Parameters
                } else if kind == Kind::Keyword
                    && self.grammar.language == Language::JavaScript
                    && !value
                    && ["if", "while", "for", "switch", "catch"].iter().any(|word| is(word))
                {
                    Context::Condition
                } else if (value || is("import") || is("!")) && (near || token.gap == Gap::Space && kind == Kind::Word) {
                    Context::Call
                } else {
                    Context::Group
                }
            }
            "[" if value && near => Context::Index,
            "[" => Context::List,
            "${" => Context::Template,
            _ if !self.grammar.has_braces() => Context::Object,
            _ => {
                let heads = [
                    "if",
                    "for",
                    "switch",
                    "func",
                    "select",
                    "while",
                    "match",
                    "fn",
                    "impl",
                    "struct",
                    "enum",
                    "trait",
                    "mod",
                    "class",
                    "loop",
                    "pub",
                    "unsafe",
                    "else",
                    "interface",
                    "function",
                    "export",
                ];
                let headed = frame.head != 0 && heads.iter().any(|head| hash_text(head) == frame.head);
                let block = match kind {
                    Kind::Close => is(")") || headed,
                    Kind::Keyword => {
                        !["return", "const", "let", "var", "import", "in", "of", "export", "case", "default", "yield", "await"].iter().any(|word| is(word))
                    }
                    Kind::Word => headed || self.grammar.language == Language::JavaScript,
                    Kind::Sign => is("=>") || is(";") || spelling == 0 || (is(">") && headed),
                    Kind::Open => matches!(frame.context, Context::Block),
                    _ => headed,
                };
                if block || (token.starts_line() && matches!(frame.context, Context::Block | Context::Top)) { Context::Block } else { Context::Object }
            }
        }
    }
}

fn word_class(word: &str) -> u32 {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let first_upper = letters.next().is_some_and(char::is_uppercase);
    let more = word.chars().filter(|c| c.is_alphabetic()).count() > 1;
    let all_upper = first_upper && more && word.chars().all(|c| !c.is_lowercase());
    let dunder = word.starts_with("__") && word.ends_with("__");
    if dunder {
        4
    } else if word.starts_with('\'') {
        5
    } else if all_upper {
        2
    } else {
        u32::from(first_upper)
    }
}

/// What a string holds: nothing, a word, something like a path or a pattern, prose, or what looks like code and so hints at a misplaced quote.
fn text_class(lexeme: &str) -> u32 {
    let inner = lexeme.trim_matches(|c: char| matches!(c, '"' | '\'' | '`'));
    if lexeme.contains('\n') {
        return 6;
    }
    let trimmed = inner.trim();
    if inner.is_empty() {
        return 0;
    }
    if trimmed.is_empty() {
        return 1;
    }
    let codelike = trimmed.len() < inner.len() + 1
        && trimmed.len() > 1
        && (trimmed.starts_with([',', ')', '+', ';', ']', '}']) && trimmed.chars().any(char::is_alphanumeric)
            || (trimmed.ends_with([',', '(', '+', '[', '{', '=']) && trimmed.chars().any(char::is_alphanumeric)));
    if codelike {
        return 5;
    }
    if trimmed.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-') {
        return if trimmed.len() == inner.len() { 2 } else { 7 };
    }
    if trimmed.chars().all(|c| !c.is_alphanumeric()) {
        return 8;
    }
    if trimmed.contains(' ') { 3 } else { 4 }
}

/// The openers and closers of a token row that belong together; a closer that fits no opener, and an opener that nothing closes, have none.
pub(super) fn partners(tokens: &[Token], text: &str) -> Vec<Option<usize>> {
    let mut partners = vec![None; tokens.len()];
    let mut open: Vec<(usize, &str)> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Open => open.push((at, closer_of(token.text(text)).unwrap_or(")"))),
            Kind::Close => {
                let closer = token.text(text);
                if let Some(depth) = open.iter().rposition(|(_, wanted)| *wanted == closer) {
                    if let Some((opener, _)) = open.get(depth).copied() {
                        for (place, other) in [(opener, at), (at, opener)] {
                            if let Some(slot) = partners.get_mut(place) {
                                *slot = Some(other);
                            }
                        }
                    }
                    open.truncate(depth);
                }
            }
            _ => {}
        }
    }
    partners
}
