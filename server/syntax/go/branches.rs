//! Labels and jumps of a function's body: what the compiler refuses together with syntax errors.

use super::ast::{ABSENT, Kind, NodeId, Tree};
use super::print;
use super::token::Token;
use crate::base::{LineIndex, Span};
use crate::syntax::SyntaxError;
use std::collections::BTreeMap;

/// Checks the jumps of one function's body; function literals inside it are checked on their own.
pub fn check(tree: &Tree, body: NodeId, text: &str, errors: &mut Vec<SyntaxError>) {
    if body == ABSENT {
        return;
    }
    let mut checker = Checker { tree, text, errors, lines: None, blocks: Vec::new(), labels: BTreeMap::new() };
    let context = Context { breaks: ABSENT, continues: ABSENT, case: None };
    let open = checker.block(None, context, ABSENT, body, tree.children(body));
    for jump in open {
        let label = tree.child(jump, 0);
        let name = tree.span(label).of(text);
        let target = checker.labels.get_mut(name).map(|label| {
            label.used = true;
            label.block
        });
        let message = match target {
            Some(block) => {
                let start = checker.blocks.get(block).map_or(0, |block| block.start);
                format!("goto {name} jumps into block starting at {}", checker.line_column(start))
            }
            None => format!("label {name} not defined"),
        };
        checker.error(tree.span(label), message);
    }
    let unused: Vec<Span> = checker.labels.values().filter(|label| !label.used).map(|label| tree.span(tree.child(label.statement, 0))).collect();
    for range in unused {
        checker.error(range, format!("label {} defined and not used", range.of(text)));
    }
}

struct Label {
    block: usize,
    statement: NodeId,
    used: bool,
}

struct Block {
    parent: Option<usize>,
    start: usize,
    /// The labeled statement that the block belongs to.
    labeled: NodeId,
}

#[derive(Clone, Copy)]
struct Context {
    /// The loop, switch or select that `break` leaves.
    breaks: NodeId,
    continues: NodeId,
    /// The number of the case of a switch, directly in its list of statements.
    case: Option<usize>,
}

struct Checker<'t, 'e> {
    tree: &'t Tree,
    text: &'t str,
    errors: &'e mut Vec<SyntaxError>,
    lines: Option<LineIndex>,
    blocks: Vec<Block>,
    labels: BTreeMap<&'t str, Label>,
}

