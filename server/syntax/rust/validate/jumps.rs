//! `break`, `continue`, `return` and `.await`: whether there is something that they can leave, end or wait in.

use super::{Validator, child, token};
use ra_ap_syntax::{SyntaxKind, SyntaxNode};

/// What a jump meets on its way out.
enum Around {
    Loop(SyntaxNode),
    /// A loop whose head the jump stands in.
    Head,
    LabeledBlock(SyntaxNode),
    Closure,
    AsyncBlock,
    Item,
}

impl Validator<'_> {
    pub(super) fn jump(&mut self, node: &SyntaxNode) {
        let is_break = node.kind() == SyntaxKind::BREAK_EXPR;
        let word = if is_break { "break" } else { "continue" };
        let label = child(node, SyntaxKind::LIFETIME).map(|label| label.text().to_string());
        let has_value = node.children().any(|child| child.kind() != SyntaxKind::LIFETIME);
        let mut inside = node.clone();
        while let Some(outer) = inside.parent() {
            let around = around(&outer, &inside);
            inside = outer;
            match (around, &label) {
                (None, _) => {}
                (Some(Around::Loop(target) | Around::LabeledBlock(target)), Some(label)) => {
                    if label_of(&target).as_deref() != Some(label) {
                        continue;
                    }
                    if !is_break && target.kind() == SyntaxKind::BLOCK_EXPR {
                        self.report(node.text_range(), "`continue` pointing to a labeled block");
                    } else if has_value && matches!(target.kind(), SyntaxKind::WHILE_EXPR | SyntaxKind::FOR_EXPR) {
                        self.value_from(node, &target);
                    }
                    return;
                }
                (Some(Around::Loop(target)), None) => {
                    if has_value && target.kind() != SyntaxKind::LOOP_EXPR {
                        self.value_from(node, &target);
                    }
                    return;
                }
                (Some(Around::Head), None) => {
                    self.report(node.text_range(), "`break` or `continue` with no label in the condition of a `while` loop");
                    return;
                }
                (Some(Around::Head), Some(_)) => {}
                (Some(Around::LabeledBlock(_)), None) => {
                    self.report(node.text_range(), format!("unlabeled `{word}` inside of a labeled block"));
                    return;
                }
                (Some(Around::Closure | Around::AsyncBlock | Around::Item), Some(label)) => {
                    let range = child(node, SyntaxKind::LIFETIME).map_or(node.text_range(), |label| label.text_range());
                    self.report(range, format!("use of undeclared label `{label}`"));
                    return;
                }
                (Some(Around::Closure), None) => {
                    self.report(node.text_range(), format!("`{word}` inside of a closure"));
                    return;
                }
                (Some(Around::AsyncBlock), None) => {
                    self.report(node.text_range(), format!("`{word}` inside `async` block"));
                    return;
                }
                (Some(Around::Item), None) => {
                    let words = if is_break { "`break` outside of a loop or labeled block" } else { "`continue` outside of a loop" };
                    self.report(node.text_range(), words);
                    return;
                }
            }
        }
    }

    fn value_from(&mut self, node: &SyntaxNode, target: &SyntaxNode) {
        let word = if target.kind() == SyntaxKind::FOR_EXPR { "for" } else { "while" };
        self.report(node.text_range(), format!("`break` with value from a `{word}` loop"));
    }

    pub(super) fn return_expression(&mut self, node: &SyntaxNode) {
        let owner = node
            .ancestors()
            .find(|outer| is_item(outer.kind()) || outer.kind() == SyntaxKind::CLOSURE_EXPR || outer.kind() == SyntaxKind::BLOCK_EXPR && is_coroutine(outer));
        match owner {
            Some(owner) if matches!(owner.kind(), SyntaxKind::CONST | SyntaxKind::STATIC) => {
                self.report(node.text_range(), "return statement outside of function body");
            }
            Some(owner) if owner.kind() == SyntaxKind::FN && node.children().next().is_none() => {
                let returns_value = child(&owner, SyntaxKind::RET_TYPE).and_then(|result| result.children().next()).is_some_and(|kind| is_plain(&kind));
                if returns_value {
                    self.report(node.text_range(), "`return;` in a function whose return type is not `()`");
                }
            }
            _ => {}
        }
    }

    pub(super) fn await_expression(&mut self, node: &SyntaxNode) {
        let owner = node
            .ancestors()
            .find(|outer| is_item(outer.kind()) || outer.kind() == SyntaxKind::CLOSURE_EXPR || outer.kind() == SyntaxKind::BLOCK_EXPR && is_coroutine(outer));
        let Some(owner) = owner else { return };
        let is_async = owner.kind() == SyntaxKind::BLOCK_EXPR || token(&owner, SyntaxKind::ASYNC_KW).is_some();
        if !is_async && matches!(owner.kind(), SyntaxKind::FN | SyntaxKind::CLOSURE_EXPR) {
            let range = token(node, SyntaxKind::AWAIT_KW).map_or(node.text_range(), |word| word.text_range());
            self.report(range, "`await` is only allowed inside `async` functions and blocks");
        }
    }
}

/// Whether a type is one that is certainly not `()`.
pub(super) fn is_plain(kind: &SyntaxNode) -> bool {
    let text = kind.text().to_string();
    let head = text.split('<').next().unwrap_or("");
    let plain =
        ["bool", "char", "String", "Vec", "Option", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize", "f32", "f64"];
    kind.kind() == SyntaxKind::REF_TYPE || plain.contains(&head)
}

fn label_of(node: &SyntaxNode) -> Option<String> {
    let label = child(node, SyntaxKind::LABEL)?;
    Some(child(&label, SyntaxKind::LIFETIME)?.text().to_string())
}

fn is_coroutine(block: &SyntaxNode) -> bool {
    [SyntaxKind::ASYNC_KW, SyntaxKind::GEN_KW, SyntaxKind::TRY_KW].into_iter().any(|word| token(block, word).is_some())
}

pub(super) fn is_item(kind: SyntaxKind) -> bool {
    matches!(kind, SyntaxKind::FN | SyntaxKind::CONST | SyntaxKind::STATIC | SyntaxKind::STRUCT | SyntaxKind::ENUM | SyntaxKind::IMPL | SyntaxKind::TRAIT)
}

/// What a node is to a jump that stands in its child `inside`.
fn around(node: &SyntaxNode, inside: &SyntaxNode) -> Option<Around> {
    match node.kind() {
        SyntaxKind::LOOP_EXPR => Some(Around::Loop(node.clone())),
        SyntaxKind::WHILE_EXPR | SyntaxKind::FOR_EXPR => {
            let is_body = node.children().filter(|child| child.kind() == SyntaxKind::BLOCK_EXPR).last().as_ref() == Some(inside);
            match (is_body, node.kind()) {
                (true, _) => Some(Around::Loop(node.clone())),
                (false, SyntaxKind::WHILE_EXPR) => Some(Around::Head),
                _ => None,
            }
        }
        SyntaxKind::BLOCK_EXPR if token(node, SyntaxKind::ASYNC_KW).is_some() => Some(Around::AsyncBlock),
        // What leaves a `try`, `gen` or `const` block is not settled.
        SyntaxKind::BLOCK_EXPR if is_coroutine(node) => None,
        SyntaxKind::BLOCK_EXPR if child(node, SyntaxKind::LABEL).is_some() => Some(Around::LabeledBlock(node.clone())),
        SyntaxKind::CLOSURE_EXPR => Some(Around::Closure),
        kind if is_item(kind) => Some(Around::Item),
        _ => None,
    }
}
