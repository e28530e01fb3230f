//! The pages of `healer explain`: rules, categories, and where else a fix can come from.

use super::Status;
use super::explain::ExplainFormat;
use super::output::Output;
use super::render::plural;
use crate::base::names;
use crate::check;
use crate::fix::template::{Template, TemplateSet};
use crate::fix::{self, ExamplePage, Rule, RulePage, in_words};
use crate::session::project_loader::{LoadLimits, RULES_FOLDER, workspace_root, yaml_files};
use crate::syntax::Language;
use crate::taxonomy::{CATEGORIES, Category};
use serde::Serialize;
use std::io;
use std::path::Path;

/// Rules and categories under this likeness are not named for an unknown word.
const LEAST: f64 = 0.6;

/// What a word names.
enum Subject {
    Rule(&'static Rule),
    Category(&'static Category),
    /// All categories that begin with a word, such as `RES`.
    Family(String),
    /// Something that is no rule but stands in a fix's place for one: its name, and what there is to say.
    Source(String, String),
}

fn all_rules() -> impl Iterator<Item = &'static Rule> {
    Language::ALL.into_iter().flat_map(fix::rules)
}

fn subject(word: &str) -> Option<Subject> {
    let upper = word.to_uppercase();
    if let Some(rule) = all_rules().find(|rule| rule.name.eq_ignore_ascii_case(word)) {
        return Some(Subject::Rule(rule));
    }
    // A cluster such as `RES.NAME:json` is one of its category.
    let id = upper.split(':').next().unwrap_or("");
    if let Some(category) = CATEGORIES.iter().find(|category| category.id == id) {
        return Some(Subject::Category(category));
    }
    if CATEGORIES.iter().any(|category| category.family() == upper) {
        return Some(Subject::Family(upper));
    }
    if word == fix::repair::RULE {
        let text = "Inserts, deletes or replaces tokens where a text does not parse: unbalanced brackets and quotes, missing colons and commas, misspelt \
                    keywords, wrong indentation. The language's exact parser judges each attempt; of those it accepts, the cheapest are offered. It keeps \
                    silent where no repair of cost three or less parses.";
        return Some(Subject::Source(word.to_owned(), text.to_owned()));
    }
    let language = Language::ALL.into_iter().find(|language| check::checkers(*language).iter().any(|checker| checker.name() == word))?;
    let text = format!("A checker of {language}. Fixes that carry its name are the tool's own suggestions, which its documentation describes.");
    Some(Subject::Source(word.to_owned(), text))
}

/// Prints the page of a rule or category; `None` where the word names neither.
pub(super) fn show(word: &str, format: ExplainFormat, output: &mut Output) -> io::Result<Option<Status>> {
    match subject(word) {
        Some(Subject::Rule(rule)) => rule_page(&RulePage::of(rule), format, output)?,
        Some(Subject::Category(category)) => categories(&[category], format, output)?,
        Some(Subject::Family(family)) => {
            let all: Vec<&Category> = CATEGORIES.iter().filter(|category| category.family() == family).collect();
            categories(&all, format, output)?;
        }
        Some(Subject::Source(name, text)) => source(&name, &text, format, output)?,
        None => {
            let root = workspace_root(&std::env::current_dir()?);
            let set = TemplateSet::read(&root, yaml_files(&root.join(RULES_FOLDER), LoadLimits::default()));
            let Some(template) = set.templates().iter().find(|template| template.id == word) else { return Ok(None) };
            source(word, &of_workspace(template, &root), format, output)?;
        }
    }
    Ok(Some(Status::Clean))
}

/// Prints the names of all rules with what they do, or in Markdown all that there is to say.
pub(super) fn list(format: ExplainFormat, output: &mut Output) -> io::Result<Status> {
    #[derive(Serialize)]
    struct Document {
        version: u32,
        rules: Vec<RulePage>,
    }
    match format {
        ExplainFormat::Markdown => output.text(&fix::reference())?,
        ExplainFormat::Json => output.json(&Document { version: 1, rules: all_rules().map(RulePage::of).collect() })?,
        ExplainFormat::Human => {
            let width = all_rules().map(|rule| rule.name.len()).max().unwrap_or(0);
            for rule in all_rules() {
                output.line(&format!("{:width$}  {}", rule.name, rule.summary))?;
            }
            output.line(&format!("\n{}; `healer explain NAME` shows one", plural(all_rules().count(), "rule", "rules")))?;
        }
    }
    Ok(Status::Clean)
}

/// What to say of a word that names nothing.
pub(super) fn unknown(word: &str) -> String {
    let known: Vec<&str> = all_rules().map(|rule| rule.name).chain(CATEGORIES.iter().map(|category| category.id)).collect();
    let (wanted, last) = (word.to_lowercase(), |name: &str| name.rsplit('/').next().unwrap_or("").to_lowercase());
    let mut near: Vec<(&str, f64)> = known
        .into_iter()
        .map(|name| (name, names::similarity(&wanted, &name.to_lowercase()).max(names::similarity(&last(word), &last(name)))))
        .filter(|(_, likeness)| *likeness >= LEAST)
        .collect();
    near.sort_by(|left, right| right.1.total_cmp(&left.1));
    let near: Vec<String> = near.iter().take(4).map(|(name, _)| format!("`{name}`")).collect();
    let hint = if near.is_empty() { "`healer explain --list` names the rules".to_owned() } else { format!("like it: {}", near.join(", ")) };
    format!("{word}: no such file, rule or category; {hint}")
}

fn of_workspace(template: &Template, root: &Path) -> String {
    let place = template.file.strip_prefix(root).unwrap_or(&template.file).display().to_string();
    let does = if template.binding.is_some() { "mends what checkers report" } else { "reports what it matches" };
    let message = if template.message.is_empty() { String::new() } else { format!(" It says: {}", template.message) };
    format!("A rule of this workspace for {}, in {place} from line {}: it {does}.{message}", template.language, template.line + 1)
}

fn source(name: &str, text: &str, format: ExplainFormat, output: &mut Output) -> io::Result<()> {
    match format {
        ExplainFormat::Human => output.line(&format!("{}\n\n{text}", bold(name, output.colored()))),
        ExplainFormat::Markdown => output.line(&format!("# {name}\n\n{text}")),
        ExplainFormat::Json => output.json(&serde_json::json!({"version": 1, "name": name, "summary": text})),
    }
}

fn rule_page(page: &RulePage, format: ExplainFormat, output: &mut Output) -> io::Result<()> {
    match format {
        ExplainFormat::Markdown => return output.text(&page.markdown()),
        ExplainFormat::Json => {
            #[derive(Serialize)]
            struct Document<'p> {
                version: u32,
                #[serde(flatten)]
                page: &'p RulePage,
            }
            return output.json(&Document { version: 1, page });
        }
        ExplainFormat::Human => {}
    }
    let colored = output.colored();
    let categories: Vec<&str> = page.categories.iter().copied().collect();
    output.line(&format!("{} ({})\n\n{}.", bold(page.name, colored), page.language, page.summary))?;
    output.line(&format!("{}\n\nApplicability: {}\nShown for: {}", page.not_offered, page.applicability_in_words(), categories.join(", ")))?;
    for example in page.examples.iter().chain(&page.silent) {
        output.line("")?;
        human_example(example, colored, output)?;
    }
    Ok(())
}

