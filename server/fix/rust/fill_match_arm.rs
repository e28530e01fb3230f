//! Adds the arms that a match misses, with the body of the most alike arm; words of the variant's name are changed in it where they stand.

use super::support::{bare_type, function_of, headline, quoted, result_of, words};
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
    let first = *known.first()?;
    let own_lines = context.file.line_of(body.start_byte()) < context.file.line_of(first.start_byte());
    let indentation = context.file.indentation(context.file.line_of(first.start_byte()));
    let between = if own_lines { format!("{}{indentation}", context.file.line_break()) } else { " ".to_owned() };
    let order = declared_order(context, missing.first()?);
    let mut texts: Vec<(usize, String)> = Vec::new();
    let mut likelihood: f64 = 0.78;
    for pattern in &missing {
        let (arm, likely) = match elsewhere(context, found, pattern, &known) {
            Some(arm) => (arm, 0.78),
            None => arm_for(context, pattern, &known)?,
        };
        likelihood = likelihood.min(likely);
        let comma = if arm.ends_with('}') && arm.contains("=> {") { "" } else { "," };
        let place = |text: &str| order.iter().position(|variant| variant == variant_of(text));
        let patterns: Vec<Option<usize>> =
            known.iter().map(|arm| arm.child_by_field_name("pattern").and_then(|pattern| place(words(context, pattern)))).collect();
        let after = match place(pattern).filter(|_| !arm.starts_with("_ ")).filter(|_| patterns.iter().all(Option::is_some) && patterns.is_sorted()) {
            Some(at) => known.iter().zip(&patterns).rfind(|(_, own)| **own < Some(at)).map(|(arm, _)| *arm),
            None => known.last().copied(),
        };
        let (offset, text) = match after {
            Some(arm_before) => {
                let closes = if words(context, arm_before).ends_with([',', '}']) { "" } else { "," };
                (behind(context, arm_before), format!("{closes}{between}{arm}{comma}"))
            }
            None => (first.start_byte(), format!("{arm}{comma}{between}")),
        };
        match texts.iter_mut().find(|(known, _)| *known == offset) {
            Some((_, known)) => known.push_str(&text),
            None => texts.push((offset, text)),
        }
    }
    let title = format!(
        "Add {} for {}",
        if missing.len() == 1 { "an arm" } else { "arms" },
        missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
    );
    let edits = EditSet::new(texts.into_iter().map(|(offset, text)| TextEdit::insert(offset, text))).ok()?;
    Some(Proposal::new(RULE.name, title, context, edits, likelihood))
}

/// The end of an arm, and of the comment that stands behind it in its line.
fn behind(context: &FixContext<'_>, arm: Node<'_>) -> usize {
    let line = context.file.line_span(context.file.line_of(arm.end_byte()));
    let rest = context.file.text().get(arm.end_byte()..line.end).unwrap_or("").trim_end();
    let is_comment = rest.trim_start().starts_with("//") && words(context, arm).ends_with([',', '}']);
    arm.end_byte() + if is_comment { rest.len() } else { 0 }
}

/// The name of the variant that a pattern begins with.
fn variant_of(pattern: &str) -> &str {
    let pattern = pattern.trim_start_matches(['&', ' ']).trim_start_matches("mut ").trim_start_matches("ref ");
    let path = pattern.split(['(', '{', ' ', '|']).next().unwrap_or(pattern);
    path.rsplit("::").next().unwrap_or(path)
}

/// The variants of the enum of a pattern, in the order in which they are declared; none where the project has no or several such enums.
fn declared_order(context: &FixContext<'_>, pattern: &str) -> Vec<String> {
    let name = variant_of(pattern);
    let mut enums: Vec<Vec<String>> = Vec::new();
    for (_, file) in context.project.files_of(Language::Rust) {
        let definitions = &file.outline().definitions;
        for own in definitions.iter().filter(|definition| definition.kind == DefinitionKind::Variant && definition.name == name) {
            let of_enum = definitions.iter().filter(|other| other.kind == DefinitionKind::Variant && other.container == own.container);
            enums.push(of_enum.map(|other| other.name.clone()).collect());
        }
    }
    match <[Vec<String>; 1]>::try_from(enums) {
        Ok([only]) => only,
        Err(_) => Vec::new(),
    }
}

