//! Go's words and signs.

use super::grammar::{Grammar, StringForm};
use crate::syntax::Language;

pub(super) const GRAMMAR: Grammar = Grammar {
    language: Language::Go,
    keywords: &[
        "break",
        "case",
        "chan",
        "const",
        "continue",
        "default",
        "defer",
        "else",
        "fallthrough",
        "for",
        "func",
        "go",
        "goto",
        "if",
        "import",
        "interface",
        "map",
        "nil",
        "package",
        "range",
        "return",
        "select",
        "struct",
        "switch",
        "type",
        "var",
        "true",
        "false",
    ],
    common: &[
        "string", "int", "error", "byte", "err", "bool", "len", "append", "make", "fmt", "panic", "ok", "i", "x", "t", "float64", "uint64", "int64", "any",
    ],
    operators: &[
        "<<=", ">>=", "&^=", "...", ":=", "==", "!=", "<=", ">=", "&&", "||", "<-", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>",
        "&^",
    ],
    strings: &[
        StringForm { quote: "\"", multiline: false, escapes: true },
        StringForm { quote: "'", multiline: false, escapes: true },
        StringForm { quote: "`", multiline: true, escapes: false },
    ],
    prefixes: "",
    line_comment: "//",
    block_comment: Some(("/*", "*/", false)),
    insertable: &[
        ",", ";", ":", ".", ":=", "=", "==", "!=", "&&", "||", "+", "-", "*", "/", "%", "&", "|", "<", ">", "<=", ">=", "...", "!", "func", "range", "var",
        "struct", "return", "if", "map", "<-", "else",
    ],
    substitutes: &[
        ("=", "=="),
        (":=", "=="),
        ("==", ":="),
        ("==", "="),
        (":", ":="),
        ("=", ":="),
        (":=", ":"),
        ("=", ":"),
        (":", "="),
        (";", ","),
        (",", ";"),
        (".", ","),
        (",", "."),
        ("->", "<-"),
        ("=>", ":"),
        ("<>", "!="),
        ("===", "=="),
        ("!==", "!="),
        ("=>", ">="),
        (":", ","),
        (",", ":"),
    ],
    foreign: &[
        ("elif", "else if"),
        ("elseif", "else if"),
        ("elsif", "else if"),
        ("function", "func"),
        ("def", "func"),
        ("fn", "func"),
        ("let", "var"),
        ("while", "for"),
        ("null", "nil"),
        ("None", "nil"),
        ("and", "&&"),
        ("or", "||"),
        ("not", "!"),
        ("True", "true"),
        ("False", "false"),
        ("foreach", "for"),
        ("class", "type"),
        ("in", ":= range"),
        ("elif", "else if"),
    ],
};

/// Whether what the parser says is for the language's own rules: it is about labels and jumps, at which it looks last, or about a definition
/// where only an assignment can be meant.
pub(super) fn is_for_rules(message: &str) -> bool {
    const HEADS: &[&str] = &[
        "label ",
        "goto ",
        "invalid break label ",
        "invalid continue label ",
        "break is not in ",
        "continue is not in ",
        "fallthrough ",
        "cannot declare in post statement",
    ];
    let message = message.strip_prefix("syntax error: ").unwrap_or(message);
    HEADS.iter().any(|head| message.starts_with(head))
}
