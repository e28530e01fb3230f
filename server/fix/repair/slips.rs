//! What people get wrong in JavaScript's statements, beyond a token: heads and clauses that are missing, parameters that are no names, private
//! names without their object.

use super::brackets::line_break;
use super::candidate::{Candidate, Slip};
use super::lexer::{Gap, Kind};
use super::scene::Scene;
use super::tokens::focus_lines;
use crate::base::{EditSet, Span, TextEdit, names};
use crate::syntax::Language;

/// All such repairs near the error.
pub(super) fn candidates(scene: &Scene<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    if scene.language() != Language::JavaScript {
        return found;
    }
    missing_catch(scene, &mut found);
    for line in focus_lines(scene).into_iter().take(5).filter(|line| scene.line(*line).count < 300) {
        private_names(scene, line, &mut found);
        for at in scene.tokens_of(line) {
            match scene.token_text(at) {
                "throw" => plain_throw(scene, at, &mut found),
                "switch" => switches(scene, at, &mut found),
                "of" => loop_initialiser(scene, at, &mut found),
                ":" => computed_key(scene, at, &mut found),
                "this" => this_parameter(scene, at, &mut found),
                "function" => {
                    plain_head(scene, at, &mut found);
                    word_before_member(scene, at, &mut found);
                    reserved_name(scene, at, &mut found);
                }
                "?." => optional_target(scene, at, &mut found),
                "**" => power_of_negation(scene, at, &mut found),
                "&&" | "||" | "??" => mixed_operators(scene, at, &mut found),
                "(" => empty_call_in_parameters(scene, at, &mut found),
                "," => default_value(scene, at, &mut found),
                "=" => assigned_call(scene, at, &mut found),
                "=>" => pattern_of_arrow(scene, at, &mut found),
                "await" => awaited_arrow(scene, at, &mut found),
                "from" => bare_source(scene, at, &mut found),
                "break" | "continue" => jumps(scene, at, &mut found),
                "super" => needless_super(scene, at, &mut found),
                "?" => half_ternary(scene, at, &mut found),
                "let" | "const" | "var" => {
                    reserved_name(scene, at, &mut found);
                    word_before_member(scene, at, &mut found);
                }
                _ => {}
            }
        }
    }
    found
}

pub(super) fn push(found: &mut Vec<Candidate>, edits: Vec<TextEdit>, title: impl Into<String>, bonus: f32) {
    if !edits.is_empty()
        && let Ok(edits) = EditSet::new(edits)
    {
        found.push(Candidate::new(edits, Slip::Statement, title).with(bonus));
    }
}

fn partner(scene: &Scene<'_>, at: usize) -> Option<usize> {
    scene.partners.get(at).copied().flatten()
}

/// The opener of the brackets that a token stands in, looked for in the tokens shortly before it.
pub(super) fn enclosing(scene: &Scene<'_>, at: usize) -> Option<usize> {
    let mut next = at;
    for _ in 0..400 {
        next = next.checked_sub(1)?;
        match scene.token(next)?.kind {
            Kind::Open => return Some(next),
            Kind::Close => next = partner(scene, next)?,
            _ => {}
        }
    }
    None
}

/// Whether an opener begins the parameters of a function or arrow.
fn opens_parameters(scene: &Scene<'_>, opener: usize) -> bool {
    if scene.token_text(opener) != "(" {
        return false;
    }
    let before = |back: usize| opener.checked_sub(back).map_or("", |at| scene.token_text(at));
    let named = before(1) == "function" || before(2) == "function" || (before(1) == "*" && before(2) == "function");
    let after = partner(scene, opener).map_or("", |close| scene.token_text(close + 1));
    let control = matches!(before(1), "if" | "for" | "while" | "switch" | "catch" | "with");
    named || after == "=>" || (after == "{" && !control)
}

