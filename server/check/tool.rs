//! What a checker is.

use super::overlay::Place;
use super::{ResidentCall, Residents, ToolOutput, Trial};
use crate::base::CancelToken;
use crate::model::Finding;
use crate::syntax::{Language, SourceFile};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The path of findings of a tool that read its input and was told no name for it: they speak of the checked file.
pub const STANDARD_INPUT: &str = "<stdin>";

/// A folder that is checked as a whole: the workspace folder that holds the file.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// Absolute.
    pub root: PathBuf,
    /// Folders that are searched for programs, in order; made from PATH once.
    pub search_path: Vec<PathBuf>,
    /// Where caches of checkers may live (their own target folders, shadow copies); never inside the workspace.
    pub cache: PathBuf,
    /// Variables set for every tool, beside what the server's own environment has.
    pub environment: BTreeMap<String, String>,
    /// The programs that stay running between calls.
    pub residents: Arc<Residents>,
}

/// A tool that was found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Tool {
    pub program: PathBuf,
    /// Why this one: `node_modules/.bin`, `.venv`, `PATH` …
    pub origin: String,
}

/// Why a checker does not run in a workspace.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Absence {
    /// The program is nowhere; the text says where it was looked for and how it is installed.
    NotInstalled(String),
    /// The program is there, but the workspace is not set up for it; the text says what is missing.
    NotConfigured(String),
}

/// When a checker runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// While the user types: it takes the text through stdin or an overlay, and is quick.
    Typing,
    /// When the file is opened or saved: it reads the disk, or is slow.
    Saved,
    /// Only when asked: tests, which run the program.
    Request,
}

/// Which files a run speaks for: their older findings of this checker are replaced by the new ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub enum Scope {
    File,
    /// All files of the folder that [`Invocation::folder`] names.
    Folder,
}

/// What is to be checked.
#[derive(Clone, Debug)]
pub struct CheckRequest {
    /// The file, with the text that the user sees.
    pub file: SourceFile,
    /// Whether that text is also what the disk has.
    pub saved: bool,
    /// Other open files whose text the disk does not have.
    pub unsaved: Vec<SourceFile>,
    /// All files of its language that are checked in the same run, this one among them, so that a tool that takes several is started once for
    /// all of them; empty where it is alone.
    pub together: Arc<[PathBuf]>,
    pub cancel: CancelToken,
}

/// One call of a tool.
#[derive(Clone, Debug)]
pub struct Invocation {
    pub program: PathBuf,
    pub arguments: Vec<OsString>,
    /// The folder to run in; relative paths in the output are relative to it.
    pub folder: PathBuf,
    /// Variables to set; `None` removes one.
    pub environment: Vec<(OsString, Option<OsString>)>,
    /// Written to the tool's input, which is closed afterwards.
    pub input: Option<Vec<u8>>,
    /// Files that must exist while the tool runs (overlays), removed afterwards: the folder is temporary and outside the workspace.
    pub keep: Option<std::sync::Arc<tempfile::TempDir>>,
    /// What nobody else may use while the tool runs.
    pub lease: Option<std::sync::Arc<std::fs::File>>,
    /// It is made only where so many of the first calls found no error; by default where none of the earlier ones did.
    pub needs: usize,
    /// Whether it may begin together with the call before it, on the chance that that one finds no error. If it does, this one is stopped.
    pub beside: bool,
    /// Whether it is made for the tests in the checked file's own text, so that only what it says of that file counts.
    pub for_tests: bool,
    /// The files that the call checks beside the one that was asked about, so that none of them needs a call of its own.
    pub covers: Vec<PathBuf>,
    pub timeout: Duration,
    /// Bytes of output after which the tool is stopped.
    pub output_limit: usize,
    pub scope: Scope,
}

impl Invocation {
    /// A call in a folder with nothing special: 60 seconds, 16 MiB of output, speaking for one file.
    pub fn new(program: &Path, folder: &Path) -> Invocation {
        Invocation {
            program: program.to_owned(),
            arguments: Vec::new(),
            folder: folder.to_owned(),
            environment: Vec::new(),
            input: None,
            keep: None,
            lease: None,
            needs: usize::MAX,
            beside: false,
            for_tests: false,
            covers: Vec::new(),
            timeout: Duration::from_secs(60),
            output_limit: 16 << 20,
            scope: Scope::File,
        }
    }

