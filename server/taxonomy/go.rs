//! The codes and words of this language's tools, by category. The compiler has no codes: its words decide.

use super::{CodeRow, MessageRow};

const fn vet(code: &'static str, category: &'static str) -> CodeRow {
    CodeRow { sources: &["vet"], code, category }
}

const fn staticcheck(code: &'static str, category: &'static str) -> CodeRow {
    CodeRow { sources: &["staticcheck"], code, category }
}

const fn message(pattern: &'static str, category: &'static str) -> MessageRow {
    MessageRow { sources: &[], pattern, category }
}

#[rustfmt::skip]
pub(super) const CODES: &[CodeRow] = &[
    vet("appends", "LINT.CORRECTNESS"), vet("asmdecl", "TYPE.MISMATCH"), vet("assign", "LINT.CORRECTNESS"), vet("atomic", "LINT.CORRECTNESS"),
    vet("bools", "CONTROL.CONDITION"), vet("buildtag", "BUILD.DEPENDENCY"), vet("cgocall", "LINT.CORRECTNESS"), vet("composites", "LINT.STYLE"),
    vet("copylocks", "RUN.CONCURRENCY"), vet("defers", "LINT.CORRECTNESS"), vet("directive", "BUILD.DEPENDENCY"), vet("errorsas", "TYPE.MISMATCH"),
    vet("framepointer", "LINT.CORRECTNESS"), vet("hostport", "LINT.CORRECTNESS"), vet("httpresponse", "LINT.CORRECTNESS"), vet("ifaceassert", "TYPE.CAST"),
    vet("loopclosure", "RUN.CONCURRENCY"), vet("lostcancel", "UNUSED.RESULT"), vet("nilfunc", "CONTROL.CONDITION"), vet("printf", "FORMAT.ARGS"),
    vet("shift", "CONST.EVAL"), vet("sigchanyzer", "RUN.CONCURRENCY"), vet("slog", "FORMAT.ARGS"), vet("stdmethods", "TRAIT.SIGNATURE"),
    vet("stdversion", "EDITION.FEATURE"), vet("stringintconv", "TYPE.CAST"), vet("structtag", "SYNTAX.LITERAL"), vet("testinggoroutine", "RUN.CONCURRENCY"),
    vet("tests", "TEST.ERROR"), vet("timeformat", "FORMAT.ARGS"), vet("unmarshal", "TYPE.MISMATCH"), vet("unreachable", "CONTROL.UNREACHABLE"),
    vet("unsafeptr", "LINT.SECURITY"), vet("unusedresult", "UNUSED.RESULT"), vet("waitgroup", "RUN.CONCURRENCY"),
    staticcheck("U1000", "UNUSED.CODE"), staticcheck("SA1019", "LINT.DEPRECATED"), staticcheck("SA4006", "UNUSED.VARIABLE"), staticcheck("SA4009", "UNUSED.VARIABLE"),
    staticcheck("SA5011", "TYPE.NULL"), staticcheck("SA2000", "RUN.CONCURRENCY"), staticcheck("SA2001", "RUN.CONCURRENCY"), staticcheck("SA2002", "RUN.CONCURRENCY"),
    staticcheck("SA2003", "RUN.CONCURRENCY"), staticcheck("SA4000", "LINT.IDENTITY"), staticcheck("SA4003", "CONTROL.CONDITION"), staticcheck("SA4004", "CONTROL.CONDITION"),
    staticcheck("SA4010", "UNUSED.RESULT"), staticcheck("SA4017", "UNUSED.RESULT"), staticcheck("SA5000", "TYPE.NULL"), staticcheck("SA5007", "RUN.RECURSION"),
    staticcheck("SA5009", "FORMAT.ARGS"), staticcheck("SA6000", "LINT.PERFORMANCE"), staticcheck("SA6001", "LINT.PERFORMANCE"), staticcheck("SA6002", "LINT.PERFORMANCE"),
    staticcheck("SA6005", "LINT.PERFORMANCE"), staticcheck("SA9003", "CONTROL.CONDITION"), staticcheck("ST1001", "IMPORT.PLACE"), staticcheck("ST1003", "LINT.STYLE"),
    staticcheck("ST1005", "LINT.STYLE"), staticcheck("ST1019", "RES.DUPLICATE"), staticcheck("S1000", "LINT.STYLE"), staticcheck("S1002", "LINT.STYLE"),
    staticcheck("S1005", "LINT.STYLE"), staticcheck("S1008", "LINT.STYLE"), staticcheck("S1021", "LINT.STYLE"), staticcheck("S1023", "LINT.STYLE"), staticcheck("S1039", "LINT.STYLE"),
];

