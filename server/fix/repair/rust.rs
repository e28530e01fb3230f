//! Rust's words and signs.

use super::grammar::{Grammar, StringForm};
use crate::syntax::Language;

pub(super) const GRAMMAR: Grammar = Grammar {
    language: Language::Rust,
    keywords: &[
        "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern", "false", "fn", "for", "if", "impl", "in", "let",
        "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "Self", "static", "struct", "super", "trait", "true", "type", "unsafe", "use",
        "where", "while",
    ],
    common: &["Some", "None", "Ok", "Err", "Vec", "String", "Option", "Result", "Box", "u8", "usize", "str", "unwrap", "iter", "push", "len", "derive", "cfg", "test", "assert_eq", "println", "i"],
    operators: &[
        "..=", "...", "<<=", ">>=", "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "..", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<",
    ],
    strings: &[StringForm { quote: "\"", multiline: true, escapes: true }],
    prefixes: "bc",
    line_comment: "//",
    block_comment: Some(("/*", "*/", true)),
    insertable: &[
        ";", ",", ":", "::", ".", "=", "==", "!=", "&&", "||", "=>", "->", "+", "-", "*", "/", "%", "&", "|", "<", ">", "?", "!", "fn", "let", "in", "mut",
        "for", "as", "#", "if", "..", "struct", "where", "impl",
    ],
    substitutes: &[
        ("=", "=="), ("==", "="), (":", "="), ("=", ":"), (";", ","), (",", ";"), (".", ","), (",", "."), (":", "::"), ("::", ":"), ("->", "=>"), ("=>", "->"),
        (":", "->"), ("=", "=>"), ("...", "..="), (".", "::"), (":", "=>"), ("-", "->"), (":=", "="), ("&&", "&"), ("|", "||"), ("<>", "!="), ("=>", ">="),
        ("=", "->"), (".", "?."),
    ],
    foreign: &[
        ("elif", "else if"), ("elseif", "else if"), ("elsif", "else if"), ("function", "fn"), ("func", "fn"), ("def", "fn"), ("var", "let"), ("switch", "match"),
        ("interface", "trait"), ("class", "struct"), ("import", "use"), ("null", "None"), ("nil", "None"), ("and", "&&"), ("or", "||"), ("not", "!"),
        ("public", "pub"), ("True", "true"), ("False", "false"), ("this", "self"), ("foreach", "for"), ("auto", "let"), ("const", "let"), ("void", "()"),
    ],
};
