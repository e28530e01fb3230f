//! Implements the missing member of a trait where the file tells how: an associated type from the signatures beside it or from another
//! implementation of the trait, a method by the type's own function of the same shape.

use super::support::{bare_type, headline, quoted, type_list, words};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::{Diagnostic, Suggestion};
use crate::syntax::parse::{ancestor, descendants, named_children};
use crate::syntax::{Definition, DefinitionKind, Language, SourceFile};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/implement-member",
    summary: "Implements what a trait demands where the file tells how",
    not_offered: "It keeps silent where the file has neither another implementation of the trait nor a function of the same shape, and where several members are missing.",
    examples: &[
        Example::mends(
            "rustc[E0046]: not all trait items implemented, missing: `Item`\nmissing `Item` in implementation",
            "
            pub struct Countdown(u8);

            «impl Iterator for Countdown» {
                fn next(&mut self) -> Option<u8> {
                    None
                }
            }
            ",
            "
            pub struct Countdown(u8);

            impl Iterator for Countdown {
                type Item = u8;
                fn next(&mut self) -> Option<u8> {
                    None
                }
            }
            ",
        ),
        Example::mends(
            "rustc[E0046]: not all trait items implemented, missing: `default`\nmissing `default` in implementation",
            "
            pub struct Shape;

            impl Shape {
                pub fn new() -> Self {
                    Shape
                }
            }

            «impl Default for Shape» {
            }
            ",
            "
            pub struct Shape;

            impl Shape {
                pub fn new() -> Self {
                    Shape
                }
            }

            impl Default for Shape {
                fn default() -> Self {
                    Shape::new()
                }
            }
            ",
        ),
        Example::keeps_silent(
            "rustc[E0046]: not all trait items implemented, missing: `draw`\nmissing `draw` in implementation",
            "
            pub trait Draw {
                fn draw(&self);
            }

            pub struct Shape;

            «impl Draw for Shape» {}
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0046"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    member(context).into_iter().chain(with_names(context)).collect()
}

/// The compiler's own stubs with the names that the trait gives its parameters.
fn with_names(context: &FixContext<'_>) -> Vec<Proposal> {
    let stub = |suggestion: &Suggestion| {
        let [(_, edits)] = suggestion.edits.as_slice() else { return None };
        let [edit] = edits.edits() else { return None };
        let (head, _) = edit.text.split_once("todo!()")?;
        let head = head.trim().trim_end_matches('{').trim_end();
        let name = head.split_once("fn ")?.1.split(['(', '<']).next()?;
        let implementation = ancestor(context.node()?, &["impl_item"])?;
        let wanted = trait_name(context, implementation)?;
        let definitions = || context.project.files_of(Language::Rust).flat_map(|(_, file)| file.outline().definitions.iter());
        let declared = definitions().find(|definition| definition.container == wanted && definition.name == name)?;
        let mut pieces = head.split("_: ");
        let mut text = pieces.next()?.to_owned();
        let names = declared.parameters.iter().flatten().map(|parameter| parameter.split(':').next().unwrap_or("_").trim());
        for (piece, name) in pieces.by_ref().zip(names) {
            text.push_str(&format!("{name}: {piece}"));
        }
        pieces.next().is_none().then_some(())?;
        let body = implementation.child_by_field_name("body")?;
        let outer = context.file.indentation(context.file.line_of(implementation.start_byte()));
        let (line_break, unit) = (context.file.line_break(), context.file.indent_unit());
        let stub = format!("{outer}{unit}{text} {{{line_break}{outer}{unit}{unit}todo!(){line_break}{outer}{unit}}}{line_break}{outer}");
        // Behind the last member, in the place of the white space before the closing brace.
        let inside = context.file.slice(Span::new(body.start_byte() + 1, body.end_byte() - 1));
        let start = body.start_byte() + 1 + inside.trim_end().len();
        let range = Span::new(start, body.end_byte() - 1);
        Some(Proposal::replace(RULE.name, format!("Implement `{name}`"), context, range, format!("{line_break}{stub}"), 0.5).sketch())
    };
    context.diagnostic.suggestions.iter().filter_map(stub).collect()
}

fn member(context: &FixContext<'_>) -> Option<Proposal> {
    let names = quoted(headline(context.diagnostic));
    let [name] = names.as_slice() else { return None };
    let implementation = ancestor(context.node()?, &["impl_item"])?;
    let body = implementation.child_by_field_name("body")?;
    let (text, likelihood) = match name.starts_with(char::is_uppercase) {
        true => (format!("type {name} = {};", associated_type(context, implementation, name)?), 0.85),
        false => (method(context, implementation, name)?, 0.75),
    };
    let line = context.file.line_of(implementation.start_byte());
    let unit = context.file.indent_unit();
    let indentation = format!("{}{unit}", context.file.indentation(line));
    let line_break = context.file.line_break();
    let text = text.replace('\n', &format!("{line_break}{indentation}")).replace('\t', &unit);
    // Methods stand behind the types that they speak of.
    let mut types = named_children(body).into_iter().filter(|node| node.kind() == "type_item" && text.starts_with("fn "));
    if let Some(last) = types.next_back() {
        let edit = TextEdit::insert(last.end_byte(), format!("{line_break}{indentation}{text}"));
        return Some(Proposal::new(RULE.name, format!("Implement `{name}`"), context, EditSet::one(edit), likelihood));
    }
    let end = if words(context, body).trim_start_matches('{').starts_with(['\n', '\r']) { String::new() } else { format!("{line_break}{indentation}") };
    let edit = TextEdit::insert(body.start_byte() + 1, format!("{line_break}{indentation}{text}{end}"));
    let title = format!("Implement `{name}`");
    Some(Proposal::new(RULE.name, title, context, EditSet::one(edit), likelihood))
}

fn associated_type(context: &FixContext<'_>, implementation: Node<'_>, name: &str) -> Option<String> {
    let body = implementation.child_by_field_name("body")?;
    let functions: Vec<Node<'_>> = named_children(body).into_iter().filter(|node| node.kind() == "function_item").collect();
    let result = |function: &Node<'_>| function.child_by_field_name("return_type").map(|kind| words(context, kind));
    let inner = |kind: &str, at: usize| -> Option<String> {
        let parts = type_list(kind.split_once('<')?.1)?;
        parts.get(at).filter(|part| !part.contains("Self::")).cloned()
    };
    let from_signatures = functions.iter().filter_map(result).find_map(|kind| match name {
        "Item" => kind.starts_with("Option<").then(|| inner(kind, 0)).flatten(),
        "Err" | "Error" => kind.contains("Result<").then(|| inner(kind, 1)).flatten(),
        "Output" => Some(kind.to_owned()).filter(|kind| !kind.contains("Self::")),
        "Target" => kind.strip_prefix('&').map(|kind| kind.trim_start_matches("mut ").to_owned()).filter(|kind| !kind.contains("Self::")),
        _ => None,
    });
    let by_trait = || {
        let wanted = trait_name(context, implementation)?;
        let root = context.file.tree()?.root_node();
        descendants(root).filter(|node| node.kind() == "impl_item" && node.id() != implementation.id() && trait_name(context, *node) == Some(wanted)).find_map(
            |other| {
                let members = named_children(other.child_by_field_name("body")?);
                let same = members
                    .into_iter()
                    .find(|member| member.kind() == "type_item" && member.child_by_field_name("name").is_some_and(|own| words(context, own) == name))?;
                Some(words(context, same.child_by_field_name("type")?).to_owned())
            },
        )
    };
    from_signatures.or_else(by_trait)
}

/// The trait that is implemented, without its path and arguments.
fn trait_name<'c>(context: &'c FixContext<'_>, implementation: Node<'_>) -> Option<&'c str> {
    let text = words(context, implementation.child_by_field_name("trait")?);
    let text = text.split('<').next().unwrap_or(text);
    Some(text.rsplit("::").next().unwrap_or(text))
}

