//! Parsing with oxc: how a text is read (module or CommonJS), and how much stack that may take.

use crate::base::Span;
use crate::syntax::ParseOptions;
use oxc_allocator::Allocator;
use oxc_parser::{Parser, ParserReturn};
use oxc_semantic::{Semantic, SemanticBuilder};
use oxc_span::SourceType;

/// A label of an oxc error: its place and words.
#[derive(Clone, Debug)]
pub(super) struct Label {
    pub range: Span,
    pub text: String,
}

/// An error as oxc words it.
#[derive(Clone, Debug)]
pub(super) struct Complaint {
    pub message: String,
    pub labels: Vec<Label>,
}

/// Brackets nested deeper than this are not analysed: the parser is recursive, and no program that people write comes near.
const DEEPEST: usize = 4000;

/// Texts shorter than this and nested less than [`SHALLOW`] are parsed on the caller's own stack.
const SHORT: usize = 4 << 10;
const SHALLOW: usize = 40;

/// The errors of a text in the reading in which it has none, or else in the reading that it looks like. Empty for a text that is not
/// plain JavaScript (Flow) or that is nested beyond reason.
pub(super) fn complaints(text: &str, options: &ParseOptions) -> Vec<Complaint> {
    read(text, options, false, |_| ()).map(Result::err).unwrap_or_default().unwrap_or_default()
}

/// Whether the parser has nothing against a text in one of its readings, whatever is refused of it later.
pub(super) fn parses(text: &str, options: &ParseOptions) -> bool {
    let has_none = |reading| {
        let allocator = Allocator::default();
        let parsed = parse(&allocator, text, reading);
        !parsed.panicked && parsers_complaints(text, &parsed).is_empty()
    };
    on_enough_stack(text, || readings(text, options).into_iter().any(has_none)).unwrap_or(true)
}

/// Calls `visit` with the semantics of a text in the first reading that has no errors; else gives the errors in the likeliest reading, none
/// for a text that is not plain JavaScript. `None` for one that is nested beyond reason.
pub(super) fn semantics_or_complaints<R: Send>(
    text: &str,
    options: &ParseOptions,
    visit: impl FnOnce(&Semantic<'_>) -> R + Send,
) -> Option<Result<R, Vec<Complaint>>> {
    read(text, options, true, visit)
}

/// The same; where only the errors count, the semantics are made without their `nodes`.
fn read<R: Send>(text: &str, options: &ParseOptions, nodes: bool, visit: impl FnOnce(&Semantic<'_>) -> R + Send) -> Option<Result<R, Vec<Complaint>>> {
    on_enough_stack(text, || {
        let mut first = None;
        for reading in readings(text, options) {
            let allocator = Allocator::default();
            let parsed = parse(&allocator, text, reading);
            if parsed.is_flow_language {
                return Err(Vec::new());
            }
            let errors = parsers_complaints(text, &parsed);
            if parsed.panicked || !errors.is_empty() {
                first = first.or(Some(errors));
                continue;
            }
            let builder = if nodes { SemanticBuilder::new().with_build_nodes(true).with_check_syntax_error(true) } else { SemanticBuilder::new_compiler() };
            let built = builder.build(&parsed.program);
            let errors: Vec<Complaint> = built.diagnostics.errors().map(|error| complaint(&error.labels, &error.message)).collect();
            if errors.is_empty() {
                return Ok(visit(&built.semantic));
            }
            first = first.or(Some(errors));
        }
        Err(first.unwrap_or_default())
    })
}

/// Calls `visit` with the semantics of a text that has no syntax errors, in the first reading that has none.
pub(super) fn with_semantics<R: Send>(text: &str, options: &ParseOptions, visit: impl FnOnce(&Semantic<'_>) -> R + Send) -> Option<R> {
    semantics_or_complaints(text, options, visit)?.ok()
}

fn parse<'a>(allocator: &'a Allocator, text: &'a str, reading: SourceType) -> ParserReturn<'a> {
    let options = oxc_parser::ParseOptions { parse_regular_expression: true, ..Default::default() };
    Parser::new(allocator, text, reading).with_options(options).parse()
}

/// The ways in which the text may be meant, the likeliest first.
fn readings(text: &str, options: &ParseOptions) -> Vec<SourceType> {
    let (module, common) = (SourceType::mjs().with_jsx(true), SourceType::cjs().with_jsx(true));
    match options.module {
        Some(true) => vec![module],
        Some(false) => vec![common],
        None if looks_like_module(text) => vec![module, common],
        // Nothing else makes a text that no script may have a module's.
        None if !["import", "export", "await"].iter().any(|word| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some()) => vec![common],
        None => vec![common, module],
    }
}

/// Whether a line starts with an import or export declaration.
pub fn looks_like_module(text: &str) -> bool {
    text.lines().any(|line| {
        let rest = line.strip_prefix("import").or_else(|| line.strip_prefix("export"));
        rest.is_some_and(|rest| rest.starts_with([' ', '{', '*', '"', '\'', '\t']))
    })
}

fn complaint(labels: &[oxc_span::LabeledSpan], message: &str) -> Complaint {
    let label = |label: &oxc_span::LabeledSpan| Label {
        range: Span::new(label.offset() as usize, (label.offset() + label.len()) as usize),
        text: label.label().unwrap_or("").to_owned(),
    };
    Complaint { message: message.to_owned(), labels: labels.iter().map(label).collect() }
}

/// What the parser itself complains about.
fn parsers_complaints(text: &str, parsed: &ParserReturn<'_>) -> Vec<Complaint> {
    let errors: Vec<Complaint> = parsed.diagnostics.errors().map(|error| complaint(&error.labels, &error.message)).collect();
    if parsed.panicked || !errors.is_empty() {
        return errors;
    }
    let blank = parsed.irregular_whitespaces.iter().find(|blank| is_no_blank(text, **blank));
    let invalid = |blank: &oxc_span::Span| Complaint {
        message: "Invalid Character".to_owned(),
        labels: vec![Label { range: Span::new(blank.start as usize, blank.end as usize), text: String::new() }],
    };
    blank.map(invalid).into_iter().collect()
}

/// Whether oxc passes over a character as white space that the language does not count as such.
fn is_no_blank(text: &str, place: oxc_span::Span) -> bool {
    text.get(place.start as usize..).and_then(|rest| rest.chars().next()).is_some_and(|character| matches!(character, '\u{200b}' | '\u{85}' | '\u{180e}'))
}

/// Runs analysis where its recursion has room: on a thread with a large stack unless the text is small. `None` where the text is nested
/// beyond reason, or the thread died.
fn on_enough_stack<R: Send>(text: &str, work: impl FnOnce() -> R + Send) -> Option<R> {
    let depth = nesting(text);
    if depth > DEEPEST {
        return None;
    }
    if text.len() < SHORT && depth < SHALLOW {
        return Some(work());
    }
    std::thread::scope(|scope| {
        let spawned = std::thread::Builder::new().stack_size(256 << 20).spawn_scoped(scope, work);
        spawned.ok()?.join().ok()
    })
}

/// How deep the brackets of a text are nested at most; brackets in strings and comments count too, which errs on the safe side.
fn nesting(text: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0usize);
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}
