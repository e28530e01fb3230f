//! Gives a method the signature that an interface wants of it.

use super::interface::as_imported;
use super::missing_method::is_method_of;
use super::signatures::Signature;
use super::types::base_name;
use super::view::View;
use crate::base::{EditSet, Span, TextEdit};
use crate::fix::{Example, FixContext, Proposal, Rule};
use crate::model::Diagnostic;
use crate::syntax::go::ast::{ABSENT, NodeId};
use regex::Regex;
use std::sync::OnceLock;

const NAME: &str = "go/method-signature";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Gives a method the signature that an interface wants",
    not_offered: "It keeps silent where the file does not define the method.",
    examples: &[
        Example::mends(
            "go: cannot use store{} (value of struct type store) as io.Closer value in variable declaration: store does not implement io.Closer (wrong type for method Close)\n\t\thave Close()\n\t\twant Close() error",
            r#"
            package main

            import "io"

            type store struct{}

            func (s store) Close() {}

            var _ io.Closer = «store»{}

            func main() {}
            "#,
            r#"
            package main

            import "io"

            type store struct{}

            func (s store) Close() error {}

            var _ io.Closer = store{}

            func main() {}
            "#,
        ),
        Example::keeps_silent(
            "go: cannot use &bytes.Buffer{} (value of type *bytes.Buffer) as source value in variable declaration: *bytes.Buffer does not implement source (wrong type for method Read)\n\t\thave Read([]byte) (int, error)\n\t\twant Read() string",
            r#"
            package main

            import (
            	"bytes"
            	"fmt"
            	"io"
            )

            type source interface{ Read() string }

            var _ source = «&»bytes.Buffer{}
            var _ = fmt.Sprint
            var _ io.Reader

            func main() {}
            "#,
        ),
    ],
    applies: |diagnostic| Wrong::of(diagnostic).is_some(),
    propose,
};

struct Wrong<'m> {
    type_name: &'m str,
    method: &'m str,
    have: Signature,
    want: Signature,
}

impl<'m> Wrong<'m> {
    fn of(diagnostic: &'m Diagnostic) -> Option<Wrong<'m>> {
        static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
        let pattern = PATTERN.get_or_init(|| {
            Regex::new(r"(?s)\*?(\w+)(?:\[.*?\])? does not (?:implement|satisfy) .*\(wrong type for method (\w+)\)\s+have \w+(\([^\n]*)\n\s*want \w+(\([^\n]*)")
                .ok()
        });
        let parts = pattern.as_ref()?.captures(&diagnostic.message)?;
        let part = |at: usize| parts.get(at).map(|part| part.as_str().trim());
        Some(Wrong { type_name: part(1)?, method: part(2)?, have: Signature::of(part(3)?)?, want: Signature::of(part(4)?)? })
    }
}

fn propose(context: &FixContext<'_>) -> Vec<Proposal> {
    let Some(wrong) = Wrong::of(context.diagnostic) else { return Vec::new() };
    let view = View::new(context);
    let is_it = |id: &NodeId| is_method_of(&view, *id, base_name(wrong.type_name)) && view.text_of(view.tree.child(*id, 1)) == wrong.method;
    let Some(method) = view.tree.children(view.tree.root).iter().copied().find(is_it) else { return Vec::new() };
    let [parameters, results] = [3, 4].map(|at| view.tree.child(method, at));
    let mut edits = Vec::new();
    let types = |fields: &[(String, String)]| fields.iter().map(|(_, declared)| declared.clone()).collect::<Vec<_>>();
    let mut write = |span: Span, text: String| {
        let (text, imports) = as_imported(&view, &text);
        edits.push(TextEdit::replace(span, text));
        edits.extend(imports);
    };
    if types(&wrong.have.parameters) != types(&wrong.want.parameters) {
        let names: Vec<&str> = view.tree.children(parameters).iter().map(|field| view.text_of(view.tree.child(*field, 0))).collect();
        let unnamed = names.iter().all(|name| name.is_empty());
        let wanted = wrong.want.parameters.iter().enumerate().map(|(at, (_, declared))| match names.get(at) {
            _ if unnamed && !names.is_empty() => declared.clone(),
            Some(name) => format!("{name} {declared}"),
            None => format!("_ {declared}"),
        });
        let list = wanted.collect::<Vec<_>>().join(", ");
        write(view.tree.span(parameters), format!("({list})"));
    }
    if types(&wrong.have.results) != types(&wrong.want.results) {
        let text = wrong.want.result_text().map_or(String::new(), |text| format!(" {text}"));
        let end = view.tree.span(parameters).end;
        let span = if results == ABSENT { Span::at(end) } else { Span::new(end, view.tree.span(results).end) };
        write(span, text);
    }
    let title = format!("Give `{}` the wanted signature", wrong.method);
    EditSet::new(edits).ok().filter(|edits| !edits.is_empty()).map(|edits| Proposal::new(NAME, title, context, edits, 0.85)).into_iter().collect()
}
