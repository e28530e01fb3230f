//! The parser's part for parameter lists, of values and of types.

use super::ast::{ABSENT, Kind, NodeId};
use super::parser::Parser;
use super::token::{Operator, Token};
use crate::base::Span;

impl Parser<'_> {
    /// One parameter: `name type`, `type` or, where only a name stands, that name with no type for now.
    fn parameter(&mut self, given: Option<NodeId>, follow: Token) -> Option<NodeId> {
        let unions_allowed = follow == Token::CloseBracket;
        let start = given.map_or(self.start(), |name| self.start_of(name));
        if given.is_none() && unions_allowed && self.at_operator(Operator::Tilde) {
            let term = self.embedded_term();
            let union = self.union_from(term);
            return Some(self.add(Kind::Field, start, &[ABSENT, union]));
        }
        let mut name = ABSENT;
        if given.is_some() || self.at(Token::Name) {
            name = match given {
                Some(given) => given,
                None => self.name(),
            };
            let named_type = match self.token() {
                Token::OpenBracket => Some(self.array_or_instance(name)),
                Token::Dot => Some(self.qualified_name(Some(name))),
                Token::Operator if unions_allowed && self.lexer.operator == Operator::Or => Some(name),
                _ => None,
            };
            if let Some(declared) = named_type {
                let has_name = matches!(self.tree.kind(declared), Kind::ArrayType | Kind::SliceType);
                let declared = if unions_allowed { self.union_from(declared) } else { declared };
                return Some(self.add(Kind::Field, start, &[if has_name { name } else { ABSENT }, declared]));
            }
        }
        let dots = self.start();
        if self.got(Token::Ellipsis) {
            let declared = match self.optional_type() {
                Some(element) => self.add(Kind::VariadicType, dots, &[element]),
                None => {
                    self.syntax_error_at(self.lexer.span, "... is missing type");
                    self.bad()
                }
            };
            return Some(self.add(Kind::Field, start, &[name, declared]));
        }
        if unions_allowed && self.at_operator(Operator::Tilde) {
            let term = self.embedded_term();
            let union = self.union_from(term);
            return Some(self.add(Kind::Field, start, &[name, union]));
        }
        let declared = self.optional_type().map(|declared| if unions_allowed { self.union_from(declared) } else { declared });
        if name != ABSENT || declared.is_some() {
            return Some(self.add(Kind::Field, start, &[name, declared.unwrap_or(ABSENT)]));
        }
        self.unexpected(&format!(", expected {}", follow.described()));
        self.advance(&[Token::Comma, follow]);
        None
    }

    /// Parameters whose opening bracket was read. `given` is a first name, with its type where that was read too.
    pub fn parameters(&mut self, start: usize, given: Option<(NodeId, NodeId)>, close: Token, names_needed: bool, dots_allowed: bool) -> NodeId {
        if let Some((name, declared)) = given
            && declared != ABSENT
            && self.got(close)
        {
            let field_start = self.start_of(name);
            let field = self.add(Kind::Field, field_start, &[name, declared]);
            return self.add(Kind::Parameters, start, &[field]);
        }
        let mark = self.scratch.len();
        let mut given = given;
        let end = self.list("parameter list", Token::Comma, close, |parser| {
            let parameter = match given.take() {
                Some((name, declared)) if declared != ABSENT => {
                    let start = parser.start_of(name);
                    Some(parser.add(Kind::Field, start, &[name, declared]))
                }
                Some((name, _)) => parser.parameter(Some(name), close),
                None => parser.parameter(None, close),
            };
            parser.scratch.extend(parameter);
            false
        });
        let fields: Vec<NodeId> = self.scratch.split_off(mark.min(self.scratch.len()));
        self.distribute_types(&fields, end, names_needed);
        self.check_dots(&fields, dots_allowed);
        self.add(Kind::Parameters, start, &fields)
    }

    /// Decides whether single names are parameters (then they take the next type) or types.
    fn distribute_types(&mut self, fields: &[NodeId], end: Span, names_needed: bool) {
        let parts = |parser: &Self, field: NodeId| (parser.tree.child(field, 0), parser.tree.child(field, 1));
        let named = fields.iter().filter(|field| matches!(parts(self, **field), (name, declared) if name != ABSENT && declared != ABSENT)).count();
        let typed = fields.iter().filter(|field| parts(self, **field).1 != ABSENT).count();
        if named == 0 && !names_needed {
            for field in fields {
                let (name, declared) = parts(self, *field);
                if declared == ABSENT {
                    self.tree.set_child(*field, 1, name);
                    self.tree.set_child(*field, 0, ABSENT);
                }
            }
            return;
        }
        if named == fields.len() {
            return;
        }
        let mut error: Option<Span> = None;
        let mut current = ABSENT;
        for field in fields.iter().rev() {
            let (name, declared) = parts(self, *field);
            if declared != ABSENT {
                current = declared;
                if name == ABSENT {
                    error = Some(self.tree.span(declared));
                }
            } else if current != ABSENT {
                self.tree.set_child(*field, 1, current);
            } else {
                error = Some(self.tree.span(name));
            }
        }
        if let Some(place) = error {
            let (place, message) = match (named == typed, names_needed) {
                (true, true) => (end, "missing type constraint"),
                (true, false) => (end, "missing parameter type"),
                (false, true) if fields.len() == 1 => (place, "missing type parameter name or invalid array length"),
                (false, true) => (place, "missing type parameter name"),
                (false, false) => (place, "missing parameter name"),
            };
            self.syntax_error_at(place, message);
        }
    }

    fn check_dots(&mut self, fields: &[NodeId], allowed: bool) {
        for (at, field) in fields.iter().enumerate() {
            let declared = self.tree.child(*field, 1);
            if self.tree.kind(declared) == Kind::VariadicType && (!allowed || at + 1 < fields.len()) {
                let place = self.start_of(declared);
                self.error_at(Span::new(place, place + 3), if allowed { "can only use ... with final parameter" } else { "invalid use of ..." });
                return;
            }
        }
    }
}