/// A method that one of the type's own functions already does.
fn method(context: &FixContext<'_>, implementation: Node<'_>, name: &str) -> Option<String> {
    let owner = words(context, implementation.child_by_field_name("type")?);
    let owner_name = owner.split('<').next().unwrap_or(owner);
    let functions = || context.project.files_of(Language::Rust).flat_map(|(_, file)| file.outline().definitions.iter());
    let constructors: Vec<&Definition> = functions()
        .filter(|definition| definition.kind == DefinitionKind::Method && definition.container == owner_name)
        .filter(|definition| definition.type_text.as_deref().is_some_and(|kind| kind == "Self" || kind.split('<').next() == Some(owner_name)))
        .collect();
    let with = |parameters: &[&str]| {
        constructors.iter().find(|definition| {
            let own: Vec<&str> =
                definition.parameters.iter().flatten().filter_map(|parameter| parameter.split_once(':')).map(|(_, kind)| kind.trim()).collect();
            own == parameters
        })
    };
    // The type is called what the project's other implementations call it.
    let says_self = context.project.files_of(Language::Rust).any(|(_, file)| file.source.text().contains("Self::"));
    let shown = if says_self { "Self" } else { owner_name };
    match name {
        "default" => with(&[]).map(|new| format!("fn default() -> Self {{\n\t{shown}::{}()\n}}", new.name)),
        "from" => {
            let source = trait_argument(context, implementation)?;
            let new = with(&[source])?;
            let parameter = new.parameters.as_deref().and_then(<[String]>::first).and_then(|parameter| parameter.split_once(':'));
            let parameter = parameter.map(|(name, _)| name.trim().trim_start_matches("mut ")).filter(|name| !name.is_empty()).unwrap_or("value");
            Some(format!("fn from({parameter}: {source}) -> Self {{\n\t{owner_name}::{}({parameter})\n}}", new.name))
        }
        "from_str" => from_str(context, implementation, owner_name),
        "as_ref" | "borrow" | "deref" => {
            let target = match name {
                "deref" => "Self::Target",
                _ => trait_argument(context, implementation)?,
            };
            let kind = if name == "deref" { associated(context, implementation, "Target")? } else { target.to_owned() };
            let getter = getter(context, owner_name, &kind)?;
            Some(format!("fn {name}(&self) -> &{target} {{\n\tself.{getter}()\n}}"))
        }
        _ => None,
    }
}

