//! The broken piece of a file: its tokens, lines and errors, and how usual its rows of tokens are.

use super::grammar::Grammar;
use super::lexer::{Kind, Token, lex};
use super::nested::of_missing_context;
use super::ngrams::Scorer;
use super::reader::{indentation_at, partners};
use crate::base::{EditSet, LineIndex, Span};
use crate::syntax::{Language, ParseOptions, SyntaxError, syntax_errors};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// Lines longer than this are looked at near the edit only.
const LONG: usize = 1500;

/// One line of the piece.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Without the line break.
    pub span: Span,
    /// The bytes of white space that it begins with.
    pub lead: usize,
    /// The first token that begins in it, or the number of tokens before it.
    pub first: usize,
    /// How many tokens begin in it.
    pub count: usize,
}

/// A piece of a file that cannot be parsed; all offsets are the piece's own.
pub(super) struct Scene<'a> {
    pub grammar: &'static Grammar,
    pub text: &'a str,
    pub options: &'a ParseOptions,
    pub tokens: Vec<Token>,
    pub partners: Vec<Option<usize>>,
    pub lines: Vec<Line>,
    pub index: LineIndex,
    pub errors: Vec<SyntaxError>,
    /// Where the parser stopped: the start of the first error.
    pub focus: usize,
    /// One step of indentation.
    pub unit: String,
    /// The lines of the piece that continue with another line of the file, and that line; see [`Scene::line_in_file`].
    pub numbering: Vec<(usize, usize)>,
    /// The names of the piece.
    pub words: HashSet<&'a str>,
    /// The state of the token model before the first token of each line.
    states: Vec<Scorer>,
    before: RefCell<HashMap<(usize, usize), f32>>,
}

