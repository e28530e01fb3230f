//! What can be said of types without a type checker: those that are written down, and what follows from them at once.

use super::signatures::{Signature, lookup, qualified};
use super::standard_library::{TypeKind, package};
use super::view::{View, split_list};
use crate::syntax::go::ast::{Kind, NodeId};
use crate::syntax::go::token::{LiteralKind, Operator};
use crate::syntax::go::universe;
use crate::syntax::{Definition, DefinitionKind, Outline};

pub(super) struct Types<'v, 'a> {
    pub view: &'v View<'a>,
    pub outlines: Vec<Outline>,
}

pub(super) use crate::syntax::go::universe::is_number;

/// The name of a type without pointer and type arguments.
pub(super) fn base_name(type_text: &str) -> &str {
    let name = type_text.trim_start_matches('*');
    name.split('[').next().unwrap_or(name)
}

impl<'v, 'a> Types<'v, 'a> {
    pub fn new(view: &'v View<'a>) -> Types<'v, 'a> {
        Types { view, outlines: view.outlines() }
    }

    pub fn definitions(&self) -> impl Iterator<Item = &Definition> {
        self.outlines.iter().flat_map(|outline| &outline.definitions)
    }

    /// A definition of the package's top level.
    pub fn top(&self, name: &str) -> Option<&Definition> {
        self.definitions().find(|definition| definition.name == name && definition.container.is_empty())
    }

    /// The members of one of the package's types, also those that it takes over from embedded ones.
    pub fn members(&self, type_name: &str) -> Vec<&Definition> {
        let mut found: Vec<&Definition> = Vec::new();
        let mut pending = vec![type_name.to_owned()];
        let mut seen: Vec<String> = Vec::new();
        while let Some(name) = pending.pop() {
            if seen.contains(&name) {
                continue;
            }
            for member in self.definitions().filter(|definition| definition.container == name) {
                let embedded = member.type_text.as_deref().map(base_name).is_some_and(|base| base == member.name);
                if member.kind == DefinitionKind::Field && embedded {
                    pending.push(member.name.clone());
                }
                found.push(member);
            }
            seen.push(name);
        }
        found
    }

    /// The zero value of a type as one writes it; `None` where the type is not known well enough.
    pub fn zero_value(&self, type_text: &str) -> Option<String> {
        let type_text = type_text.trim();
        let reference = ["*", "[]", "map[", "chan ", "<-chan", "func(", "interface{", "interface {"].iter().any(|start| type_text.starts_with(start));
        if reference || matches!(type_text, "error" | "any") {
            return Some("nil".to_owned());
        }
        if type_text.starts_with('[') || type_text.starts_with("struct") {
            return Some(format!("{type_text}{{}}"));
        }
        match type_text {
            "string" => return Some("\"\"".to_owned()),
            "bool" => return Some("false".to_owned()),
            number if is_number(number) => return Some("0".to_owned()),
            _ => {}
        }
        if let Some((qualifier, name)) = type_text.split_once('.') {
            let path = self.view.imported(qualifier)?;
            return Some(match package(&path)?.type_named(base_name(name))?.kind {
                TypeKind::Struct => format!("{type_text}{{}}"),
                TypeKind::Interface | TypeKind::Reference => "nil".to_owned(),
                TypeKind::Number => "0".to_owned(),
                TypeKind::Text => "\"\"".to_owned(),
                TypeKind::Boolean => "false".to_owned(),
            });
        }
        let definition = self.top(base_name(type_text))?;
        match (definition.kind, definition.type_text.as_deref()?) {
            (DefinitionKind::Trait, _) => Some("nil".to_owned()),
            (DefinitionKind::Type, "struct") => Some(format!("{type_text}{{}}")),
            (DefinitionKind::Type, other) if other != type_text => match self.zero_value(other)? {
                literal if literal.ends_with("{}") => Some(format!("{type_text}{{}}")),
                other => Some(other),
            },
            _ => None,
        }
    }

    /// How well a value that the compiler describes as `have` fits a wanted type, 0 to 3.
    pub fn fit(&self, have: &str, want: &str) -> u32 {
        if have == want {
            return 3;
        }
        let zero = self.zero_value(want);
        match have {
            "nil" if zero.as_deref() == Some("nil") => 2,
            "number" if zero.as_deref() == Some("0") => 2,
            "string" if zero.as_deref() == Some("\"\"") => 2,
            "bool" if zero.as_deref() == Some("false") => 2,
            "nil" | "number" => 0,
            _ if want == "error" && have.to_lowercase().contains("err") => 2,
            _ if zero.as_deref() == Some("nil") && !want.starts_with(['*', '[', 'm', 'c', 'f']) => 1,
            _ => 0,
        }
    }