/// `#name` where `this.#name` is meant: every private name of the line that stands neither behind a dot nor at the head of a member.
fn private_names(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let mut edits = Vec::new();
    for at in scene.tokens_of(line) {
        let Some(token) = scene.token(at).filter(|token| token.kind == Kind::Word && token.text(scene.text).starts_with('#')) else { continue };
        let before = at.checked_sub(1).map_or("", |before| scene.token_text(before));
        let in_class = enclosing(scene, at).is_some_and(|opener| opens_class(scene, opener));
        if !matches!(before, "." | "?.") && scene.token_text(at + 1) != "in" && !in_class {
            edits.push(TextEdit::insert(token.span.start, "this."));
        }
    }
    push(found, edits, "Access the private member through `this`", 5.0);
}

fn opens_class(scene: &Scene<'_>, opener: usize) -> bool {
    scene.token_text(opener) == "{" && (1..8).map_while(|back| opener.checked_sub(back)).any(|at| scene.token_text(at) == "class")
}

/// A `try` without `catch` and `finally`: what was thrown is reported.
fn missing_catch(scene: &Scene<'_>, found: &mut Vec<Candidate>) {
    let body = |at: usize| Some(at + 1).filter(|open| scene.token_text(at) == "try" && scene.token_text(*open) == "{").and_then(|open| partner(scene, open));
    let closers = (0..scene.tokens.len()).filter_map(body);
    // The parser stops at the first of them that lacks its clause.
    let Some(close) = closers.filter(|close| !matches!(scene.token_text(close + 1), "catch" | "finally")).min() else { return };
    let Some(end) = scene.token(close).map(|token| token.span.end) else { return };
    let (lead, line_break, unit) = (scene.lead(scene.token_line(close)), line_break(scene), scene.unit.as_str());
    let clause = format!(" catch (error) {{{line_break}{lead}{unit}console.error(error);{line_break}{lead}}}");
    push(found, vec![TextEdit::insert(end, clause)], "Add a `catch` that reports the error", 2.0);
}

/// `throw;`: what the `catch` around it caught is thrown again.
fn plain_throw(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let (Some(token), ";" | "}") = (scene.token(at), scene.token_text(at + 1)) else { return };
    let clause = (0..at).rev().take(200).find(|clause| scene.token_text(*clause) == "catch" && scene.token_text(clause + 1) == "(");
    if let Some(name) = clause.and_then(|clause| scene.token(clause + 2)).filter(|name| name.kind == Kind::Word) {
        let name = name.text(scene.text);
        push(found, vec![TextEdit::insert(token.span.end, format!(" {name}"))], format!("Throw `{name}` again"), 5.0);
    }
}

/// A `switch` without the value that it looks at, and statements of a `switch` before its first `case`.
fn switches(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let (Some(switch), Some(next)) = (scene.token(at), scene.token(at + 1)) else { return };
    let empty = next.text(scene.text) == "(" && scene.token_text(at + 2) == ")";
    if next.text(scene.text) == "{" || empty {
        for (place, name) in names_before(scene, at).into_iter().enumerate() {
            let edit = if empty { TextEdit::insert(next.span.end, name) } else { TextEdit::insert(switch.span.end, format!(" ({name})")) };
            push(found, vec![edit], format!("Look at `{name}`"), 4.0 - place as f32);
        }
    }
    let open = if next.text(scene.text) == "(" { partner(scene, at + 1).map(|close| close + 1) } else { Some(at + 1) };
    let Some(open) = open.filter(|open| scene.token_text(*open) == "{") else { return };
    let Some(first) = scene.token(open + 1) else { return };
    if !matches!(first.text(scene.text), "case" | "default" | "}") {
        let line = scene.token_line(open + 1);
        let text = if first.starts_line() { format!("default:{}{}{}", line_break(scene), scene.lead(line), scene.unit) } else { "default: ".to_owned() };
        push(found, vec![TextEdit::insert(first.span.start, text)], "Put the statement under `default`", 4.0);
    }
}

/// The names of the parameters of the function around a token, then the names declared shortly before it.
fn names_before<'s>(scene: &Scene<'s>, at: usize) -> Vec<&'s str> {
    let mut names = Vec::new();
    for back in (at.saturating_sub(120)..at).rev() {
        let is_name = scene.token(back).is_some_and(|token| token.kind == Kind::Word);
        let before = back.checked_sub(1).map_or("", |before| scene.token_text(before));
        let parameter = matches!(before, "(" | ",") && enclosing(scene, back).is_some_and(|opener| opens_parameters(scene, opener));
        let declared = matches!(before, "let" | "const" | "var");
        if is_name && (parameter || declared) && !names.contains(&scene.token_text(back)) {
            names.push(scene.token_text(back));
        }
    }
    names.truncate(3);
    names
}

