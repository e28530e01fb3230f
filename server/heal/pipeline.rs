//! The one ordered table of sources of fixes. A source that fails never hides the others.

use super::{gate, rank};
use crate::base::CancelToken;
use crate::fix::template::TemplateSet;
use crate::fix::{self, FixContext, Project, Proposal, learned};
use crate::model::{Diagnostic, Fix};
use crate::syntax::{ScopeContext, ScopeReport, SourceFile, scope_report};
use std::cell::LazyCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

/// What is known about a file beyond its text, owned, so that a scope context can borrow from it.
#[derive(Clone, Debug, Default)]
pub struct FileFacts {
    /// The other files of the same package; `None` where they are not known.
    pub siblings: Option<Vec<SourceFile>>,
    pub known_names: Vec<String>,
    pub dependencies: Option<Vec<String>>,
    /// Whether names may come from where the file is used, so that an unknown one is no error.
    pub names_elsewhere: bool,
    /// The workspace's own rules.
    pub templates: Arc<TemplateSet>,
}

impl FileFacts {
    pub fn scope_context<'f>(&'f self, file: &'f SourceFile) -> ScopeContext<'f> {
        ScopeContext {
            options: Some(file.options()),
            path: Some(file.path()),
            siblings: self.siblings.as_deref(),
            known_names: &self.known_names,
            dependencies: self.dependencies.as_deref(),
        }
    }
}

/// How much is offered.
#[derive(Clone, Copy, Debug)]
pub struct MenuLimits {
    /// Entries for one diagnostic.
    pub entries: usize,
}

impl Default for MenuLimits {
    fn default() -> MenuLimits {
        MenuLimits { entries: 5 }
    }
}

type Source = fn(&FixContext<'_>) -> Vec<Proposal>;

/// Every source, in the order in which equals are kept.
const SOURCES: &[(&str, Source)] =
    &[("native", fix::native), ("templates", fix::template::propose), ("rules", from_rules), ("repair", fix::repair::propose), ("learned", learned::propose)];

fn from_rules(context: &FixContext<'_>) -> Vec<Proposal> {
    let mut proposals = Vec::new();
    for rule in fix::rules(context.file.language()) {
        if context.cancel.is_cancelled() {
            break;
        }
        if (rule.applies)(context.diagnostic) {
            let started = Instant::now();
            proposals.extend(guarded(rule.name, || (rule.propose)(context)));
            tracing::trace!(rule = rule.name, elapsed = ?started.elapsed(), "asked a rule");
        }
    }
    proposals
}

/// Runs one source; a panic in it costs its own proposals only.
fn guarded(name: &str, propose: impl FnOnce() -> Vec<Proposal>) -> Vec<Proposal> {
    catch_unwind(AssertUnwindSafe(propose)).unwrap_or_else(|_| {
        tracing::error!(source = name, "a source of fixes panicked; its fixes are left out");
        Vec::new()
    })
}

/// The ranked fixes of one diagnostic, best first.
pub fn fixes(context: &FixContext<'_>, facts: &FileFacts, limits: MenuLimits) -> Vec<Fix> {
    let mut gated = Vec::new();
    let before = LazyCell::new(|| gate::Errors::of(context.file, facts));
    for (name, source) in SOURCES {
        let started = Instant::now();
        let proposals = guarded(name, || source(context));
        let found = proposals.len();
        let searched = started.elapsed();
        for proposal in proposals {
            if let Some(proposal) = gate::admit(proposal, context, facts, &before) {
                gate::add_unless_repeated(&mut gated, proposal);
            }
        }
        tracing::debug!(source = name, found, ?searched, elapsed = ?started.elapsed(), "asked a source of fixes");
    }
    rank::rank(gated, context.diagnostic, context.file.language(), limits.entries)
}

/// As [`fixes`], with the scopes worked out here.
pub fn fixes_for(
    file: &SourceFile,
    diagnostic: &Diagnostic,
    diagnostics: &[Diagnostic],
    project: &Project,
    facts: &FileFacts,
    cancel: &CancelToken,
) -> Vec<Fix> {
    let scopes: ScopeReport = scope_report(file.language(), file.text(), &facts.scope_context(file));
    let context = FixContext { file, diagnostic, diagnostics, project, scopes: &scopes, cancel };
    fixes(&context, facts, MenuLimits::default())
}