    /// Which of the `long` list's places the `short` list's elements take, in order, so that they fit best.
    pub fn align(&self, short: &[String], long: &[String], fit: impl Fn(&str, &str) -> u32) -> Vec<usize> {
        let (rows, columns) = (short.len(), long.len());
        if rows > columns {
            return (0..columns).collect();
        }
        // best[row][column]: the score of placing the first `row` elements into the first `column` places.
        let mut best = vec![vec![None::<u32>; columns + 1]; rows + 1];
        let get = |best: &[Vec<Option<u32>>], row: usize, column: usize| best.get(row).and_then(|line| line.get(column)).copied().flatten();
        for column in 0..=columns {
            for row in 0..=rows.min(column) {
                let skipped = if column > 0 { get(&best, row, column - 1) } else { None };
                let placed = match (row.checked_sub(1), column.checked_sub(1)) {
                    (Some(above), Some(left)) => {
                        let score = short.get(above).zip(long.get(left)).map_or(0, |(have, want)| fit(have, want));
                        get(&best, above, left).map(|sum| sum + score)
                    }
                    _ => None,
                };
                let value = if row == 0 { Some(0) } else { skipped.max(placed) };
                if let Some(slot) = best.get_mut(row).and_then(|line| line.get_mut(column)) {
                    *slot = value;
                }
            }
        }
        let (mut row, mut column) = (rows, columns);
        let mut places = Vec::new();
        while row > 0 && column > 0 {
            // Of equals the earlier place is taken, so that what is missing comes last.
            if get(&best, row, column - 1) == get(&best, row, column) {
                column -= 1;
            } else {
                places.push(column - 1);
                row -= 1;
                column -= 1;
            }
        }
        places.reverse();
        places
    }

    /// The type of an expression, as far as it is written down somewhere near.
    pub fn of(&self, id: NodeId) -> Option<String> {
        self.of_within(id, 12)
    }

