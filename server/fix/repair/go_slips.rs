//! What people write in Go's statements who know another language: braces and `else` on lines of their own, heads of loops in parentheses, the
//! ternary operator. Declarations are in `go_declarations`, what stands in types and literals is in `go_types`.

use super::brackets::line_break;
use super::candidate::Candidate;
use super::go_declarations::{defined_by_word, head_of_function, imports, in_group, type_in_front, type_without_word, value_as_type};
use super::go_types;
use super::lexer::{Gap, Kind};
use super::scene::Scene;
use super::slips::push;
use super::tokens::focus_lines;
use crate::base::{Span, TextEdit};
use crate::syntax::Language;

/// All such repairs near the error.
pub(super) fn candidates(scene: &Scene<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    if scene.language() != Language::Go {
        return found;
    }
    braces(scene, &mut found);
    for line in focus_lines(scene).into_iter().take(4).filter(|line| scene.line(*line).count < 200) {
        let tokens = scene.tokens_of(line);
        comment(scene, line, &mut found);
        words(scene, line, &mut found);
        let first = tokens.start;
        match scene.token_text(first) {
            "for" | "while" | "foreach" => head_of_loop(scene, first, &mut found),
            "if" => body_without_braces(scene, line, &mut found),
            "import" => imports(scene, line, &mut found),
            "struct" | "interface" | "class" => type_without_word(scene, first, &mut found),
            "var" | "const" => defined_by_word(scene, line, &mut found),
            "type" => value_as_type(scene, first, &mut found),
            "else" | "otherwise" => default_clause(scene, first, &mut found),
            "++" | "--" => sign_in_front(scene, first, &mut found),
            _ => type_in_front(scene, first, &mut found),
        }
        stray_comma(scene, line, &mut found);
        in_group(scene, line, &mut found);
        bare_call(scene, line, &mut found);
        lost_return(scene, line, &mut found);
        for at in tokens {
            match scene.token_text(at) {
                "?" => ternary(scene, line, at, &mut found),
                "->" | "-" | "=>" => arrow(scene, at, &mut found),
                "++" | "--" => sign_as_value(scene, line, at, &mut found),
                "<" => unequal(scene, at, &mut found),
                "new" => new_object(scene, at, &mut found),
                "func" => head_of_function(scene, line, at, &mut found),
                _ => {}
            }
        }
        go_types::in_line(scene, line, &mut found);
    }
    found
}

pub(super) fn before<'s>(scene: &Scene<'s>, at: usize) -> &'s str {
    at.checked_sub(1).map_or("", |before| scene.token_text(before))
}

pub(super) fn partner(scene: &Scene<'_>, at: usize) -> Option<usize> {
    scene.partners.get(at).copied().flatten()
}

pub(super) fn is_word(scene: &Scene<'_>, at: usize) -> bool {
    scene.token(at).is_some_and(|token| token.kind == Kind::Word)
}

/// From the start of one token to the end of another.
pub(super) fn between(scene: &Scene<'_>, first: usize, last: usize) -> Option<Span> {
    let (first, last) = (scene.token(first)?, scene.token(last)?);
    (first.span.start <= last.span.end).then(|| Span::new(first.span.start, last.span.end))
}

/// The last token of a line.
pub(super) fn last_of(scene: &Scene<'_>, line: usize) -> Option<usize> {
    let tokens = scene.tokens_of(line);
    tokens.end.checked_sub(1).filter(|last| *last >= tokens.start)
}

