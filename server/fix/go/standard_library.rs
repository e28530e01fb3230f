//! What Go's standard library exports, made from the lists that come with Go 1.26 (`api/go1*.txt`).

use std::sync::OnceLock;

/// One package: a line `= path`, then a line of its functions, variables and constants, then a line for each type: a letter for its kind,
/// its name, its exported methods and fields.
const TEXT: &str = include_str!("standard_library.txt");

#[derive(Debug)]
pub(super) struct Package {
    pub path: &'static str,
    names: Vec<&'static str>,
    types: Vec<Type>,
}

#[derive(Debug)]
pub(super) struct Type {
    pub kind: TypeKind,
    pub name: &'static str,
    pub members: Vec<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TypeKind {
    Struct,
    Interface,
    Number,
    Text,
    Boolean,
    /// Pointers, slices, maps, channels and functions.
    Reference,
}

impl Package {
    /// The package's own name.
    pub fn name(&self) -> String {
        crate::syntax::go::imports::package_name(self.path).0
    }

    pub fn exports(&self, name: &str) -> bool {
        self.exported().any(|known| known == name)
    }

    /// All exported names: functions, variables, constants and types.
    pub fn exported(&self) -> impl Iterator<Item = &'static str> {
        self.names.iter().copied().chain(self.types.iter().map(|known| known.name))
    }

    pub fn type_named(&self, name: &str) -> Option<&Type> {
        self.types.iter().find(|known| known.name == name)
    }
}

/// All packages, by path.
pub(super) fn packages() -> &'static [Package] {
    static PACKAGES: OnceLock<Vec<Package>> = OnceLock::new();
    PACKAGES.get_or_init(read)
}

pub(super) fn package(path: &str) -> Option<&'static Package> {
    packages().iter().find(|package| package.path == path)
}

fn read() -> Vec<Package> {
    let mut packages: Vec<Package> = Vec::new();
    for line in TEXT.lines() {
        if let Some(path) = line.strip_prefix("= ") {
            packages.push(Package { path, names: Vec::new(), types: Vec::new() });
            continue;
        }
        let Some(package) = packages.last_mut() else { continue };
        let kind = match line.split_once(' ').map(|(letter, _)| letter) {
            Some("s") => TypeKind::Struct,
            Some("i") => TypeKind::Interface,
            Some("n") => TypeKind::Number,
            Some("t") => TypeKind::Text,
            Some("b") => TypeKind::Boolean,
            Some("p") => TypeKind::Reference,
            _ => {
                package.names.extend(line.split(' '));
                continue;
            }
        };
        let mut words = line.split(' ').skip(1);
        if let Some(name) = words.next() {
            package.types.push(Type { kind, name, members: words.collect() });
        }
    }
    packages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_reads() {
        assert!(packages().len() > 150);
        let fmt = package("fmt").expect("fmt");
        assert!(fmt.exports("Println") && fmt.exports("Stringer") && !fmt.exports("println"));
        let time = package("time").and_then(|time| time.type_named("Time")).expect("time.Time");
        assert!(time.kind == TypeKind::Struct && time.members.contains(&"Unix"));
    }
}