/// The arm as another match of the file has it that looks at the same variants: the same outcome of a call, or the arm that says that nothing
/// else can come.
fn elsewhere(context: &FixContext<'_>, own: Node<'_>, pattern: &str, known: &[Node<'_>]) -> Option<String> {
    let root = context.file.tree()?.root_node();
    let arms = |found: Node<'_>| -> Vec<(String, String)> {
        let body = found.child_by_field_name("body").map(named_children).unwrap_or_default();
        let arms = body.into_iter().filter(|node| node.kind() == "match_arm" && !uses_bindings(context, *node));
        let texts = arms.filter_map(|arm| Some((words(context, arm.child_by_field_name("pattern")?), words(context, arm.child_by_field_name("value")?))));
        texts.map(|(pattern, value)| (pattern.to_owned(), value.to_owned())).collect()
    };
    let result = |node: Node<'_>| function_of(node).map(|function| bare_type(result_of(context, function)));
    let wanted: Vec<&str> = known.iter().filter_map(|arm| arm.child_by_field_name("pattern")).map(|pattern| variant_of(words(context, pattern))).collect();
    let mut others: Vec<Node<'_>> = descendants(root).filter(|node| node.kind() == "match_expression" && node.id() != own.id()).collect();
    others.sort_by_key(|node| node.start_byte().abs_diff(own.start_byte()));
    others.into_iter().find_map(|other| {
        let body = other.child_by_field_name("body").map(named_children).unwrap_or_default();
        let patterns: Vec<&str> = body.iter().filter_map(|arm| arm.child_by_field_name("pattern")).map(|pattern| words(context, pattern)).collect();
        let is_alike = wanted.iter().all(|variant| patterns.iter().any(|pattern| variant_of(pattern) == *variant));
        arms(other).into_iter().find_map(|(other_pattern, value)| {
            let is_impossible = ["unreachable", "panic!"].iter().any(|word| value.contains(word));
            let is_outcome = ["Ok", "Err", "Some", "None"].contains(&variant_of(pattern));
            let is_same = is_outcome && other_pattern.split_whitespace().eq(pattern.split_whitespace());
            match other_pattern.as_str() {
                "_" if is_impossible && wanted.iter().any(|variant| patterns.iter().any(|pattern| variant_of(pattern) == *variant)) => {
                    Some(format!("_ => {value}"))
                }
                _ if is_same && is_alike && result(other) == result(own) => Some(format!("{pattern} => {value}")),
                _ => None,
            }
        })
    })
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
    let (value, likelihood) = match named_anew(value, &last_of(&wanted)) {
        _ if names_exist(context, value, &adapted) && adapted != value => (adapted, 0.8),
        Some(text) => (text, 0.55),
        None => (value.to_owned(), 0.5),
    };
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

/// The body with its only text replaced by the variant's name in words: another variant's text would be a lie.
fn named_anew(value: &str, variant: &str) -> Option<String> {
    let mut quotes = value.match_indices('"').map(|(at, _)| at);
    let (start, end) = (quotes.next()?, quotes.next()?);
    let is_sentence = value.get(start..end)?.chars().filter(|character| character.is_alphabetic()).count() > 1;
    (quotes.next().is_none() && is_sentence && !value.contains('\\')).then_some(())?;
    Some(format!("{}{}{}", value.get(..=start)?, names::words(variant).join(" "), value.get(end..)?))
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
        assert!(
            after.contains("        E::HeaderName => \"invalid header name\",\n        E::HeaderValue => \"invalid header value\",\n        E::Token"),
            "{after}"
        );
        let program = "enum Op { Tilde, Caret }\nfn on_tilde(a: u8) {}\nfn on_caret(a: u8) {}\nfn f(o: Op) { match «o» { Op::Tilde => on_tilde(1), } }";
        let after = repaired(&RULE, program, "E0004", "non-exhaustive patterns: `Op::Caret` not covered", &[]).unwrap();
        assert!(after.contains("Op::Tilde => on_tilde(1), Op::Caret => on_caret(1), }"), "{after}");
    }

    #[test]
    fn arms_stand_where_the_enum_has_them_and_say_what_they_are() {
        let program = "enum U { Day, Week, Year }\nfn f(u: U) -> &'static str {\n    match «u» {\n        U::Week => \"seven\", // days\n        U::Year => \"long\",\n    }\n}";
        let after = repaired(&RULE, program, "E0004", "non-exhaustive patterns: `U::Day` not covered", &[]).unwrap();
        assert!(after.contains("{\n        U::Day => \"day\",\n        U::Week => \"seven\", // days\n"), "{after}");
        let program = program.replace("        U::Year => \"long\",\n", "        U::Day => \"short\", // one\n");
        let after = repaired(&RULE, &program, "E0004", "non-exhaustive patterns: `U::Year` not covered", &[]).unwrap();
        assert!(after.contains("\"short\", // one\n        U::Year => \"year\",\n    }"), "{after}");
    }

    #[test]
    fn other_matches_tell_what_cannot_come_and_what_an_error_becomes() {
        let program = "fn a(d: &D) -> u8 { match d { D::In(x) => *x, _ => debug_unreachable!() } }\nfn b(d: &D) -> u8 {\n    match «d» {\n        D::In(x) => *x + 1,\n    }\n}";
        let after = repaired(&RULE, program, "E0004", "non-exhaustive patterns: `&D::Out(_)` not covered", &[]).unwrap();
        assert!(after.contains("*x + 1,\n        _ => debug_unreachable!(),\n    }"), "{after}");
        let program =
            "fn a() -> Result<u8> { match g() { Ok(x) => h(x), Err(_) => Err(Error::Token), } }\nfn b() -> Result<u8> { match «g()» { Ok(x) => Ok(x), } }";
        let after = repaired(&RULE, program, "E0004", "non-exhaustive patterns: `Err(_)` not covered", &[]).unwrap();
        assert!(after.contains("Ok(x) => Ok(x), Err(_) => Err(Error::Token), }"), "{after}");
    }

    #[test]
    fn a_body_that_needs_its_own_pattern_is_no_model() {
        let program = "fn f(o: Option<u8>) -> u8 { match «o» { Some(x) => x, } }";
        assert_eq!(repaired(&RULE, program, "E0004", "non-exhaustive patterns: `None` not covered", &[]), None);
        for (program, arm) in [
            ("fn f(o: Option<u8>) -> Option<u8> { match «o» { Some(x) => Some(x + 1), } }", "Some(x) => Some(x + 1), None => None, }"),
            ("fn f(o: Option<u8>) { match «o» { Some(x) => println!(\"{x}\"), } }", "None => {} }"),
        ] {
            let after = repaired(&RULE, program, "E0004", "non-exhaustive patterns: `None` not covered", &[]).unwrap();
            assert!(after.contains(arm), "{after}");
        }
    }
}