impl<'t> Checker<'t, '_> {
    fn error(&mut self, range: Span, message: impl Into<String>) {
        self.errors.push(SyntaxError { range, message: message.into(), related: None });
    }

    fn line_column(&mut self, offset: usize) -> String {
        let lines = self.lines.get_or_insert_with(|| LineIndex::new(self.text));
        let place = lines.place(self.text, offset, crate::base::ColumnUnit::Utf8);
        format!("line {}, column {}", place.line + 1, place.column + 1)
    }

    /// Checks the statements of a block. Gives the `goto`s whose labels were not met.
    fn block(&mut self, parent: Option<usize>, context: Context, labeled: NodeId, owner: NodeId, statements: &[NodeId]) -> Vec<NodeId> {
        let tree = self.tree;
        let block = self.blocks.len();
        self.blocks.push(Block { parent, start: tree.span(owner).start, labeled });
        let mut open: Vec<NodeId> = Vec::new();
        // The declaration met last, and how many of the open jumps stood before it.
        let mut declared: Option<(NodeId, Vec<NodeId>)> = None;
        let count = statements.iter().rposition(|statement| tree.kind(*statement) != Kind::Empty).map_or(0, |last| last + 1);
        for (at, statement) in statements.iter().take(count).enumerate() {
            let mut statement = *statement;
            let mut labeled = ABSENT;
            while tree.kind(statement) == Kind::Labeled {
                self.declare(block, statement, &mut open, declared.as_ref());
                if tree.span(tree.child(statement, 0)).of(self.text) != "_" {
                    labeled = statement;
                }
                statement = tree.child(statement, 1);
            }
            let inner = Context { case: None, ..context };
            match tree.kind(statement) {
                Kind::Declaration if tree.node(statement).token == Token::Var => {
                    let names = tree.child(tree.child(statement, 0), 0);
                    declared = Some((tree.child(names, 0), open.clone()));
                }
                Kind::Assignment if tree.node(statement).token == Token::Define => declared = Some((tree.child(statement, 0), open.clone())),
                Kind::Branch => self.branch(block, context, at + 1 < count, statement, &mut open),
                Kind::Block => open.extend(self.block(Some(block), inner, labeled, statement, tree.children(statement))),
                Kind::If => self.if_chain(block, inner, labeled, statement, &mut open),
                Kind::For => {
                    let body = tree.child(statement, 3);
                    let inner = Context { breaks: statement, continues: statement, case: None };
                    open.extend(self.block(Some(block), inner, labeled, body, tree.children(body)));
                }
                kind @ (Kind::Switch | Kind::Select) => {
                    let skipped = if kind == Kind::Switch { 2 } else { 0 };
                    for (case, clause) in tree.children(statement).iter().skip(skipped).enumerate() {
                        let body = tree.child(*clause, 1);
                        let inner = Context { breaks: statement, case: Some(case), ..context };
                        open.extend(self.block(Some(block), inner, labeled, *clause, tree.children(body)));
                    }
                }
                _ => {}
            }
        }
        open
    }

    fn if_chain(&mut self, block: usize, context: Context, labeled: NodeId, statement: NodeId, open: &mut Vec<NodeId>) {
        let tree = self.tree;
        let mut current = statement;
        while tree.kind(current) == Kind::If {
            let then = tree.child(current, 2);
            open.extend(self.block(Some(block), context, labeled, then, tree.children(then)));
            current = tree.child(current, 3);
        }
        if current != ABSENT {
            open.extend(self.block(Some(block), context, labeled, current, tree.children(current)));
        }
    }

    fn declare(&mut self, block: usize, statement: NodeId, open: &mut Vec<NodeId>, declared: Option<&(NodeId, Vec<NodeId>)>) {
        let tree = self.tree;
        let range = tree.span(tree.child(statement, 0));
        let name = range.of(self.text);
        if name == "_" {
            return;
        }
        if let Some(first) = self.labels.get(name) {
            let place = tree.span(tree.child(first.statement, 0)).start;
            let place = self.line_column(place);
            self.error(range, format!("label {name} already defined at {place}"));
        } else {
            self.labels.insert(name, Label { block, statement, used: false });
        }
        let (met, rest): (Vec<NodeId>, Vec<NodeId>) = open.drain(..).partition(|jump| tree.span(tree.child(*jump, 0)).of(self.text) == name);
        *open = rest;
        for jump in met {
            if let Some(label) = self.labels.get_mut(name) {
                label.used = true;
            }
            if let Some((variable, over)) = declared
                && over.contains(&jump)
            {
                let place = self.line_column(tree.span(*variable).start);
                let printed = print::expression(tree, self.text, *variable);
                self.error(tree.span(tree.child(jump, 0)), format!("goto {name} jumps over declaration of {printed} at {place}"));
            }
        }
    }

    /// Whether a block or one around it is that of a labeled statement or has a number.
    fn encloses(&self, mut block: Option<usize>, test: impl Fn(usize, &Block) -> bool) -> bool {
        while let Some(at) = block {
            let Some(here) = self.blocks.get(at) else { return false };
            if test(at, here) {
                return true;
            }
            block = here.parent;
        }
        false
    }

    fn branch(&mut self, block: usize, context: Context, more_follows: bool, statement: NodeId, open: &mut Vec<NodeId>) {
        let tree = self.tree;
        let token = tree.node(statement).token;
        let label = tree.child(statement, 0);
        if tree.kind(label) != Kind::Name {
            self.plain_branch(context, more_follows, statement, token);
            return;
        }
        let range = tree.span(label);
        let name = range.of(self.text);
        let target = self.labels.get_mut(name).map(|label| {
            label.used = true;
            (label.statement, label.block)
        });
        if token == Token::Goto {
            let reachable = target.is_some_and(|(_, of)| self.encloses(Some(block), |at, _| at == of));
            if !reachable {
                open.push(statement);
            }
            return;
        }
        let word = token.text();
        let Some((labeled, _)) = target else {
            self.error(range, format!("{word} label not defined: {name}"));
            return;
        };
        let encloses = self.encloses(Some(block), |_, block| block.labeled == labeled);
        let fits = match tree.kind(tree.child(labeled, 1)) {
            Kind::For => true,
            Kind::Switch | Kind::Select => token == Token::Break,
            _ => false,
        };
        if !encloses || !fits {
            self.error(range, format!("invalid {word} label {name}"));
        }
    }

    fn plain_branch(&mut self, context: Context, more_follows: bool, statement: NodeId, token: Token) {
        let tree = self.tree;
        let message = match token {
            Token::Break if context.breaks == ABSENT => "break is not in a loop, switch, or select",
            Token::Continue if context.continues == ABSENT => "continue is not in a loop",
            Token::Fallthrough => match (tree.kind(context.breaks), context.case) {
                (Kind::Switch, _) if tree.kind(tree.child(context.breaks, 1)) == Kind::TypeGuard => "cannot fallthrough in type switch",
                (Kind::Switch, Some(case)) if !more_follows => {
                    if case + 3 < tree.children(context.breaks).len() {
                        return;
                    }
                    "cannot fallthrough final case in switch"
                }
                _ => "fallthrough statement out of place",
            },
            _ => return,
        };
        self.error(tree.span(statement), message);
    }
}
