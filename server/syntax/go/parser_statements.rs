//! The parser's part for statements.

use super::ast::{ABSENT, Kind, NodeId};
use super::parser::Parser;
use super::print;
use super::token::{Operator, Token};
use crate::base::Span;

impl Parser<'_> {
    /// A block; `after` names what it follows, for the message where there is none.
    pub fn block(&mut self, after: &str) -> NodeId {
        let start = self.start();
        let mark = self.scratch.len();
        if !self.got(Token::OpenBrace) {
            self.unexpected(&format!(", expected {{ after {after}"));
            self.advance(&[Token::Name, Token::CloseBrace]);
            if self.got(Token::CloseBrace) {
                return self.add(Kind::Block, start, &[]);
            }
        }
        self.statements();
        self.want(Token::CloseBrace);
        self.add_from(Kind::Block, start, mark)
    }

    /// Statements up to a closing brace or the next case, pushed to the scratch list.
    fn statements(&mut self) {
        while !matches!(self.token(), Token::EndOfFile | Token::CloseBrace | Token::Case | Token::Default) {
            let Some(statement) = self.statement() else { return };
            self.scratch.push(statement);
            if !self.got(Token::Semicolon) && !self.at(Token::CloseBrace) {
                self.unexpected(" at end of statement");
                self.advance(&[Token::Semicolon, Token::CloseBrace, Token::Case, Token::Default]);
                self.got(Token::Semicolon);
            }
        }
    }

    fn statement(&mut self) -> Option<NodeId> {
        if !self.enter() {
            self.leave();
            return None;
        }
        let found = self.statement_at();
        self.leave();
        found
    }

    fn statement_at(&mut self) -> Option<NodeId> {
        let start = self.start();
        let token = self.token();
        Some(match token {
            Token::Name => {
                let left = self.expression_list();
                if self.at(Token::Colon) && self.tree.kind(left) == Kind::Name {
                    return self.labeled(left);
                }
                self.simple_from(left, Token::EndOfFile)
            }
            Token::Var | Token::Const | Token::Type => self.declaration(),
            Token::OpenBrace => self.block(""),
            Token::Star | Token::Literal | Token::Func | Token::OpenParen | Token::Arrow => self.simple(Token::EndOfFile),
            Token::OpenBracket | Token::Struct | Token::Map | Token::Chan | Token::Interface => self.simple(Token::EndOfFile),
            Token::Operator => match self.lexer.operator {
                Operator::Add | Operator::Subtract | Operator::And | Operator::Xor | Operator::Not => self.simple(Token::EndOfFile),
                _ => return None,
            },
            Token::For => {
                let [initializer, condition, post] = self.header(Token::For);
                let body = self.block("for clause");
                self.add(Kind::For, start, &[initializer, condition, post, body])
            }
            Token::Switch => self.switch(),
            Token::Select => self.select(),
            Token::If => self.if_statement(),
            Token::Fallthrough => {
                self.next();
                self.branch(start, token, ABSENT)
            }
            Token::Break | Token::Continue => {
                self.next();
                let label = if self.at(Token::Name) { self.name() } else { ABSENT };
                self.branch(start, token, label)
            }
            Token::Goto => {
                self.next();
                let label = self.name();
                self.branch(start, token, label)
            }
            Token::Go | Token::Defer => {
                self.next();
                let call = self.primary(self.at(Token::OpenParen));
                if self.tree.kind(call) == Kind::Paren {
                    self.error_at(self.tree.span(call), format!("expression in {} must not be parenthesized", token.text()));
                }
                let id = self.add(Kind::CallStatement, start, &[call]);
                self.tree.change(id, |node| node.token = token);
                id
            }
            Token::Return => {
                self.next();
                let values = if matches!(self.token(), Token::Semicolon | Token::CloseBrace) { ABSENT } else { self.expression_list() };
                self.add(Kind::Return, start, &[values])
            }
            Token::Semicolon => self.tree.add(Kind::Empty, Span::at(start), start, &[]),
            _ => return None,
        })
    }

    fn branch(&mut self, start: usize, token: Token, label: NodeId) -> NodeId {
        let id = self.add(Kind::Branch, start, &[label]);
        self.tree.change(id, |node| node.token = token);
        id
    }

    fn labeled(&mut self, label: NodeId) -> Option<NodeId> {
        let colon = self.lexer.span;
        let start = self.start_of(label);
        self.want(Token::Colon);
        if self.at(Token::CloseBrace) {
            let here = self.start();
            let empty = self.tree.add(Kind::Empty, Span::at(here), here, &[]);
            return Some(self.add(Kind::Labeled, start, &[label, empty]));
        }
        if let Some(statement) = self.statement() {
            return Some(self.add(Kind::Labeled, start, &[label, statement]));
        }
        self.syntax_error_at(colon, "missing statement after label");
        None
    }

    fn simple(&mut self, keyword: Token) -> NodeId {
        if keyword == Token::For && self.at(Token::Range) {
            return self.range_clause(ABSENT, false);
        }
        let left = self.expression_list();
        self.simple_from(left, keyword)
    }

    /// A simple statement whose first expressions were read. `keyword` is that of the header it stands in.
    fn simple_from(&mut self, left: NodeId, keyword: Token) -> NodeId {
        let start = self.start_of(left);
        let place = self.start();
        let token = self.token();
        let single = self.tree.kind(left) != Kind::List;
        match token {
            Token::Assign | Token::Define => {
                self.next();
                if keyword == Token::For && self.at(Token::Range) {
                    return self.range_clause(left, token == Token::Define);
                }
                let right = self.expression_list();
                if keyword == Token::Switch && token == Token::Define && self.tree.kind(right) == Kind::TypeGuard && self.tree.kind(left) == Kind::Name {
                    self.tree.set_child(right, 1, left);
                    return self.add_at(Kind::ExpressionStatement, start, place, &[right]);
                }
                self.assignment(start, place, token, Operator::None, [left, right])
            }
            Token::AssignOperator if single => {
                let operator = self.lexer.operator;
                self.next();
                let right = self.expression();
                self.assignment(start, place, token, operator, [left, right])
            }
            Token::Increment if single => {
                let operator = self.lexer.operator;
                self.next();
                let id = self.add_at(Kind::IncrementStatement, start, place, &[left]);
                self.tree.change(id, |node| node.operator = operator);
                id
            }
            Token::Arrow if single => {
                self.next();
                let value = self.expression();
                self.add_at(Kind::Send, start, place, &[left, value])
            }
            _ => {
                if !single {
                    self.unexpected(", expected := or = or comma");
                    self.advance(&[Token::Semicolon, Token::CloseBrace]);
                }
                let first = if single { left } else { self.tree.child(left, 0) };
                self.add(Kind::ExpressionStatement, start, &[first])
            }
        }
    }

    fn assignment(&mut self, start: usize, place: usize, token: Token, operator: Operator, sides: [NodeId; 2]) -> NodeId {
        let id = self.add_at(Kind::Assignment, start, place, &sides);
        self.tree.change(id, |node| {
            node.token = token;
            node.operator = operator;
        });
        id
    }

    fn range_clause(&mut self, left: NodeId, defines: bool) -> NodeId {
        let place = self.start();
        let start = if left == ABSENT { place } else { self.start_of(left) };
        self.next();
        let operand = self.expression();
        let id = self.add_at(Kind::RangeClause, start, place, &[left, operand]);
        self.tree.change(id, |node| node.flag = defines);
        id
    }

    /// What stands between a keyword and its block: initializer, condition or tag, and what follows each round of a loop.
    fn header(&mut self, keyword: Token) -> [NodeId; 3] {
        self.want(keyword);
        if self.at(Token::OpenBrace) {
            if keyword == Token::If {
                self.syntax_error_at(self.lexer.span, "missing condition in if statement");
                return [ABSENT, self.bad(), ABSENT];
            }
            return [ABSENT; 3];
        }
        let level = std::mem::replace(&mut self.expression_level, -1);
        let parts = self.header_parts(keyword);
        self.expression_level = level;
        parts
    }

    fn header_parts(&mut self, keyword: Token) -> [NodeId; 3] {
        let (mut initializer, mut condition, mut post) = (ABSENT, ABSENT, ABSENT);
        if !self.at(Token::Semicolon) {
            if self.got(Token::Var) {
                self.syntax_error_at(self.lexer.span, &format!("var declaration not allowed in {} initializer", keyword.text()));
            }
            initializer = self.simple(keyword);
            if self.tree.kind(initializer) == Kind::RangeClause {
                return [initializer, ABSENT, ABSENT];
            }
        }
        let mut semicolon = None;
        if self.at(Token::OpenBrace) {
            condition = std::mem::replace(&mut initializer, ABSENT);
        } else {
            if self.at(Token::Semicolon) {
                semicolon = Some((self.lexer.span, self.semicolon_name()));
                self.next();
            } else {
                self.want(Token::OpenBrace);
                if !self.at(Token::OpenBrace) {
                    self.advance(&[Token::OpenBrace, Token::CloseBrace]);
                }
            }
            if keyword == Token::For {
                if !self.at(Token::Semicolon) {
                    if self.at(Token::OpenBrace) {
                        self.unexpected(", expected for loop condition");
                        return [initializer, ABSENT, ABSENT];
                    }
                    condition = self.simple(Token::EndOfFile);
                }
                self.want(Token::Semicolon);
                if !self.at(Token::OpenBrace) {
                    post = self.simple(Token::EndOfFile);
                    let node = *self.tree.node(post);
                    if node.kind == Kind::Assignment && node.token == Token::Define {
                        self.syntax_error_at(self.tree.span(post), "cannot declare in post statement of for loop");
                    }
                }
            } else if !self.at(Token::OpenBrace) {
                condition = self.simple(keyword);
            }
        }
        [initializer, self.as_condition(condition, keyword, semicolon), post]
    }

    /// The expression of a statement that stands where a condition must.
    fn as_condition(&mut self, statement: NodeId, keyword: Token, semicolon: Option<(Span, &'static str)>) -> NodeId {
        match self.tree.kind(statement) {
            Kind::Absent => {
                if let (Token::If, Some((place, name))) = (keyword, semicolon) {
                    if name == "semicolon" {
                        self.syntax_error_at(place, "missing condition in if statement");
                    } else {
                        self.syntax_error_at(place, &format!("unexpected {name}, expected {{ after if clause"));
                    }
                    return self.bad();
                }
                ABSENT
            }
            Kind::ExpressionStatement => self.tree.child(statement, 0),
            Kind::Bad => statement,
            _ => {
                let text = print::statement_as_value(&self.tree, self.lexer.text, statement);
                self.syntax_error_at(self.tree.span(statement), &format!("cannot use {text} as value"));
                statement
            }
        }
    }

    /// `if` with all its `else if`. A loop, as chains of them may be long.
    fn if_statement(&mut self) -> NodeId {
        let mut open: Vec<(usize, [NodeId; 3])> = Vec::new();
        let mut last = ABSENT;
        loop {
            let start = self.start();
            let [initializer, condition, _] = self.header(Token::If);
            let block = self.block("if clause");
            open.push((start, [initializer, condition, block]));
            if !self.got(Token::Else) {
                break;
            }
            match self.token() {
                Token::If => continue,
                Token::OpenBrace => last = self.block(""),
                _ => {
                    self.syntax_error_at(self.lexer.span, "else must be followed by if or statement block");
                    self.advance(&[Token::Name, Token::CloseBrace]);
                }
            }
            break;
        }
        while let Some((start, [initializer, condition, block])) = open.pop() {
            last = self.add(Kind::If, start, &[initializer, condition, block, last]);
        }
        last
    }

    fn switch(&mut self) -> NodeId {
        let start = self.start();
        let [initializer, tag, _] = self.header(Token::Switch);
        let mark = self.scratch.len();
        self.scratch.extend([initializer, tag]);
        self.clauses("missing { after switch clause", Kind::Case);
        self.add_from(Kind::Switch, start, mark)
    }

    fn select(&mut self) -> NodeId {
        let start = self.start();
        let mark = self.scratch.len();
        self.next();
        self.clauses("missing { after select clause", Kind::Communication);
        self.add_from(Kind::Select, start, mark)
    }

    fn clauses(&mut self, missing: &str, kind: Kind) {
        if !self.got(Token::OpenBrace) {
            self.syntax_error_at(self.lexer.span, missing);
            self.advance(&[Token::Case, Token::Default, Token::CloseBrace]);
        }
        while !matches!(self.token(), Token::EndOfFile | Token::CloseBrace) {
            let clause = self.clause(kind);
            self.scratch.push(clause);
        }
        self.want(Token::CloseBrace);
    }

    fn clause(&mut self, kind: Kind) -> NodeId {
        let start = self.start();
        let mut guard = ABSENT;
        match self.token() {
            Token::Case => {
                self.next();
                guard = if kind == Kind::Case { self.expression_list() } else { self.simple(Token::EndOfFile) };
            }
            Token::Default => self.next(),
            _ => {
                self.unexpected(", expected case or default or }");
                self.advance(&[Token::Colon, Token::Case, Token::Default, Token::CloseBrace]);
            }
        }
        self.want(Token::Colon);
        let body_start = self.last_end;
        let mark = self.scratch.len();
        self.statements();
        let body = self.add_from(Kind::Block, body_start, mark);
        self.add(kind, start, &[guard, body])
    }
}
