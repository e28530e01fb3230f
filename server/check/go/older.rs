//! Modules that ask for a newer Go than the one that is installed: the Go command refuses them altogether, although it could check nearly all of
//! their code. They are checked with a copy of their module file in which the version is the installed one's.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Writes a lowered copy of the folder's module file, and its sums, into `kept`, if the module asks for more than the program is. Gives the
/// path of the copy.
pub(super) fn module_file(program: &Path, folder: &Path, kept: impl FnOnce() -> io::Result<PathBuf>) -> io::Result<Option<PathBuf>> {
    let Some(manifest) = folder.ancestors().map(|folder| folder.join("go.mod")).find(|file| file.is_file()) else { return Ok(None) };
    let Some(installed) = installed_version(program) else { return Ok(None) };
    let Ok(text) = fs::read_to_string(&manifest) else { return Ok(None) };
    let Some(lowered) = lowered(&text, &installed) else { return Ok(None) };
    let copy = kept()?.join("go.mod");
    fs::write(&copy, lowered)?;
    let sums = manifest.with_extension("sum");
    if sums.is_file() {
        fs::copy(sums, copy.with_extension("sum"))?;
    }
    Ok(Some(copy))
}

/// The version of the Go command, as the file beside its folder says it: `1.26.8`.
fn installed_version(program: &Path) -> Option<String> {
    let program = fs::canonicalize(program).ok()?;
    let version = fs::read_to_string(program.parent()?.parent()?.join("VERSION")).ok()?;
    version.lines().next()?.trim().strip_prefix("go").map(str::to_owned)
}

/// The module file with its version lowered; `None` where it asks for no more than what is installed.
fn lowered(text: &str, installed: &str) -> Option<String> {
    let wanted = text.lines().find_map(|line| line.strip_prefix("go "))?.trim();
    if numbers(wanted) <= numbers(installed) {
        return None;
    }
    let lines = text
        .lines()
        .filter(|line| !line.starts_with("toolchain "))
        .map(|line| if line.starts_with("go ") { format!("go {installed}\n") } else { format!("{line}\n") });
    Some(lines.collect())
}

/// The parts of a version, for comparing. A release candidate counts as its release.
fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_newer_version_is_lowered() {
        let text = "module m\n\ngo 1.27.3\ntoolchain go1.27.3\n\nrequire a v1\n";
        assert_eq!(lowered(text, "1.26.8").as_deref(), Some("module m\n\ngo 1.26.8\n\nrequire a v1\n"));
        assert_eq!(lowered(text, "1.27.3"), None);
        assert_eq!(lowered("module m\n", "1.26.8"), None);
        assert_eq!(lowered("module m\ngo 1.9\n", "1.26.8"), None);
    }
}