impl<'a> Scene<'a> {
    /// The scene of a text that has errors.
    pub fn new(language: Language, text: &'a str, options: &'a ParseOptions, errors: Vec<SyntaxError>, numbering: Vec<(usize, usize)>) -> Scene<'a> {
        let grammar = Grammar::of(language);
        let tokens = lex(grammar, text, 0);
        let index = LineIndex::new(text);
        let mut lines: Vec<Line> = (0..index.line_count())
            .map(|line| {
                let span = index.line_span(text, line).unwrap_or(Span::at(text.len()));
                let content = span.of(text);
                Line { span, lead: content.len() - content.trim_start_matches([' ', '\t']).len(), first: 0, count: 0 }
            })
            .collect();
        let mut states = Vec::with_capacity(lines.len());
        let mut scorer = Scorer::new(grammar);
        let mut next = 0;
        for line in &mut lines {
            states.push(scorer.clone());
            line.first = next;
            while let Some(token) = tokens.get(next).filter(|token| token.span.start <= line.span.end) {
                scorer.pass(token, text);
                next += 1;
            }
            line.count = next - line.first;
        }
        let partners = partners(&tokens, text);
        let unit = indent_unit(grammar, text, &lines);
        let words = tokens.iter().filter(|token| token.kind == Kind::Word).map(|token| token.text(text)).collect();
        let first = errors.first().map_or(text.len(), |error| error.range.start);
        let focus = stop_of_opener(&tokens, &partners, &lines, &index, text, first).unwrap_or(first);
        Scene { grammar, text, options, tokens, partners, lines, index, errors, focus, unit, numbering, words, states, before: RefCell::default() }
    }

    pub fn language(&self) -> Language {
        self.grammar.language
    }

    /// The line of the file that a line of the piece stands for, counted from 0.
    pub fn line_in_file(&self, line: usize) -> usize {
        let known = self.numbering.iter().rev().find(|(own, _)| *own <= line);
        known.map_or(line, |(own, there)| there + line - own)
    }

    pub fn line_of(&self, offset: usize) -> usize {
        self.index.line_of(offset)
    }

    pub fn line(&self, line: usize) -> Line {
        self.lines.get(line).copied().unwrap_or(Line { span: Span::at(self.text.len()), lead: 0, first: self.tokens.len(), count: 0 })
    }

    pub fn lead(&self, line: usize) -> &'a str {
        let line = self.line(line);
        self.text.get(line.span.start..line.span.start + line.lead).unwrap_or("")
    }

    /// The column of a line's first sign, with a tab as four.
    pub fn column(&self, line: usize) -> usize {
        self.lead(line).bytes().map(|byte| if byte == b'\t' { 4 } else { 1 }).sum()
    }

    pub fn is_blank(&self, line: usize) -> bool {
        self.line(line).span.of(self.text).trim().is_empty()
    }

    pub fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    pub fn token_text(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.span.of(self.text))
    }

    /// The line of a token's start.
    pub fn token_line(&self, at: usize) -> usize {
        self.tokens.get(at).map_or(self.lines.len().saturating_sub(1), |token| self.line_of(token.span.start))
    }

    /// The token that the error begins at or in, or the one after it; the number of tokens where there is none.
    pub fn focus_token(&self) -> usize {
        self.tokens.partition_point(|token| token.span.end <= self.focus)
    }

    /// The tokens that begin in a line.
    pub fn tokens_of(&self, line: usize) -> std::ops::Range<usize> {
        let line = self.line(line);
        line.first..line.first + line.count
    }

    /// The keyword that a line begins with, or `""`.
    pub fn head(&self, line: usize) -> &'a str {
        let line = self.line(line);
        self.tokens.get(line.first).filter(|token| line.count > 0 && token.kind == Kind::Keyword).map_or("", |token| token.span.of(self.text))
    }

    /// How many brackets and quotes have no partner.
    pub fn lonely(&self) -> usize {
        count_lonely(&self.tokens, &self.partners)
    }

    /// The errors after some edits, or `None` where the edits do not apply.
    pub fn errors_after(&self, edits: &EditSet) -> Option<(String, Vec<SyntaxError>)> {
        let after = edits.apply(self.text).ok()?;
        let errors = self.errors_of(&after);
        Some((after, errors))
    }

    /// The errors of a text that the scene's was changed to.
    pub fn errors_of(&self, after: &str) -> Vec<SyntaxError> {
        let mut errors = syntax_errors(self.language(), after, self.options);
        if self.numbering.len() > 1 {
            errors.retain(|error| !of_missing_context(error));
        }
        errors
    }

    /// By how much the text around the edits becomes more usual through them: a difference of natural logarithms of probabilities.
    pub fn gain(&self, edits: &EditSet) -> f32 {
        let (Some(first), Some(last)) = (edits.edits().first(), edits.edits().last()) else { return 0.0 };
        let (from, to) = (self.line_of(first.range.start), self.line_of(last.range.end));
        if self.line(to).span.len() > LONG {
            return self.gain_near(edits, Span::new(first.range.start, last.range.end));
        }
        let mut end = to + 1;
        while end < self.lines.len() && self.line(end).count == 0 && end < to + 30 {
            end += 1;
        }
        // Where a string over several lines is cut, the lines that it swallowed count too.
        let swallowed = self.tokens_of(to).filter_map(|at| self.token(at)).filter(|token| matches!(token.kind, Kind::Text | Kind::Broken));
        let swallowed = swallowed.map(|token| self.line_of(token.span.end)).max().unwrap_or(to);
        if swallowed > end {
            end = swallowed.min(to + 12);
        }
        let span = Span::new(self.line(from).span.start, self.line(end).span.end.max(self.line(to).span.end));
        if span.len() > LONG {
            return self.gain_near(edits, Span::new(first.range.start, last.range.end));
        }
        let mut moved = Vec::with_capacity(edits.edits().len());
        for edit in edits.edits() {
            let mut edit = edit.clone();
            edit.range = Span::new(edit.range.start.saturating_sub(span.start), edit.range.end.saturating_sub(span.start));
            moved.push(edit);
        }
        let Some(after) = EditSet::new(moved).ok().and_then(|edits| edits.apply(span.of(self.text)).ok()) else { return f32::MIN };
        let Some(state) = self.states.get(from) else { return 0.0 };
        let before = *self.before.borrow_mut().entry((from, to)).or_insert_with(|| score(state, self.grammar, span.of(self.text)));
        score(state, self.grammar, &after) - before
    }

    /// As [`Scene::gain`] for very long lines: some hundred bytes around the edits, read without what stands before.
    fn gain_near(&self, edits: &EditSet, touched: Span) -> f32 {
        let window = Span::new(touched.start.saturating_sub(200), (touched.end + 200).min(self.text.len())).clamp_to(self.text);
        let moved = edits.edits().iter().map(|edit| {
            let mut edit = edit.clone();
            edit.range = Span::new(edit.range.start.saturating_sub(window.start), edit.range.end.saturating_sub(window.start));
            edit
        });
        let Some(after) = EditSet::new(moved).ok().and_then(|edits| edits.apply(window.of(self.text)).ok()) else { return f32::MIN };
        let state = Scorer::new(self.grammar);
        score(&state, self.grammar, &after) - score(&state, self.grammar, window.of(self.text))
    }
}