/// `for (const a = b of c)`: the loop itself gives the variable its value.
fn loop_initialiser(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let Some(open) = enclosing(scene, at).filter(|open| *open > 0 && matches!(scene.token_text(*open - 1), "for" | "await")) else { return };
    let Some(sign) = (open..at).find(|sign| scene.token_text(*sign) == "=") else { return };
    if let (Some(before), Some(last)) = (scene.token(sign.saturating_sub(1)), scene.token(at - 1)) {
        let range = Span::new(before.span.end, last.span.end);
        push(found, vec![TextEdit::delete(range)], "Remove the value of the loop's variable", 5.0);
    }
}

/// `{ 'a' + b: c }`: a key that is worked out stands in square brackets.
fn computed_key(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let Some(open) = enclosing(scene, at).filter(|open| scene.token_text(*open) == "{") else { return };
    let mut first = at;
    while first > open + 1 && !matches!(scene.token_text(first - 1), "," | ";") {
        first -= 1;
        if let Some(opener) = scene.token(first).filter(|token| token.kind == Kind::Close).and_then(|_| partner(scene, first)) {
            first = opener;
        }
    }
    let simple = at.saturating_sub(first) < 2 && !scene.token_text(first).starts_with('`');
    let statement = scene.token(first).is_some_and(|token| token.kind == Kind::Keyword) || scene.token_text(first) == "[";
    if simple || statement || (first..at).any(|inner| matches!(scene.token_text(inner), "=" | "?" | "=>" | ";" | ":")) {
        return;
    }
    if let (Some(start), Some(end)) = (scene.token(first), scene.token(at - 1)) {
        push(found, vec![TextEdit::insert(start.span.start, "["), TextEdit::insert(end.span.end, "]")], "Put the computed key in square brackets", 2.0);
    }
}

/// `this` among the parameters: every function but an arrow has it anyway.
fn this_parameter(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let Some(open) = enclosing(scene, at).filter(|open| opens_parameters(scene, *open)) else { return };
    let (Some(token), Some(next)) = (scene.token(at), scene.token(at + 1)) else { return };
    if !matches!(scene.token_text(at - 1), "(" | ",") || !matches!(next.text(scene.text), ")" | ",") {
        return;
    }
    let range = match (next.text(scene.text), scene.token_text(at - 1)) {
        (",", _) => Span::new(token.span.start, scene.token(at + 2).map_or(next.span.end, |after| after.span.start)),
        (_, ",") => Span::new(scene.token(at - 1).map_or(token.span.start, |comma| comma.span.start), token.span.end),
        _ => token.span,
    };
    let mut edits = vec![TextEdit::delete(range)];
    // An arrow takes `this` from around it: one that wants its own is a function.
    let arrow = partner(scene, open).map(|close| close + 1).filter(|arrow| scene.token_text(*arrow) == "=>" && scene.token_text(*arrow + 1) == "{");
    if let (Some(opener), Some(arrow), Some(body)) = (scene.token(open), arrow, arrow.and_then(|arrow| scene.token(arrow + 1))) {
        edits.insert(0, TextEdit::insert(opener.span.start, "function "));
        if let Some(arrow) = scene.token(arrow) {
            edits.push(TextEdit::delete(Span::new(arrow.span.start, body.span.start)));
        }
    }
    push(found, edits, "Remove `this` from the parameters", 4.0);
}

/// `function {` and `function name {`: parameters stand in parentheses, though there be none.
fn plain_head(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let name = at + usize::from(scene.token(at + 1).is_some_and(|token| token.kind == Kind::Word));
    if scene.token_text(name + 1) == "{"
        && let Some(token) = scene.token(name)
    {
        push(found, vec![TextEdit::insert(token.span.end, "()")], format!("Insert `()` after `{}`", token.text(scene.text)), 4.0);
    }
}

