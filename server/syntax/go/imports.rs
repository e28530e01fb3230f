//! What an import path says about the name of its package.

/// The likely name of the package at a path, and whether it is certain. The package's own clause decides, which only its files tell;
/// for the standard library the last element is the name, for others it is by custom.
pub fn package_name(path: &str) -> (String, bool) {
    let standard = is_standard(path);
    let mut elements: Vec<&str> = path.split('/').collect();
    let is_version = |element: &str| element.len() > 1 && element.starts_with('v') && element.bytes().skip(1).all(|byte| byte.is_ascii_digit());
    if elements.len() > 1 && elements.last().is_some_and(|last| is_version(last)) {
        elements.pop();
    }
    let last = elements.last().copied().unwrap_or(path);
    // gopkg.in writes the version behind a dot.
    let last = match last.rsplit_once('.') {
        Some((name, version)) if is_version(version) => name,
        _ => last,
    };
    let plain = last.strip_prefix("go-").or_else(|| last.strip_suffix("-go")).or_else(|| last.strip_suffix(".go")).unwrap_or(last);
    let name: String = plain.chars().filter(|character| character.is_alphanumeric() || *character == '_').collect();
    (name, standard)
}

/// Whether a path belongs to the standard library: its first element has no dot. Modules of one's own may be named so too (`demo/util`), so
/// only paths that begin as the library's do count.
pub fn is_standard(path: &str) -> bool {
    const ROOTS: &[&str] = &[
        "archive",
        "bufio",
        "bytes",
        "cmp",
        "compress",
        "container",
        "context",
        "crypto",
        "database",
        "debug",
        "embed",
        "encoding",
        "errors",
        "expvar",
        "flag",
        "fmt",
        "go",
        "hash",
        "html",
        "image",
        "index",
        "io",
        "iter",
        "log",
        "maps",
        "math",
        "mime",
        "net",
        "os",
        "path",
        "plugin",
        "reflect",
        "regexp",
        "runtime",
        "simd",
        "slices",
        "sort",
        "strconv",
        "strings",
        "structs",
        "sync",
        "syscall",
        "testing",
        "text",
        "time",
        "unicode",
        "unique",
        "unsafe",
        "weak",
    ];
    ROOTS.contains(&path.split('/').next().unwrap_or(path))
}

/// The path that an import's literal denotes, without its quotes.
pub fn unquoted(literal: &str) -> &str {
    literal.trim_matches(['"', '`'])
}
