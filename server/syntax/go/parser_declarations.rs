//! The parser's part for files and declarations.

use super::ast::{ABSENT, Kind, NodeId};
use super::branches;
use super::parser::{DECLARATION_STARTS, Parser};
use super::token::{LiteralKind, Operator, Token};

impl Parser<'_> {
    pub fn file(&mut self) -> NodeId {
        let start = self.start();
        let mark = self.scratch.len();
        if !self.got(Token::Package) {
            self.syntax_error_at(self.lexer.span, "package statement must be first");
            return ABSENT;
        }
        let name = self.name();
        self.scratch.push(name);
        self.want(Token::Semicolon);
        if !self.lexer.errors.is_empty() {
            return self.add_from(Kind::File, start, mark);
        }
        let mut before = Token::Import;
        while !self.at(Token::EndOfFile) {
            if self.at(Token::Import) && before != Token::Import {
                self.syntax_error_at(self.lexer.span, "imports must appear before other declarations");
            }
            before = self.token();
            let declaration = match self.token() {
                Token::Import | Token::Const | Token::Type | Token::Var => self.declaration(),
                Token::Func => self.function(),
                _ => {
                    let last = self.scratch.last().copied().unwrap_or(ABSENT);
                    let bodiless = self.scratch.len() > mark + 1 && self.tree.kind(last) == Kind::Function && self.tree.child(last, 5) == ABSENT;
                    if self.at(Token::OpenBrace) && bodiless {
                        self.syntax_error_at(self.lexer.span, "unexpected semicolon or newline before {");
                    } else {
                        self.syntax_error_at(self.lexer.span, "non-declaration statement outside function body");
                    }
                    self.advance(DECLARATION_STARTS);
                    continue;
                }
            };
            self.scratch.push(declaration);
            if !self.at(Token::EndOfFile) && !self.got(Token::Semicolon) {
                self.unexpected(" after top level declaration");
                self.advance(DECLARATION_STARTS);
            }
        }
        self.last_end = self.lexer.span.end;
        self.add_from(Kind::File, start, mark)
    }

    /// `import`, `const`, `type` or `var` with one specification or a group of them.
    pub fn declaration(&mut self) -> NodeId {
        let start = self.start();
        let keyword = self.token();
        let mark = self.scratch.len();
        self.next();
        let grouped = self.at(Token::OpenParen);
        if grouped {
            self.next();
            self.list("grouped declaration", Token::Semicolon, Token::CloseParen, |parser| {
                let specification = parser.specification(keyword);
                parser.scratch.push(specification);
                false
            });
        } else {
            let specification = self.specification(keyword);
            self.scratch.push(specification);
        }
        let id = self.add_from(Kind::Declaration, start, mark);
        self.tree.change(id, |node| {
            node.token = keyword;
            node.flag = grouped;
        });
        id
    }

    fn specification(&mut self, keyword: Token) -> NodeId {
        match keyword {
            Token::Import => self.import_specification(),
            Token::Const => self.const_specification(),
            Token::Type => self.type_specification(),
            _ => self.var_specification(),
        }
    }

    fn import_specification(&mut self) -> NodeId {
        let start = self.start();
        let local = match self.token() {
            Token::Name => self.name(),
            Token::Dot => {
                self.next();
                self.add(Kind::Dot, start, &[])
            }
            _ => ABSENT,
        };
        let Some(path) = self.optional_literal() else {
            self.syntax_error_at(self.lexer.span, "missing import path");
            self.advance(&[Token::Semicolon, Token::CloseParen]);
            return self.add(Kind::ImportSpec, start, &[local, ABSENT]);
        };
        let node = *self.tree.node(path);
        if !node.flag && node.literal != LiteralKind::String {
            self.syntax_error_at(self.tree.span(path), "import path must be a string");
        }
        self.add(Kind::ImportSpec, start, &[local, path])
    }

    fn const_specification(&mut self) -> NodeId {
        let start = self.start();
        let first = self.name();
        let names = self.names(first);
        let (mut declared, mut values) = (ABSENT, ABSENT);
        if !matches!(self.token(), Token::EndOfFile | Token::Semicolon | Token::CloseParen) {
            declared = self.optional_type().unwrap_or(ABSENT);
            if self.got_assign() {
                values = self.expression_list();
            }
        }
        self.add(Kind::ConstSpec, start, &[names, declared, values])
    }

    fn var_specification(&mut self) -> NodeId {
        let start = self.start();
        let first = self.name();
        let names = self.names(first);
        let (mut declared, mut values) = (ABSENT, ABSENT);
        if self.got_assign() {
            values = self.expression_list();
        } else {
            declared = self.expect_type();
            if self.got_assign() {
                values = self.expression_list();
            }
        }
        self.add(Kind::VarSpec, start, &[names, declared, values])
    }

    fn type_specification(&mut self) -> NodeId {
        let start = self.start();
        let name = self.name();
        let (mut parameters, mut alias) = (ABSENT, false);
        let bracket = self.start();
        let declared = if self.got(Token::OpenBracket) {
            match self.token() {
                Token::Name => {
                    // An array length and a type parameter begin alike: read an expression, and look whether it can be "name constraint".
                    let mut length = self.name();
                    if !self.at(Token::OpenBracket) {
                        self.expression_level += 1;
                        let operand = self.primary_from(length);
                        length = self.binary_from(operand, 0);
                        self.expression_level -= 1;
                    }
                    let (parameter, constraint) = self.as_type_parameter(length, self.at(Token::Comma));
                    match parameter {
                        Some(parameter) if constraint != ABSENT || !self.at(Token::CloseBracket) => {
                            parameters = self.parameters(bracket, Some((parameter, constraint)), Token::CloseBracket, true, false);
                            alias = self.got_assign();
                            self.optional_type()
                        }
                        _ => Some(self.array_type(bracket, Some(length))),
                    }
                }
                Token::CloseBracket => {
                    self.next();
                    Some(self.slice_type(bracket))
                }
                _ => Some(self.array_type(bracket, None)),
            }
        } else {
            alias = self.got_assign();
            self.optional_type()
        };
        let declared = match declared {
            Some(declared) => declared,
            None => {
                let bad = self.bad();
                self.unexpected(" in type declaration");
                self.advance(&[Token::Semicolon, Token::CloseParen]);
                bad
            }
        };
        let id = self.add(Kind::TypeSpec, start, &[name, parameters, declared]);
        self.tree.change(id, |node| node.flag = alias);
        id
    }

    /// Reads an expression as `name constraint`, where it can be one: `P *C`, `P (C)`, `P *C | D`. With `force` it must be one, as a comma
    /// follows. Gives no name where it is an array length, and no constraint where only a name was written.
    fn as_type_parameter(&mut self, id: NodeId, force: bool) -> (Option<NodeId>, NodeId) {
        let node = *self.tree.node(id);
        let (left, right) = (self.tree.child(id, 0), self.tree.child(id, 1));
        match node.kind {
            Kind::Name => return (Some(id), ABSENT),
            Kind::Binary if node.operator == Operator::Multiply && self.tree.kind(left) == Kind::Name && (force || self.is_type_element(right)) => {
                let (place, end) = (self.tree.place(id), self.tree.span(id).end);
                let pointer = self.tree.add(Kind::Unary, (place..end).into(), place, &[right]);
                self.tree.change(pointer, |node| node.operator = Operator::Multiply);
                return (Some(left), pointer);
            }
            Kind::Binary if node.operator == Operator::Or => {
                let force = force || self.is_type_element(right);
                if let (Some(name), constraint) = self.as_type_parameter(left, force)
                    && constraint != ABSENT
                {
                    let span = crate::base::Span::new(self.start_of(constraint), self.tree.span(id).end);
                    let union = self.tree.add(Kind::Binary, span, self.tree.place(id), &[constraint, right]);
                    self.tree.change(union, |node| node.operator = Operator::Or);
                    return (Some(name), union);
                }
            }
            Kind::Call => {
                let arguments = self.tree.children(id).len() - 1;
                if self.tree.kind(left) == Kind::Name && arguments == 1 && !node.flag && (force || self.is_type_element(right)) {
                    return (Some(left), self.tree.unparen(right));
                }
            }
            _ => {}
        }
        (None, id)
    }

    /// Whether an expression can only be a type or a constraint.
    fn is_type_element(&self, id: NodeId) -> bool {
        let mut pending = vec![id];
        while let Some(id) = pending.pop() {
            match self.tree.kind(id) {
                Kind::ArrayType | Kind::StructType | Kind::FunctionType | Kind::InterfaceType | Kind::SliceType | Kind::MapType | Kind::ChanType => {
                    return true;
                }
                Kind::Unary if self.tree.node(id).operator == Operator::Tilde => return true,
                Kind::Unary | Kind::Binary | Kind::Paren => pending.extend_from_slice(self.tree.children(id)),
                _ => {}
            }
        }
        false
    }

    fn function(&mut self) -> NodeId {
        let start = self.start();
        self.next();
        let mut receiver = ABSENT;
        let paren = self.start();
        let method = self.got(Token::OpenParen);
        if method {
            receiver = self.parameters(paren, None, Token::CloseParen, false, false);
            // The compiler reports both behind the receiver, where it stands when it has seen it.
            match self.tree.children(receiver).len() {
                0 => self.error_at(self.tree.span(receiver), "method has no receiver"),
                1 => {}
                _ => self.error_at(self.tree.span(receiver), "method has multiple receivers"),
            }
        }
        let (name, signature) = if self.at(Token::Name) {
            let name = self.name();
            // Methods have type parameters from Go 1.27 on; an older compiler says so itself.
            (name, self.function_type(""))
        } else {
            let name = self.bad();
            self.unexpected(if method { ", expected name" } else { ", expected name or (" });
            self.advance(&[Token::OpenBrace, Token::Semicolon]);
            (name, ABSENT)
        };
        let body = if self.at(Token::OpenBrace) { self.function_body() } else { ABSENT };
        let [type_parameters, parameters, results] = [0, 1, 2].map(|at| self.tree.child(signature, at));
        self.add(Kind::Function, start, &[receiver, name, type_parameters, parameters, results, body])
    }

    pub fn function_body(&mut self) -> NodeId {
        self.function_depth += 1;
        let errors = self.lexer.errors.len();
        let level = std::mem::take(&mut self.expression_level);
        let body = self.block("");
        self.expression_level = level;
        self.function_depth -= 1;
        if self.lexer.errors.len() == errors {
            branches::check(&self.tree, body, self.lexer.text, &mut self.lexer.errors);
        }
        body
    }
}
