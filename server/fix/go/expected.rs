//! What type the text around an expression wants of it.

use super::signatures::Signature;
use super::types::Types;
use crate::syntax::go::ast::{Kind, NodeId};
use crate::syntax::go::token::{Operator, Token};

/// What is wanted of an expression at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// It stands as a statement.
    Nothing,
    Type(String),
    /// A value of a type that cannot be told.
    Something,
}

/// What the place of an expression wants of it.
pub(super) fn expected(types: &Types<'_, '_>, expression: NodeId) -> Expected {
    let view = types.view;
    let tree = &view.tree;
    let path = view.path(tree.span(expression).start);
    let Some(place) = path.iter().position(|id| *id == expression) else { return Expected::Something };
    let mut inner = expression;
    for id in path.iter().take(place).rev().copied() {
        let [first, second] = [0, 1].map(|at| tree.child(id, at));
        let of_type = |found: Option<String>| found.map_or(Expected::Something, Expected::Type);
        let result = match tree.kind(id) {
            Kind::Paren => {
                inner = id;
                continue;
            }
            // The values of a statement stand in a list of their own; what is around decides.
            Kind::List => continue,
            Kind::ExpressionStatement | Kind::CallStatement => Expected::Nothing,
            Kind::If | Kind::For => Expected::Type("bool".to_owned()),
            Kind::Unary => match tree.node(id).operator {
                Operator::Not => Expected::Type("bool".to_owned()),
                Operator::Add | Operator::Subtract | Operator::Xor => Expected::Type("int".to_owned()),
                _ => Expected::Something,
            },
            Kind::Binary => match tree.node(id).operator {
                Operator::AndAnd | Operator::OrOr => Expected::Type("bool".to_owned()),
                _ => of_type(types.of(if first == inner { second } else { first })),
            },
            Kind::Call if first != inner => of_type(argument_type(types, id, inner)),
            Kind::Return => {
                let at = tree.elements(&first).iter().position(|value| *value == inner).unwrap_or(0);
                let results = view.function(tree.span(id).start).map(|function| view.result_types(function)).unwrap_or_default();
                of_type(results.get(at).cloned())
            }
            Kind::Assignment if tree.node(id).token == Token::Assign => {
                let at = tree.elements(&second).iter().position(|value| *value == inner).unwrap_or(0);
                of_type(tree.elements(&first).get(at).and_then(|target| types.of(*target)))
            }
            Kind::VarSpec => of_type(Some(view.text_of(second).to_owned()).filter(|declared| !declared.is_empty())),
            _ => Expected::Something,
        };
        return result;
    }
    Expected::Something
}

/// The type of the parameter that takes an argument of a call.
fn argument_type(types: &Types<'_, '_>, call: NodeId, argument: NodeId) -> Option<String> {
    let tree = &types.view.tree;
    let callee = tree.child(call, 0);
    let at = tree.children(call).iter().skip(1).position(|id| *id == argument)?;
    let signature = types.signature(callee)?;
    let (_, declared) = signature.parameters.get(at.min(signature.parameters.len().checked_sub(1)?))?;
    Some(declared.trim_start_matches("...").to_owned()).filter(|declared| !declared.is_empty())
}

impl Types<'_, '_> {
    /// The signature of what is called, where it is written down somewhere near.
    pub fn signature(&self, callee: NodeId) -> Option<Signature> {
        let view = self.view;
        let callee = view.tree.unparen(callee);
        let definition = match view.kind(callee) {
            Kind::Name => self.top(view.text_of(callee)),
            Kind::Selector => {
                let (operand, name) = (view.tree.child(callee, 0), view.text_of(view.tree.child(callee, 1)));
                if let Some(text) = self.library_text(operand, name) {
                    return Signature::of(&text);
                }
                let owner = self.of(operand)?;
                if let Some(text) = self.library_member(&owner, name) {
                    return Signature::of(&text);
                }
                self.members(super::types::base_name(&owner)).into_iter().find(|member| member.name == name)
            }
            _ => None,
        };
        match definition.and_then(|definition| Some((definition.parameters.as_ref()?, definition.type_text.as_deref()))) {
            Some((parameters, results)) => Signature::of(&format!("({}) {}", parameters.join(", "), results.unwrap_or(""))),
            None => Signature::of(self.of(callee)?.strip_prefix("func")?),
        }
    }
}
