//! The documentation of rules as pages: what a rule does, shown by its own examples, and when it keeps silent.

use super::{Example, Rule, rules};
use crate::model::Applicability;
use crate::syntax::Language;
use serde::Serialize;
use similar::TextDiff;
use std::collections::BTreeSet;

/// Lines around a change that a page shows.
const CONTEXT: usize = 8;

/// What there is to say about a rule. Made by running it on its examples, so that a page cannot say what the rule does not do.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RulePage {
    pub name: &'static str,
    pub language: Language,
    pub summary: &'static str,
    /// How safe its fixes are, by the examples.
    pub applicability: BTreeSet<Applicability>,
    /// The categories of the diagnostics in the examples.
    pub categories: BTreeSet<&'static str>,
    pub not_offered: &'static str,
    /// What it does.
    pub examples: Vec<ExamplePage>,
    /// Where it keeps silent.
    pub silent: Vec<ExamplePage>,
}

/// One example of a rule.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExamplePage {
    /// Tool, code and message.
    pub reported: &'static str,
    /// The line of the diagnostic, from 1.
    pub line: usize,
    /// The text that the diagnostic covers there.
    pub covers: String,
    pub before: String,
    /// What the rule makes of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mended: Option<Mended>,
    /// Other files of the project, by path.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<(&'static str, String)>,
}

/// The fix that a rule offers first.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mended {
    pub title: String,
    pub applicability: Applicability,
    pub after: String,
}

impl RulePage {
    pub fn of(rule: &Rule) -> RulePage {
        let mut page = RulePage {
            name: rule.name,
            language: rule.language(),
            summary: rule.summary,
            applicability: BTreeSet::new(),
            categories: BTreeSet::new(),
            not_offered: rule.not_offered,
            examples: Vec::new(),
            silent: Vec::new(),
        };
        for example in rule.examples {
            let (shown, category) = ExamplePage::of(example, rule);
            page.categories.insert(category);
            match &shown.mended {
                Some(mended) => {
                    page.applicability.insert(mended.applicability);
                    page.examples.push(shown);
                }
                None => page.silent.push(shown),
            }
        }
        page
    }

    /// The applicability in words: `review`, or `safe or review` where it depends on the place.
    pub fn applicability_in_words(&self) -> String {
        let words: Vec<&str> = self.applicability.iter().map(|applicability| in_words(*applicability)).collect();
        words.join(" or ")
    }

    /// The page in Markdown.
    pub fn markdown(&self) -> String {
        let mut text = format!("# {}\n\n{}", self.name, self.head());
        for example in &self.examples {
            text += &format!("\n{}", example.markdown());
        }
        for example in &self.silent {
            text += &format!("\nNo fix for {}", example.markdown());
        }
        text
    }

    /// What the rule does and when, and its most typical example.
    fn entry(&self) -> String {
        let example = self.examples.first().map(|example| format!("\n{}", example.markdown())).unwrap_or_default();
        format!("### {}\n\n{}{example}", self.name, self.head())
    }

    fn head(&self) -> String {
        let categories: Vec<String> = self.categories.iter().map(|id| format!("`{id}`")).collect();
        format!("{}. {} Applicability: {}; shown for {}.\n", self.summary, self.not_offered, self.applicability_in_words(), categories.join(", "))
    }
}

impl ExamplePage {
    /// The example, and the category of its diagnostic.
    fn of(example: &Example, rule: &Rule) -> (ExamplePage, &'static str) {
        let performance = example.perform(rule);
        let after = performance.after();
        let file = &performance.file;
        let covers = file.slice(performance.diagnostic.range).lines().next().unwrap_or("").to_owned();
        let page = ExamplePage {
            reported: example.reported,
            line: file.line_of(performance.diagnostic.range.start) + 1,
            covers,
            before: file.text().to_owned(),
            mended: performance.proposal.zip(after).map(|(proposal, after)| Mended { title: proposal.title, applicability: proposal.applicability, after }),
            beside: example.files_beside().collect(),
        };
        (page, performance.diagnostic.category())
    }

    /// Where the diagnostic stands, in words.
    pub fn place(&self) -> String {
        match self.covers.trim() {
            "" => format!("line {}", self.line),
            covers => format!("line {}, at {}", self.line, quoted(covers)),
        }
    }

    /// The lines of the program, each with `-` where it goes, `+` where it comes and a blank where it stays.
    pub fn lines(&self) -> Vec<String> {
        let Some(mended) = &self.mended else { return self.before.lines().map(|line| format!(" {line}").trim_end().to_owned()).collect() };
        let changes = TextDiff::from_lines(&self.before, &mended.after);
        let diff = changes.unified_diff().context_radius(CONTEXT).to_string();
        diff.lines().filter(|line| !line.starts_with("@@ ")).map(|line| line.trim_end().to_owned()).collect()
    }

    fn markdown(&self) -> String {
        let mut text = format!("{}, {}", quoted(self.reported.lines().next().unwrap_or("")), self.place());
        text += &match &self.mended {
            Some(mended) => format!(": {} ({})\n", mended.title, in_words(mended.applicability)),
            None => ":\n".to_owned(),
        };
        for (path, beside) in &self.beside {
            text += &format!("\nBeside it, `{path}`:\n\n```\n{beside}```\n");
        }
        text + &format!("\n```diff\n{}\n```\n", self.lines().join("\n"))
    }
}

/// The applicability as settings and `data` name it.
pub fn in_words(applicability: Applicability) -> &'static str {
    match applicability {
        Applicability::Safe => "safe",
        Applicability::Review => "review",
        Applicability::Sketch => "sketch",
    }
}

/// Text as code in Markdown, whatever marks it has.
fn quoted(text: &str) -> String {
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// The documentation of all rules in Markdown.
pub fn reference() -> String {
    let count: usize = Language::ALL.into_iter().map(|language| rules(language).len()).sum();
    let mut text = format!(
        "# Rules\n\nAll {count} rules, each with its most typical example. `healer explain NAME` shows a rule with all of its examples; \
         `healer explain --list --format markdown` makes this list from the rules themselves, and their examples run as tests.\n\n\
         A fix is `safe` (it keeps the program's meaning, or the program had none), for `review` (likely right, it may change the meaning) or a `sketch` \
         (with holes to fill).\n"
    );
    for language in Language::ALL {
        text += &format!("\n## {}\n", title(language));
        let mut pages: Vec<RulePage> = rules(language).iter().map(RulePage::of).collect();
        pages.sort_by_key(|page| page.name);
        for page in pages {
            text += &format!("\n{}", page.entry());
        }
    }
    text
}

fn title(language: Language) -> &'static str {
    match language {
        Language::Rust => "Rust",
        Language::Python => "Python",
        Language::JavaScript => "JavaScript",
        Language::Go => "Go",
    }
}
