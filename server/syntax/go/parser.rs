//! Go's parser: accepts what the Go compiler's syntax phase accepts, and says what it says about the rest. The grammar is that of the
//! language specification; where errors are reported and where parsing goes on afterwards follows what the compiler (1.26) is seen to do.

use super::ast::{Kind, NodeId, Tree};
use super::lexer::{Lexer, SemicolonKind};
use super::token::{Operator, Token, TokenSet};
use crate::base::{LineIndex, Span};
use crate::syntax::SyntaxError;

/// How deep expressions, types and statements may be nested. The compiler has no limit; ours keeps the stack of a thread.
const DEPTH_LIMIT: u32 = 600;

/// Where parsing goes on after an error inside a function.
const STATEMENT_STARTS: TokenSet = TokenSet::of(&[
    Token::Break,
    Token::Const,
    Token::Continue,
    Token::Defer,
    Token::Fallthrough,
    Token::For,
    Token::Go,
    Token::Goto,
    Token::If,
    Token::Return,
    Token::Select,
    Token::Switch,
    Token::Type,
    Token::Var,
]);

pub(super) const DECLARATION_STARTS: &[Token] = &[Token::Import, Token::Const, Token::Type, Token::Var, Token::Func];

/// Parses a file.
pub fn parse(text: &str) -> Tree {
    let mut parser = Parser {
        lexer: Lexer::new(text),
        tree: Tree::with_capacity(text.len()),
        scratch: Vec::new(),
        function_depth: 0,
        expression_level: 0,
        depth: 0,
        last_end: 0,
        ended: false,
    };
    parser.next();
    let root = parser.file();
    let Parser { lexer, mut tree, .. } = parser;
    tree.root = root;
    tree.errors = as_reported(lexer.errors, text);
    tree
}

/// The errors in the order and number in which the compiler prints them: by place, and one syntax error a line.
fn as_reported(mut errors: Vec<SyntaxError>, text: &str) -> Vec<SyntaxError> {
    if errors.len() < 2 {
        return errors;
    }
    let lines = LineIndex::new(text);
    errors.sort_by_key(|error| error.range.start);
    let mut last_syntax_line = None;
    let mut kept: Vec<SyntaxError> = Vec::with_capacity(errors.len());
    for error in errors {
        let line = lines.line_of(error.range.start);
        if error.message.starts_with("syntax error") {
            if last_syntax_line == Some(line) {
                continue;
            }
            last_syntax_line = Some(line);
        }
        if kept.last().is_none_or(|last| *last != error) {
            kept.push(error);
        }
    }
    kept
}

pub(super) struct Parser<'t> {
    pub lexer: Lexer<'t>,
    pub tree: Tree,
    /// Children of the lists that are being read.
    pub scratch: Vec<NodeId>,
    /// How many function bodies are open.
    pub function_depth: u32,
    /// Negative inside the header of a statement, where `{` begins the block and no composite literal.
    pub expression_level: i32,
    depth: u32,
    /// The end of the token before.
    pub last_end: usize,
    /// Whether parsing was given up.
    ended: bool,
}

