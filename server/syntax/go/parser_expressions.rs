//! The parser's part for expressions.

use super::ast::{ABSENT, Kind, NodeId};
use super::parser::Parser;
use super::print;
use super::token::{Operator, Token};

impl Parser<'_> {
    pub fn expression(&mut self) -> NodeId {
        let operand = self.unary();
        self.binary_from(operand, 0)
    }

    /// The binary operations that bind tighter than `least`, the first operand of which was read.
    pub fn binary_from(&mut self, mut left: NodeId, least: u8) -> NodeId {
        loop {
            let operator = match self.token() {
                Token::Operator => self.lexer.operator,
                Token::Star => Operator::Multiply,
                _ => return left,
            };
            let precedence = operator.precedence();
            if precedence <= least {
                return left;
            }
            let place = self.start();
            self.next();
            let operand = self.unary();
            let right = self.binary_from(operand, precedence);
            let start = self.start_of(left);
            left = self.add_at(Kind::Binary, start, place, &[left, right]);
            self.tree.change(left, |node| node.operator = operator);
        }
    }

    fn unary(&mut self) -> NodeId {
        if !self.enter() {
            self.leave();
            return self.bad();
        }
        let id = self.unary_at();
        self.leave();
        id
    }

    fn unary_at(&mut self) -> NodeId {
        let start = self.start();
        let operator = match self.token() {
            Token::Star => Operator::Multiply,
            Token::Operator => self.lexer.operator,
            Token::Arrow => Operator::Receive,
            _ => Operator::None,
        };
        match operator {
            Operator::Receive => {
                self.next();
                let operand = self.unary();
                if self.tree.kind(operand) == Kind::ChanType {
                    self.as_receiving(operand);
                    return operand;
                }
                let id = self.add(Kind::Unary, start, &[operand]);
                self.tree.change(id, |node| node.operator = Operator::Receive);
                id
            }
            Operator::Multiply | Operator::Add | Operator::Subtract | Operator::Not | Operator::Xor | Operator::Tilde | Operator::And => {
                self.next();
                let operand = self.unary();
                let id = self.add(Kind::Unary, start, &[operand]);
                self.tree.change(id, |node| node.operator = operator);
                id
            }
            _ => {
                let operand = self.operand(true);
                self.primary_from(operand)
            }
        }
    }

    /// `<-` before a channel type binds to the leftmost `chan`: `<-chan T` receives.
    fn as_receiving(&mut self, channel: NodeId) {
        let mut current = channel;
        loop {
            if self.tree.kind(current) != Kind::ChanType {
                let text = print::expression(&self.tree, self.lexer.text, current);
                self.syntax_error_at(self.lexer.span, &format!("unexpected {text}, expected chan"));
                return;
            }
            let direction = self.tree.node(current).token;
            if direction == Token::Arrow {
                self.syntax_error_at(self.lexer.span, "unexpected <-, expected chan");
            }
            self.tree.change(current, |node| node.token = Token::Arrow);
            if direction != Token::Chan {
                return;
            }
            current = self.tree.child(current, 0);
        }
    }

    /// An operand without what follows it. Parentheses are kept in the tree where the caller must know of them.
    fn operand(&mut self, keep_parentheses: bool) -> NodeId {
        let start = self.start();
        match self.token() {
            Token::Name => self.name(),
            Token::Literal => self.optional_literal().unwrap_or(ABSENT),
            Token::OpenParen => {
                self.next();
                self.expression_level += 1;
                let inner = self.expression();
                self.expression_level -= 1;
                self.want(Token::CloseParen);
                if keep_parentheses || self.at(Token::OpenBrace) { self.add(Kind::Paren, start, &[inner]) } else { inner }
            }
            Token::Func => {
                self.next();
                let signature = self.function_type("function type");
                if !self.at(Token::OpenBrace) {
                    return signature;
                }
                let body = self.function_body();
                self.add(Kind::FunctionLiteral, start, &[signature, body])
            }
            Token::OpenBracket | Token::Chan | Token::Map | Token::Struct | Token::Interface => self.expect_type(),
            _ => {
                let bad = self.bad();
                self.unexpected(", expected expression");
                self.advance(&[Token::CloseParen, Token::CloseBracket, Token::CloseBrace]);
                bad
            }
        }
    }

    /// An operand with selectors, indices, calls and literal bodies after it.
    pub fn primary(&mut self, keep_parentheses: bool) -> NodeId {
        let operand = self.operand(keep_parentheses);
        self.primary_from(operand)
    }

    pub fn primary_from(&mut self, mut id: NodeId) -> NodeId {
        let start = self.start_of(id);
        loop {
            let place = self.start();
            match self.token() {
                Token::Dot => {
                    self.next();
                    match self.token() {
                        Token::Name => {
                            let name = self.name();
                            id = self.add_at(Kind::Selector, start, place, &[id, name]);
                        }
                        Token::OpenParen => {
                            self.next();
                            if self.got(Token::Type) {
                                self.want(Token::CloseParen);
                                id = self.add_at(Kind::TypeGuard, start, place, &[id, ABSENT]);
                            } else {
                                let asserted = self.expect_type();
                                self.want(Token::CloseParen);
                                id = self.add_at(Kind::Assertion, start, place, &[id, asserted]);
                            }
                        }
                        _ => {
                            self.unexpected(", expected name or (");
                            self.advance(&[Token::Semicolon, Token::CloseParen]);
                            // The tree keeps the selection, so that what is written is not taken for the operand alone.
                            let bad = self.bad();
                            id = self.add_at(Kind::Selector, start, place, &[id, bad]);
                        }
                    }
                }
                Token::OpenBracket => id = self.index_or_slice(id),
                Token::OpenParen => id = self.call(id),
                Token::OpenBrace => {
                    let literal_type = self.tree.unparen(id);
                    let fits = match self.tree.kind(literal_type) {
                        Kind::Name | Kind::Selector => self.expression_level >= 0,
                        Kind::Index => self.expression_level >= 0 && !self.is_value(literal_type),
                        Kind::ArrayType | Kind::SliceType | Kind::StructType | Kind::MapType => true,
                        _ => false,
                    };
                    if !fits {
                        return id;
                    }
                    if literal_type != id {
                        self.syntax_error_at(self.lexer.span, "cannot parenthesize type in composite literal");
                    }
                    id = self.composite(start, id);
                }
                _ => return id,
            }
        }
    }

    fn call(&mut self, callee: NodeId) -> NodeId {
        let place = self.start();
        let start = self.start_of(callee);
        let mark = self.scratch.len();
        self.next();
        self.scratch.push(callee);
        self.expression_level += 1;
        let mut spread = false;
        self.list("argument list", Token::Comma, Token::CloseParen, |parser| {
            let argument = parser.expression();
            parser.scratch.push(argument);
            spread = parser.got(Token::Ellipsis);
            spread
        });
        self.expression_level -= 1;
        let children = self.scratch.split_off(mark.min(self.scratch.len()));
        let id = self.add_at(Kind::Call, start, place, &children);
        self.tree.change(id, |node| node.flag = spread);
        id
    }

    fn index_or_slice(&mut self, operand: NodeId) -> NodeId {
        let place = self.start();
        let start = self.start_of(operand);
        self.next();
        let mut low = ABSENT;
        if !self.at(Token::Colon) {
            let mut comma = false;
            if self.at(Token::CloseBracket) {
                self.unexpected(", expected operand");
                low = self.bad();
            } else {
                (low, comma) = self.type_list(false);
            }
            if comma || self.at(Token::CloseBracket) {
                self.want(Token::CloseBracket);
                return self.add_at(Kind::Index, start, place, &[operand, low]);
            }
        }
        if !self.got(Token::Colon) {
            self.unexpected(", expected comma, : or ]");
            self.advance(&[Token::Comma, Token::Colon, Token::CloseBracket]);
        }
        self.expression_level += 1;
        let (mut high, mut most, mut full) = (ABSENT, ABSENT, false);
        if !matches!(self.token(), Token::Colon | Token::CloseBracket) {
            high = self.expression();
        }
        if self.at(Token::Colon) {
            full = true;
            if high == ABSENT {
                self.error_at(self.lexer.span, "middle index required in 3-index slice");
                high = self.bad();
            }
            self.next();
            if self.at(Token::CloseBracket) {
                self.error_at(self.lexer.span, "final index required in 3-index slice");
                most = self.bad();
            } else {
                most = self.expression();
            }
        }
        self.expression_level -= 1;
        self.want(Token::CloseBracket);
        let id = self.add_at(Kind::Slice, start, place, &[operand, low, high, most]);
        self.tree.change(id, |node| node.flag = full);
        id
    }

    /// Whether an expression can only be a value, so that no literal's body can follow it.
    fn is_value(&self, id: NodeId) -> bool {
        let mut pending = vec![id];
        while let Some(id) = pending.pop() {
            match self.tree.kind(id) {
                Kind::Literal | Kind::Composite | Kind::FunctionLiteral | Kind::Slice | Kind::Assertion | Kind::TypeGuard | Kind::Call | Kind::Binary => {
                    return true;
                }
                Kind::Unary if self.tree.node(id).operator != Operator::Multiply => return true,
                Kind::Paren | Kind::Index => pending.extend_from_slice(self.tree.children(id)),
                _ => {}
            }
        }
        false
    }

    /// The body of a composite literal whose type was read or is left out.
    fn composite(&mut self, start: usize, literal_type: NodeId) -> NodeId {
        if !self.enter() {
            self.leave();
            return self.bad();
        }
        let place = self.start();
        let mark = self.scratch.len();
        self.scratch.push(literal_type);
        self.expression_level += 1;
        self.want(Token::OpenBrace);
        self.list("composite literal", Token::Comma, Token::CloseBrace, |parser| {
            let mut element = parser.composite_element();
            if parser.at(Token::Colon) {
                let start = parser.start_of(element);
                let place = parser.start();
                parser.next();
                let value = parser.composite_element();
                element = parser.add_at(Kind::KeyValue, start, place, &[element, value]);
            }
            parser.scratch.push(element);
            false
        });
        self.expression_level -= 1;
        let children = self.scratch.split_off(mark.min(self.scratch.len()));
        let id = self.add_at(Kind::Composite, start, place, &children);
        self.leave();
        id
    }

    fn composite_element(&mut self) -> NodeId {
        if self.at(Token::OpenBrace) {
            let start = self.start();
            return self.composite(start, ABSENT);
        }
        self.expression()
    }

    /// One expression, or a [`Kind::List`] of several.
    pub fn expression_list(&mut self) -> NodeId {
        let first = self.expression();
        if !self.at(Token::Comma) {
            return first;
        }
        let mark = self.scratch.len();
        self.scratch.push(first);
        while self.got(Token::Comma) {
            let next = self.expression();
            self.scratch.push(next);
        }
        let start = self.start_of(first);
        self.add_from(Kind::List, start, mark)
    }
}
