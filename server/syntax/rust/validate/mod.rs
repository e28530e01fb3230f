//! What rustc refuses although rust-analyzer's parser reads it: literals out of range, items in the wrong place, jumps that lead nowhere, names
//! bound twice. One walk over the tree. Where a condition or an attribute that is not known may change what the compiler sees, nothing is said.

mod attributes;
mod comments;
mod duplicates;
mod expressions;
mod generics;
mod items;
mod jumps;
mod lifetimes;
mod literals;
mod macros;
mod patterns;

use super::scope_names::is_unknown_attribute;
use crate::base::Span;
use crate::syntax::{NameProblem, NameProblemKind};
use ra_ap_syntax::{NodeOrToken, SyntaxElement, SyntaxKind, SyntaxNode, SyntaxToken, TextRange, WalkEvent};
use std::collections::BTreeSet;

pub(super) use comments::dangling as dangling_comments;

const FEATURE: &str = "#![feature(";
const DEFAULTS: &str = "invalid_type_param_default";
const CONST_TRAIT: &str = "const trait";
const CONST_TRAIT_ATTRIBUTE: &str = "const_trait";
const OVERFLOW: &str = "overflowing_literals";

/// What changes the checks of an item wherever in the file it is said.
const SAID_ANYWHERE: [&str; 5] = [FEATURE, DEFAULTS, CONST_TRAIT, CONST_TRAIT_ATTRIBUTE, OVERFLOW];

/// What the items begin with whose names a pattern compares with instead of binding them.
const CONSTANTS: [&str; 3] = ["const ", "static ", "struct "];

/// What the checks may look at, and what they found.
pub(super) struct Validator<'a> {
    pub text: &'a str,
    problems: Vec<(TextRange, String)>,
}

impl Validator<'_> {
    pub fn report(&mut self, range: TextRange, message: impl Into<String>) {
        self.problems.push((range, message.into()));
    }

    /// Whether the file opens an unstable feature, by which much that is refused may be allowed.
    pub fn has_features(&self) -> bool {
        self.says(FEATURE)
    }

    /// Whether a word that changes what is allowed stands anywhere in the file.
    fn says(&self, word: &'static str) -> bool {
        debug_assert!(SAID_ANYWHERE.contains(&word), "an item's checks depend on {word}, which its surroundings leave out");
        self.text.contains(word)
    }

    /// Whether the file has a constant of a name in small letters.
    fn is_constant(&self, name: &str) -> bool {
        CONSTANTS.iter().any(|word| [':', ';'].iter().any(|end| self.text.contains(&format!("{word}{name}{end}"))))
    }
}

/// Whether an attribute of the file makes it unknown what the compiler sees of any of its items.
pub(super) fn is_silenced(root: &SyntaxNode) -> bool {
    root.children().any(|child| child.kind() == SyntaxKind::ATTR && silences(&child))
}

/// What is wrong with the items of a file as a whole: those that stand twice, or where they cannot.
pub(super) fn of_file(root: &SyntaxNode, text: &str) -> Vec<NameProblem> {
    let mut validator = Validator { text, problems: Vec::new() };
    validator.check(root);
    validator.told()
}

/// All that is wrong inside one item of a file that has no syntax errors.
pub(super) fn of_item(item: &SyntaxNode, text: &str) -> Vec<NameProblem> {
    let mut validator = Validator { text, problems: Vec::new() };
    let mut silenced: Vec<SyntaxNode> = Vec::new();
    for event in item.preorder() {
        match event {
            WalkEvent::Enter(node) if node.kind() == SyntaxKind::ATTR => {
                if silenced.is_empty() {
                    validator.attribute(&node);
                }
                if let Some(owner) = node.parent().filter(|_| silences(&node)) {
                    silenced.push(owner);
                }
            }
            WalkEvent::Enter(_) => {}
            // A node is looked at when it is left, as its attributes are inside it.
            WalkEvent::Leave(node) => {
                if silenced.is_empty() {
                    validator.check(&node);
                }
                while silenced.last() == Some(&node) {
                    silenced.pop();
                }
            }
        }
    }
    validator.told()
}

/// All of a file's text beside an item's own that its checks depend on.
pub(super) fn surroundings(text: &str) -> String {
    let said = SAID_ANYWHERE.iter().filter(|word| text.contains(**word));
    let constants = CONSTANTS.iter().flat_map(|word| text.match_indices(word)).filter_map(|(at, word)| text.get(at + word.len()..)?.split([':', ';']).next());
    let constants = constants.filter(|name| name.chars().all(|character| character.is_alphanumeric() || character == '_'));
    format!("{:?} {:?}", said.collect::<Vec<_>>(), constants.collect::<BTreeSet<_>>())
}

