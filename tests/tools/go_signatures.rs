//! Writes `server/fix/go/signatures.txt`: the signatures and types of what Go's standard library exports.
//!
//! `cargo run --example go_signatures -- $(go env GOROOT)/src > server/fix/go/signatures.txt`

use healer::syntax::go::ast::{ABSENT, Kind, NodeId, Tree};
use healer::syntax::go::parse;
use healer::syntax::go::token::Operator;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Folders that programs cannot import, and packages that are different on every platform.
const LEFT_OUT: &[&str] = &["internal", "vendor", "testdata", "cmd", "builtin", "syscall"];

/// The endings of files for platforms other than the one described.
const OTHER_PLATFORMS: &[&str] = &[
    "windows",
    "darwin",
    "freebsd",
    "netbsd",
    "openbsd",
    "dragonfly",
    "solaris",
    "plan9",
    "js",
    "wasm",
    "wasip1",
    "aix",
    "android",
    "ios",
    "illumos",
    "zos",
    "test",
];

fn main() -> std::io::Result<()> {
    let root = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "/usr/local/go/src".to_owned()));
    let mut packages: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    read_folder(&root, &root, &mut packages)?;
    for (path, lines) in packages.iter().filter(|(_, lines)| !lines.is_empty()) {
        println!("= {path}");
        for (name, rest) in lines {
            println!("{name}{rest}");
        }
    }
    Ok(())
}

fn read_folder(root: &Path, folder: &Path, packages: &mut BTreeMap<String, BTreeMap<String, String>>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            if !LEFT_OUT.contains(&name.as_str()) {
                read_folder(root, &path, packages)?;
            }
            continue;
        }
        let Some(stem) = name.strip_suffix(".go") else { continue };
        if stem.split('_').skip(1).any(|part| OTHER_PLATFORMS.contains(&part)) {
            continue;
        }
        let text = std::fs::read_to_string(&path)?;
        let package = folder.strip_prefix(root).unwrap_or(folder).to_string_lossy().replace('\\', "/");
        read_file(&text, packages.entry(package).or_default());
    }
    Ok(())
}

fn is_exported(name: &str) -> bool {
    name.chars().next().is_some_and(char::is_uppercase)
}

/// A range on one line, without comments.
fn one_line(text: &str) -> String {
    let without: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap_or(line)).collect();
    without.join(" ").split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(").replace(", )", ")")
}

fn read_file(text: &str, lines: &mut BTreeMap<String, String>) {
    let tree = parse(text);
    let text_of = |id: NodeId| tree.span(id).of(text);
    for declaration in tree.children(tree.root).iter().skip(1).copied() {
        if tree.kind(declaration) == Kind::Function {
            let [receiver, name, _, _, results, body] = [0, 1, 2, 3, 4, 5].map(|at| tree.child(declaration, at));
            let end = if body != ABSENT { tree.span(body).start } else { tree.span(if results == ABSENT { declaration } else { results }).end };
            let signature = one_line(text.get(tree.span(name).end..end).unwrap_or(""));
            let owner = tree.children(receiver).first().map(|field| base_name(&tree, text, tree.child(*field, 1)));
            match owner {
                Some(owner) if is_exported(owner) && is_exported(text_of(name)) => add(lines, format!("{owner}.{}", text_of(name)), signature),
                None if is_exported(text_of(name)) => add(lines, text_of(name).to_owned(), signature),
                _ => {}
            }
            continue;
        }
        // A constant without a value has the type of the one before.
        let mut inherited: Option<String> = None;
        for specification in tree.children(declaration).iter().copied() {
            let [first, second, third] = [0, 1, 2].map(|at| tree.child(specification, at));
            match tree.kind(specification) {
                Kind::TypeSpec if is_exported(text_of(first)) => {
                    for member in tree.children(third).iter().copied() {
                        let (names, declared) = (tree.child(member, 0), tree.child(member, 1));
                        match tree.kind(member) {
                            Kind::Method => add(lines, format!("{}.{}", text_of(first), text_of(names)), one_line(text_of(declared))),
                            Kind::Embedded if tree.kind(third) == Kind::InterfaceType => {
                                let name = one_line(text_of(names));
                                add(lines, format!("{} < {name}", text_of(first)), String::new());
                            }
                            Kind::StructField => {
                                for name in tree.children(names).iter().filter(|name| is_exported(text_of(**name))) {
                                    add(lines, format!("{}.{}", text_of(first), text_of(*name)), format!(" {}", one_line(text_of(declared))));
                                }
                            }
                            _ => {}
                        }
                    }
                }
                Kind::VarSpec | Kind::ConstSpec => {
                    if second != ABSENT || third != ABSENT {
                        inherited = if second != ABSENT { Some(one_line(text_of(second))) } else { type_of_value(&tree, text, third, lines) };
                    }
                    for name in tree.children(first).iter().filter(|name| is_exported(text_of(**name))) {
                        if let Some(declared) = &inherited {
                            lines.entry(text_of(*name).to_owned()).or_insert(format!(" {declared}"));
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

fn add(lines: &mut BTreeMap<String, String>, name: String, rest: String) {
    lines.entry(name).or_insert(rest);
}

/// The type of a value whose own text tells it: a composite literal, an error, a multiple of a constant that came before.
fn type_of_value(tree: &Tree, text: &str, values: NodeId, lines: &BTreeMap<String, String>) -> Option<String> {
    let [value] = tree.elements(&values) else { return None };
    let value = tree.unparen(*value);
    let (first, second) = (tree.child(value, 0), tree.child(value, 1));
    match tree.kind(value) {
        Kind::Composite => Some(one_line(tree.span(first).of(text))),
        Kind::Unary if tree.kind(first) == Kind::Composite => Some(format!("*{}", one_line(tree.span(tree.child(first, 0)).of(text)))),
        Kind::Call if matches!(tree.span(first).of(text), "errors.New" | "fmt.Errorf") => Some("error".to_owned()),
        Kind::Binary => [first, second].iter().find_map(|operand| lines.get(tree.span(*operand).of(text))).map(|found| found.trim().to_owned()),
        _ => None,
    }
}

/// The name of the type that a receiver is of.
fn base_name<'t>(tree: &Tree, text: &'t str, id: NodeId) -> &'t str {
    let mut base = tree.unparen(id);
    loop {
        base = match tree.kind(base) {
            Kind::Unary if tree.node(base).operator == Operator::Multiply => tree.child(base, 0),
            Kind::Index | Kind::Paren => tree.child(base, 0),
            _ => return tree.span(base).of(text),
        };
    }
}
