//! Adds the arms that a match misses, with the body of the most alike arm; words of the variant's name are changed in it where they stand.

use super::support::{headline, quoted, words};
use crate::base::{EditSet, Span, TextEdit, names};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse::{ancestor, descendants, named_children};
use crate::syntax::{DefinitionKind, Language};
use tree_sitter::Node;

pub const RULE: Rule = Rule {
    name: "rust/fill-match-arm",
    summary: "Adds missing match arms after the pattern of the others",
    not_offered: "It keeps silent where the other arms' bodies use what their own patterns bind, so that none can be taken for the new one.",
    examples: &[
        Example::mends(
            "rustc[E0004]: non-exhaustive patterns: `Token::Number` not covered\npattern `Token::Number` not covered",
            r#"
            pub enum Token {
                Name,
                Number,
            }

            pub fn describe(token: Token) -> &'static str {
                match «token» {
                    Token::Name => "a name",
                }
            }
            "#,
            r#"
            pub enum Token {
                Name,
                Number,
            }

            pub fn describe(token: Token) -> &'static str {
                match token {
                    Token::Name => "a name",
                    Token::Number => "a number",
                }
            }
            "#,
        ),
        Example::keeps_silent(
            "rustc[E0004]: non-exhaustive patterns: `None` not covered\npattern `None` not covered",
            "
            pub fn value(found: Option<u8>) -> u8 {
                match «found» {
                    Some(value) => value,
                }
            }
            ",
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    diagnostic.code() == "E0004"
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    arms(context).or_else(|| all_arms(context)).into_iter().collect()
}

/// An arm to be filled in for everything that can be matched, where there is no arm at all.
fn all_arms(context: &FixContext<'_>) -> Option<Proposal> {
    let found = context.node().and_then(|node| ancestor(node, &["match_expression"]))?;
    let body = found.child_by_field_name("body")?;
    named_children(body).iter().all(|child| child.kind() != "match_arm").then_some(())?;
    let message = headline(context.diagnostic);
    let kind = *quoted(message).first()?;
    let patterns = match (kind, message.contains("is non-empty")) {
        ("bool", true) => vec!["true".to_owned(), "false".to_owned()],
        (kind, true) => variants(context, kind.trim_start_matches(['&', ' ']))?,
        _ => return None,
    };
    let line_break = context.file.line_break();
    let outer = context.file.indentation(context.file.line_of(found.start_byte()));
    let unit = context.file.indent_unit();
    let arms: String = patterns.iter().map(|pattern| format!("{line_break}{outer}{unit}{pattern} => todo!(),")).collect();
    let range = Span::new(body.start_byte() + 1, body.end_byte() - 1);
    context.file.slice(range).trim().is_empty().then_some(())?;
    Some(Proposal::replace(RULE.name, "Add an arm for each variant", context, range, format!("{arms}{line_break}{outer}"), 0.6).sketch())
}

/// The patterns of an enum's variants.
fn variants(context: &FixContext<'_>, owner: &str) -> Option<Vec<String>> {
    let last = owner.rsplit("::").next()?.split('<').next()?;
    let files = context.project.files_of(Language::Rust).map(|(_, file)| &file.source);
    let found: Vec<String> = files
        .flat_map(|file| file.outline().members(last).filter(|member| member.kind == DefinitionKind::Variant).map(move |member| (file, member)))
        .map(|(file, member)| {
            let fields = match &member.parameters {
                Some(fields) => format!("({})", vec!["_"; fields.len()].join(", ")),
                None if file.slice(member.range).contains('{') => " { .. }".to_owned(),
                None => String::new(),
            };
            format!("{last}::{}{fields}", member.name)
        })
        .collect();
    (!found.is_empty()).then_some(found)
}