/// The argument of the trait that is implemented: `u8` for `From<u8>`.
fn trait_argument<'c>(context: &'c FixContext<'_>, implementation: Node<'_>) -> Option<&'c str> {
    words(context, implementation.child_by_field_name("trait")?).split_once('<')?.1.strip_suffix('>')
}

/// What an implementation says that an associated type is.
fn associated(context: &FixContext<'_>, implementation: Node<'_>, name: &str) -> Option<String> {
    let mut members = named_children(implementation.child_by_field_name("body")?).into_iter().filter(|member| member.kind() == "type_item");
    let own = members.find(|member| member.child_by_field_name("name").is_some_and(|own| words(context, own) == name))?;
    Some(words(context, own.child_by_field_name("type")?).to_owned())
}

/// The only method of a type that borrows a part of it of some type.
fn getter(context: &FixContext<'_>, owner: &str, kind: &str) -> Option<String> {
    let wanted = bare_type(&format!("&{kind}"));
    let definitions = context.project.files_of(Language::Rust).flat_map(|(_, file)| file.outline().definitions.iter().map(move |own| (file, own)));
    let mut fitting = definitions.filter(|(file, definition)| {
        definition.kind == DefinitionKind::Method
            && definition.container == owner
            && definition.parameters.as_deref() == Some(&[])
            && file.source.slice(definition.range).contains("(&self")
            && definition.type_text.as_deref().is_some_and(|own| bare_type(own) == wanted)
    });
    let (_, only) = fitting.next()?;
    fitting.next().is_none().then(|| only.name.clone())
}