/// `function` and `const` before the member of a class, and `function` before that of an object.
fn word_before_member(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let (Some(word), Some(name)) = (scene.token(at), scene.token(at + 1)) else { return };
    let Some(open) = enclosing(scene, at).filter(|open| scene.token_text(*open) == "{") else { return };
    let object = open > 0 && matches!(scene.token_text(open - 1), "=" | "(" | "," | ":" | "return") && scene.token_text(at + 2) == "(";
    let value = matches!(at.checked_sub(1).map_or("", |before| scene.token_text(before)), "=" | ":" | "=>" | "return");
    if name.kind == Kind::Word && !value && (object || opens_class(scene, open)) {
        let title = format!("Remove `{}` before the member", word.text(scene.text));
        push(found, vec![TextEdit::delete(Span::new(word.span.start, name.span.start))], title, 4.0);
    }
}

/// `a?.b = c` and `new a?.b()`: what is assigned to, or made, cannot be optional.
fn optional_target(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let Some(token) = scene.token(at) else { return };
    let next = scene.token_text(at + 1);
    let text = if matches!(next, "(" | "[") { "" } else { "." };
    push(found, vec![TextEdit::replace(token.span, text)], "Access the member without `?.`", 1.0);
}

/// `-a ** b`: which of the two comes first has to be said.
fn power_of_negation(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let mut first = at;
    while let Some(before) = first.checked_sub(1) {
        let Some(token) = scene.token(before) else { break };
        let value = matches!(token.kind, Kind::Word | Kind::Number) || matches!(token.text(scene.text), "." | "this");
        match partner(scene, before).filter(|_| token.kind == Kind::Close) {
            Some(open) => first = open,
            None if value => first = before,
            None => break,
        }
    }
    let Some(sign) = first.checked_sub(1).and_then(|before| scene.token(before)) else { return };
    if !matches!(sign.text(scene.text), "-" | "+" | "!" | "~" | "typeof" | "void" | "delete" | "await") || first == at {
        return;
    }
    let mut last = at + 1;
    while matches!(scene.token_text(last + 1), "." | "(" | "[") {
        last = partner(scene, last + 1).unwrap_or(last + 2);
    }
    if let (Some(value), Some(end), Some(exponent)) = (scene.token(first), scene.token(at - 1), scene.token(last)) {
        let power = vec![TextEdit::insert(value.span.start, "("), TextEdit::insert(exponent.span.end, ")")];
        push(found, power, "Put the power in parentheses", 4.0);
        let negation = vec![TextEdit::insert(sign.span.start, "("), TextEdit::insert(end.span.end, ")")];
        push(found, negation, format!("Put the `{}` in parentheses", sign.text(scene.text)), 3.5);
    }
}

/// `a ?? b || c`: the two need parentheses.
fn mixed_operators(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let own = scene.token_text(at);
    let line = scene.tokens_of(scene.token_line(at));
    let other = |sign: &str| if own == "??" { matches!(sign, "&&" | "||") } else { sign == "??" };
    if !line.clone().any(|near| other(scene.token_text(near))) {
        return;
    }
    let ends = |token: usize| matches!(scene.token_text(token), "," | ";" | "=" | "return" | "=>" | "?" | ":" | "??" | "||" | "&&");
    let mut first = at;
    while first > line.start && !ends(first - 1) && scene.token(first - 1).is_some_and(|token| token.kind != Kind::Open) {
        first -= 1;
        first = partner(scene, first).filter(|open| *open < first).unwrap_or(first);
    }
    let mut last = at;
    while last + 1 < line.end && !ends(last + 1) && scene.token(last + 1).is_some_and(|token| token.kind != Kind::Close) {
        last += 1;
        last = partner(scene, last).filter(|close| *close > last).unwrap_or(last);
    }
    if let (Some(start), Some(end)) = (scene.token(first), scene.token(last)) {
        let edits = vec![TextEdit::insert(start.span.start, "("), TextEdit::insert(end.span.end, ")")];
        push(found, edits, format!("Put the operands of `{own}` in parentheses"), 4.0);
    }
}

