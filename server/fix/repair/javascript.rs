//! JavaScript's words and signs.

use super::grammar::{Grammar, StringForm};
use crate::syntax::Language;

pub(super) const GRAMMAR: Grammar = Grammar {
    language: Language::JavaScript,
    keywords: &[
        "async", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else", "export", "extends", "false",
        "finally", "for", "from", "function", "get", "if", "import", "in", "instanceof", "let", "new", "null", "of", "return", "set", "static", "super",
        "switch", "this", "throw", "true", "try", "typeof", "undefined", "var", "void", "while", "with", "yield",
    ],
    common: &["require", "module", "exports", "console", "Object", "Array", "JSON", "Error", "TypeError", "Promise", "Math", "String", "options", "callback", "length", "push", "prototype", "key", "value", "err", "i"],
    operators: &[
        ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=", "=>", "==", "!=", "<=", ">=", "&&", "||", "??", "?.", "++", "--", "+=",
        "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>", "**",
    ],
    strings: &[
        StringForm { quote: "\"", multiline: false, escapes: true },
        StringForm { quote: "'", multiline: false, escapes: true },
        StringForm { quote: "`", multiline: true, escapes: true },
    ],
    prefixes: "",
    line_comment: "//",
    block_comment: Some(("/*", "*/", false)),
    insertable: &[
        ",", ";", ":", ".", "=", "===", "!==", "==", "!=", "&&", "||", "??", "?", "+", "-", "*", "/", "%", "&", "|", "<", ">", "<=", ">=", "=>", "...", "in",
        "of", "instanceof", "function", "const", "new", "else", "while", "catch", "from", "return", "!",
    ],
    substitutes: &[
        ("=", "==="), ("=", "=="), (":", "="), ("=", ":"), (";", ","), (",", ";"), (";", ":"), (".", ","), (",", "."), (":", ","), (",", ":"), ("->", "=>"),
        ("=>", "="), ("==>", "=>"), ("=", "=>"), ("-", "=>"), (">", "=>"), (":", ";"), ("<>", "!=="), (":=", "="), ("..", "..."), (":", "?"), (";", ")"),
        ("=>", ">="),
    ],
    foreign: &[
        ("elif", "else if"), ("elseif", "else if"), ("elsif", "else if"), ("def", "function"), ("func", "function"), ("fn", "function"), ("None", "null"),
        ("nil", "null"), ("True", "true"), ("False", "false"), ("raise", "throw"), ("except", "catch"), ("and", "&&"), ("or", "||"), ("not", "!"),
        ("foreach", "for"), ("self", "this"), ("unless", "if"), ("is", "==="), ("lambda", "function"), ("int", "let"), ("string", "let"), ("pass", ""),
    ],
};