/// The only function of the project that makes the type, or what it wraps, from a text, with the error that the implementation names.
fn from_str(context: &FixContext<'_>, implementation: Node<'_>, owner: &str) -> Option<String> {
    let last = |kind: &str| bare_type(kind.rsplit("::").next().unwrap_or(kind));
    let error = last(&associated(context, implementation, "Err")?);
    let fields: Vec<&Definition> =
        context.file.outline().definitions.iter().filter(|definition| definition.kind == DefinitionKind::Field && definition.container == owner).collect();
    let wrapped = match fields.as_slice() {
        [] => tuple_field(context, owner),
        _ => None,
    };
    let wrapped = wrapped.map(|inner| imported_as(context.file, &inner).unwrap_or(inner));
    let makes = |file: &SourceFile, definition: &Definition| -> Option<bool> {
        let [parameter] = definition.parameters.as_deref()? else { return None };
        (bare_type(parameter.split_once(':')?.1.trim()) == "&str").then_some(())?;
        let result = definition.type_text.as_deref()?;
        let parts = type_list(result.split_once("Result<")?.1)?;
        let [made, failed] = parts.as_slice() else { return None };
        (last(failed) == error).then_some(())?;
        // The same name may mean a type of the standard library there.
        let is_foreign = file.path() != context.file.path() && imported_as(file, made).is_some();
        match last(made) {
            made if made == "Self" && definition.container == owner || made == owner && !is_foreign => Some(false),
            made if wrapped.as_ref().is_some_and(|inner| last(inner) == made) => Some(true),
            _ => None,
        }
    };
    let definitions = context.project.files_of(Language::Rust).flat_map(|(_, file)| file.outline().definitions.iter().map(move |own| (file, own)));
    let mut fitting = definitions
        .filter(|(_, definition)| definition.name != "from_str" && (definition.container.is_empty() || definition.container == owner))
        .filter_map(|(file, definition)| Some((definition, makes(&file.source, definition)?)));
    let (function, wraps) = fitting.next()?;
    fitting.next().is_none().then_some(())?;
    let callee = if function.container == owner { format!("Self::{}", function.name) } else { path_to(context, &function.name) };
    let map = if wraps { format!(".map({owner})") } else { String::new() };
    Some(format!("fn from_str(s: &str) -> Result<Self, Self::Err> {{\n\t{callee}(s){map}\n}}"))
}

/// What a name of the standard library is really called that a file imports.
fn imported_as(file: &SourceFile, name: &str) -> Option<String> {
    let imports = file.outline().imports.iter().filter(|import| ["std", "core", "alloc"].contains(&import.module.split("::").next().unwrap_or("")));
    imports.flat_map(|import| &import.names).find(|bound| bound.local == name).map(|bound| bound.exported.clone())
}

/// The type in a struct of one field without a name.
fn tuple_field(context: &FixContext<'_>, owner: &str) -> Option<String> {
    let root = context.file.tree()?.root_node();
    let own = descendants(root)
        .filter(|node| node.kind() == "struct_item")
        .find(|node| node.child_by_field_name("name").is_some_and(|name| words(context, name) == owner))?;
    let list = own.child_by_field_name("body").filter(|body| body.kind() == "ordered_field_declaration_list")?;
    let kinds: Vec<Node<'_>> =
        named_children(list).into_iter().filter(|node| !matches!(node.kind(), "visibility_modifier" | "attribute_item" | "line_comment")).collect();
    let [only] = kinds.as_slice() else { return None };
    Some(words(context, *only).to_owned())
}