fn human_example(example: &ExamplePage, colored: bool, output: &mut Output) -> io::Result<()> {
    output.line(&format!("{}\n  {}", bold(example.reported, colored), example.place()))?;
    for (path, text) in &example.beside {
        output.line(&format!("  beside it, {path}:"))?;
        for line in text.lines() {
            output.line(format!("      {line}").trim_end())?;
        }
    }
    for line in example.lines() {
        let color = match line.chars().next() {
            Some('-') => "\u{1b}[31m",
            Some('+') => "\u{1b}[32m",
            _ => "",
        };
        let (start, end) = if colored && !color.is_empty() { (color, "\u{1b}[0m") } else { ("", "") };
        output.line(format!("    {start}{line}{end}").trim_end())?;
    }
    output.line(&match &example.mended {
        Some(mended) => format!("  fix: {} [{}]", mended.title, in_words(mended.applicability)),
        None => "  no fix".to_owned(),
    })
}

fn bold(text: &str, colored: bool) -> String {
    if colored { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// A category as a document.
#[derive(Serialize)]
struct CategoryPage {
    id: &'static str,
    title: &'static str,
    kind: crate::taxonomy::Kind,
    severity: crate::taxonomy::CategorySeverity,
    difficulty: f64,
    hint: &'static str,
    /// The rules whose examples are of the category.
    rules: Vec<&'static str>,
}

fn categories(all: &[&'static Category], format: ExplainFormat, output: &mut Output) -> io::Result<()> {
    #[derive(Serialize)]
    struct Document {
        version: u32,
        categories: Vec<CategoryPage>,
    }
    let rules: Vec<RulePage> = all_rules().map(RulePage::of).collect();
    let page = |category: &&'static Category| CategoryPage {
        id: category.id,
        title: category.title,
        kind: category.kind,
        severity: category.severity,
        difficulty: category.difficulty,
        hint: category.hint,
        rules: rules.iter().filter(|page| page.categories.contains(category.id)).map(|page| page.name).collect(),
    };
    let pages: Vec<CategoryPage> = all.iter().map(page).collect();
    if format == ExplainFormat::Json {
        return output.json(&Document { version: 1, categories: pages });
    }
    for (at, page) in pages.iter().enumerate() {
        if at > 0 {
            output.line("")?;
        }
        let (head, code) = match format {
            ExplainFormat::Markdown => (format!("# {}", page.id), "`"),
            _ => (bold(page.id, output.colored()), ""),
        };
        output.line(&format!("{head}: {}\n\n{}.", page.title, page.hint))?;
        let rules: Vec<String> = page.rules.iter().map(|name| format!("{code}{name}{code}")).collect();
        if !rules.is_empty() {
            output.line(&format!("\nRules with an example of it: {}", rules.join(", ")))?;
        }
    }
    Ok(())
}