fn arms(context: &FixContext<'_>) -> Option<Proposal> {
    let missing = quoted(headline(context.diagnostic));
    let found = context.node().and_then(|node| ancestor(node, &["match_expression"]))?;
    let body = found.child_by_field_name("body")?;
    let known: Vec<Node<'_>> = named_children(body).into_iter().filter(|node| node.kind() == "match_arm").collect();
    let last = *known.last()?;
    let line = context.file.line_of(last.start_byte());
    let own_lines = context.file.line_of(body.start_byte()) < line;
    let between = if own_lines { format!("{}{}", context.file.line_break(), context.file.indentation(line)) } else { " ".to_owned() };
    let mut text = String::new();
    let mut likelihood: f64 = 0.75;
    for pattern in &missing {
        let (arm, likely) = arm_for(context, pattern, &known)?;
        likelihood = likelihood.min(likely);
        text.push_str(&format!("{between}{arm},"));
    }
    let ends = words(context, last).ends_with([',', '}']);
    let title = format!(
        "Add {} for {}",
        if missing.len() == 1 { "an arm" } else { "arms" },
        missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
    );
    let text = if ends { text } else { format!(",{text}") };
    Some(Proposal::new(RULE.name, title, context, EditSet::one(TextEdit::insert(last.end_byte(), text)), likelihood))
}

/// An arm for a pattern, made after the arm that is most like it.
fn arm_for(context: &FixContext<'_>, pattern: &str, known: &[Node<'_>]) -> Option<(String, f64)> {
    let pattern = pattern.trim_start_matches(['&', ' ']).trim_start_matches("mut ");
    let path = |text: &str| text.split(['(', '{', ' ']).next().unwrap_or(text).to_owned();
    let wanted = path(pattern);
    let last_of = |path: &str| path.rsplit("::").next().unwrap_or(path).to_owned();
    // A pattern is written as its neighbours are: through the same path, with the type's module left out.
    let first_pattern = path(words(context, known.first()?.child_by_field_name("pattern")?).split('|').next().unwrap_or("").trim());
    let shown = match (wanted.rsplit_once("::"), first_pattern.rsplit_once("::")) {
        (Some((_, name)), Some((owner, _))) => format!("{owner}::{name}{}", pattern.get(wanted.len()..).unwrap_or("")),
        _ => pattern.to_owned(),
    };
    let is_catch_all = |arm: &&Node<'_>| arm.child_by_field_name("pattern").is_some_and(|pattern| words(context, pattern) == "_");
    // A body that uses what its own pattern binds cannot be taken over.
    let candidates = known.iter().filter(|arm| !is_catch_all(arm) && !uses_bindings(context, **arm));
    let likeness = |arm: &Node<'_>| {
        arm.child_by_field_name("pattern").map_or(0.0, |pattern| names::similarity(&last_of(&wanted), &last_of(&path(words(context, pattern)))))
    };
    let Some(model) = candidates.max_by(|left, right| likeness(left).total_cmp(&likeness(right))) else { return passed_on(context, &shown, known) };
    let value = words(context, model.child_by_field_name("value")?);
    let model_name = last_of(&path(words(context, model.child_by_field_name("pattern")?).split('|').next().unwrap_or("").trim()));
    let adapted = adapt(value, &model_name, &last_of(&wanted));
    let (value, likelihood) = if names_exist(context, value, &adapted) && adapted != value { (adapted, 0.8) } else { (value.to_owned(), 0.5) };
    Some((format!("{shown} => {value}"), likelihood))
}

/// An arm that hands on what it got, or does nothing, as the other arms make the same type or nothing.
fn passed_on(context: &FixContext<'_>, pattern: &str, known: &[Node<'_>]) -> Option<(String, f64)> {
    let values: Vec<&str> = known.iter().filter_map(|arm| arm.child_by_field_name("value")).map(|value| words(context, value)).collect();
    let makes = |head: &str| !values.is_empty() && values.iter().all(|value| value.trim_start_matches(['{', ' ', '\n', '\t']).starts_with(head));
    let is_empty = |value: &&str| {
        let last = value.trim_end_matches('}').trim_end();
        *value == "()" || (value.starts_with('{') && (last == "{" || last.ends_with(';'))) || value.starts_with("println!") || value.starts_with("eprintln!")
    };
    match pattern {
        "None" if makes("Some(") => Some(("None => None".to_owned(), 0.9)),
        "Err(_)" if makes("Ok(") => Some(("Err(error) => Err(error)".to_owned(), 0.85)),
        _ if values.iter().all(is_empty) => Some((format!("{pattern} => {{}}"), 0.7)),
        _ => None,
    }
}

