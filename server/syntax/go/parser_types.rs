//! The parser's part for types, fields and parameters.

use super::ast::{ABSENT, Kind, NodeId};
use super::parser::Parser;
use super::token::{Operator, Token};

impl Parser<'_> {
    /// A type; reported where there is none.
    pub fn expect_type(&mut self) -> NodeId {
        if let Some(found) = self.optional_type() {
            return found;
        }
        let bad = self.bad();
        self.unexpected(", expected type");
        self.advance(&[Token::Comma, Token::Colon, Token::Semicolon, Token::CloseParen, Token::CloseBracket, Token::CloseBrace]);
        bad
    }

    /// A type, if one begins here.
    pub fn optional_type(&mut self) -> Option<NodeId> {
        if !self.enter() {
            self.leave();
            return None;
        }
        let found = self.type_at();
        self.leave();
        found
    }

    fn type_at(&mut self) -> Option<NodeId> {
        let start = self.start();
        Some(match self.token() {
            Token::Star => {
                self.next();
                let base = self.expect_type();
                self.pointer(start, base)
            }
            Token::Arrow => {
                self.next();
                self.want(Token::Chan);
                self.channel(start, Token::Arrow)
            }
            Token::Func => {
                self.next();
                self.function_type("function type")
            }
            Token::OpenBracket => {
                self.next();
                if self.got(Token::CloseBracket) { self.slice_type(start) } else { self.array_type(start, None) }
            }
            Token::Chan => {
                self.next();
                let direction = if self.got(Token::Arrow) { Token::Chan } else { Token::EndOfFile };
                self.channel(start, direction)
            }
            Token::Map => {
                self.next();
                self.want(Token::OpenBracket);
                let key = self.expect_type();
                self.want(Token::CloseBracket);
                let value = self.expect_type();
                self.add(Kind::MapType, start, &[key, value])
            }
            Token::Struct => self.struct_type(),
            Token::Interface => self.interface_type(),
            Token::Name => self.qualified_name(None),
            Token::OpenParen => {
                self.next();
                let inner = self.expect_type();
                self.want(Token::CloseParen);
                inner
            }
            _ => return None,
        })
    }

    pub fn pointer(&mut self, start: usize, base: NodeId) -> NodeId {
        let id = self.add(Kind::Unary, start, &[base]);
        self.tree.change(id, |node| node.operator = Operator::Multiply);
        id
    }

    fn channel(&mut self, start: usize, direction: Token) -> NodeId {
        let element = match self.optional_type() {
            Some(element) => element,
            None => {
                self.syntax_error_at(self.lexer.span, "missing channel element type");
                self.bad()
            }
        };
        let id = self.add(Kind::ChanType, start, &[element]);
        self.tree.change(id, |node| node.token = direction);
        id
    }

    pub fn slice_type(&mut self, start: usize) -> NodeId {
        let element = self.expect_type();
        self.add(Kind::SliceType, start, &[element])
    }

    /// An array type whose bracket was read, and its length where it is given.
    pub fn array_type(&mut self, start: usize, length: Option<NodeId>) -> NodeId {
        let length = match length {
            Some(length) => length,
            None if self.got(Token::Ellipsis) => ABSENT,
            None => {
                self.expression_level += 1;
                let length = self.expression();
                self.expression_level -= 1;
                length
            }
        };
        if self.at(Token::Comma) {
            self.syntax_error_at(self.lexer.span, "unexpected comma; expected ]");
            self.next();
        }
        self.want(Token::CloseBracket);
        let element = self.expect_type();
        self.add(Kind::ArrayType, start, &[length, element])
    }

    /// Type parameters, parameters and results. `context` names what may have no type parameters.
    pub fn function_type(&mut self, context: &str) -> NodeId {
        let start = self.start();
        let opening = self.lexer.span;
        let mut type_parameters = ABSENT;
        if self.got(Token::OpenBracket) {
            if !context.is_empty() {
                self.syntax_error_at(opening, &format!("{context} must have no type parameters"));
            }
            if self.at(Token::CloseBracket) {
                self.syntax_error_at(self.lexer.span, "empty type parameter list");
                self.next();
            } else {
                type_parameters = self.parameters(start, None, Token::CloseBracket, true, false);
            }
        }
        let paren = self.start();
        self.want(Token::OpenParen);
        let parameters = self.parameters(paren, None, Token::CloseParen, false, true);
        let results = self.results();
        self.add(Kind::FunctionType, start, &[type_parameters, parameters, results])
    }

    fn results(&mut self) -> NodeId {
        let start = self.start();
        if self.got(Token::OpenParen) {
            return self.parameters(start, None, Token::CloseParen, false, false);
        }
        match self.optional_type() {
            Some(result) => {
                let field = self.add(Kind::Field, start, &[ABSENT, result]);
                self.add(Kind::Parameters, start, &[field])
            }
            None => ABSENT,
        }
    }

    fn struct_type(&mut self) -> NodeId {
        let start = self.start();
        let mark = self.scratch.len();
        self.want(Token::Struct);
        self.want(Token::OpenBrace);
        self.list("struct type", Token::Semicolon, Token::CloseBrace, |parser| {
            parser.struct_field();
            false
        });
        self.add_from(Kind::StructType, start, mark)
    }

    fn struct_field(&mut self) {
        let start = self.start();
        let (names, declared) = match self.token() {
            Token::Name => {
                let name = self.name();
                if matches!(self.token(), Token::Dot | Token::Literal | Token::Semicolon | Token::CloseBrace) {
                    (ABSENT, self.qualified_name(Some(name)))
                } else {
                    let names = self.names(name);
                    if self.tree.children(names).len() == 1 && self.at(Token::OpenBracket) {
                        let declared = self.array_or_instance(name);
                        if self.tree.kind(declared) == Kind::Index { (ABSENT, declared) } else { (names, declared) }
                    } else {
                        (names, self.expect_type())
                    }
                }
            }
            Token::Star => {
                self.next();
                let parenthesized = self.at(Token::OpenParen);
                if parenthesized {
                    self.syntax_error_at(self.lexer.span, "cannot parenthesize embedded type");
                    self.next();
                }
                let base = self.qualified_name(None);
                if parenthesized {
                    self.got(Token::CloseParen);
                }
                (ABSENT, self.pointer(start, base))
            }
            Token::OpenParen => {
                self.syntax_error_at(self.lexer.span, "cannot parenthesize embedded type");
                self.next();
                let star = self.start();
                let declared = if self.got(Token::Star) {
                    let base = self.qualified_name(None);
                    self.pointer(star, base)
                } else {
                    self.qualified_name(None)
                };
                self.got(Token::CloseParen);
                (ABSENT, declared)
            }
            _ => {
                self.unexpected(", expected field name or embedded type");
                self.advance(&[Token::Semicolon, Token::CloseBrace]);
                return;
            }
        };
        let tag = self.optional_literal().unwrap_or(ABSENT);
        let field = self.add(Kind::StructField, start, &[names, declared, tag]);
        self.scratch.push(field);
    }

    /// What follows a name at `[`: an array or slice type, or type arguments of the name (then an [`Kind::Index`] of it).
    pub fn array_or_instance(&mut self, name: NodeId) -> NodeId {
        let bracket = self.start();
        self.want(Token::OpenBracket);
        if self.got(Token::CloseBracket) {
            return self.slice_type(bracket);
        }
        let (list, comma) = self.type_list(false);
        self.want(Token::CloseBracket);
        if !comma && let Some(element) = self.optional_type() {
            return self.add(Kind::ArrayType, bracket, &[list, element]);
        }
        let start = self.start_of(name);
        self.add_at(Kind::Index, start, bracket, &[name, list])
    }

    fn interface_type(&mut self) -> NodeId {
        let start = self.start();
        let mark = self.scratch.len();
        self.want(Token::Interface);
        self.want(Token::OpenBrace);
        self.list("interface type", Token::Semicolon, Token::CloseBrace, |parser| {
            let start = parser.start();
            let element = if parser.at(Token::Name) { parser.method_or_embedded() } else { parser.embedded_term() };
            let element = match parser.tree.kind(element) {
                Kind::Method => element,
                _ => {
                    let union = parser.union_from(element);
                    parser.add(Kind::Embedded, start, &[union])
                }
            };
            parser.scratch.push(element);
            false
        });
        self.add_from(Kind::InterfaceType, start, mark)
    }

    /// A method of an interface, or an embedded type that begins with a name.
    fn method_or_embedded(&mut self) -> NodeId {
        const CONTEXT: &str = "interface method";
        let start = self.start();
        let name = self.name();
        match self.token() {
            Token::OpenParen => {
                let signature = self.function_type(CONTEXT);
                self.add(Kind::Method, start, &[name, signature])
            }
            Token::OpenBracket => {
                let bracket = self.start();
                let opening = self.lexer.span;
                self.next();
                let closing = self.lexer.span;
                if self.got(Token::CloseBracket) {
                    if self.at(Token::OpenParen) {
                        self.error_at(closing, "empty type parameter list");
                        let signature = self.function_type(CONTEXT);
                        return self.add(Kind::Method, start, &[name, signature]);
                    }
                    self.error_at(closing, "empty type argument list");
                    return name;
                }
                let list = self.parameters(bracket, None, Token::CloseBracket, false, false);
                let first = self.tree.child(list, 0);
                if first == ABSENT {
                    if self.at(Token::OpenParen) {
                        let signature = self.function_type(CONTEXT);
                        return self.add(Kind::Method, start, &[name, signature]);
                    }
                    return name;
                }
                if self.tree.child(first, 0) != ABSENT {
                    let signature = self.function_type(CONTEXT);
                    self.error_at(opening, "interface method must have no type parameters");
                    return self.add(Kind::Method, start, &[name, signature]);
                }
                let types: Vec<NodeId> = self.tree.children(list).iter().map(|field| self.tree.child(*field, 1)).collect();
                let arguments = self.add(Kind::List, self.start_of(first), &types);
                self.add_at(Kind::Index, start, bracket, &[name, arguments])
            }
            _ => self.qualified_name(Some(name)),
        }
    }

    /// A union of terms, the first of which was read.
    pub fn union_from(&mut self, first: NodeId) -> NodeId {
        let mut union = first;
        while self.at_operator(Operator::Or) {
            let place = self.start();
            self.next();
            let term = self.embedded_term();
            let start = self.start_of(union);
            union = self.add_at(Kind::Binary, start, place, &[union, term]);
            self.tree.change(union, |node| node.operator = Operator::Or);
        }
        union
    }

    pub fn embedded_term(&mut self) -> NodeId {
        let start = self.start();
        if self.at_operator(Operator::Tilde) {
            self.next();
            let base = self.expect_type();
            let id = self.add(Kind::Unary, start, &[base]);
            self.tree.change(id, |node| node.operator = Operator::Tilde);
            return id;
        }
        if let Some(found) = self.optional_type() {
            return found;
        }
        let bad = self.bad();
        self.unexpected(", expected ~ term or type");
        self.advance(&[Token::Operator, Token::Semicolon, Token::CloseParen, Token::CloseBracket, Token::CloseBrace]);
        bad
    }

    /// A name, `package.Name`, or either with type arguments.
    pub fn qualified_name(&mut self, first: Option<NodeId>) -> NodeId {
        let mut id = match first {
            Some(first) => first,
            None if self.at(Token::Name) => self.name(),
            None => {
                let bad = self.bad();
                self.unexpected(", expected name");
                self.advance(&[Token::Dot, Token::Semicolon, Token::CloseBrace]);
                bad
            }
        };
        let start = self.start_of(id);
        let dot = self.start();
        if self.got(Token::Dot) {
            let name = self.name();
            id = self.add_at(Kind::Selector, start, dot, &[id, name]);
        }
        let bracket = self.start();
        if self.got(Token::OpenBracket) {
            let arguments = if self.at(Token::CloseBracket) {
                self.unexpected(", expected type argument list");
                self.bad()
            } else {
                self.type_list(true).0
            };
            self.want(Token::CloseBracket);
            id = self.add_at(Kind::Index, start, bracket, &[id, arguments]);
        }
        id
    }

    /// A list of types, or an expression where only one stands and `strict` is not set; whether a comma was met.
    pub fn type_list(&mut self, strict: bool) -> (NodeId, bool) {
        self.expression_level += 1;
        let first = if strict { self.expect_type() } else { self.expression() };
        let comma = self.got(Token::Comma);
        let mut id = first;
        if comma && let Some(second) = self.optional_type() {
            let mark = self.scratch.len();
            self.scratch.extend([first, second]);
            while self.got(Token::Comma) {
                let Some(next) = self.optional_type() else { break };
                self.scratch.push(next);
            }
            let start = self.start_of(first);
            id = self.add_from(Kind::List, start, mark);
        }
        self.expression_level -= 1;
        (id, comma)
    }
}
