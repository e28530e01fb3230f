//! The signatures and types of what Go's standard library exports, made from the sources of Go 1.26 by `tests/tools/go_signatures.rs`.

use super::view::split_list;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// One package: a line `= path`, then a line for each name: `Copy(dst Writer, src Reader) (written int64, err error)`, `Reader.Read(p []byte)
/// (n int, err error)`, `Header.Name string`, `ReadCloser < Closer` for what an interface embeds.
const TEXT: &str = include_str!("signatures.txt");

/// The lines of each package.
fn packages() -> &'static BTreeMap<&'static str, &'static str> {
    static PACKAGES: OnceLock<BTreeMap<&'static str, &'static str>> = OnceLock::new();
    PACKAGES.get_or_init(|| {
        let sections = TEXT.strip_prefix("= ").unwrap_or(TEXT).split("\n= ");
        sections.filter_map(|section| section.split_once('\n')).collect()
    })
}

/// What follows a name of a package, or of one of its types (`Reader.Read`): a signature, or a space and a type.
pub(super) fn lookup(path: &str, name: &str) -> Option<&'static str> {
    let lines = packages().get(path)?.lines();
    lines.filter_map(|line| line.strip_prefix(name)).find(|rest| rest.starts_with(['(', ' ']) && !rest.starts_with(" < "))
}

/// The methods of an interface with their signatures, and the names of the interfaces that it embeds.
pub(super) fn interface(path: &str, name: &str) -> (Vec<(&'static str, &'static str)>, Vec<&'static str>) {
    let (mut methods, mut embedded) = (Vec::new(), Vec::new());
    for line in packages().get(path).map_or("", |lines| lines).lines() {
        let Some(rest) = line.strip_prefix(name) else { continue };
        if let Some(other) = rest.strip_prefix(" < ") {
            embedded.push(other);
        } else if let Some(method) = rest.strip_prefix('.')
            && let Some(open) = method.find('(').filter(|open| !method.get(..*open).unwrap_or("").contains(' '))
        {
            methods.push(method.split_at(open));
        }
    }
    (methods, embedded)
}

/// A signature's parameters and results, each a name, which may be empty, and a type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Signature {
    pub parameters: Vec<(String, String)>,
    pub results: Vec<(String, String)>,
}

impl Signature {
    /// Reads `(p []byte) (n int, err error)`.
    pub fn of(text: &str) -> Option<Signature> {
        let text = text.trim();
        let end = closing(text)?;
        let results = text.get(end + 1..)?.trim();
        let results = match closing(results) {
            Some(end) if end + 1 == results.len() => fields(results.get(1..end)?),
            _ if results.is_empty() => Vec::new(),
            _ => vec![(String::new(), results.to_owned())],
        };
        Some(Signature { parameters: fields(text.get(1..end)?), results })
    }

    /// The results' types as one writes them behind the parameters; `None` where there are none.
    pub fn result_text(&self) -> Option<String> {
        match self.results.as_slice() {
            [] => None,
            [(_, single)] => Some(single.clone()),
            several => Some(format!("({})", several.iter().map(|(_, declared)| declared.as_str()).collect::<Vec<_>>().join(", "))),
        }
    }

    /// The signature with every parameter's type written out.
    pub fn text(&self) -> String {
        let list =
            |fields: &[(String, String)]| fields.iter().map(|(name, declared)| format!("{name} {declared}").trim().to_owned()).collect::<Vec<_>>().join(", ");
        let results = match self.results.as_slice() {
            [] => String::new(),
            [(name, declared)] if name.is_empty() => format!(" {declared}"),
            several => format!(" ({})", list(several)),
        };
        format!("({}){results}", list(&self.parameters))
    }
}

/// The place of the parenthesis that closes the one at the text's start.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if at == 0 => return None,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The fields of a list: either all of them have names, and then several may share a type, or none has.
fn fields(list: &str) -> Vec<(String, String)> {
    let parts = split_list(list);
    let named = |part: &str| {
        let word = part.split([' ', '.', '[', '*', '(', '<']).next().unwrap_or("");
        part.get(word.len()..).is_some_and(|rest| rest.starts_with(' ')) && !matches!(word, "chan" | "func" | "struct" | "interface" | "map" | "")
    };
    if !parts.iter().any(|part| named(part)) {
        return parts.into_iter().map(|part| (String::new(), part)).collect();
    }
    let mut found: Vec<(String, String)> = Vec::new();
    let mut last = String::new();
    for part in parts.iter().rev() {
        match part.split_once(' ').filter(|_| named(part)) {
            Some((name, declared)) => {
                last = declared.trim().to_owned();
                found.push((name.to_owned(), last.clone()));
            }
            None => found.push((part.clone(), last.clone())),
        }
    }
    found.reverse();
    found
}

/// A type's or signature's text as another package writes it: the exported names of its own package get a prefix, which ends with a dot
/// unless it is empty.
pub(super) fn qualified(text: &str, prefix: &str) -> String {
    renamed(text, |name| name.chars().next().is_some_and(char::is_uppercase).then(|| format!("{prefix}{name}")))
}

/// A text of types with some of the names that stand alone or as a qualifier written anew.
pub(super) fn renamed(text: &str, rename: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |character: char| character.is_alphanumeric() || character == '_';
        let length = if is_word(first) { rest.find(|character| !is_word(character)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (word, behind) = rest.split_at(length);
        let selected = out.ends_with('.') && !out.ends_with("...");
        match rename(word).filter(|_| is_word(first) && !selected) {
            Some(name) => out.push_str(&name),
            None => out.push_str(word),
        }
        rest = behind;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_reads() {
        assert_eq!(lookup("io", "Copy"), Some("(dst Writer, src Reader) (written int64, err error)"));
        assert_eq!(lookup("net/http", "Response.Body"), Some(" io.ReadCloser"));
        assert_eq!(lookup("time", "Second"), Some(" Duration"));
        let (methods, embedded) = interface("io", "ReadWriter");
        assert_eq!((methods.len(), embedded), (0, vec!["Reader", "Writer"]));
        assert_eq!(interface("io", "Closer").0, [("Close", "() error")]);
    }

    #[test]
    fn signatures_read_and_print() {
        for (text, printed) in [
            ("(dst Writer, src Reader) (written int64, err error)", "(dst Writer, src Reader) (written int64, err error)"),
            ("(i, j int) bool", "(i int, j int) bool"),
            ("(int, func(x int) error)", "(int, func(x int) error)"),
            ("()", "()"),
            ("(f func() (int, error)) chan int", "(f func() (int, error)) chan int"),
        ] {
            assert_eq!(Signature::of(text).unwrap().text(), printed);
        }
        assert_eq!(qualified("(r Reader, opts ...Option) (*bytes.Buffer, error)", "io."), "(r io.Reader, opts ...io.Option) (*bytes.Buffer, error)");
    }
}
