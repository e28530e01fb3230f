//! Corrects a misspelt property or method.

use super::tree;
use crate::base::{Span, TextEdit, names};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::{Language, parse};

pub(super) const RULE: Rule = Rule {
    name: "javascript/correct-member",
    summary: "Corrects a misspelt property or method",
    not_offered: "It keeps silent where neither the project nor the language's own objects have a like property or method.",
    examples: &[
        Example::mends(
            r#"tsc[TS2551]: Property 'lenght' does not exist on type '"name"'. Did you mean 'length'?"#,
            "export const size = 'name'.«lenght»;",
            "export const size = 'name'.length;",
        ),
        Example::keeps_silent(r#"tsc[TS2339]: Property 'qzwvx' does not exist on type '"name"'."#, "export const size = 'name'.«qzwvx»;"),
    ],
    applies,
    propose,
};

/// Properties and methods of the language's own objects.
const COMMON: &[&str] = &[
    "addEventListener",
    "appendChild",
    "apply",
    "assign",
    "bind",
    "call",
    "catch",
    "charAt",
    "charCodeAt",
    "codePointAt",
    "concat",
    "constructor",
    "create",
    "createElement",
    "defineProperty",
    "delete",
    "emit",
    "endsWith",
    "entries",
    "error",
    "every",
    "exec",
    "fill",
    "filter",
    "finally",
    "find",
    "findIndex",
    "findLast",
    "flat",
    "flatMap",
    "floor",
    "forEach",
    "freeze",
    "from",
    "fromEntries",
    "getElementById",
    "getTime",
    "has",
    "hasOwn",
    "hasOwnProperty",
    "includes",
    "indexOf",
    "innerHTML",
    "isArray",
    "isInteger",
    "isNaN",
    "join",
    "keys",
    "lastIndexOf",
    "length",
    "localeCompare",
    "match",
    "matchAll",
    "message",
    "name",
    "padEnd",
    "padStart",
    "parse",
    "pop",
    "prototype",
    "push",
    "querySelector",
    "querySelectorAll",
    "random",
    "reduce",
    "reduceRight",
    "removeEventListener",
    "repeat",
    "replace",
    "replaceAll",
    "resolve",
    "reverse",
    "round",
    "search",
    "shift",
    "slice",
    "some",
    "sort",
    "splice",
    "split",
    "startsWith",
    "stringify",
    "substring",
    "test",
    "textContent",
    "then",
    "toFixed",
    "toISOString",
    "toLowerCase",
    "toString",
    "toUpperCase",
    "trim",
    "trimEnd",
    "trimStart",
    "unshift",
    "value",
    "values",
];

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.category() == "RES.MEMBER"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let file = context.file;
    let Some(node) = tree::identifier_at(file, context.diagnostic.range.start) else { return Vec::new() };
    let written = tree::text(file, node);
    if let Some(name) = written.strip_prefix('#') {
        return private_member(context, node, name);
    }
    let mut candidates: Vec<(String, f64)> = Vec::new();
    let mut add = |name: &str, bonus: f64| {
        let score = names::similarity(written, name) + bonus;
        if score >= 0.65 && name != written && !candidates.iter().any(|(known, _)| known == name) {
            candidates.push((name.to_owned(), score));
        }
    };
    let suggested = context.diagnostic.message.split("Did you mean '").nth(1).and_then(|rest| rest.split('\'').next());
    if let Some(name) = suggested {
        add(name, 0.5);
    }
    for member in file.outline().definitions.iter().filter(|member| !member.container.is_empty()) {
        add(&member.name, 0.02);
    }
    for name in COMMON {
        add(name, 0.0);
    }
    for (_, other) in context.project.files_of(Language::JavaScript).take(500) {
        for member in other.outline().definitions.iter().filter(|member| !member.container.is_empty()) {
            add(&member.name, -0.05);
        }
    }
    candidates.sort_by(|left, right| right.1.total_cmp(&left.1));
    let replace = |(name, score): &(String, f64)| {
        Proposal::replace(RULE.name, format!("Change `{written}` to `{name}`"), context, parse::span(node), name.as_str(), score.min(0.95))
    };
    candidates.iter().take(3).map(replace).collect()
}

/// A private member is corrected to one that its class has, or declared.
fn private_member(context: &FixContext<'_>, node: tree_sitter::Node<'_>, name: &str) -> Vec<Proposal> {
    let file = context.file;
    let Some(body) = parse::ancestor(node, &["class_body"]) else { return Vec::new() };
    let known: Vec<&str> = parse::named_children(body)
        .into_iter()
        .filter_map(|member| member.child_by_field_name("property").or_else(|| member.child_by_field_name("name")))
        .filter(|key| key.kind() == "private_property_identifier")
        .map(|key| tree::text(file, key).trim_start_matches('#'))
        .collect();
    let mut proposals: Vec<Proposal> = names::closest(name, known, 0.6)
        .into_iter()
        .map(|(meant, score)| {
            Proposal::replace(RULE.name, format!("Change `#{name}` to `#{meant}`"), context, parse::span(node), format!("#{meant}"), score.min(0.95))
        })
        .collect();
    let open = body.start_byte() + 1;
    let on_own_line = file.slice(Span::new(open, file.line_span(file.line_of(open)).end)).trim().is_empty();
    let declaration = match on_own_line {
        true => format!("{}{}{}#{name};", file.line_break(), file.indentation(file.line_of(body.start_byte())), file.indent_unit()),
        false => format!(" #{name};"),
    };
    proposals.push(Proposal::new(RULE.name, format!("Declare `#{name}`"), context, TextEdit::insert(open, declaration).into(), 0.75));
    proposals
}

#[cfg(test)]
mod tests {
    use super::super::testing::{first_fix, fix_of_rule};

    #[test]
    fn members_are_corrected() {
        fix_of_rule("TS2339", "Property 'lenght' does not exist on type 'string'.", "x.«lenght»\n", "x.length\n");
        fix_of_rule("TS2551", "Property 'colr' does not exist on type 'A'. Did you mean 'color'?", "x.«colr»\n", "x.color\n");
    }

    #[test]
    fn private_members_are_corrected_or_declared() {
        first_fix("class A {\n  #value = 1;\n  get() { return this.#vaule; }\n}\n", "class A {\n  #value = 1;\n  get() { return this.#value; }\n}\n");
        first_fix("class A {\n  get() { return this.#x; }\n}\n", "class A {\n  #x;\n  get() { return this.#x; }\n}\n");
    }
}
