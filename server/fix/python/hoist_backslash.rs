//! Takes a string with a backslash out of the braces of an f-string, which Python reads there only from 3.12 on.

use super::support::statements_around;
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::parse;

pub(super) const RULE: Rule = Rule {
    name: "python/hoist-backslash",
    summary: "Takes a string with a backslash out of the braces of an f-string",
    not_offered: "It keeps silent where the string inside of the braces has braces itself.",
    examples: &[
        Example::mends(
            "python[SyntaxError]: f-string expression part cannot include a backslash",
            r#"
            names = ["a", "b"]
            print(f"{'\n'.join(names)}"«)»
            "#,
            r#"
            names = ["a", "b"]
            newline = '\n'
            print(f"{newline.join(names)}")
            "#,
        ),
        Example::keeps_silent(
            "pyright[reportGeneralTypeIssues]: Escape sequence (backslash) not allowed in expression portion of f-string prior to Python 3.12",
            r#"
            names = ["a", "b"]
            print(f"{'«{»}\n'.join(names)}")
            "#,
        ),
    ],
    applies,
    propose,
};

fn applies(diagnostic: &Diagnostic) -> bool {
    let said = &diagnostic.message;
    said.contains("f-string expression part cannot include a backslash") || said.contains("escape sequence (backslash) in expression portion of f-string")
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    hoisted(context).into_iter().collect()
}

fn hoisted(context: &FixContext<'_>) -> Option<Proposal> {
    let file = context.file;
    let line = file.line_span(file.line_of(context.diagnostic.range.start));
    let in_line = |node: &tree_sitter::Node<'_>| line.contains(parse::span(*node));
    let braces = parse::descendants(file.tree()?.root_node()).filter(|node| node.kind() == "interpolation" && in_line(node));
    let string = braces.flat_map(|braces| parse::descendants(braces).collect::<Vec<_>>()).find(|node| {
        let text = file.slice(parse::span(*node));
        node.kind() == "string" && text.contains('\\') && !text.contains('{')
    })?;
    let text = file.slice(parse::span(string));
    let name = match text.trim_matches(['\'', '"']) {
        "\\n" => "newline",
        "\\t" => "tab",
        "\\\\" => "backslash",
        "\\'" | "\\\"" => "quote",
        _ => "separator",
    };
    let name = std::iter::once(name.to_owned()).chain((2..9).map(|number| format!("{name}{number}"))).find(|name| !file.text().contains(name.as_str()))?;
    let statement = statements_around(file, string.start_byte()).into_iter().next()?;
    let at = statement.start_byte();
    let indentation = file.indentation(file.line_of(at));
    let edits = EditSet::new([
        TextEdit::insert(at, format!("{name} = {text}{}{indentation}", file.line_break())),
        TextEdit::replace(Span::new(string.start_byte(), string.end_byte()), name.as_str()),
    ]);
    Some(Proposal::new(RULE.name, format!("Put the string into `{name}`"), context, edits.ok()?, 0.85))
}

#[cfg(test)]
mod tests {
    use super::super::tests::mended_by;

    #[test]
    fn strings_with_a_backslash() {
        let said = ("python", "SyntaxError", "f-string expression part cannot include a backslash");
        let before = "def f(a):\n    return «f\"{'\\\\t'.join(a)}\"»\n".replace("\\\\", "\\");
        let after = "def f(a):\n    tab = '\\t'\n    return f\"{tab.join(a)}\"\n";
        assert_eq!(mended_by(super::RULE.name, said, &before).as_deref(), Some(after));
    }
}