/// Whether an arm's body reads a name that its pattern binds.
fn uses_bindings(context: &FixContext<'_>, arm: Node<'_>) -> bool {
    let (Some(pattern), Some(value)) = (arm.child_by_field_name("pattern"), arm.child_by_field_name("value")) else { return true };
    let bound: Vec<&str> = descendants(pattern)
        .filter(|node| node.kind() == "identifier" || node.kind() == "shorthand_field_identifier")
        .map(|node| words(context, node))
        .filter(|name| name.starts_with(|c: char| c.is_lowercase()))
        .collect();
    // Format strings name variables too.
    let text = words(context, value);
    let in_format = |name: &&str| text.contains(&format!("{{{name}}}")) || text.contains(&format!("{{{name}:"));
    bound.iter().any(in_format) || descendants(value).any(|node| node.kind() == "identifier" && bound.contains(&words(context, node)))
}

/// The body with the words of one variant's name changed to those of the other, in every style of writing names.
fn adapt(value: &str, from: &str, to: &str) -> String {
    let (old, new) = (names::words(from), names::words(to));
    let mut out = value.replace(from, to).replace(&old.join("_"), &new.join("_")).replace(&old.join(" "), &new.join(" "));
    if old.len() == new.len() {
        for (old, new) in old.iter().zip(&new).filter(|(old, new)| old != new && old.len() > 2) {
            out = out.replace(old.as_str(), new);
        }
    }
    out
}

/// Whether every name that the adapted body has and the old one had not exists in the project.
fn names_exist(context: &FixContext<'_>, old: &str, new: &str) -> bool {
    let split = |text: &str| -> Vec<String> {
        let mut quoted = false;
        let code: String = text
            .chars()
            .map(|character| {
                quoted ^= character == '"';
                if quoted { ' ' } else { character }
            })
            .collect();
        code.split(|character: char| !character.is_alphanumeric() && character != '_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let before = split(old);
    let visible = context.scopes.names_at(context.diagnostic.range.start);
    split(new)
        .iter()
        .filter(|word| !before.contains(word))
        .all(|word| visible.contains(&word.as_str()) || context.project.files_of(Language::Rust).any(|(_, file)| file.outline().named(word).next().is_some()))
}

#[cfg(test)]
mod tests {
    use super::super::support::testing::repaired;
    use super::*;

    #[test]
    fn an_empty_match_gets_all_arms() {
        let program = "enum E { A, B(u8) }\nfn f(e: E) {\n    match «e» {\n    }\n}";
        let after = repaired(&RULE, program, "E0004", "non-exhaustive patterns: type `E` is non-empty", &[]).unwrap();
        assert!(after.contains("match e {\n        E::A => todo!(),\n        E::B(_) => todo!(),\n    }"), "{after}");
    }

    #[test]
    fn arms_follow_their_neighbours() {
        let program = "enum E { HeaderName, HeaderValue, Token }\nfn f(e: E) -> &'static str {\n    match «e» {\n        E::HeaderName => \"invalid header name\",\n        E::Token => \"invalid token\",\n    }\n}";
        let after = repaired(&RULE, program, "E0004", "non-exhaustive patterns: `E::HeaderValue` not covered", &[]).unwrap();
        assert!(after.contains("        E::Token => \"invalid token\",\n        E::HeaderValue => \"invalid header value\",\n    }"), "{after}");
        let program = "enum Op { Tilde, Caret }\nfn on_tilde(a: u8) {}\nfn on_caret(a: u8) {}\nfn f(o: Op) { match «o» { Op::Tilde => on_tilde(1), } }";
        let after = repaired(&RULE, program, "E0004", "non-exhaustive patterns: `Op::Caret` not covered", &[]).unwrap();
        assert!(after.contains("Op::Tilde => on_tilde(1), Op::Caret => on_caret(1), }"), "{after}");
    }

    #[test]
    fn a_body_that_needs_its_own_pattern_is_no_model() {
        let program = "fn f(o: Option<u8>) -> u8 { match «o» { Some(x) => x, } }";
        assert_eq!(repaired(&RULE, program, "E0004", "non-exhaustive patterns: `None` not covered", &[]), None);
        for (program, arm) in [
            ("fn f(o: Option<u8>) -> Option<u8> { match «o» { Some(x) => Some(x + 1), } }", "Some(x) => Some(x + 1), None => None, }"),
            ("fn f(o: Option<u8>) { match «o» { Some(x) => println!(\"{x}\"), } }", "None => {}, }"),
        ] {
            let after = repaired(&RULE, program, "E0004", "non-exhaustive patterns: `None` not covered", &[]).unwrap();
            assert!(after.contains(arm), "{after}");
        }
    }
}
