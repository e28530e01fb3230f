//! Floor 3: finding errors. One tool a file: how it is found, how it is called, and a pure parser of its output.
//! [`spawn`] is the only place that starts processes.

pub mod builtin;
pub mod locate;
pub mod matcher;
pub mod output;
pub mod overlay;
pub mod registry;
pub mod resident;
pub mod sarif;
pub mod spawn;
pub mod tool;

pub mod go;
pub mod javascript;
pub mod python;
pub mod rust;

pub use locate::{NODE_FOLDERS, PYTHON_FOLDERS, cache_folder, find_program};
pub use overlay::{Overlay, Trial};
pub use registry::checkers;
pub use resident::{ResidentCall, Residents};
pub use spawn::{RunError, ToolOutput};
pub use tool::{Absence, CheckRequest, Checker, Garbage, Invocation, Scope, Stage, Tool, Workspace};
