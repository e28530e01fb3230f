//! What goes into the session and what comes out of it. No protocol types: places are lines and columns in the client's unit.

use super::analysis::Offer;
use super::checks::RunReport;
use super::following::Tracked;
use super::heals::{ApplyMode, HealReport, HealStep, Outcome};
use super::menus::WaitingMenu;
use super::patterns::PatternWish;
use super::settings::Settings;
use crate::base::{CancelToken, ColumnUnit, LineColumn};
use crate::heal::Proof;
use crate::heal::learning::Followed;
use crate::model::{Applicability, Diagnostic, Finding, Fix, HealScope};
use crate::syntax::SourceFile;
use crate::syntax::document::Change;
use serde_json::Value;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// Where an answer goes. Dropped without an answer, it tells the asker that something broke.
pub type Reply<T> = oneshot::Sender<Result<T, Refusal>>;

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("{0}")]
    InvalidParams(String),
    /// The text has changed since the question was asked.
    #[error("the document has changed")]
    Stale,
}

/// What the client is and wants, known once it has said hello.
#[derive(Clone, Debug)]
pub struct ClientProfile {
    /// What columns count.
    pub unit: ColumnUnit,
    /// Whether the client asks for diagnostics itself, so that none are pushed.
    pub pulls: bool,
    /// Whether a client that pulls can be told to ask again.
    pub refreshes: bool,
    pub folders: Vec<PathBuf>,
    /// The client's own settings, to be laid over those of the workspace.
    pub settings: Value,
}

/// A document as the client names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DocumentName {
    /// The URI in the client's own spelling.
    pub uri: String,
    /// Absolute for a file, else the URI.
    pub path: PathBuf,
}

/// A place range in a document.
pub type Places = (LineColumn, LineColumn);

/// Everything that happens to a session, in the order in which it happened.
pub enum Event {
    Started(ClientProfile),
    Opened {
        name: DocumentName,
        language_id: String,
        version: i32,
        text: String,
    },
    Changed {
        uri: String,
        version: Option<i32>,
        changes: Vec<Change>,
    },
    Saved {
        uri: String,
    },
    Closed {
        uri: String,
    },
    Folders {
        added: Vec<PathBuf>,
        removed: Vec<PathBuf>,
    },
    ClientSettings(Value),
    Trusted(bool),
    /// Files that changed on disk.
    Watched(Vec<PathBuf>),
    /// Diagnostics of other servers.
    Foreign {
        uri: String,
        /// Of which version, if the client says so.
        version: Option<i32>,
        findings: Vec<Finding>,
    },
    /// Whether the client applied the edit of a heal, as it says.
    Applied {
        job: String,
        applied: bool,
    },
    Ask(Question),
    /// The one who asked something does not want the answer any more.
    Withdrawn,
    Work(WorkDone),
    Stop,
}

/// A question that wants an answer.
pub enum Question {
    Actions(MenuRequest),
    /// The fix-all edit, worked out now; refused unless the document still has this version.
    FixAll {
        uri: String,
        version: i32,
        cancel: CancelToken,
        reply: Reply<Option<Offer>>,
    },
    /// A fix that was offered for this version.
    Fix {
        uri: String,
        version: i32,
        id: String,
        reply: Reply<Offer>,
    },
    Pull {
        uri: String,
        previous: Option<String>,
        reply: Reply<PullAnswer>,
    },
    Check {
        uri: Option<String>,
        /// Whether the tests are run too.
        tests: bool,
        reply: Reply<CheckAnswer>,
    },
    Explain {
        uri: Option<String>,
        place: Option<LineColumn>,
        diagnostic: Option<String>,
        reply: Reply<String>,
    },
    Heal {
        request: HealRequest,
        reply: Reply<HealAnswer>,
    },
    /// Takes a heal back; the last one where none is named.
    Undo {
        job: Option<String>,
        reply: Reply<HealAnswer>,
    },
    Accepted {
        fix: String,
        reply: Reply<()>,
    },
    Cancel {
        job: String,
        reply: Reply<()>,
    },
    Stats {
        reply: Reply<Value>,
    },
    /// Learned fixes: to list, show, export or forget them.
    Patterns {
        wish: PatternWish,
        reply: Reply<Value>,
    },
    /// The newest attempts, of all files or of one document.
    History {
        uri: Option<String>,
        limit: usize,
        reply: Reply<Value>,
    },
}

/// The wish for a heal.
#[derive(Clone, Debug)]
pub struct HealRequest {
    /// An open document; the one that the client touched last where it names none, `None` where it has touched none.
    pub uri: Option<String>,
    /// Only errors that touch this range.
    pub range: Option<Places>,
    pub scope: HealScope,
    pub apply: ApplyMode,
    /// How many fixes are tried for one error, 1 to 10.
    pub attempts: usize,
    /// How long it may take; `None` for what is usual.
    pub limit: Option<Duration>,
    pub tests: bool,
    /// The client's own token, under which it wants to be told of progress.
    pub token: Option<Value>,
}

/// The answer to the wish for a heal.
pub enum HealAnswer {
    /// It goes on in the background, under this name.
    Running(String),
    /// It is refused, and nothing more will come.
    Refused(Box<HealReport>),
    Ended(Box<HealReport>),
}