/// `{` on a line of its own behind its head, and `else` on one behind its `}`: Go ends the statement before. Whoever writes one so writes all so.
fn braces(scene: &Scene<'_>, found: &mut Vec<Candidate>) {
    let mut edits = Vec::new();
    for (at, token) in scene.tokens.iter().enumerate().skip(1).filter(|(_, token)| token.starts_line()) {
        let Some(last) = scene.token(at - 1) else { continue };
        let own = match token.text(scene.text) {
            "{" => {
                let head = scene.head(scene.token_line(at - 1));
                let closed = matches!(last.text(scene.text), "{" | ";" | ",");
                matches!(head, "if" | "for" | "switch" | "select" | "func" | "else" | "type" | "struct" | "interface" | "go" | "defer") && !closed
                    || before(scene, at) == "else"
            }
            "else" => last.text(scene.text) == "}",
            _ => false,
        };
        let gap = Span::new(last.span.end, token.span.start);
        if own && gap.of(scene.text).trim().is_empty() {
            edits.push(TextEdit::replace(gap, " "));
        }
    }
    let near = |edit: &&TextEdit| scene.line_of(edit.range.end).abs_diff(scene.line_of(scene.focus)) <= 2;
    let title = |edits: &[TextEdit]| if edits.len() == 1 { "Move it up to the line before" } else { "Move them up to the lines before" };
    let nearest: Vec<TextEdit> = edits.iter().filter(near).cloned().collect();
    if edits.len() > nearest.len() && !nearest.is_empty() {
        push(found, edits.clone(), title(&edits), 5.5);
    }
    push(found, nearest.clone(), title(&nearest), 6.0);
}

/// Comments that begin with `#`, this one and all others.
fn comment(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let begins = |line: usize| scene.line(line).span.of(scene.text).trim_start().starts_with("# ");
    if begins(line) {
        let lines = (line..scene.lines.len()).filter(|line| begins(*line)).map(|line| scene.line(line));
        let edits = lines.map(|line| TextEdit::replace(Span::new(line.span.start + line.lead, line.span.start + line.lead + 1), "//"));
        push(found, edits.collect(), "Begin the comment with `//`", 6.0);
    }
}

/// The operators that other languages write as words, all of a line; `then` and `do` at the end of a head.
fn words(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let mut edits = Vec::new();
    for at in scene.tokens_of(line).filter(|at| is_word(scene, *at)) {
        let Some(token) = scene.token(at) else { continue };
        let value_behind = scene.token(at + 1).is_some_and(|next| next.gap == Gap::Space && next.kind != Kind::Sign || next.text(scene.text) == "!");
        match token.text(scene.text) {
            "and" if value_behind => edits.push(TextEdit::replace(token.span, "&&")),
            "or" if value_behind => edits.push(TextEdit::replace(token.span, "||")),
            "not" if value_behind => {
                let end = scene.token(at + 1).map_or(token.span.end, |next| next.span.start);
                edits.push(TextEdit::replace(Span::new(token.span.start, end), "!"));
            }
            "then" | "do" if scene.token_text(at + 1) == "{" && matches!(scene.head(line), "if" | "for" | "else") => {
                let start = at.checked_sub(1).and_then(|before| scene.token(before)).map_or(token.span.start, |before| before.span.end);
                edits.push(TextEdit::delete(Span::new(start, token.span.end)));
            }
            _ => {}
        }
    }
    push(found, edits, "Write it as Go does", 6.0);
}

