//! Small slips that have one evident repair each.
//!
//! `defer resp.Body.Close()` moves behind the check of its error; a cancel function is deferred.

use super::more_slips::{
    append_nothing, call_it, complete_parameter, date_layout, empty_brackets, infer_any, name_package, no_result, plain_type, receive_in_case,
    switch_on_parameter, through_embedded,
};
use super::types::Types;
use super::unused_variable::without;
use super::view::{View, head};
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::go::ast::{ABSENT, Kind};

const NAME: &str = "go/small-slips";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Mends a slip that has one evident repair",
    not_offered: "It keeps silent where the place does not have the form that the slip has, such as a `select` case that is no channel.",
    examples: &[
        Example::mends(
            "go: syntax error: missing type constraint",
            "
            package main

            func first[T«]»(items []T) T { return items[0] }

            func main() { println(first([]int{1})) }
            ",
            "
            package main

            func first[T any](items []T) T { return items[0] }

            func main() { println(first([]int{1})) }
            ",
        ),
        Example::mends(
            "go: syntax error: ... is missing type",
            "
            package main

            func count(items ...«)» int { return len(items) }

            func main() { println(count(1, 2)) }
            ",
            "
            package main

            func count(items ...any) int { return len(items) }

            func main() { println(count(1, 2)) }
            ",
        ),
        Example::mends(
            "vet[lostcancel]: the cancel function is not used on all paths (possible context leak)",
            r#"
            package main

            import "context"

            func run(parent context.Context) {
            	«ctx, cancel := context.WithCancel(parent)»
            	if ctx.Err() != nil {
            		return
            	}
            	cancel()
            }

            func main() { run(context.Background()) }
            "#,
            r#"
            package main

            import "context"

            func run(parent context.Context) {
            	ctx, cancel := context.WithCancel(parent)
            	defer cancel()
            	if ctx.Err() != nil {
            		return
            	}
            	cancel()
            }

            func main() { run(context.Background()) }
            "#,
        ),
    ],
    applies: |diagnostic| slip(diagnostic).is_some(),
    propose,
};

/// Title, edits and likelihood.
pub(super) type Mended = (String, EditSet, f64);