/// The question for the actions at a place.
pub struct MenuRequest {
    pub uri: String,
    pub places: Places,
    /// The diagnostics that the client names.
    pub context: Vec<Finding>,
    pub fixes: bool,
    pub fix_all: FixAllWish,
    /// Cancelled when nobody wants the answer any more, of which [`Event::Withdrawn`] tells.
    pub cancel: CancelToken,
    pub reply: Reply<ActionsAnswer>,
}

/// Whether the action that mends all at once is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FixAllWish {
    No,
    /// Offered if there is something to mend; the edit may follow.
    Lazy,
    /// With its edit.
    Eager,
}

/// The actions at a place.
#[derive(Default)]
pub struct ActionsAnswer {
    /// Best first.
    pub fixes: Vec<OfferedFix>,
    pub fix_all: Option<FixAllOffer>,
}

pub enum FixAllOffer {
    /// There may be safe fixes in this version; its edit is asked for by [`Question::FixAll`].
    Later(i32),
    Now(Offer),
}

/// A fix with the diagnostics that it mends.
pub struct OfferedFix {
    pub fix: Fix,
    pub diagnostics: Vec<Diagnostic>,
    /// The file whose diagnostics these are, to place them.
    pub file: SourceFile,
    pub offer: Offer,
}

pub enum PullAnswer {
    Unchanged(String),
    Full { result_id: Option<String>, file: Option<SourceFile>, diagnostics: Arc<[Diagnostic]> },
}

/// What running the checkers on request gave.
pub struct CheckAnswer {
    pub files: Vec<(String, SourceFile, Arc<[Diagnostic]>)>,
    pub checkers: Vec<Value>,
}

/// What the session's own work found.
pub enum WorkDone {
    Builtin {
        uri: String,
        version: i32,
        file: SourceFile,
        diagnostics: Vec<Diagnostic>,
    },
    Run(Box<RunReport>),
    /// The fixes of a diagnostic; `None` where the work was stopped. `of` is the token of the work.
    Fixes {
        uri: String,
        diagnostic: String,
        fixes: Option<Vec<Fix>>,
        of: CancelToken,
    },
    HealStep {
        job: String,
        step: HealStep,
    },
    /// A heal has ended; without an outcome where it broke off.
    Healed {
        job: String,
        outcome: Option<Box<Outcome>>,
    },
    /// What checks have shown of the fixes that are tried ahead.
    Proven {
        proofs: Vec<Proof>,
        is_last: bool,
    },
    /// The knowledge file is open.
    Learned,
    /// A repair has been learned from, with whether it taught anything. One by hand is followed on.
    LessonOver {
        any: bool,
        by_hand: Option<(String, Box<Followed>)>,
    },
    /// It was looked what became of the changes of a document: those that are still open, and whether the others taught anything.
    FollowedUp {
        uri: String,
        open: Vec<Tracked>,
        any: bool,
    },
    /// What earlier sessions have kept of a document's changes, and whether others of the workspace taught anything.
    TakenUp {
        uri: String,
        changes: Vec<Tracked>,
        any: bool,
    },
    /// A menu lacks fixes that are not worked out yet.
    Missing(Box<WaitingMenu>),
    Project {
        root: PathBuf,
        loaded: Arc<super::project_loader::LoadedProject>,
        problems: Vec<String>,
        settings: Box<Settings>,
    },
}

/// What the session says unasked. The receiver keeps the order.
#[derive(Clone)]
pub enum Notice {
    /// All diagnostics of a file, which replace the earlier ones. The version is that of an open document.
    Diagnostics {
        uri: String,
        version: Option<i32>,
        file: SourceFile,
        diagnostics: Arc<[Diagnostic]>,
    },
    /// A client that pulls should ask again.
    Refresh,
    /// For the user to see.
    Show(Importance, String),
    /// For the log.
    Log(Importance, String),
    /// A run of a checker takes long.
    ProgressBegin {
        job: String,
        title: String,
    },
    ProgressEnd {
        job: String,
    },
    /// A heal begins. Its progress is told under the client's own token, where it gave one.
    HealBegin {
        job: String,
        token: Option<Value>,
        title: String,
    },
    HealStep {
        job: String,
        token: Option<Value>,
        step: HealStep,
        /// The client's names of the documents that were open when the heal began.
        documents: HashMap<PathBuf, String>,
    },
    HealEnd {
        job: String,
        token: Option<Value>,
    },
    /// The edit of a heal is to be applied; the client may `confirm` it with its user.
    Apply {
        job: String,
        offer: Offer,
        label: String,
        applicability: Applicability,
        confirm: bool,
    },
    Healed(Box<HealReport>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Importance {
    Error,
    Warning,
    Information,
}

/// Takes what the session says; must not block.
pub type Notices = Arc<dyn Fn(Notice) + Send + Sync>;

/// The URI of a file that the client has not named itself.
pub fn file_uri(path: &std::path::Path) -> String {
    url::Url::from_file_path(path).map_or_else(|()| path.display().to_string(), String::from)
}
