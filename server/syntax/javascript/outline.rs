//! What a JavaScript file defines, exports and imports, read from the tree-sitter tree.
//!
//! What a file exports as its only or default value is a public definition named `default` (ES module) or `module.exports` (CommonJS) at the
//! top level; its type text is the exported name, where it has one.

use super::super::{Language, parse};
use crate::syntax::{Definition, DefinitionKind, Import, ImportedName, Outline};
use tree_sitter::Node;

/// The name of the definition that a default export makes.
pub const DEFAULT: &str = "default";

/// The name of the definition that `module.exports = …` makes.
pub const MODULE_EXPORTS: &str = "module.exports";

/// The outline of a text.
pub fn outline(text: &str) -> Outline {
    let Some(tree) = parse::parse_fresh(Language::JavaScript, text) else { return Outline::default() };
    let mut reader = Reader { text, outline: Outline::default(), exported: Vec::new() };
    for statement in parse::named_children(tree.root_node()) {
        reader.statement(statement, false);
    }
    let Reader { mut outline, exported, .. } = reader;
    for definition in &mut outline.definitions {
        definition.public |= definition.container.is_empty() && exported.contains(&definition.name);
    }
    outline
}

struct Reader<'t> {
    text: &'t str,
    outline: Outline,
    /// The names of this file that an export list or object names without renaming.
    exported: Vec<String>,
}

