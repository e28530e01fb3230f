//! Python's words and signs.

use super::grammar::{Grammar, StringForm};
use crate::syntax::Language;

pub(super) const GRAMMAR: Grammar = Grammar {
    language: Language::Python,
    keywords: &[
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally",
        "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
        "self",
    ],
    common: &["len", "str", "int", "isinstance", "print", "super", "list", "dict", "tuple", "set", "type", "open", "range", "getattr", "cls", "kwargs", "args", "key", "value", "name", "property", "Optional", "Any"],
    operators: &[
        "**=", "//=", ">>=", "<<=", "...", "->", ":=", "==", "!=", "<>", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "@=", "&=", "|=", "^=", "**", "//", "<<",
        ">>",
    ],
    strings: &[
        StringForm { quote: "\"\"\"", multiline: true, escapes: true },
        StringForm { quote: "'''", multiline: true, escapes: true },
        StringForm { quote: "\"", multiline: false, escapes: true },
        StringForm { quote: "'", multiline: false, escapes: true },
    ],
    prefixes: "rRbBuUfFtT",
    line_comment: "#",
    block_comment: None,
    insertable: &[
        ",", ":", ".", "=", "==", "!=", "and", "or", "not", "in", "is", "+", "-", "*", "%", "<", ">", "|", "->", "as", "if", "else", "for", "import", "from",
        "def", "lambda", "return",
    ],
    substitutes: &[
        ("=", "=="), ("==", "="), (":", "="), ("=", ":"), (";", ":"), (";", ","), (".", ","), (",", "."), (":", ","), (",", ":"), ("<>", "!="), ("=>", ">="),
        ("-", "->"), (">", "->"), ("!", "not "), ("->", ":"), (":=", "="), ("=", ":="), ("=>", ":"), (":", "->"),
    ],
    foreign: &[
        ("elseif", "elif"), ("elsif", "elif"), ("function", "def"), ("func", "def"), ("fn", "def"), ("null", "None"), ("nil", "None"), ("true", "True"),
        ("false", "False"), ("throw", "raise"), ("catch", "except"), ("switch", "match"), ("foreach", "for"), ("until", "while"), ("this", "self"),
        ("include", "import"), ("require", "import"), ("then", ":"), ("do", ":"), ("delete", "del"), ("not_in", "not in"), ("notin", "not in"),
    ],
};