impl Parser<'_> {
    pub fn token(&self) -> Token {
        self.lexer.token
    }

    pub fn at(&self, token: Token) -> bool {
        self.lexer.token == token
    }

    pub fn at_operator(&self, operator: Operator) -> bool {
        self.lexer.token == Token::Operator && self.lexer.operator == operator
    }

    /// The start of the current token.
    pub fn start(&self) -> usize {
        self.lexer.span.start
    }

    /// From a start to the end of the last token.
    pub fn since(&self, start: usize) -> Span {
        Span::new(start, self.last_end)
    }

    pub fn next(&mut self) {
        self.last_end = self.lexer.span.end;
        if !self.ended {
            self.lexer.next();
        }
    }

    /// Enters a level of nesting; `false` where it is one too many, and then the rest of the file is passed over.
    pub fn enter(&mut self) -> bool {
        self.depth += 1;
        if self.depth <= DEPTH_LIMIT {
            return true;
        }
        if !self.ended {
            self.error_at(self.lexer.span, "syntax error: nesting is too deep");
            self.ended = true;
            self.lexer.token = Token::EndOfFile;
        }
        false
    }

    pub fn leave(&mut self) {
        self.depth -= 1;
    }

    pub fn got(&mut self, token: Token) -> bool {
        let found = self.at(token);
        if found {
            self.next();
        }
        found
    }

    /// Expects a token; reports where another one stands.
    pub fn want(&mut self, token: Token) {
        if !self.got(token) {
            self.unexpected(&format!(", expected {}", token.described()));
            self.advance(&[]);
        }
    }

    /// `=`, or `:=` with an error where only `=` may stand.
    pub fn got_assign(&mut self) -> bool {
        if self.at(Token::Define) {
            self.unexpected(", expected =");
            self.next();
            return true;
        }
        self.got(Token::Assign)
    }

    pub fn error_at(&mut self, range: Span, message: impl Into<String>) {
        if self.at(Token::EndOfFile) && !self.lexer.errors.is_empty() {
            // What follows from an error at the end of the file tells nothing new.
            return;
        }
        self.lexer.error(range, message);
    }

    pub fn syntax_error_at(&mut self, range: Span, message: &str) {
        self.error_at(range, format!("syntax error: {message}"));
    }

    /// Reports the current token: `where_it_is` begins with a space or a comma and says where it stands or what was expected.
    pub fn unexpected(&mut self, where_it_is: &str) {
        let found = self.found();
        self.error_at(self.lexer.span, format!("syntax error: unexpected {found}{where_it_is}"));
    }

    /// The current token in the compiler's words.
    fn found(&self) -> String {
        match self.token() {
            Token::Name => format!("name {}", self.lexer.span.of(self.lexer.text)),
            Token::Semicolon => self.semicolon_name().to_owned(),
            Token::Literal => format!("literal {}", self.lexer.span.of(self.lexer.text)),
            Token::Operator => self.lexer.operator.text().to_owned(),
            Token::AssignOperator => format!("{}=", self.lexer.operator.text()),
            Token::Increment => self.lexer.operator.text().repeat(2),
            other => other.described(),
        }
    }

    pub fn semicolon_name(&self) -> &'static str {
        match self.lexer.semicolon {
            SemicolonKind::Written => "semicolon",
            SemicolonKind::LineEnd => "newline",
            SemicolonKind::FileEnd => "EOF",
        }
    }

    /// Skips to one of some tokens, or to the start of a statement inside a function. Without tokens it skips one token.
    pub fn advance(&mut self, follow: &[Token]) {
        if follow.is_empty() {
            if !self.at(Token::EndOfFile) {
                self.next();
            }
            return;
        }
        let mut stop = TokenSet(TokenSet::of(follow).0 | Token::EndOfFile.bit());
        if self.function_depth > 0 {
            stop.0 |= STATEMENT_STARTS.0;
        }
        while !stop.has(self.token()) {
            self.next();
        }
    }

    pub fn add(&mut self, kind: Kind, start: usize, children: &[NodeId]) -> NodeId {
        let span = self.since(start);
        self.tree.add(kind, span, start, children)
    }

    /// A node whose place is that of its operator.
    pub fn add_at(&mut self, kind: Kind, start: usize, place: usize, children: &[NodeId]) -> NodeId {
        let span = self.since(start);
        self.tree.add(kind, span, place, children)
    }

    /// A node whose children were pushed to the scratch list since `mark`.
    pub fn add_from(&mut self, kind: Kind, start: usize, mark: usize) -> NodeId {
        let children = self.scratch.split_off(mark.min(self.scratch.len()));
        self.add(kind, start, &children)
    }

    pub fn bad(&mut self) -> NodeId {
        let start = self.start();
        self.tree.add(Kind::Bad, Span::at(start), start, &[])
    }

    pub fn start_of(&self, id: NodeId) -> usize {
        self.tree.span(id).start
    }

    /// Elements up to a closing token, with a separator between them. `element` says whether it was the last one. Gives where the closing
    /// token stands.
    pub fn list(&mut self, what: &str, separator: Token, close: Token, mut element: impl FnMut(&mut Self) -> bool) -> Span {
        let mut done = false;
        while !self.at(Token::EndOfFile) && !self.at(close) && !done {
            done = element(self);
            if !self.got(separator) && !self.at(close) {
                self.unexpected(&format!(" in {what}; possibly missing {} or {}", separator.described(), close.described()));
                self.advance(&[Token::CloseParen, Token::CloseBracket, Token::CloseBrace]);
                if !self.at(close) {
                    return self.lexer.span;
                }
            }
        }
        let place = self.lexer.span;
        self.want(close);
        place
    }

    /// A name; a made-up one where there is none.
    pub fn name(&mut self) -> NodeId {
        if self.at(Token::Name) {
            let start = self.start();
            self.next();
            return self.add(Kind::Name, start, &[]);
        }
        let made_up = self.bad();
        self.unexpected(", expected name");
        self.advance(&[]);
        made_up
    }

    /// Names with commas between them, the first of which was read.
    pub fn names(&mut self, first: NodeId) -> NodeId {
        let start = self.start_of(first);
        let mark = self.scratch.len();
        self.scratch.push(first);
        while self.got(Token::Comma) {
            let name = self.name();
            self.scratch.push(name);
        }
        self.add_from(Kind::List, start, mark)
    }

    pub fn optional_literal(&mut self) -> Option<NodeId> {
        if !self.at(Token::Literal) {
            return None;
        }
        let (start, literal, bad) = (self.start(), self.lexer.literal, self.lexer.bad);
        self.next();
        let id = self.add(Kind::Literal, start, &[]);
        self.tree.change(id, |node| {
            node.literal = literal;
            node.flag = bad;
        });
        Some(id)
    }
}