type Mend = fn(&View<'_>, usize) -> Option<Mended>;

/// The words that messages begin with or contain, and who mends what they report.
const SLIPS: &[(&str, Mend)] = &[
    ("syntax error: missing type constraint", missing_constraint),
    ("... is missing type", any_rest),
    ("expected type, found ')'", any_rest),
    ("missing function body", missing_body),
    ("permits only one iteration variable", one_variable),
    (" not in scope at return", shadowed_result),
    ("before checking for errors", late_defer),
    ("the cancel function is not used on all paths", defer_cancel),
    ("without instantiation", instantiate),
    ("go:embed requires import", import_embed),
    ("syntax error: unexpected name ", behind_spread),
    ("non-boolean condition in ", boolean_condition),
    ("and untyped nil)", zero_instead_of_nil),
    ("ambiguous selector ", through_embedded),
    ("select case must be send or receive", receive_in_case),
    ("cannot infer ", infer_any),
    (" is not a generic type", plain_type),
    ("append with no values", append_nothing),
    ("2006-02-01 should be 2006-01-02", date_layout),
    ("syntax error: missing parameter ", complete_parameter),
    ("syntax error: empty type parameter list", empty_brackets),
    ("syntax error: unexpected ], expected operand", empty_brackets),
    ("empty type parameter list", empty_brackets),
    (" on type parameter value ", switch_on_parameter),
    ("expression in go must be function call", call_it),
    ("expression in defer must be function call", call_it),
    ("undefined: void", no_result),
    ("package statement must be first", name_package),
    ("expected 'package', found ", name_package),
];

fn slip(diagnostic: &Diagnostic) -> Option<Mend> {
    let message = head(&diagnostic.message);
    SLIPS.iter().find(|(words, _)| message.contains(words)).map(|(_, mend)| *mend)
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let view = View::new(context);
    let mended = slip(context.diagnostic).and_then(|mend| mend(&view, context.diagnostic.range.start));
    mended.map(|(title, edits, likelihood)| Proposal::new(NAME, title, context, edits, likelihood)).into_iter().collect()
}

fn missing_constraint(view: &View<'_>, at: usize) -> Option<Mended> {
    let blank = if view.text.get(..at)?.ends_with(' ') { "" } else { " " };
    (view.text.get(at..)?.starts_with(']')).then(|| ("Constrain by `any`".to_owned(), TextEdit::insert(at, format!("{blank}any")).into(), 0.92))
}

/// `args ...` for `args ...any`; the error stands at what follows.
fn any_rest(view: &View<'_>, at: usize) -> Option<Mended> {
    let before = view.text.get(..at)?.trim_end_matches(' ');
    let is_rest = before.ends_with("...") && view.text.get(at..)?.starts_with([')', ',']);
    is_rest.then(|| ("Accept values of any type".to_owned(), TextEdit::replace(Span::new(before.len(), at), "any").into(), 0.9))
}

fn missing_body(view: &View<'_>, at: usize) -> Option<Mended> {
    let function = view.function(at)?;
    let types = Types::new(view);
    let zero: Option<Vec<String>> = view.result_types(function).iter().map(|wanted| types.zero_value(wanted)).collect();
    let named = view.tree.children(function.results).first().is_some_and(|field| view.tree.child(*field, 0) != ABSENT);
    let body = match zero? {
        values if values.is_empty() => " {}".to_owned(),
        _ if named => " { return }".to_owned(),
        values => format!(" {{ return {} }}", values.join(", ")),
    };
    let end = view.tree.span(function.node).end;
    Some(("Give the function a body".to_owned(), TextEdit::insert(end, body).into(), 0.6))
}

/// The variable that the body uses is kept; where it uses both, the first one.
fn one_variable(view: &View<'_>, at: usize) -> Option<Mended> {
    let path = view.path(at);
    let clause = path.iter().rev().copied().find(|id| view.kind(*id) == Kind::RangeClause)?;
    let statement = path.iter().rev().copied().find(|id| view.kind(*id) == Kind::For)?;
    let left = view.tree.child(clause, 0);
    let variables = view.tree.elements(&left);
    let [first, second] = [0, 1].map(|place| variables.get(place).map_or("", |id| view.text_of(*id)));
    let body = view.below(view.tree.child(statement, 3));
    let is_used = |name: &str| name != "_" && body.iter().any(|id| view.kind(*id) == Kind::Name && view.text_of(*id) == name);
    let surplus = usize::from(is_used(first) || !is_used(second));
    let range = without(view, variables, surplus)?;
    let title = if surplus == 1 { "Drop the second variable" } else { "Drop the first variable" };
    Some((title.to_owned(), TextEdit::delete(range).into(), 0.85))
}

/// A bare `return` where a result is shadowed.
fn shadowed_result(view: &View<'_>, at: usize) -> Option<Mended> {
    let statement = view.innermost(at, &[Kind::Return])?;
    let function = view.function(at)?;
    let names: Vec<&str> = view.tree.children(function.results).iter().map(|field| view.text_of(view.tree.child(*field, 0))).collect();
    let list = format!("return {}", names.join(", "));
    (view.tree.child(statement, 0) == ABSENT).then(|| (format!("Write `{list}`"), TextEdit::replace(view.tree.span(statement), list).into(), 0.85))
}

/// A `defer` that uses a result before its error was checked changes place with the check behind it.
fn late_defer(view: &View<'_>, at: usize) -> Option<Mended> {
    let path = view.path(at);
    let statement = path.iter().rev().find(|id| view.kind(**id) == Kind::CallStatement).copied()?;
    let block = path.iter().rev().skip_while(|id| **id != statement).nth(1).copied()?;
    let statements = view.tree.children(block);
    let place = statements.iter().position(|id| *id == statement)?;
    let own = view.lines_of(view.tree.span(statement));
    if let Some(next) =
        statements.get(place + 1).copied().filter(|next| view.kind(*next) == Kind::If && view.text_of(view.tree.child(*next, 1)).contains("err"))
    {
        let check = view.lines_of(view.tree.span(next));
        let edits = EditSet::new([TextEdit::delete(own), TextEdit::insert(check.end, own.of(view.text))]).ok()?;
        return Some(("Check the error first".to_owned(), edits, 0.93));
    }
    let file = view.context.file;
    let indentation = file.indentation(file.line_of(own.start));
    let results = view.function(at).map(|function| view.result_types(function)).unwrap_or_default();
    let types = Types::new(view);
    let values: Option<Vec<String>> = results.iter().map(|wanted| if wanted == "error" { Some("err".to_owned()) } else { types.zero_value(wanted) }).collect();
    let returned = values.filter(|values| !values.is_empty()).map_or(String::new(), |values| format!(" {}", values.join(", ")));
    let (line_break, unit) = (file.line_break(), file.indent_unit());
    let check = format!("{indentation}if err != nil {{{line_break}{indentation}{unit}return{returned}{line_break}{indentation}}}{line_break}");
    let mut edits = vec![TextEdit::insert(own.start, check)];
    // The error may have been dropped where it came.
    let before = place.checked_sub(1).and_then(|before| statements.get(before)).copied().filter(|id| view.kind(*id) == Kind::Assignment);
    let left = before.map_or(ABSENT, |before| view.tree.child(before, 0));
    if let Some(blank) = view.tree.elements(&left).last().filter(|last| view.text_of(**last) == "_") {
        edits.push(TextEdit::replace(view.tree.span(*blank), "err"));
    }
    Some(("Check the error first".to_owned(), EditSet::new(edits).ok()?, 0.7))
}

fn defer_cancel(view: &View<'_>, at: usize) -> Option<Mended> {
    let statement = view.innermost(at, &[Kind::Assignment])?;
    let left = view.tree.child(statement, 0);
    let cancel = view.text_of(*view.tree.elements(&left).get(1)?);
    let file = view.context.file;
    let lines = view.lines_of(view.tree.span(statement));
    let inserted = format!("{}defer {cancel}(){}", file.indentation(file.line_of(lines.start)), file.line_break());
    Some((format!("Defer `{cancel}()`"), TextEdit::insert(lines.end, inserted).into(), 0.9))
}

/// A generic function or type that is used without type arguments.
fn instantiate(view: &View<'_>, at: usize) -> Option<Mended> {
    let message = head(&view.context.diagnostic.message);
    let name = view.expression_at(at)?;
    // A receiver names the parameters of its type; it chooses none.
    let method = view.path(at).into_iter().find(|id| view.kind(*id) == Kind::Function);
    if method.is_some_and(|method| view.tree.span(view.tree.child(method, 0)).contains(Span::at(at)) && view.tree.child(method, 0) != ABSENT) {
        return None;
    }
    // `list<int>` as other languages write it.
    let end = view.tree.span(name).end.min(at + view.text.get(at..)?.find('<').unwrap_or(usize::MAX - at));
    if let Some(types) = view.text.get(end..).and_then(|rest| rest.strip_prefix('<')).and_then(|rest| rest.split('>').next())
        && types.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '_' | '.' | '*' | '[' | ']' | ',' | ' '))
        && !types.starts_with(' ')
    {
        let range = Span::new(end, end + types.len() + 2);
        return Some((format!("Instantiate with `[{types}]`"), TextEdit::replace(range, format!("[{types}]")).into(), 0.9));
    }
    let declared = message.split('[').nth(1).and_then(|list| list.split(']').next());
    let count = declared.map_or(1, |list| list.split(',').count());
    let arguments = vec![if declared.is_some_and(|list| list.ends_with(" any")) { "any" } else { "int" }; count].join(", ");
    let end = view.path(at).into_iter().rev().find(|id| view.tree.span(*id).start == at).map_or(view.tree.span(name).end, |id| view.tree.span(id).end);
    Some((format!("Instantiate with `[{arguments}]`"), TextEdit::insert(end, format!("[{arguments}]")).into(), 0.6))
}