/// How many brackets and quotes of a text have no partner.
pub(super) fn lonely(grammar: &Grammar, text: &str) -> usize {
    let tokens = lex(grammar, text, 0);
    count_lonely(&tokens, &partners(&tokens, text))
}

fn count_lonely(tokens: &[Token], partners: &[Option<usize>]) -> usize {
    let alone = |(token, partner): &(&Token, &Option<usize>)| match token.kind {
        Kind::Open | Kind::Close => partner.is_none(),
        kind => kind == Kind::Broken,
    };
    tokens.iter().zip(partners).filter(alone).count()
}

/// The commonest step by which a line is indented deeper than the one before it.
fn indent_unit(grammar: &Grammar, text: &str, lines: &[Line]) -> String {
    let leads: Vec<&str> =
        lines.iter().filter(|line| line.count > 0).map(|line| text.get(line.span.start..line.span.start + line.lead).unwrap_or("")).collect();
    let mut steps: HashMap<&str, usize> = HashMap::new();
    for pair in leads.windows(2) {
        if let [before, after] = pair
            && let Some(step) = after.strip_prefix(before).filter(|step| !step.is_empty() && step.len() <= 8)
        {
            *steps.entry(step).or_default() += 1;
        }
    }
    let usual = match grammar.language {
        Language::Go => "\t",
        Language::JavaScript => "  ",
        _ => "    ",
    };
    *steps.entry(usual).or_default() += 1;
    steps.into_iter().max_by_key(|(step, count)| (*count, *step == usual)).map_or(usual, |(step, _)| step).to_owned()
}

/// Some parsers blame the opener that is never closed. Then the place to look at is where its contents end, as the layout shows it: before
/// the first line that is indented no deeper than the opener's own.
fn stop_of_opener(tokens: &[Token], partners: &[Option<usize>], lines: &[Line], index: &LineIndex, text: &str, place: usize) -> Option<usize> {
    let at = tokens.iter().position(|token| token.span.start == place && token.kind == Kind::Open)?;
    if partners.get(at).copied().flatten().is_some() {
        return None;
    }
    let own = index.line_of(place);
    let column = |line: &Line| indentation_at(text, line.span.start);
    let limit = column(lines.get(own)?);
    let mut end = own;
    for (number, line) in lines.iter().enumerate().skip(own + 1).filter(|(_, line)| line.count > 0) {
        if column(line) <= limit {
            break;
        }
        end = number;
    }
    let last = lines.get(end)?;
    tokens.get((last.first + last.count).checked_sub(1)?).map(|token| token.span.end)
}

/// What the signs in a string cost, so that a string that swallows code is no cheap way out: little for words, more for what code is made of.
fn cost_of_string(lexeme: &str) -> f32 {
    let cost = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b' ' => 0.07,
        b'\n' => 1.0,
        b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'=' | b';' | b',' | b'"' | b'\'' => 0.35,
        _ => 0.12,
    };
    lexeme.bytes().take(2000).map(cost).sum()
}

fn score(state: &Scorer, grammar: &'static Grammar, text: &str) -> f32 {
    let mut scorer = state.clone();
    scorer.sum = 0.0;
    let mut strings = 0.0;
    for token in lex(grammar, text, 0) {
        scorer.read(&token, text);
        if matches!(token.kind, Kind::Text | Kind::Broken) {
            strings += cost_of_string(token.text(text));
        }
    }
    scorer.sum - strings
}