/// Parentheses around a head, a type before its variable, `++i`, `in` and `of` for `:= range`.
fn head_of_loop(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let Some(word) = scene.token(at) else { return };
    let mut edits = Vec::new();
    if word.text(scene.text) != "for" {
        edits.push(TextEdit::replace(word.span, "for"));
    }
    let close = partner(scene, at + 1).filter(|close| scene.token_text(at + 1) == "(" && scene.token_text(close + 1) == "{");
    let mut first = at + 1;
    let line = scene.token_line(at);
    let end = close.unwrap_or_else(|| scene.tokens_of(line).find(|at| scene.token_text(*at) == "{").unwrap_or(scene.tokens_of(line).end));
    if close.is_some() {
        edits.extend(scene.token(at + 1).map(|open| TextEdit::delete(open.span)));
        first += 1;
    }
    // `int i = 0`, `var i = 0` and `int x : list`
    let typed = matches!(scene.token_text(first), "var" | "let" | "const" | "auto") || is_word(scene, first);
    if typed
        && is_word(scene, first + 1)
        && !matches!(scene.token_text(first + 1), "in" | "of")
        && let (Some(kind), Some(name)) = (scene.token(first), scene.token(first + 1))
    {
        edits.push(TextEdit::delete(Span::new(kind.span.start, name.span.start)));
        first += 1;
    }
    if let Some(sign) = scene.token(first + 1).filter(|sign| sign.text(scene.text) == "=") {
        edits.push(TextEdit::replace(sign.span, ":="));
    }
    edits.extend(elements(scene, first, end));
    // `i := 0, i < 5, i++`
    let commas: Vec<usize> = (first..end).filter(|at| scene.token_text(*at) == ",").collect();
    let clauses = matches!(scene.token_text(first + 1), ":=" | "=") && !(first..end).any(|at| matches!(scene.token_text(at), ";" | "range"));
    if commas.len() == 2 && clauses {
        edits.extend(commas.iter().filter_map(|at| scene.token(*at)).map(|comma| TextEdit::replace(comma.span, ";")));
    }
    // `++i`
    for sign in (first..end).filter(|sign| matches!(scene.token_text(*sign), "++" | "--") && before(scene, *sign) == ";") {
        if let (Some(token), Some(name)) = (scene.token(sign), scene.token(sign + 1).filter(|_| is_word(scene, sign + 1))) {
            edits.push(TextEdit::delete(token.span));
            edits.push(TextEdit::insert(name.span.end, token.text(scene.text)));
        }
    }
    edits.extend(close.and_then(|close| scene.token(close)).map(|close| TextEdit::delete(close.span)));
    push(found, edits, "Write the head of the loop as Go does", 6.0);
}

/// `x in list`, `i, x of list` and `x : list`, with all of which the elements are meant.
fn elements(scene: &Scene<'_>, first: usize, end: usize) -> Vec<TextEdit> {
    let of = |at: &usize| matches!(scene.token_text(*at), "in" | "of" | ":");
    let Some((at, sign)) = (first..end.min(first + 5)).find(of).and_then(|at| Some((at, scene.token(at)?))) else { return Vec::new() };
    let ranged = scene.token_text(at + 1) == "range" && scene.token_text(at + 2) != "(";
    let mut edits = Vec::new();
    let counts = scene.token(at + 1).is_some_and(|token| token.kind == Kind::Number) || matches!(scene.token_text(at + 1), "len" | "range");
    if at == first + 1 && !counts {
        edits.extend(scene.token(first).map(|name| TextEdit::insert(name.span.start, "_, ")));
    }
    edits.push(TextEdit::replace(sign.span, if ranged { ":=" } else { ":= range" }));
    edits
}

