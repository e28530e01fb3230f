//! The public items of the standard library, from its own index of items; one `kind path` a line.

/// Kinds: `s` struct, `e` enum, `t` trait, `f` function, `y` type, `c` constant.
const ITEMS: &str = include_str!("std_items.txt");

/// Modules that people import whole.
const MODULES: &[&str] =
    &["fmt", "io", "mem", "fs", "env", "thread", "process", "collections", "sync", "rc", "cell", "cmp", "ptr", "ops", "iter", "time", "path", "hash"];

/// The paths of a name, the likeliest first: `std::fmt::Result` is long, so nobody means it by `Result`.
pub(super) fn paths_of(name: &str) -> impl Iterator<Item = String> {
    let module = MODULES.iter().find(|module| **module == name).map(|module| format!("std::{module}"));
    let mut found: Vec<&str> = items().filter(|(_, path)| path.rsplit("::").next() == Some(name)).map(|(_, path)| path).collect();
    // Of several paths to the same item the shorter one is the usual one; os-specific and iterator modules are rarely meant.
    found.sort_by_key(|path| (!usual(path), path.matches("::").count(), path.len()));
    found.dedup_by(|right, left| is_inner(left, right));
    module.into_iter().chain(found.into_iter().map(|path| format!("std::{path}")).collect::<Vec<_>>())
}

/// The names that a module of the standard library has, for instance `mem`.
pub(super) fn names_in(module: &str) -> impl Iterator<Item = &'static str> {
    let prefix = format!("{module}::");
    items().filter_map(move |(_, path)| path.strip_prefix(prefix.as_str())).filter(|rest| !rest.contains("::"))
}

fn items() -> impl Iterator<Item = (&'static str, &'static str)> {
    ITEMS.lines().filter_map(|line| line.split_once(' '))
}

fn usual(path: &str) -> bool {
    [
        "collections::",
        "sync::",
        "rc::",
        "fmt::",
        "io::",
        "fs::",
        "path::",
        "time::",
        "cell::",
        "cmp::",
        "str::FromStr",
        "ops::",
        "borrow::",
        "error::",
        "hash::",
        "ffi::",
        "mem::",
    ]
    .iter()
    .any(|prefix| path.starts_with(prefix))
}

/// Whether the longer path is the same item seen from inside: `collections::hash_map::HashMap`.
fn is_inner(shorter: &str, longer: &str) -> bool {
    let head = shorter.rsplit_once("::").map_or("", |(head, _)| head);
    longer.starts_with(head) && longer.len() > shorter.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_path_comes_first() {
        for (name, path) in [
            ("HashMap", "std::collections::HashMap"),
            ("Arc", "std::sync::Arc"),
            ("fmt", "std::fmt"),
            ("Ordering", "std::cmp::Ordering"),
            ("Duration", "std::time::Duration"),
        ] {
            assert_eq!(paths_of(name).next().as_deref(), Some(path));
        }
        assert!(names_in("mem").any(|name| name == "size_of"));
        assert_eq!(paths_of("HashMap").count(), 1);
    }
}