    fn of_within(&self, id: NodeId, depth: u32) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        let tree = &self.view.tree;
        let (first, second) = (tree.child(id, 0), tree.child(id, 1));
        let node = tree.node(id);
        match node.kind {
            Kind::Paren => self.of_within(first, depth),
            Kind::Literal => Some(
                match node.literal {
                    LiteralKind::Integer => "int",
                    LiteralKind::Float => "float64",
                    LiteralKind::Imaginary => "complex128",
                    LiteralKind::Rune => "rune",
                    LiteralKind::String => "string",
                }
                .to_owned(),
            ),
            Kind::Composite => Some(self.view.text_of(first).to_owned()).filter(|text| !text.is_empty()),
            Kind::Assertion => Some(self.view.text_of(second).to_owned()),
            Kind::Slice => self.of_within(first, depth),
            Kind::Unary => {
                let operand = self.of_within(first, depth)?;
                match node.operator {
                    Operator::And => Some(format!("*{operand}")),
                    Operator::Multiply => operand.strip_prefix('*').map(str::to_owned),
                    Operator::Receive => operand.strip_prefix("chan ").or(operand.strip_prefix("<-chan ")).map(str::to_owned),
                    _ => Some(operand),
                }
            }
            Kind::Binary => match node.operator {
                Operator::Equal
                | Operator::NotEqual
                | Operator::Less
                | Operator::LessEqual
                | Operator::Greater
                | Operator::GreaterEqual
                | Operator::AndAnd
                | Operator::OrOr => Some("bool".to_owned()),
                _ if tree.kind(first) == Kind::Literal => self.of_within(second, depth),
                _ => self.of_within(first, depth),
            },
            Kind::Index => {
                let operand = self.of_within(first, depth)?;
                if operand == "string" { Some("byte".to_owned()) } else { element_type(&operand).map(str::to_owned) }
            }
            Kind::Name => self.of_name(self.view.text_of(id), tree.span(id).start, depth),
            Kind::Selector => {
                let name = self.view.text_of(second);
                if let Some(text) = self.library_text(first, name) {
                    return Some(text).filter(|text| !text.starts_with('('));
                }
                let operand = self.of_within(first, depth)?;
                let known = self.members(base_name(&operand)).into_iter().find(|member| member.name == name).map(|member| member.type_text.clone());
                known.unwrap_or_else(|| self.library_member(&operand, name).filter(|text| !text.starts_with('(')))
            }
            Kind::FunctionLiteral => Some(self.view.text_of(first).to_owned()),
            Kind::Call => self.of_call(id, depth),
            _ => None,
        }
    }

    fn of_call(&self, id: NodeId, depth: u32) -> Option<String> {
        let tree = &self.view.tree;
        let (callee, argument) = (tree.unparen(tree.child(id, 0)), tree.child(id, 1));
        let text = self.view.text_of(callee);
        match text {
            "len" | "cap" | "copy" => return Some("int".to_owned()),
            "append" | "min" | "max" => return self.of_within(argument, depth),
            "make" => return Some(self.view.text_of(argument).to_owned()),
            "new" => return Some(format!("*{}", self.view.text_of(argument))),
            _ if universe::TYPES.contains(&text) => return Some(text.to_owned()),
            "errors.New" | "fmt.Errorf" => return Some("error".to_owned()),
            "fmt.Sprintf" | "fmt.Sprint" | "strings.TrimSpace" | "strconv.Itoa" | "strings.Join" => return Some("string".to_owned()),
            _ => {}
        }
        match tree.kind(callee) {
            Kind::SliceType | Kind::MapType | Kind::Unary => Some(text.to_owned()),
            Kind::Name => {
                let definition = self.top(text)?;
                match definition.kind {
                    DefinitionKind::Type | DefinitionKind::Trait => Some(text.to_owned()),
                    _ => definition.type_text.clone(),
                }
            }
            Kind::Selector => {
                let name = self.view.text_of(tree.child(callee, 1));
                if let Some(text) = self.library_text(tree.child(callee, 0), name) {
                    return Signature::of(&text)?.result_text();
                }
                let operand = self.of_within(tree.child(callee, 0), depth)?;
                match self.members(base_name(&operand)).into_iter().find(|member| member.name == name) {
                    Some(member) => member.type_text.clone(),
                    None => Signature::of(&self.library_member(&operand, name)?)?.result_text(),
                }
            }
            Kind::Call => Signature::of(self.of_within(callee, depth)?.strip_prefix("func")?)?.result_text(),
            _ => None,
        }
    }

    /// What the standard library says of a name of one of its packages: a signature or a type, as the file would write it.
    pub fn library_text(&self, operand: NodeId, name: &str) -> Option<String> {
        let qualifier = self.view.text_of(operand);
        let hidden = |binding: &&crate::syntax::Binding| binding.name == qualifier && binding.kind != crate::syntax::BindingKind::Import;
        let bound = self.view.context.scopes.visible_at(self.view.tree.span(operand).start).into_iter().any(|binding| hidden(&binding));
        if self.view.kind(operand) != Kind::Name || bound {
            return None;
        }
        let text = lookup(&self.view.imported(qualifier)?, name)?;
        Some(qualified(text.trim_start(), &format!("{qualifier}.")))
    }

    /// What the standard library says of a method or field of one of its types.
    pub fn library_member(&self, type_text: &str, name: &str) -> Option<String> {
        let (qualifier, owner) = base_name(type_text).split_once('.')?;
        let text = lookup(&self.view.imported(qualifier)?, &format!("{owner}.{name}"))?;
        Some(qualified(text.trim_start(), &format!("{qualifier}.")))
    }

    /// The type of a variable at a place, by where it was bound.
    pub fn of_name(&self, name: &str, offset: usize, depth: u32) -> Option<String> {
        if matches!(name, "true" | "false") {
            return Some("bool".to_owned());
        }
        let binding = self.view.context.scopes.visible_at(offset).into_iter().find(|binding| binding.name == name);
        match binding {
            Some(binding) => self.of_binding(binding.range.start, depth),
            None => self.top(name)?.type_text.clone(),
        }
    }

    /// The type of what is bound at an offset.
    pub fn of_binding(&self, offset: usize, depth: u32) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        let tree = &self.view.tree;
        let path = self.view.path(offset);
        let name = *path.last()?;
        let owner =
            path.iter().rev().find(|id| matches!(tree.kind(**id), Kind::Field | Kind::VarSpec | Kind::ConstSpec | Kind::Assignment | Kind::RangeClause))?;
        let (first, second, third) = (tree.child(*owner, 0), tree.child(*owner, 1), tree.child(*owner, 2));
        let place = |list: NodeId| tree.elements(&list).iter().position(|id| *id == name);
        match tree.kind(*owner) {
            Kind::Field => {
                let declared = self.view.text_of(second);
                Some(declared.strip_prefix("...").map_or_else(|| declared.to_owned(), |element| format!("[]{element}")))
            }
            Kind::VarSpec | Kind::ConstSpec => {
                let declared = self.view.text_of(second);
                if declared.is_empty() { self.of_value(place(first)?, third, depth) } else { Some(declared.to_owned()) }
            }
            Kind::Assignment => self.of_value(place(first)?, second, depth),
            Kind::RangeClause => {
                let operand = self.of_within(second, depth)?;
                match (place(first)?, operand.starts_with("map[")) {
                    (0, true) => operand.get(4..).and_then(|rest| rest.split(']').next()).map(str::to_owned),
                    (0, false) => Some("int".to_owned()),
                    _ if operand == "string" => Some("rune".to_owned()),
                    _ => element_type(&operand).map(str::to_owned),
                }
            }
            _ => None,
        }
    }

    /// The type of the value at a place of a list of values, of which a single call may give several.
    fn of_value(&self, place: usize, values: NodeId, depth: u32) -> Option<String> {
        let tree = &self.view.tree;
        let elements = tree.elements(&values);
        if let [single] = elements {
            let whole = match tree.kind(*single) {
                Kind::Assertion | Kind::Index if place == 1 => return Some("bool".to_owned()),
                _ => self.of_within(*single, depth)?,
            };
            return match whole.strip_prefix('(').and_then(|list| list.strip_suffix(')')) {
                Some(list) => split_list(list).get(place).cloned(),
                None => (place == 0).then_some(whole),
            };
        }
        self.of_within(*elements.get(place)?, depth)
    }
}

/// The type of a container's elements.
pub(super) fn element_type(container: &str) -> Option<&str> {
    if let Some(element) = container.strip_prefix("[]") {
        return Some(element);
    }
    let rest = container.strip_prefix("map").unwrap_or(container).strip_prefix('[')?;
    rest.split_once(']').map(|(_, element)| element)
}