/// `function f(names())`: a parameter is not called.
fn empty_call_in_parameters(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let (Some(open), Some(close)) = (scene.token(at), scene.token(at + 1)) else { return };
    let inside = enclosing(scene, at).is_some_and(|opener| opens_parameters(scene, opener));
    if inside && close.text(scene.text) == ")" && at > 0 && scene.token(at - 1).is_some_and(|name| name.kind == Kind::Word) {
        push(found, vec![TextEdit::delete(Span::new(open.span.start, close.span.end))], "Remove the `()` of the parameter", 4.0);
    }
}

/// `function f(a, 0)` and `function f(a += 0)`: the default value of the parameter before.
fn default_value(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let value = scene.token(at + 1).is_some_and(|value| {
        matches!(value.kind, Kind::Number | Kind::Text) || matches!(value.text(scene.text), "true" | "false" | "null" | "undefined" | "[" | "{")
    });
    let named = at > 0 && scene.token(at - 1).is_some_and(|name| name.kind == Kind::Word);
    let Some(comma) = scene.token(at).filter(|_| value && named) else { return };
    if enclosing(scene, at).is_some_and(|opener| opens_parameters(scene, opener)) {
        push(found, vec![TextEdit::replace(comma.span, " =")], "Make the value the parameter's default", 4.0);
    }
}

/// `if (f() = x)`: a call is compared, and `f() = x` as a statement names nothing to assign to.
fn assigned_call(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let Some(token) = scene.token(at) else { return };
    let value = at > 0 && scene.token(at - 1).is_some_and(|before| matches!(before.kind, Kind::Close | Kind::Number | Kind::Text));
    let condition = enclosing(scene, at).is_some_and(|open| open > 0 && matches!(scene.token_text(open - 1), "if" | "while"));
    if value && condition {
        push(found, vec![TextEdit::replace(token.span, "===")], "Change `=` to `===`", 4.0);
    }
}

/// `{ a } => b`: a pattern as the only parameter stands in parentheses.
fn pattern_of_arrow(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let Some(close) = at.checked_sub(1).filter(|close| matches!(scene.token_text(*close), "}" | "]")) else { return };
    if let (Some(open), Some(close)) = (partner(scene, close).and_then(|open| scene.token(open)), scene.token(close)) {
        push(found, vec![TextEdit::insert(open.span.start, "("), TextEdit::insert(close.span.end, ")")], "Put the pattern in parentheses", 5.0);
    }
}

/// `await (a) => b`: an arrow that awaits is `async`.
fn awaited_arrow(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let arrow = if scene.token_text(at + 1) == "(" { partner(scene, at + 1).map(|close| close + 1) } else { Some(at + 2) };
    if let Some(token) = scene.token(at).filter(|_| arrow.is_some_and(|arrow| scene.token_text(arrow) == "=>")) {
        push(found, vec![TextEdit::replace(token.span, "async")], "Change `await` to `async`", 5.0);
    }
}

/// `import fs from fs`: the source is a string.
fn bare_source(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let Some(name) = scene.token(at + 1).filter(|name| name.kind == Kind::Word && name.gap == Gap::Space) else { return };
    let quote = if scene.text.matches('"').count() > scene.text.matches('\'').count() { '"' } else { '\'' };
    let edits = vec![TextEdit::insert(name.span.start, quote), TextEdit::insert(name.span.end, quote)];
    push(found, edits, "Write the source of the import as a string", 4.0);
}

/// `break` and `continue` where no loop is, or with a label that does not exist.
fn jumps(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let Some(token) = scene.token(at) else { return };
    let word = token.text(scene.text);
    if let Some(label) = scene.token(at + 1).filter(|label| label.kind == Kind::Word && label.gap == Gap::Space) {
        let is_label =
            |name: &usize| scene.token(*name).is_some_and(|token| token.kind == Kind::Word && token.starts_line()) && scene.token_text(name + 1) == ":";
        let labels = (0..at).filter(is_label).map(|name| scene.token_text(name));
        for (meant, likeness) in names::closest(label.text(scene.text), labels, 0.4) {
            let title = format!("Change `{}` to `{meant}`", label.text(scene.text));
            push(found, vec![TextEdit::replace(label.span, meant)], title, 4.0 * likeness as f32);
        }
        push(found, vec![TextEdit::delete(Span::new(token.span.end, label.span.end))], "Remove the label", 0.0);
        return;
    }
    push(found, vec![TextEdit::replace(token.span, "return")], format!("Change `{word}` to `return`"), 2.0);
    let end = scene.token(at + 1).filter(|next| next.text(scene.text) == ";").map_or(token.span.end, |next| next.span.end);
    let line = scene.line(scene.token_line(at));
    let alone = line.span.of(scene.text).trim().len() == end - token.span.start;
    let start = if alone && line.span.start > 0 { line.span.start - 1 } else { token.span.start };
    push(found, vec![TextEdit::delete(Span::new(start, end))], format!("Remove the `{word}`"), 0.0);
}