impl<'t> Reader<'t> {
    fn of(&self, node: Node<'_>) -> &'t str {
        parse::span(node).of(self.text)
    }

    fn define(&mut self, name: Node<'_>, whole: Node<'_>, kind: DefinitionKind, container: &str, public: bool) -> Option<&mut Definition> {
        let definition = Definition {
            name: self.of(name).trim_matches(['"', '\'']).to_owned(),
            kind,
            container: container.to_owned(),
            public,
            name_range: parse::span(name),
            range: parse::span(whole),
            parameters: None,
            type_text: None,
        };
        self.outline.definitions.push(definition);
        self.outline.definitions.last_mut()
    }

    fn statement(&mut self, node: Node<'_>, public: bool) {
        match node.kind() {
            "function_declaration" | "generator_function_declaration" => self.function(node, public),
            "class_declaration" => self.class(node, public),
            "lexical_declaration" | "variable_declaration" => {
                for declarator in parse::named_children(node).into_iter().filter(|child| child.kind() == "variable_declarator") {
                    self.declarator(node, declarator, public);
                }
            }
            "import_statement" => self.import(node),
            "export_statement" => self.export(node),
            "expression_statement" => {
                if let Some(expression) = node.named_child(0) {
                    self.expression(expression, node);
                }
            }
            _ => {}
        }
    }

    fn function(&mut self, node: Node<'_>, public: bool) {
        let Some(name) = node.child_by_field_name("name") else { return };
        let parameters = self.parameters(node);
        if let Some(definition) = self.define(name, node, DefinitionKind::Function, "", public) {
            definition.parameters = parameters;
        }
    }

    fn parameters(&self, function: Node<'_>) -> Option<Vec<String>> {
        if let Some(single) = function.child_by_field_name("parameter") {
            return Some(vec![self.of(single).to_owned()]);
        }
        let list = function.child_by_field_name("parameters")?;
        Some(parse::named_children(list).into_iter().filter(|child| child.kind() != "comment").map(|child| self.of(child).to_owned()).collect())
    }

    fn class(&mut self, node: Node<'_>, public: bool) {
        let Some(name) = node.child_by_field_name("name") else { return };
        self.define(name, node, DefinitionKind::Type, "", public);
        self.members(node, self.of(name));
    }

    /// The methods and fields of a class, those that its methods set on `this` included.
    fn members(&mut self, class: Node<'_>, container: &str) {
        let Some(body) = class.child_by_field_name("body") else { return };
        for member in parse::named_children(body) {
            match member.kind() {
                "method_definition" => {
                    let Some(name) = member.child_by_field_name("name") else { continue };
                    let parameters = self.parameters(member);
                    if let Some(definition) = self.define(name, member, DefinitionKind::Method, container, true) {
                        definition.parameters = parameters;
                    }
                    self.fields_of_this(member, container);
                }
                "field_definition" => {
                    if let Some(name) = member.child_by_field_name("property") {
                        self.define(name, member, DefinitionKind::Field, container, true);
                    }
                }
                _ => {}
            }
        }
    }

    fn fields_of_this(&mut self, method: Node<'_>, container: &str) {
        for node in parse::descendants(method).filter(|node| node.kind() == "assignment_expression") {
            let Some(left) = node.child_by_field_name("left").filter(|left| left.kind() == "member_expression") else { continue };
            let Some(property) = left.child_by_field_name("property") else { continue };
            let of_this = left.child_by_field_name("object").is_some_and(|object| object.kind() == "this");
            let name = self.of(property);
            if of_this && !self.outline.definitions.iter().any(|known| known.container == container && known.name == name) {
                self.define(property, node, DefinitionKind::Field, container, true);
            }
        }
    }

    fn declarator(&mut self, statement: Node<'_>, declarator: Node<'_>, public: bool) {
        let Some(name) = declarator.child_by_field_name("name") else { return };
        let value = declarator.child_by_field_name("value");
        if let Some(module) = value.and_then(|value| self.required_module(value)) {
            let mut names = Vec::new();
            match value.map(|value| value.kind()) {
                Some("member_expression") => {
                    let property = value.and_then(|value| value.child_by_field_name("property"));
                    names.extend(property.map(|property| self.imported(self.of(property), self.of(name), name)));
                }
                _ => self.pattern_names(name, &mut names),
            }
            let whole = if parse::named_children(statement).len() == 1 { statement } else { declarator };
            self.outline.imports.push(Import { module, names, glob: false, require: true, range: parse::span(whole) });
            return;
        }
        if name.kind() != "identifier" {
            let mut names = Vec::new();
            self.pattern_names(name, &mut names);
            for bound in names {
                let definition = Definition {
                    name: bound.local,
                    kind: DefinitionKind::Variable,
                    container: String::new(),
                    public,
                    name_range: bound.range,
                    range: parse::span(declarator),
                    parameters: None,
                    type_text: None,
                };
                self.outline.definitions.push(definition);
            }
            return;
        }
        let constant = statement.child(0).is_some_and(|word| word.kind() == "const");
        let kind = match value.map_or("", |value| value.kind()) {
            "arrow_function" | "function_expression" | "generator_function" => DefinitionKind::Function,
            "class" => DefinitionKind::Type,
            _ if constant => DefinitionKind::Constant,
            _ => DefinitionKind::Variable,
        };
        let parameters = value.filter(|_| kind == DefinitionKind::Function).and_then(|value| self.parameters(value));
        if let Some(definition) = self.define(name, declarator, kind, "", public) {
            definition.parameters = parameters;
        }
        if let Some(value) = value {
            let own = self.of(name).to_owned();
            match value.kind() {
                "class" => self.members(value, &own),
                "object" => self.object_members(value, &own),
                // `var app = exports = module.exports = {}`.
                "assignment_expression" => self.expression(value, statement),
                _ => {}
            }
        }
    }

    fn imported(&self, exported: &str, local: &str, node: Node<'_>) -> ImportedName {
        ImportedName { exported: exported.to_owned(), local: local.to_owned(), range: parse::span(node) }
    }

    /// The names that a pattern binds, with the property that each one takes; `""` for the whole value.
    fn pattern_names(&self, pattern: Node<'_>, names: &mut Vec<ImportedName>) {
        match pattern.kind() {
            "identifier" => names.push(self.imported("", self.of(pattern), pattern)),
            "object_pattern" => {
                for part in parse::named_children(pattern) {
                    let (key, bound) = match part.kind() {
                        "shorthand_property_identifier_pattern" => (part, part),
                        "object_assignment_pattern" => match part.child_by_field_name("left") {
                            Some(left) => (left, left),
                            None => continue,
                        },
                        "pair_pattern" => match (part.child_by_field_name("key"), part.child_by_field_name("value")) {
                            (Some(key), Some(value)) => (key, value),
                            _ => continue,
                        },
                        _ => continue,
                    };
                    names.push(self.imported(self.of(key), self.of(bound), part));
                }
            }
            "array_pattern" => {
                for part in parse::named_children(pattern) {
                    self.pattern_names(part, names);
                }
            }
            _ => {}
        }
    }

    /// The module that an expression requires: `require("x")`, `require("x").y`, `require("x")("y")`.
    fn required_module(&self, value: Node<'_>) -> Option<String> {
        match value.kind() {
            "call_expression" => {
                let function = value.child_by_field_name("function")?;
                if function.kind() != "identifier" {
                    return self.required_module(function);
                }
                let argument = value.child_by_field_name("arguments")?.named_child(0)?;
                let plain = self.of(function) == "require" && argument.kind() == "string";
                plain.then(|| self.of(argument).trim_matches(['"', '\'']).to_owned())
            }
            "member_expression" => self.required_module(value.child_by_field_name("object")?),
            _ => None,
        }
    }

    fn import(&mut self, node: Node<'_>) {
        let Some(source) = node.child_by_field_name("source") else { return };
        let mut import =
            Import { module: self.of(source).trim_matches(['"', '\'']).to_owned(), names: Vec::new(), glob: false, require: false, range: parse::span(node) };
        for clause in parse::named_children(node).into_iter().filter(|child| child.kind() == "import_clause") {
            for part in parse::named_children(clause) {
                match part.kind() {
                    "identifier" => import.names.push(self.imported(DEFAULT, self.of(part), part)),
                    "namespace_import" => {
                        if let Some(name) = part.named_child(0) {
                            import.names.push(self.imported("", self.of(name), part));
                        }
                    }
                    "named_imports" => {
                        for specifier in parse::named_children(part).into_iter().filter(|part| part.kind() == "import_specifier") {
                            let Some(name) = specifier.child_by_field_name("name") else { continue };
                            let local = specifier.child_by_field_name("alias").unwrap_or(name);
                            import.names.push(self.imported(self.of(name), self.of(local), specifier));
                        }
                    }
                    _ => {}
                }
            }
        }
        self.outline.imports.push(import);
    }

    fn export(&mut self, node: Node<'_>) {
        let default = parse::children(node).into_iter().any(|child| child.kind() == "default");
        if default {
            let value = node.child_by_field_name("value").or_else(|| node.child_by_field_name("declaration"));
            self.default_export(DEFAULT, value, node);
        }
        if let Some(declaration) = node.child_by_field_name("declaration") {
            self.statement(declaration, !default);
        }
        let from_elsewhere = node.child_by_field_name("source").is_some();
        for clause in parse::named_children(node).into_iter().filter(|child| child.kind() == "export_clause") {
            for specifier in parse::named_children(clause).into_iter().filter(|part| part.kind() == "export_specifier") {
                let Some(name) = specifier.child_by_field_name("name") else { continue };
                match specifier.child_by_field_name("alias") {
                    Some(alias) if self.of(alias) == DEFAULT => self.default_export(DEFAULT, Some(name), specifier),
                    Some(alias) => drop(self.define(alias, specifier, DefinitionKind::Variable, "", true)),
                    None if from_elsewhere => drop(self.define(name, specifier, DefinitionKind::Variable, "", true)),
                    None => self.exported.push(self.of(name).to_owned()),
                }
            }
        }
    }

    /// Notes the file's one exported value under `name`, with the name that the value has.
    fn default_export(&mut self, name: &str, value: Option<Node<'_>>, whole: Node<'_>) {
        let own_name = value.and_then(|value| match value.kind() {
            "identifier" => Some(self.of(value).to_owned()),
            _ => value.child_by_field_name("name").map(|name| self.of(name).to_owned()),
        });
        let kind = match value.map_or("", |value| value.kind()) {
            "class" | "class_declaration" => DefinitionKind::Type,
            "function_expression" | "function_declaration" | "arrow_function" | "generator_function" => DefinitionKind::Function,
            _ => DefinitionKind::Constant,
        };
        self.outline.definitions.push(Definition {
            name: name.to_owned(),
            kind,
            container: String::new(),
            public: true,
            name_range: value.map_or(parse::span(whole), parse::span),
            range: parse::span(whole),
            parameters: value.and_then(|value| self.parameters(value)),
            type_text: own_name,
        });
    }

    /// Assignments at the top level: `module.exports = …`, `exports.name = …`, `Type.prototype.method = …`, `object.method = …`.
    fn expression(&mut self, node: Node<'_>, statement: Node<'_>) {
        if node.kind() != "assignment_expression" {
            return;
        }
        let (Some(left), Some(right)) = (node.child_by_field_name("left"), node.child_by_field_name("right")) else { return };
        match self.of(left) {
            "module.exports" | "exports" if right.kind() != "assignment_expression" => {
                if right.kind() == "object" {
                    self.exported_object(right);
                }
                if self.of(left) == MODULE_EXPORTS {
                    self.default_export(MODULE_EXPORTS, Some(right), statement);
                    if let ("class", Some(name)) = (right.kind(), right.child_by_field_name("name")) {
                        self.members(right, self.of(name));
                    }
                }
            }
            target => {
                let property = left.child_by_field_name("property");
                let callable = matches!(right.kind(), "function_expression" | "arrow_function" | "generator_function");
                match (target.strip_prefix("module.exports.").or_else(|| target.strip_prefix("exports.")), property) {
                    (Some("default"), _) => self.default_export(DEFAULT, Some(right), statement),
                    (Some(_), Some(property)) => {
                        let kind = if callable { DefinitionKind::Function } else { DefinitionKind::Variable };
                        let parameters = self.parameters(right);
                        if let Some(definition) = self.define(property, statement, kind, "", true) {
                            definition.parameters = parameters;
                        }
                    }
                    (None, Some(property)) if callable && left.kind() == "member_expression" => {
                        let object = left.child_by_field_name("object").map_or("", |object| self.of(object));
                        let container = object.strip_suffix(".prototype").unwrap_or(object).to_owned();
                        let parameters = self.parameters(right);
                        if let Some(definition) = self.define(property, statement, DefinitionKind::Method, &container, true) {
                            definition.parameters = parameters;
                        }
                    }
                    _ => {}
                }
            }
        }
        if right.kind() == "assignment_expression" {
            self.expression(right, statement);
        }
    }

    fn exported_object(&mut self, object: Node<'_>) {
        for part in parse::named_children(object) {
            match part.kind() {
                "shorthand_property_identifier" => {
                    let name = self.of(part).to_owned();
                    let known = self.outline.definitions.iter().any(|known| known.name == name && known.container.is_empty());
                    if known {
                        self.exported.push(name);
                    } else {
                        self.define(part, part, DefinitionKind::Variable, "", true);
                    }
                }
                _ => self.member_of_object(part, ""),
            }
        }
    }

    fn object_members(&mut self, object: Node<'_>, container: &str) {
        for part in parse::named_children(object) {
            match part.kind() {
                "shorthand_property_identifier" => drop(self.define(part, part, DefinitionKind::Field, container, true)),
                _ => self.member_of_object(part, container),
            }
        }
    }

    fn member_of_object(&mut self, part: Node<'_>, container: &str) {
        let (name, value) = match part.kind() {
            "pair" => (part.child_by_field_name("key"), part.child_by_field_name("value")),
            "method_definition" => (part.child_by_field_name("name"), Some(part)),
            _ => (None, None),
        };
        let Some(name) = name.filter(|name| name.kind() != "computed_property_name") else { return };
        let callable = value.is_some_and(|value| matches!(value.kind(), "function_expression" | "arrow_function" | "generator_function" | "method_definition"));
        let kind = match (callable, container.is_empty()) {
            (true, true) => DefinitionKind::Function,
            (true, false) => DefinitionKind::Method,
            (false, true) => DefinitionKind::Variable,
            (false, false) => DefinitionKind::Field,
        };
        let parameters = value.filter(|_| callable).and_then(|value| self.parameters(value));
        if let Some(definition) = self.define(name, part, kind, container, true) {
            definition.parameters = parameters;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(text: &str) -> Vec<String> {
        let outline = outline(text);
        outline.definitions.iter().filter(|definition| definition.public && definition.container.is_empty()).map(|definition| definition.name.clone()).collect()
    }

    #[test]
    fn exports_of_both_kinds_are_public() {
        assert_eq!(public("export const a = 1\nfunction b() {}\nexport { b, b as c }\nexport default class D {}\n"), ["a", "b", "c", "default"]);
        assert_eq!(public("function a() {}\nmodule.exports = { a, b: 1, c() {} }\n"), ["a", "b", "c", "module.exports"]);
        assert_eq!(public("exports.x = function () {}\nmodule.exports.y = 1\n"), ["x", "y"]);
        assert_eq!(public("class W {}\nmodule.exports = W\n"), ["module.exports"]);
        let default = outline("class W {}\nmodule.exports = W\n");
        assert_eq!(default.named(MODULE_EXPORTS).next().unwrap().type_text.as_deref(), Some("W"));
    }

    #[test]
    fn imports_and_requires_say_what_they_bind() {
        let outline =
            outline("import a, { b as c } from './x.js'\nimport * as d from 'd'\nconst { e, f: g } = require('node:fs')\nvar h = require('debug')('h')\n");
        let bound: Vec<(&str, &str, &str)> = outline
            .imports
            .iter()
            .flat_map(|import| import.names.iter().map(|name| (import.module.as_str(), name.exported.as_str(), name.local.as_str())))
            .collect();
        assert_eq!(bound, [("./x.js", "default", "a"), ("./x.js", "b", "c"), ("d", "", "d"), ("node:fs", "e", "e"), ("node:fs", "f", "g"), ("debug", "", "h")]);
        assert!(outline.imports[3].require);
    }

    #[test]
    fn members_stand_under_their_types() {
        let outline = outline("class A { constructor() { this.x = 1 } get(b) {} static y = 2 }\nA.prototype.z = function () {}\nconst o = { p: 1, q() {} }\n");
        let names: Vec<&str> = outline.members("A").map(|member| member.name.as_str()).collect();
        assert_eq!(names, ["constructor", "x", "get", "y", "z"]);
        assert_eq!(outline.members("o").count(), 2);
    }

    #[test]
    fn an_error_elsewhere_does_not_hide_definitions() {
        let outline = outline("function a(b) {}\nconst = \nfunction c() {}\n");
        assert!(outline.named("a").next().is_some() && outline.named("c").next().is_some());
    }
}