impl Validator<'_> {
    fn told(self) -> Vec<NameProblem> {
        let problem = |(range, message): (TextRange, String)| NameProblem {
            kind: NameProblemKind::Invalid,
            name: self.text.get(std::ops::Range::<usize>::from(range)).unwrap_or("").to_owned(),
            range: Span::new(range.start().into(), range.end().into()),
            message,
            is_error: true,
        };
        self.problems.into_iter().map(problem).collect()
    }
}

impl Validator<'_> {
    fn check(&mut self, node: &SyntaxNode) {
        match node.kind() {
            SyntaxKind::LITERAL => self.literal(node),
            SyntaxKind::BREAK_EXPR | SyntaxKind::CONTINUE_EXPR => self.jump(node),
            SyntaxKind::RETURN_EXPR => self.return_expression(node),
            SyntaxKind::AWAIT_EXPR => self.await_expression(node),
            SyntaxKind::UNDERSCORE_EXPR => self.underscore(node),
            SyntaxKind::BIN_EXPR => self.binary(node),
            SyntaxKind::RECORD_EXPR_FIELD_LIST => self.record_fields(node),
            SyntaxKind::PATH_EXPR => self.path_expression(node),
            SyntaxKind::LET_STMT => self.let_statement(node),
            SyntaxKind::LET_EXPR => self.let_expression(node),
            SyntaxKind::FN => self.function(node),
            SyntaxKind::CONST | SyntaxKind::STATIC | SyntaxKind::TYPE_ALIAS => self.value_item(node),
            SyntaxKind::IMPL | SyntaxKind::EXTERN_BLOCK => self.block_item(node),
            SyntaxKind::VARIANT => self.variant(node),
            SyntaxKind::ASSOC_ITEM_LIST => self.associated_items(node),
            SyntaxKind::USE => self.import(node),
            SyntaxKind::ABI => self.abi(node),
            SyntaxKind::GENERIC_PARAM_LIST => self.generic_parameters(node),
            SyntaxKind::GENERIC_ARG_LIST => self.generic_arguments(node),
            SyntaxKind::INFER_TYPE => self.placeholder_type(node),
            SyntaxKind::PARENTHESIZED_ARG_LIST => self.parenthesized_arguments(node),
            SyntaxKind::LIFETIME_ARG | SyntaxKind::REF_TYPE => self.lifetimes_of(node),
            SyntaxKind::RET_TYPE => self.result_lifetimes(node),
            SyntaxKind::TUPLE_PAT | SyntaxKind::TUPLE_STRUCT_PAT | SyntaxKind::SLICE_PAT => self.rests(node),
            SyntaxKind::RECORD_PAT_FIELD_LIST => self.record_pattern(node),
            SyntaxKind::IDENT_PAT => self.keyword_pattern(node),
            SyntaxKind::PARAM_LIST => self.parameters(node),
            SyntaxKind::MATCH_ARM => self.bound_twice(node),
            SyntaxKind::RECORD_FIELD_LIST => self.fields(node),
            SyntaxKind::VARIANT_LIST => self.variants(node),
            SyntaxKind::SOURCE_FILE | SyntaxKind::ITEM_LIST | SyntaxKind::STMT_LIST => self.items(node),
            SyntaxKind::MACRO_RULES => self.macro_rules(node),
            SyntaxKind::OR_PAT => self.alternatives(node),
            _ => {}
        }
    }
}

/// Whether an attribute makes it unknown what the compiler sees of its owner.
fn silences(attribute: &SyntaxNode) -> bool {
    let text: String = attribute.text().to_string().split_whitespace().collect();
    let is_condition = text.trim_start_matches(['#', '!', '[']).starts_with("cfg(") && !text.contains("cfg(test)");
    is_condition || is_unknown_attribute(attribute)
}

/// The first child of a kind.
fn child(node: &SyntaxNode, kind: SyntaxKind) -> Option<SyntaxNode> {
    node.children().find(|child| child.kind() == kind)
}

/// The first token of a kind directly in a node.
fn token(node: &SyntaxNode, kind: SyntaxKind) -> Option<SyntaxToken> {
    node.children_with_tokens().filter_map(NodeOrToken::into_token).find(|token| token.kind() == kind)
}

/// The kind of a node's parent.
fn parent_kind(node: &SyntaxNode) -> Option<SyntaxKind> {
    node.parent().map(|parent| parent.kind())
}

/// The name that a node carries, without `r#`.
fn name(node: &SyntaxNode) -> Option<(String, TextRange)> {
    let name = child(node, SyntaxKind::NAME)?;
    Some((name.text().to_string().trim_start_matches("r#").to_owned(), name.text_range()))
}

/// The elements of a node that are neither white space nor comments.
fn elements(node: &SyntaxNode) -> Vec<SyntaxElement> {
    node.children_with_tokens().filter(|element| !element.kind().is_trivia()).collect()
}

#[cfg(test)]
mod tests;