/// How a function of another file is named here: by an import that is there, or by the module that is.
fn path_to(context: &FixContext<'_>, name: &str) -> String {
    let outline = context.file.outline();
    let is_here = outline.named(name).any(|definition| definition.container.is_empty());
    let is_imported = outline.imports.iter().flat_map(|import| &import.names).any(|bound| bound.local == name);
    if is_here || is_imported {
        return name.to_owned();
    }
    let home = context.project.files_of(Language::Rust).find(|(_, file)| file.outline().named(name).any(|definition| definition.container.is_empty()));
    let stem = home.and_then(|(path, _)| path.file_stem()).map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let knows = outline.imports.iter().flat_map(|import| &import.names).any(|bound| bound.local == stem);
    match stem.as_str() {
        "lib" | "main" | "mod" | "" => format!("crate::{name}"),
        _ if knows => format!("{stem}::{name}"),
        _ => format!("crate::{stem}::{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn stubs_name_their_parameters() {
        let program = "trait T<A> { fn go(&self, count: A) -> &A; }\nimpl T<u8> for S { «»}";
        let stub = "fn go(&self, _: u8) -> &u8 { todo!() }\n";
        let after = super::super::support::testing::suggested(&RULE, program, "E0046", "not all trait items implemented, missing: `go`", stub).unwrap();
        assert!(after.contains("impl T<u8> for S {\n    fn go(&self, count: u8) -> &u8 {\n        todo!()\n    }\n}"), "{after}");
    }

    #[test]
    fn members_are_implemented_from_what_the_file_tells() {
        let message = |name: &str| format!("not all trait items implemented, missing: `{name}`");
        let table = [
            ("«impl Iterator for S» {\n    fn next(&mut self) -> Option<u8> { None }\n}", "Item", "{\n    type Item = u8;\n    fn next"),
            (
                "«impl FromStr for S» {\n    fn from_str(s: &str) -> Result<Self, Self::Err> { x }\n}\nimpl FromStr for T {\n    type Err = Oops;\n}",
                "Err",
                "{\n    type Err = Oops;\n    fn from_str",
            ),
            ("impl S { fn new() -> Self { S } }\n«impl Default for S» {\n}", "default", "{\n    fn default() -> Self {\n        S::new()\n    }\n}"),
            (
                "impl O { fn new(width: usize) -> Self { O } }\n«impl From<usize> for O<'_>» {\n}",
                "from",
                "fn from(width: usize) -> Self {\n        O::new(width)\n    }",
            ),
        ];
        for (program, name, part) in table {
            let after = repaired(&RULE, program, "E0046", &message(name), &[]).unwrap_or_default();
            assert!(after.contains(part), "{after}");
        }
    }

    #[test]
    fn methods_pass_on_to_what_the_type_has() {
        let message = |name: &str| format!("not all trait items implemented, missing: `{name}`");
        let program = "struct D(u64);\nfn parse(s: &str) -> Result<u64, Oops> { x }\n«impl FromStr for D» {\n    type Err = Oops;\n}";
        let after = repaired(&RULE, program, "E0046", &message("from_str"), &[]).unwrap();
        assert!(after.contains("Oops;\n    fn from_str(s: &str) -> Result<Self, Self::Err> {\n        parse(s).map(D)\n    }\n}"), "{after}");
        let program = "impl B { fn bytes(&self) -> &[u8] { &self.b } fn take(&mut self) -> &[u8] { x } }\n«impl AsRef<[u8]> for B» {\n}";
        let after = repaired(&RULE, program, "E0046", &message("as_ref"), &[]).unwrap();
        assert!(after.contains("fn as_ref(&self) -> &[u8] {\n        self.bytes()\n    }"), "{after}");
    }

    #[test]
    fn what_nothing_tells_is_left_to_the_user() {
        assert_eq!(repaired(&RULE, "«impl T for S» {\n}", "E0046", "not all trait items implemented, missing: `go`", &[]), None);
    }
}