/// `if (done)` with its one statement in the next line, or behind it.
fn body_without_braces(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let (tokens, Some(last)) = (scene.tokens_of(line), last_of(scene, line)) else { return };
    let (lead, unit, line_break) = (scene.lead(line), scene.unit.as_str(), line_break(scene));
    let open = tokens.start + 1;
    let whole = |close: &usize| scene.token_text(open) == "(" && *close <= last;
    let close = partner(scene, open).filter(whole);
    let parentheses = |close: usize| [open, close].into_iter().filter_map(|at| scene.token(at)).map(|token| TextEdit::delete(token.span));
    let next = line + 1;
    let deeper = scene.column(next) > scene.column(line) && scene.line(next).count > 0;
    let ends = scene.line(next + 1).count == 0 || scene.column(next + 1) <= scene.column(line);
    let head_ends = !matches!(scene.token_text(last), "{" | "," | "(" | "&&" | "||" | ";");
    if deeper && ends && head_ends {
        let Some(end) = last_of(scene, next).and_then(|last| scene.token(last)) else { return };
        let mut edits: Vec<TextEdit> = close.filter(|close| *close == last).map(parentheses).into_iter().flatten().collect();
        edits.extend(scene.token(last).map(|last| TextEdit::insert(last.span.end, " {")));
        edits.push(TextEdit::insert(end.span.end, format!("{line_break}{lead}}}")));
        push(found, edits, "Put the statement in braces", 6.0);
    }
    // `if (done) return`
    if let Some(close) = close.filter(|close| *close < last && scene.token_text(*close + 1) != "{" && scene.token_text(last) != "{")
        && let (Some(body), Some(end), Some(bracket)) = (scene.token(close + 1), scene.token(last), scene.token(close))
        && matches!(body.kind, Kind::Word | Kind::Keyword)
    {
        let mut edits: Vec<TextEdit> = parentheses(close).take(1).collect();
        edits.push(TextEdit::replace(Span::new(bracket.span.start, body.span.start), format!(" {{{line_break}{lead}{unit}")));
        edits.push(TextEdit::insert(end.span.end, format!("{line_break}{lead}}}")));
        push(found, edits, "Put the statement in braces", 5.0);
    }
    // `if done return`, `if n > 0 fmt.Println(n)`: the body begins where a name or keyword follows a value.
    let value = |at: usize| {
        let plain = scene.token(at).is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Number | Kind::Text | Kind::Close));
        plain || matches!(scene.token_text(at), "nil" | "true" | "false")
    };
    let body = (tokens.start + 2..=last).find(|at| {
        let token = scene.token(*at).filter(|token| token.gap == Gap::Space && matches!(token.kind, Kind::Word | Kind::Keyword));
        token.is_some_and(|token| !matches!(token.text(scene.text), "nil" | "true" | "false" | "func" | "map" | "struct" | "range")) && value(*at - 1)
    });
    if let Some(body) = body.filter(|_| close.is_none() && scene.token_text(last) != "{")
        && let (Some(start), Some(condition), Some(end)) = (scene.token(body), scene.token(body - 1), scene.token(last))
    {
        let opened = TextEdit::replace(Span::new(condition.span.end, start.span.start), format!(" {{{line_break}{lead}{unit}"));
        push(found, vec![opened, TextEdit::insert(end.span.end, format!("{line_break}{lead}}}"))], "Put the statement in braces", 4.0);
    }
}

/// `else:` among the cases of a `switch`.
fn default_clause(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    if scene.token_text(at + 1) == ":" && before(scene, at) != "}" {
        push(found, scene.token(at).map(|word| TextEdit::replace(word.span, "default")).into_iter().collect(), "Change it to `default`", 6.0);
    }
}

/// `++x` as a statement.
fn sign_in_front(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let Some(last) = last_of(scene, scene.token_line(at)).and_then(|last| scene.token(last)) else { return };
    if let Some(sign) = scene.token(at).filter(|_| is_word(scene, at + 1)) {
        let text = sign.text(scene.text);
        push(found, vec![TextEdit::delete(sign.span), TextEdit::insert(last.span.end, text)], format!("Put `{text}` behind the variable"), 6.0);
    }
}

/// `y := x++`: the variable is changed in a statement of its own.
fn sign_as_value(scene: &Scene<'_>, line: usize, at: usize, found: &mut Vec<Candidate>) {
    let tokens = scene.tokens_of(line);
    let (Some(sign), Some(name)) = (scene.token(at), at.checked_sub(1).and_then(|name| scene.token(name)).filter(|_| is_word(scene, at - 1))) else { return };
    let assigned = at >= tokens.start + 3 && matches!(scene.token_text(at - 2), "=" | ":=");
    if assigned && Some(at) == last_of(scene, line) {
        let (lead, text) = (scene.lead(line), sign.text(scene.text));
        let statement = format!("{}{lead}{}{text}", line_break(scene), name.text(scene.text));
        push(found, vec![TextEdit::replace(sign.span, statement)], format!("Write `{}{text}` as a statement", name.text(scene.text)), 6.0);
    }
}

