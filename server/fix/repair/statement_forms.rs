//! Forms of JavaScript's statements that want more than one token: an import without `as`, a `*` on the wrong side, an arrow or a rest
//! element without its name.

use super::candidate::Candidate;
use super::lexer::{Gap, Kind};
use super::scene::Scene;
use super::slips::push;
use super::tokens::focus_lines;
use crate::base::{Span, TextEdit};
use crate::syntax::Language;

/// Words that begin a statement of their own and never an item of a list.
const STATEMENTS: &[&str] = &["const", "let", "var", "for", "while", "if", "switch", "return", "try", "do", "throw", "break", "continue"];

/// All such repairs near the error.
pub(super) fn candidates(scene: &Scene<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    if scene.language() != Language::JavaScript {
        return found;
    }
    for line in focus_lines(scene).into_iter().take(5).filter(|line| scene.line(*line).count < 300) {
        for at in scene.tokens_of(line) {
            match scene.token_text(at) {
                "import" => {
                    namespace_import(scene, at, &mut found);
                    required_import(scene, at, &mut found);
                }
                "*" => generator_star(scene, at, &mut found),
                "export" => exported_async(scene, at, &mut found),
                "=>" => arrow_without_parameters(scene, at, &mut found),
                "..." => rest_without_name(scene, at, &mut found),
                "for" => endless_loop(scene, at, &mut found),
                "let" | "const" | "var" => declared_statement(scene, at, &mut found),
                "," => comma_before_statement(scene, at, &mut found),
                _ => {}
            }
        }
        quoted_names(scene, line, &mut found);
    }
    found
}

fn is_word(scene: &Scene<'_>, at: usize) -> bool {
    scene.token(at).is_some_and(|token| token.kind == Kind::Word)
}

fn before<'s>(scene: &Scene<'s>, at: usize, back: usize) -> &'s str {
    at.checked_sub(back).map_or("", |at| scene.token_text(at))
}

/// `import * name from 'a'`: the namespace gets its name by `as`.
fn namespace_import(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let Some(name) = scene.token(at + 2).filter(|_| scene.token_text(at + 1) == "*" && is_word(scene, at + 2)) else { return };
    if scene.token_text(at + 3) == "from" {
        push(found, vec![TextEdit::insert(name.span.start, "as ")], format!("Insert `as` before `{}`", name.text(scene.text)), 6.0);
    }
}

/// `import a = require('b')` is TypeScript's.
fn required_import(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let Some(word) = scene.token(at).filter(|_| is_word(scene, at + 1) && scene.token_text(at + 2) == "=") else { return };
    if scene.token_text(at + 3) == "require" {
        push(found, vec![TextEdit::replace(word.span, "const")], "Change `import` to `const`", 6.0);
    }
}

/// `*function (a) {}`: a generator's star stands behind the word.
fn generator_star(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let value = at > 0 && scene.token(at - 1).is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Number | Kind::Close | Kind::Text));
    if value || scene.token_text(at + 1) != "function" {
        return;
    }
    if let (Some(star), Some(word)) = (scene.token(at), scene.token(at + 1)) {
        let edits = vec![TextEdit::delete(Span::new(star.span.start, word.span.start)), TextEdit::insert(word.span.end, "*")];
        push(found, edits, "Move the `*` behind `function`", 6.0);
    }
}

/// `async export function f() {}`: `export` comes first.
fn exported_async(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let Some(word) = at.checked_sub(1).and_then(|word| scene.token(word)) else { return };
    if let Some(export) = scene.token(at).filter(|_| word.text(scene.text) == "async" && scene.token_text(at + 1) == "function") {
        push(found, vec![TextEdit::replace(Span::new(word.span.start, export.span.end), "export async")], "Write `export` before `async`", 6.0);
    }
}