fn import_embed(view: &View<'_>, _at: usize) -> Option<Mended> {
    let edit = super::missing_import::insertion(view, "embed");
    let blank = TextEdit::replace(edit.range, edit.text.replace("\"embed\"", "_ \"embed\""));
    Some(("Import \"embed\"".to_owned(), blank.into(), 0.95))
}

/// An argument behind one that is spread: `f(list..., x)`.
fn behind_spread(view: &View<'_>, at: usize) -> Option<Mended> {
    let line = view.context.file.line_span(view.context.file.line_of(at));
    let before = Span::new(line.start, at).of(view.text);
    let comma = before.trim_end().strip_suffix(',').filter(|before| before.ends_with("...")).map(|before| line.start + before.len())?;
    let rest = view.text.get(at..line.end)?;
    let end = at + rest.find(')')?;
    Some(("Remove what stands behind the spread argument".to_owned(), TextEdit::delete(Span::new(comma, end)).into(), 0.98))
}

/// A condition of another type is compared with what that type has for nothing.
fn boolean_condition(view: &View<'_>, at: usize) -> Option<Mended> {
    let condition = view.expression_at(at)?;
    let types = Types::new(view);
    let zero = types.zero_value(&types.of(condition)?)?;
    let text = format!(" != {zero}");
    Some((format!("Compare with `{zero}`"), TextEdit::insert(view.tree.span(condition).end, text).into(), 0.85))
}

/// `s == nil` of a string or number: the type has no nil.
fn zero_instead_of_nil(view: &View<'_>, at: usize) -> Option<Mended> {
    let message = head(&view.context.diagnostic.message);
    let compared = message.rsplit_once("(mismatched types ")?.1.strip_suffix(" and untyped nil)")?;
    let zero = Types::new(view).zero_value(compared).filter(|zero| zero != "nil")?;
    let line = view.context.file.line_of(at);
    let is_nil = |id: &crate::syntax::go::ast::NodeId| {
        view.kind(*id) == Kind::Name && view.text_of(*id) == "nil" && view.context.file.line_of(view.tree.span(*id).start) == line
    };
    let nil = view.below(view.tree.root).into_iter().filter(is_nil).min_by_key(|id| view.tree.span(*id).start.abs_diff(at))?;
    let zero = if zero.ends_with("{}") { format!("({zero})") } else { zero };
    Some((format!("Compare with `{zero}`"), TextEdit::replace(view.tree.span(nil), zero).into(), 0.9))
}