/// A statement that ends with a comma.
fn stray_comma(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let Some(last) = last_of(scene, line).filter(|last| scene.token_text(*last) == "," && before(scene, *last) == ")") else { return };
    let called = partner(scene, last - 1).is_some_and(|open| is_word(scene, open.saturating_sub(1)) && scene.token_line(open) == line);
    if called && is_word(scene, scene.line(line).first) {
        push(found, scene.token(last).map(|comma| TextEdit::delete(comma.span)).into_iter().collect(), "Remove the `,`", 4.0);
    }
}

/// `fmt.Println "text"`: arguments stand in parentheses.
fn bare_call(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let (tokens, Some(last)) = (scene.tokens_of(line), last_of(scene, line)) else { return };
    let mut end = tokens.start;
    while scene.token_text(end + 1) == "." && is_word(scene, end + 2) {
        end += 2;
    }
    let (Some(callee), Some(argument)) = (scene.token(end), scene.token(end + 1)) else { return };
    let begins = matches!(argument.kind, Kind::Text | Kind::Number) || end > tokens.start && argument.kind == Kind::Word;
    let assigns = (end..=last).any(|at| matches!(scene.token_text(at), "=" | ":=" | "{" | ";"));
    if is_word(scene, tokens.start) && begins && argument.gap == Gap::Space && end < last && !assigns {
        let close = scene.token(last).map(|last| TextEdit::insert(last.span.end, ")"));
        let open = TextEdit::replace(Span::new(callee.span.end, argument.span.start), "(");
        push(found, std::iter::once(open).chain(close).collect(), "Put the arguments in parentheses", 5.0);
    }
}

/// `value, nil` as the last statement of a function.
fn lost_return(scene: &Scene<'_>, line: usize, found: &mut Vec<Candidate>) {
    let (tokens, Some(last)) = (scene.tokens_of(line), last_of(scene, line)) else { return };
    let Some(first) = scene.token(tokens.start).filter(|first| !matches!(first.kind, Kind::Sign | Kind::Close)) else { return };
    let (mut commas, mut at) = (0, tokens.start);
    while at <= last {
        match scene.token_text(at) {
            "," => commas += 1,
            "=" | ":=" | ":" | ";" | "return" | "case" | "var" | "const" | "func" | "for" | "if" => return,
            _ => at = partner(scene, at).filter(|close| *close > at && *close <= last).unwrap_or(at),
        }
        at += 1;
    }
    let results = (0..tokens.start).rev().find(|at| scene.token_text(*at) == "func" && scene.token(*at).is_some_and(|token| token.starts_line()));
    let body = results.and_then(|function| (function..tokens.start).find(|at| scene.token_text(*at) == "{"));
    // Several results stand in parentheses behind those of the parameters.
    let list = body.and_then(|body| partner(scene, body.checked_sub(1)?));
    let has_results = list.is_some_and(|list| scene.token_text(list) == "(" && before(scene, list) == ")");
    if commas > 0 && has_results && scene.token_text(last + 1) == "}" && scene.token_text(last) != "," {
        push(found, vec![TextEdit::insert(first.span.start, "return ")], "Return the values", 6.0);
    }
}