/// `run(=> {})`: an arrow has parameters, though there be none.
fn arrow_without_parameters(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    if let Some(arrow) = scene.token(at).filter(|_| matches!(before(scene, at, 1), "(" | "," | "=" | ":" | "return" | "?")) {
        push(found, vec![TextEdit::insert(arrow.span.start, "() ")], "Insert `()` before `=>`", 6.0);
    }
}

/// `const [a, ...] = b` and `function f(a, ...) {}`: what is left over gets a name.
fn rest_without_name(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let (Some(dots), closer @ (")" | "]" | "}")) = (scene.token(at), scene.token_text(at + 1)) else { return };
    let after = scene.token_text(at + 2);
    let pattern = match closer {
        ")" => matches!(after, "{" | "=>"),
        _ => after == "=",
    };
    let name = ["rest", "others", "remaining"].into_iter().find(|name| !scene.words.contains(name)).filter(|_| pattern);
    if let Some(name) = name {
        push(found, vec![TextEdit::insert(dots.span.end, name)], format!("Name what is left over `{name}`"), 6.0);
    }
}

/// `for () {}`: the loop that never ends has its semicolons.
fn endless_loop(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    if let Some(open) = scene.token(at + 1).filter(|open| open.text(scene.text) == "(" && scene.token_text(at + 2) == ")") {
        push(found, vec![TextEdit::insert(open.span.end, ";;")], "Write the endless loop as `for (;;)`", 5.0);
    }
}

/// `let while (a) {}`: a statement is not declared.
fn declared_statement(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let (Some(word), Some(next)) = (scene.token(at), scene.token(at + 1)) else { return };
    let statement = STATEMENTS.contains(&next.text(scene.text)) && next.gap == Gap::Space && !matches!(scene.token_text(at + 2), "=" | ";" | ",");
    if statement {
        let title = format!("Remove `{}` before `{}`", word.text(scene.text), next.text(scene.text));
        push(found, vec![TextEdit::delete(Span::new(word.span.start, next.span.start))], title, 5.0);
    }
}

/// `let a,` before a line that begins a statement: the declaration ends there.
fn comma_before_statement(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let Some(next) = scene.token(at + 1).filter(|next| next.starts_line() && STATEMENTS.contains(&next.text(scene.text))) else { return };
    let declares = scene.tokens_of(scene.token_line(at)).any(|word| matches!(scene.token_text(word), "let" | "const" | "var"));
    let ended = scene.tokens.windows(2).filter(|pair| matches!(pair, [last, next] if next.starts_line() && last.text(scene.text) == ";")).count();
    if let Some(comma) = scene.token(at).filter(|_| declares && ended > 0) {
        push(found, vec![TextEdit::replace(comma.span, ";")], format!("Change `,` to `;` before `{}`", next.text(scene.text)), 4.0);
    }
}

/// `import {a as "b"} from 'c'`: the name in the file stands behind `as` and is no string; all of them at once.
fn quoted_names(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let is_import = |line: usize| scene.head(line) == "import";
    if !is_import(line) {
        return;
    }
    let mut edits = Vec::new();
    for line in (0..scene.lines.len()).filter(|line| is_import(*line)) {
        for at in scene.tokens_of(line).filter(|at| scene.token_text(*at) == "as" && *at > 0) {
            let (Some(name), Some(text)) = (scene.token(at - 1), scene.token(at + 1).filter(|text| text.kind == Kind::Text)) else { continue };
            let inside = text.text(scene.text).trim_matches(['"', '\'']);
            let is_name = !inside.is_empty()
                && !inside.starts_with(|c: char| c.is_ascii_digit())
                && inside.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$'));
            if name.kind != Kind::Word {
                continue;
            }
            if is_name {
                edits.push(TextEdit::replace(text.span, inside));
            } else {
                edits.push(TextEdit::replace(name.span, text.text(scene.text)));
                edits.push(TextEdit::replace(text.span, name.text(scene.text)));
            }
        }
    }
    push(found, edits, "Write the imported names without quotes", 6.0);
}