/// `super()` in a class that extends none.
fn needless_super(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let Some(token) = scene.token(at).filter(|token| token.starts_line()) else { return };
    let Some(close) = Some(at + 1).filter(|open| scene.token_text(*open) == "(").and_then(|open| partner(scene, open)) else { return };
    let last = close + usize::from(scene.token_text(close + 1) == ";");
    let line = scene.line(scene.token_line(at));
    if let Some(end) = scene.token(last).map(|token| token.span.end)
        && end >= line.span.end
        && line.span.start > 0
    {
        push(found, vec![TextEdit::delete(Span::new(line.span.start - 1, end.max(token.span.end)))], "Remove the call of `super`", 3.0);
    }
}

/// `a ? b;`: what holds otherwise is missing.
fn half_ternary(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let line = scene.tokens_of(scene.token_line(at));
    let rest = (at + 1..line.end).find(|next| matches!(scene.token_text(*next), ";" | ":"));
    match rest.and_then(|end| Some((scene.token_text(end), scene.token(end - 1)?, scene.token(end)?, scene.token(end + 1)))) {
        Some((";", last, ..)) => push(found, vec![TextEdit::insert(last.span.end, " : undefined")], "Add `: undefined`", 1.0),
        Some((":", _, sign, Some(next))) if matches!(next.text(scene.text), ";" | ")") => {
            push(found, vec![TextEdit::insert(sign.span.end, " undefined")], "Add `undefined`", 1.0);
        }
        _ => {}
    }
}

/// A word of the language as the name of a variable, parameter or function: a name with an underscore behind it, wherever it is meant.
fn reserved_name(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let parameters = scene.token_text(at) == "function";
    let end = if parameters { scene.tokens_of(scene.token_line(at)).end } else { at + 2 };
    let named = (at + 1..end.min(at + 24)).find(|name| {
        let is_keyword = scene.token(*name).is_some_and(|token| token.kind == Kind::Keyword && token.gap != Gap::Line);
        let word = scene.token_text(*name);
        let next = scene.token_text(name + 1);
        is_keyword
            && !matches!(word, "async" | "of" | "get" | "set" | "from" | "static" | "function" | "this" | "in")
            && matches!(next, "=" | "," | ")" | ";" | "(")
    });
    let Some(word) = named.map(|name| scene.token_text(name)) else { return };
    let mut edits = Vec::new();
    for (place, token) in scene.tokens.iter().enumerate().filter(|(_, token)| token.text(scene.text) == word) {
        let before = place.checked_sub(1).map_or("", |before| scene.token_text(before));
        let after = scene.token_text(place + 1);
        let name = matches!(before, "let" | "const" | "var" | "function" | "(" | "," | "=" | "return" | "+" | "{" | "}" | ";" | "")
            && matches!(after, ")" | "," | ";" | "=" | "." | "[" | "+" | "(" | "}");
        // What begins a statement of its own kind is no name.
        let keyword = matches!(word, "if" | "for" | "while" | "switch" | "return" | "super" | "typeof" | "new" | "delete")
            && !matches!(before, "function" | "let" | "const" | "var")
            && after == "("
            && word != "delete";
        if (name && !keyword) || named == Some(place) {
            edits.push(TextEdit::insert(token.span.end, "_"));
        }
    }
    push(found, edits, format!("Rename `{word}` to `{word}_`"), 3.0);
}