/// `x := c ? a : b` and `return c ? a : b`.
fn ternary(scene: &Scene<'_>, line: usize, at: usize, found: &mut Vec<Candidate>) {
    let (tokens, Some(last)) = (scene.tokens_of(line), last_of(scene, line)) else { return };
    let depth = |from: usize, to: usize| (from..to).all(|at| scene.token(at).is_some_and(|token| token.kind != Kind::Open || partner(scene, at).is_some()));
    let Some(colon) = (at + 1..last).rev().find(|colon| scene.token_text(*colon) == ":") else { return };
    let start = (tokens.start..at)
        .find(|at| matches!(scene.token_text(*at), "=" | ":="))
        .or_else(|| (scene.token_text(tokens.start) == "return").then_some(tokens.start));
    let Some(start) = start.filter(|start| depth(*start, last)) else { return };
    let text = |first: usize, last: usize| between(scene, first, last).map_or("", |span| span.of(scene.text));
    let (condition, yes, no) = (text(start + 1, at - 1), text(at + 1, colon - 1), text(colon + 1, last));
    if condition.is_empty() || yes.is_empty() || no.is_empty() {
        return;
    }
    let (lead, unit, line_break) = (scene.lead(line), scene.unit.as_str(), line_break(scene));
    let Some(whole) = between(scene, tokens.start, last) else { return };
    let written = if scene.token_text(start) == "return" {
        format!("if {condition} {{{line_break}{lead}{unit}return {yes}{line_break}{lead}}}{line_break}{lead}return {no}")
    } else {
        let target = text(tokens.start, start - 1);
        let name = target.strip_prefix("var ").map_or(target, |rest| rest.split(' ').next().unwrap_or(rest));
        let sign = scene.token_text(start);
        format!("{target} {sign} {no}{line_break}{lead}if {condition} {{{line_break}{lead}{unit}{name} = {yes}{line_break}{lead}}}")
    };
    push(found, vec![TextEdit::replace(whole, written)], "Write the choice as an `if`", 6.0);
}

/// `p->x` for `p.x`, and `func f() -> int`.
fn arrow(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let Some(first) = scene.token(at) else { return };
    let parts = 1 + usize::from(first.text(scene.text) == "-");
    let Some(last) = scene.token(at + parts - 1) else { return };
    if parts == 2 && (last.text(scene.text) != ">" || last.gap != Gap::None) {
        return;
    }
    let span = Span::new(first.span.start, last.span.end);
    let Some(next) = scene.token(at + parts).filter(|next| !next.starts_line()) else { return };
    let in_head = scene.head(scene.token_line(at)) == "func" && before(scene, at) == ")";
    if in_head {
        push(found, vec![TextEdit::delete(Span::new(span.start, next.span.start))], "Write the result as Go does", 6.0);
    } else if first.gap == Gap::None && next.gap == Gap::None && next.kind == Kind::Word && first.text(scene.text) != "=>" {
        push(found, vec![TextEdit::replace(span, ".")], "Change `->` to `.`", 6.0);
    }
}

/// `a <> b` for `a != b`.
fn unequal(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let adjacent = scene.token(at + 1).is_some_and(|next| next.gap == Gap::None && next.text(scene.text) == ">");
    if let Some(range) = between(scene, at, at + 1).filter(|_| adjacent) {
        push(found, vec![TextEdit::replace(range, "!=")], "Change `<>` to `!=`", 6.0);
    }
}

/// `new T()` for `new(T)`, and `new T{…}` for `&T{…}`.
fn new_object(scene: &Scene<'_>, at: usize, found: &mut Vec<Candidate>) {
    let (Some(word), Some(name)) = (scene.token(at), scene.token(at + 1).filter(|_| is_word(scene, at + 1))) else { return };
    let mut last = at + 1;
    while scene.token_text(last + 1) == "." && is_word(scene, last + 2) {
        last += 2;
    }
    let Some(end) = scene.token(last).map(|token| token.span.end) else { return };
    let gap = Span::new(word.span.end, name.span.start);
    match scene.token_text(last + 1) {
        "{" => push(found, vec![TextEdit::replace(Span::new(word.span.start, name.span.start), "&")], "Take the address of the literal", 6.0),
        "(" if scene.token_text(last + 2) == ")" => {
            let Some(close) = scene.token(last + 2) else { return };
            push(found, vec![TextEdit::replace(gap, "("), TextEdit::replace(Span::new(end, close.span.end), ")")], "Call `new` with the type", 6.0);
        }
        "(" => {}
        _ => push(found, vec![TextEdit::replace(gap, "("), TextEdit::insert(end, ")")], "Call `new` with the type", 5.0),
    }
}
