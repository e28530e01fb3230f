//! The checkers of Go, one tool a file.

mod compiler;
mod go_test;
mod json;
mod older;
mod output;
mod overlay;
mod staticcheck;
mod vet;

use super::Checker;
use super::tool::{Absence, Tool, Workspace};

/// The checkers, in the order in which they run.
pub const CHECKERS: &[&dyn Checker] = &[&compiler::Go, &vet::Vet, &staticcheck::Staticcheck, &go_test::GoTest];

/// The Go command: that of GOROOT where it is set, else the first on the path, else the one at the place where Go installs itself.
fn find_go(workspace: &Workspace) -> Result<Tool, Absence> {
    let executable = if cfg!(windows) { "go.exe" } else { "go" };
    let root = workspace.environment.get("GOROOT").map(|root| std::path::Path::new(root).join("bin"));
    if let Some(program) = root.map(|folder| folder.join(executable)).filter(|program| program.is_file()) {
        return Ok(Tool { program, origin: "GOROOT".to_owned() });
    }
    if let Some(program) = on_path(workspace, executable) {
        return Ok(Tool { program, origin: "PATH".to_owned() });
    }
    let usual = std::path::Path::new("/usr/local/go/bin").join(executable);
    if usual.is_file() {
        return Ok(Tool { program: usual, origin: "/usr/local/go".to_owned() });
    }
    Err(Absence::NotInstalled("go is not on PATH; https://go.dev/dl/ has it".to_owned()))
}

fn on_path(workspace: &Workspace, executable: &str) -> Option<std::path::PathBuf> {
    workspace.search_path.iter().map(|folder| folder.join(executable)).find(|program| program.is_file())
}