    pub fn arguments(mut self, arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Invocation {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    pub fn variable(mut self, name: &str, value: impl Into<OsString>) -> Invocation {
        self.environment.push((name.into(), Some(value.into())));
        self
    }

    pub fn input(mut self, text: &str) -> Invocation {
        self.input = Some(text.as_bytes().to_vec());
        self
    }
}

/// Output that is not what the tool says when it works. The text is one sentence for the user.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Garbage(pub String);

/// A source of findings that runs a program. Implementations hold no state.
pub trait Checker: Sync + Send {
    /// The name that diagnostics carry as their source: `rustc`, `ruff` …
    fn name(&self) -> &str;

    /// Other names that its findings carry as their source, because it runs another tool too.
    fn other_sources(&self) -> &'static [&'static str] {
        &[]
    }

    fn languages(&self) -> &[Language];

    /// Whether it is what runs or builds the program, so that no text is right which it refuses.
    fn is_compiler(&self) -> bool {
        false
    }

    /// Whether it takes seconds where others take a moment, as it works out the types of a whole project.
    fn is_slow(&self) -> bool {
        false
    }

    fn stage(&self) -> Stage;

    /// Whether the program is there and the workspace is set up for it. Looks at the file system, starts nothing.
    fn find(&self, workspace: &Workspace, file: &Path) -> Result<Tool, Absence>;

    /// The arguments that make the program print its version.
    fn version_arguments(&self) -> &'static [&'static str] {
        &["--version"]
    }

    /// The calls that check the file, in order; a later one is made only where those that it needs found no error. `None` where this file
    /// cannot be checked now (its text is not saved and the tool reads only the disk).
    fn invocations(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest) -> std::io::Result<Option<Vec<Invocation>>>;

    /// The calls that check the file on a shadow of its own choice, where that is cheaper than what [`Checker::invocations`] does with texts
    /// that are not saved. `None` where it is not. The output speaks of the shadow.
    fn trial_invocations(
        &self,
        tool: &Tool,
        workspace: &Workspace,
        request: &CheckRequest,
        trial: &Trial<'_>,
    ) -> std::io::Result<Option<(Vec<Invocation>, Place)>> {
        let _ = (tool, workspace, request, trial);
        Ok(None)
    }

    /// The call of a program that stays running, which is shown all texts and needs no shadow; `texts` are those that the disk does not have.
    /// `None` where there is no such program for the tool.
    fn resident_call(&self, tool: &Tool, workspace: &Workspace, request: &CheckRequest, texts: &[SourceFile]) -> Option<ResidentCall> {
        let _ = (tool, workspace, request, texts);
        None
    }

    /// Takes note of how a call went, for later ones. That it cannot be kept is no error of the check.
    fn learn(&self, workspace: &Workspace, request: &CheckRequest, invocation: &Invocation, output: &ToolOutput) {
        let _ = (workspace, request, invocation, output);
    }

    /// Reads the tool's output. Pure: it looks at nothing else. The findings may be of several files. `invocation` is the call's place in
    /// [`Checker::invocations`].
    fn parse(&self, output: &ToolOutput, invocation: usize) -> Result<Vec<Finding>, Garbage>;

    /// Of a runner of tests: whether a file is checked by running its own tests alone.
    fn is_test_file(&self, path: &Path) -> bool {
        let _ = path;
        false
    }

    /// Of a runner of tests: the names of those that passed, unlike each other. Pure, as [`Checker::parse`].
    fn passed(&self, output: &ToolOutput) -> Vec<String> {
        let _ = output;
        Vec::new()
    }

    /// Fills in what only the checked file's text can tell: a finding without a path is one whose place the tool did not say, one of
    /// another file may have its cause here.
    fn complete(&self, findings: &mut Vec<Finding>, file: &SourceFile) {
        let _ = (findings, file);
    }
}