#[rustfmt::skip]
pub(super) const MESSAGES: &[MessageRow] = &[
    // The syntax phase.
    message(r"newline in (?:string|rune)|(?:string|rune|string literal|rune literal) not terminated|more than one character in rune|empty rune literal", "SYNTAX.QUOTE"),
    message(r"unknown escape|in \w+ escape$|escape (?:value|is invalid)|literal has no digits|invalid digit|exponent |must separate successive|invalid radix|import path must be a string", "SYNTAX.LITERAL"),
    message(r"unexpected (?:newline|name|literal|keyword \w+).* in (?:composite literal|argument list|parameter list|struct type|interface type); possibly missing", "SYNTAX.SEPARATOR"),
    message(r"possibly missing (?:comma|semicolon)|unexpected comma|expected semicolon", "SYNTAX.SEPARATOR"),
    message(r"unexpected EOF|comment not terminated|unexpected name \w+, expected \($|, expected [)}\]]$|^syntax error: unexpected [)}\]]", "SYNTAX.DELIMITER"),
    message(r"^syntax error: cannot use .* as value$|unexpected :=|expected := or = or comma|cannot declare in post statement|expected =$", "SYNTAX.OPERATOR"),
    message(r"imports must appear before", "IMPORT.PLACE"),
    message(r"expected \{ after|missing \{ after|before \{$|missing condition|missing statement after label|else must be followed|missing function body|func \w+ must have a body", "SYNTAX.BODY"),
    message(r"outside function body|package statement must be first|expected 'package'|after top level declaration|at end of statement|var declaration not allowed", "SYNTAX.STRUCTURE"),
    message(r"unexpected keyword", "SYNTAX.KEYWORD"),
    message(r"(?:break|continue) is not in a |goto \w+ jumps ", "CONTROL.OUTSIDE"),
    message(r"fallthrough", "CONTROL.FALLTHROUGH"),
    message(r"label (\w+) (?:not defined|already defined)|(?:break|continue) label not defined: (\w+)|invalid (?:break|continue) label (\w+)", "RES.LABEL"),
    message(r"label (\w+) defined and not used", "UNUSED.CODE"),
    message(r"^syntax error|^invalid character|^invalid (?:NUL|BOM|UTF)|expected .*, found |missing type constraint|method has (?:no|multiple) receiver", "SYNTAX.UNEXPECTED"),
    // Packages.
    message(r"package (\S+) is not in std|no required module provides package ([^\s;]+)|cannot find (?:package|module providing package) \W?([^\s\x22]+)|could not import (\S+)|module lookup disabled", "IMPORT.MODULE"),
    message(r"import cycle not allowed", "IMPORT.CYCLE"),
    message(r#"^"([^"]+)" imported (?:as \w+ )?and not used"#, "IMPORT.UNUSED"),
    message(r"found packages |invalid package name|go\.mod|go:embed requires import", "BUILD.DEPENDENCY"),
    message(r"^name (\w+) not exported by package|cannot refer to unexported|(\w+) undefined \(cannot refer to unexported", "VIS.PRIVATE"),
    message(r"^undefined: \w+\.(\w+)", "IMPORT.NAME"),
    // Names.
    message(r"^undefined: (\w+)", "RES.NAME"),
    message(r"(\w+) undefined \(type ", "RES.MEMBER"),
    message(r"(\w+) undefined \(", "RES.MEMBER"),
    message(r"ambiguous selector \S*?(\w+)$", "RES.MEMBER"),
    message(r"^declared and not used: (\w+)", "UNUSED.VARIABLE"),
    message(r"^(\w+) declared and not used", "UNUSED.VARIABLE"),
    message(r"^no new variables on left side|^(\w+) repeated on left side|^non-name ", "RES.DUPLICATE"),
    message(r"(\w+) redeclared|(\S+) already declared|field and method with the same name (\w+)|duplicate (?:case|key|field name|argument|method) (\S+)|multiple defaults", "RES.DUPLICATE"),
    message(r"initialization cycle", "RES.USEBEFORE"),
    message(r"^(\S+) (?:\(.*\) )?is not a type", "RES.TYPE"),
    // Fields, methods and interfaces.
    message(r"unknown field (\w+) in struct literal|invalid field name (\w+)|mixture of field", "FIELD.UNKNOWN"),
    message(r"too (?:few|many) values in struct literal", "FIELD.MISSING"),
    message(r"\(missing method (\w+)\)|has pointer receiver\)|wrong type for method (\w+)\)", "TRAIT.MISSING"),
    message(r"does not (?:implement|satisfy) ", "TRAIT.BOUND"),
    message(r"should have signature", "TRAIT.SIGNATURE"),
    message(r"invalid receiver", "TRAIT.IMPL"),
    // Calls and results.
    message(r"^missing return$", "CONTROL.RETURN"),
    message(r"(?:not enough|too many) arguments (?:in call to|for) (\S+)", "ARITY.CALL"),
    message(r"cannot use \.\.\. in call|invalid use of \.\.\.", "ARITY.CALL"),
    message(r"^(?:not enough|too many) return values|result parameter (\w+) not in scope", "ARITY.RETURN"),
    message(r"^assignment mismatch|missing init expr|extra init expr|permits (?:only one|no) iteration variable", "ARITY.ASSIGN"),
    message(r"cannot infer (\w+)", "TYPE.INFER"),
    message(r"without instantiation|(?:not enough|too many|got \d+) type (?:arguments|parameters)|is not a generic type", "ARITY.GENERIC"),
    message(r"used as value|is not used$|call not used$", "UNUSED.RESULT"),
    // Types.
    message(r"^cannot use .* value in return statement", "TYPE.RETURN"),
    message(r"^impossible type |cannot convert ", "TYPE.CAST"),
    message(r"mismatched types|operator .* not defined|cannot compare|cannot be ordered|non-numeric type", "TYPE.OPERATOR"),
    message(r"cannot call non-function|must be function call", "TYPE.CALL"),
    message(r"cannot (?:index|slice)|invalid argument: index|index .* out of bounds|3-index slice|must be integer", "TYPE.INDEX"),
    message(r"cannot indirect|invalid map key|cannot range over|non-boolean condition|^cannot use |does not match|invalid argument|is not an interface|cannot call pointer method", "TYPE.MISMATCH"),
    message(r"cannot assign to (\S+)", "MUT.IMMUTABLE"),
    message(r"overflows|truncated|division by zero|is not constant|too large|shift count", "CONST.EVAL"),
    message(r"invalid recursive type (\S+)", "TYPE.SIZE"),
    message(r"requires go1\.", "EDITION.FEATURE"),
    message(r"is not an expression|select case must be", "SYNTAX.STRUCTURE"),
];
