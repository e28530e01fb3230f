//! The codes and words of Python's tools, by category.

use super::{CodeRow, MessageRow};

const fn code(sources: &'static [&'static str], code: &'static str, category: &'static str) -> CodeRow {
    CodeRow { sources, code, category }
}

const fn said(sources: &'static [&'static str], pattern: &'static str, category: &'static str) -> MessageRow {
    MessageRow { sources, pattern, category }
}

const RUFF: &[&str] = &["ruff", "flake8", "pyflakes", "Ruff"];
const PYRIGHT: &[&str] = &["pyright", "basedpyright", "Pyright", "Pylance"];
const MYPY: &[&str] = &["mypy", "Mypy"];
const TY: &[&str] = &["ty"];
const HEALER: &[&str] = &["healer"];

#[rustfmt::skip]
pub(super) const CODES: &[CodeRow] = &[
    code(RUFF, "E999", "SYNTAX.UNEXPECTED"), code(RUFF, "F821", "RES.NAME"), code(RUFF, "F822", "RES.NAME"), code(RUFF, "F823", "RES.USEBEFORE"),
    code(RUFF, "F401", "IMPORT.UNUSED"), code(RUFF, "F404", "IMPORT.PLACE"), code(RUFF, "E402", "IMPORT.PLACE"), code(RUFF, "F406", "IMPORT.PLACE"),
    code(RUFF, "PLC0415", "IMPORT.PLACE"), code(RUFF, "F407", "IMPORT.NAME"), code(RUFF, "F403", "LINT.OTHER"), code(RUFF, "F405", "LINT.OTHER"),
    code(RUFF, "F811", "RES.DUPLICATE"), code(RUFF, "F601", "RES.DUPLICATE"), code(RUFF, "F602", "RES.DUPLICATE"), code(RUFF, "PLE0101", "RES.DUPLICATE"),
    code(RUFF, "F841", "UNUSED.VARIABLE"), code(RUFF, "F842", "UNUSED.VARIABLE"), code(RUFF, "B007", "UNUSED.VARIABLE"),
    code(RUFF, "RUF059", "UNUSED.VARIABLE"), code(RUFF, "ERA001", "UNUSED.CODE"), code(RUFF, "F701", "CONTROL.OUTSIDE"),
    code(RUFF, "F702", "CONTROL.OUTSIDE"), code(RUFF, "F704", "CONTROL.OUTSIDE"), code(RUFF, "F706", "CONTROL.OUTSIDE"),
    code(RUFF, "PLW0101", "CONTROL.UNREACHABLE"), code(RUFF, "F631", "CONTROL.CONDITION"), code(RUFF, "F634", "CONTROL.CONDITION"),
    code(RUFF, "PLR0133", "CONTROL.CONDITION"), code(RUFF, "F632", "LINT.IDENTITY"), code(RUFF, "E711", "LINT.IDENTITY"),
    code(RUFF, "E712", "LINT.IDENTITY"), code(RUFF, "E713", "LINT.IDENTITY"), code(RUFF, "E714", "LINT.IDENTITY"), code(RUFF, "E721", "LINT.IDENTITY"),
    code(RUFF, "F633", "LINT.CORRECTNESS"), code(RUFF, "F707", "LINT.CORRECTNESS"), code(RUFF, "B006", "LINT.CORRECTNESS"),
    code(RUFF, "B008", "LINT.CORRECTNESS"), code(RUFF, "B011", "LINT.CORRECTNESS"), code(RUFF, "B015", "LINT.CORRECTNESS"),
    code(RUFF, "B018", "LINT.CORRECTNESS"), code(RUFF, "B023", "LINT.CORRECTNESS"), code(RUFF, "B904", "LINT.CORRECTNESS"),
    code(RUFF, "F501", "FORMAT.ARGS"), code(RUFF, "F502", "FORMAT.ARGS"), code(RUFF, "F503", "FORMAT.ARGS"), code(RUFF, "F504", "FORMAT.ARGS"),
    code(RUFF, "F505", "FORMAT.ARGS"), code(RUFF, "F506", "FORMAT.ARGS"), code(RUFF, "F507", "FORMAT.ARGS"), code(RUFF, "F508", "FORMAT.ARGS"),
    code(RUFF, "F509", "FORMAT.ARGS"), code(RUFF, "F521", "FORMAT.ARGS"), code(RUFF, "F522", "FORMAT.ARGS"), code(RUFF, "F523", "FORMAT.ARGS"),
    code(RUFF, "F524", "FORMAT.ARGS"), code(RUFF, "F525", "FORMAT.ARGS"), code(RUFF, "F541", "FORMAT.ARGS"), code(RUFF, "F621", "ARITY.ASSIGN"),
    code(RUFF, "F622", "ARITY.ASSIGN"), code(RUFF, "F722", "RES.TYPE"), code(RUFF, "A001", "LINT.SHADOW"), code(RUFF, "A002", "LINT.SHADOW"),
    code(RUFF, "A003", "LINT.SHADOW"), code(RUFF, "A004", "LINT.SHADOW"), code(RUFF, "F402", "LINT.SHADOW"), code(RUFF, "PLW0621", "LINT.SHADOW"),
    code(RUFF, "UP001", "LINT.DEPRECATED"), code(RUFF, "UP003", "LINT.DEPRECATED"), code(RUFF, "UP006", "LINT.DEPRECATED"),
    code(RUFF, "UP007", "LINT.DEPRECATED"), code(RUFF, "UP035", "LINT.DEPRECATED"), code(RUFF, "S101", "LINT.SECURITY"),
    code(RUFF, "S102", "LINT.SECURITY"), code(RUFF, "S105", "LINT.SECURITY"), code(RUFF, "S106", "LINT.SECURITY"), code(RUFF, "S107", "LINT.SECURITY"),
    code(RUFF, "S301", "LINT.SECURITY"), code(RUFF, "S307", "LINT.SECURITY"), code(RUFF, "S324", "LINT.SECURITY"), code(RUFF, "S501", "LINT.SECURITY"),
    code(RUFF, "S506", "LINT.SECURITY"), code(RUFF, "S602", "LINT.SECURITY"), code(RUFF, "S603", "LINT.SECURITY"), code(RUFF, "S605", "LINT.SECURITY"),
    code(RUFF, "S607", "LINT.SECURITY"), code(RUFF, "S608", "LINT.SECURITY"), code(RUFF, "PERF101", "LINT.PERFORMANCE"),
    code(RUFF, "PERF102", "LINT.PERFORMANCE"), code(RUFF, "PERF203", "LINT.PERFORMANCE"), code(RUFF, "PERF401", "LINT.PERFORMANCE"),
    code(RUFF, "C400", "LINT.PERFORMANCE"), code(RUFF, "C401", "LINT.PERFORMANCE"), code(RUFF, "C402", "LINT.PERFORMANCE"),
    code(RUFF, "C403", "LINT.PERFORMANCE"), code(RUFF, "C404", "LINT.PERFORMANCE"), code(RUFF, "C405", "LINT.PERFORMANCE"),
    code(RUFF, "C408", "LINT.PERFORMANCE"), code(RUFF, "C411", "LINT.PERFORMANCE"), code(RUFF, "C414", "LINT.PERFORMANCE"),
    code(RUFF, "C416", "LINT.PERFORMANCE"), code(RUFF, "E101", "LINT.STYLE"), code(RUFF, "E111", "LINT.STYLE"), code(RUFF, "E112", "LINT.STYLE"),
    code(RUFF, "E113", "LINT.STYLE"), code(RUFF, "E114", "LINT.STYLE"), code(RUFF, "E115", "LINT.STYLE"), code(RUFF, "E116", "LINT.STYLE"),
    code(RUFF, "E117", "LINT.STYLE"), code(RUFF, "E201", "LINT.STYLE"), code(RUFF, "E202", "LINT.STYLE"), code(RUFF, "E203", "LINT.STYLE"),
    code(RUFF, "E211", "LINT.STYLE"), code(RUFF, "E225", "LINT.STYLE"), code(RUFF, "E231", "LINT.STYLE"), code(RUFF, "E251", "LINT.STYLE"),
    code(RUFF, "E261", "LINT.STYLE"), code(RUFF, "E262", "LINT.STYLE"), code(RUFF, "E265", "LINT.STYLE"), code(RUFF, "E301", "LINT.STYLE"),
    code(RUFF, "E302", "LINT.STYLE"), code(RUFF, "E303", "LINT.STYLE"), code(RUFF, "E305", "LINT.STYLE"), code(RUFF, "E401", "LINT.STYLE"),
    code(RUFF, "E501", "LINT.STYLE"), code(RUFF, "E701", "LINT.STYLE"), code(RUFF, "E702", "LINT.STYLE"), code(RUFF, "E703", "LINT.STYLE"),
    code(RUFF, "E731", "LINT.STYLE"), code(RUFF, "E741", "LINT.STYLE"), code(RUFF, "W191", "LINT.STYLE"), code(RUFF, "W291", "LINT.STYLE"),
    code(RUFF, "W292", "LINT.STYLE"), code(RUFF, "W293", "LINT.STYLE"), code(RUFF, "W391", "LINT.STYLE"), code(RUFF, "W605", "LINT.STYLE"),
    code(RUFF, "I001", "LINT.STYLE"), code(RUFF, "I002", "LINT.STYLE"), code(RUFF, "N801", "LINT.STYLE"), code(RUFF, "N802", "LINT.STYLE"),
    code(RUFF, "N803", "LINT.STYLE"), code(RUFF, "N806", "LINT.STYLE"), code(RUFF, "Q000", "LINT.STYLE"), code(RUFF, "D100", "LINT.STYLE"),
    code(RUFF, "D101", "LINT.STYLE"), code(RUFF, "D103", "LINT.STYLE"), code(RUFF, "PLE1142", "ASYNC.OUTSIDE"), code(RUFF, "RUF006", "ASYNC.MISSING"),
    code(RUFF, "RET503", "CONTROL.RETURN"), code(RUFF, "E902", "BUILD.TOOL"), code(RUFF, "PLW0127", "MUT.CONSTANT"), code(RUFF, "PLE0237", "RES.MEMBER"),
    code(RUFF, "PLE1205", "ARITY.CALL"), code(RUFF, "PLE1206", "ARITY.CALL"), code(RUFF, "SLF001", "VIS.PRIVATE"),
    code(PYRIGHT, "reportUndefinedVariable", "RES.NAME"), code(PYRIGHT, "reportUnboundVariable", "RES.USEBEFORE"),
    code(PYRIGHT, "reportPossiblyUnbound", "RES.USEBEFORE"), code(PYRIGHT, "reportPossiblyUnboundVariable", "RES.USEBEFORE"),
    code(PYRIGHT, "reportAttributeAccessIssue", "RES.MEMBER"), code(PYRIGHT, "reportFunctionMemberAccess", "RES.MEMBER"),
    code(PYRIGHT, "reportMissingImports", "IMPORT.MODULE"), code(PYRIGHT, "reportMissingModuleSource", "IMPORT.MODULE"),
    code(PYRIGHT, "reportMissingTypeStubs", "IMPORT.MODULE"), code(PYRIGHT, "reportImportCycles", "IMPORT.CYCLE"),
    code(PYRIGHT, "reportUnusedImport", "IMPORT.UNUSED"), code(PYRIGHT, "reportUnusedVariable", "UNUSED.VARIABLE"),
    code(PYRIGHT, "reportUnusedClass", "UNUSED.CODE"), code(PYRIGHT, "reportUnusedFunction", "UNUSED.CODE"),
    code(PYRIGHT, "reportUnreachable", "UNUSED.CODE"), code(PYRIGHT, "reportUnusedCallResult", "UNUSED.RESULT"),
    code(PYRIGHT, "reportUnusedExpression", "UNUSED.RESULT"), code(PYRIGHT, "reportUnusedCoroutine", "ASYNC.MISSING"),
    code(PYRIGHT, "reportRedeclaration", "RES.DUPLICATE"), code(PYRIGHT, "reportArgumentType", "TYPE.MISMATCH"),
    code(PYRIGHT, "reportAssignmentType", "TYPE.MISMATCH"), code(PYRIGHT, "reportGeneralTypeIssues", "TYPE.MISMATCH"),
    code(PYRIGHT, "reportTypedDictNotRequiredAccess", "TYPE.MISMATCH"), code(PYRIGHT, "reportInvalidTypeForm", "TYPE.MISMATCH"),
    code(PYRIGHT, "reportInvalidTypeArguments", "TYPE.MISMATCH"), code(PYRIGHT, "reportInvalidTypeVarUse", "TYPE.MISMATCH"),
    code(PYRIGHT, "reportUnhashable", "TYPE.MISMATCH"), code(PYRIGHT, "reportReturnType", "TYPE.RETURN"),
    code(PYRIGHT, "reportOperatorIssue", "TYPE.OPERATOR"), code(PYRIGHT, "reportIndexIssue", "TYPE.INDEX"), code(PYRIGHT, "reportCallIssue", "ARITY.CALL"),
    code(PYRIGHT, "reportOptionalMemberAccess", "TYPE.NULL"), code(PYRIGHT, "reportOptionalSubscript", "TYPE.NULL"),
    code(PYRIGHT, "reportOptionalIterable", "TYPE.NULL"), code(PYRIGHT, "reportOptionalCall", "TYPE.NULL"),
    code(PYRIGHT, "reportOptionalOperand", "TYPE.NULL"), code(PYRIGHT, "reportOptionalContextManager", "TYPE.NULL"),
    code(PYRIGHT, "reportIncompatibleMethodOverride", "TRAIT.SIGNATURE"), code(PYRIGHT, "reportIncompatibleVariableOverride", "TRAIT.SIGNATURE"),
    code(PYRIGHT, "reportInconsistentOverload", "TRAIT.SIGNATURE"), code(PYRIGHT, "reportNoOverloadImplementation", "TRAIT.SIGNATURE"),
    code(PYRIGHT, "reportAbstractUsage", "TRAIT.MISSING"), code(PYRIGHT, "reportUninitializedInstanceVariable", "TRAIT.MISSING"),
    code(PYRIGHT, "reportPrivateUsage", "VIS.PRIVATE"), code(PYRIGHT, "reportPrivateImportUsage", "VIS.PRIVATE"),
    code(PYRIGHT, "reportMatchNotExhaustive", "PATTERN.EXHAUSTIVE"), code(PYRIGHT, "reportDeprecated", "LINT.DEPRECATED"),
    code(PYRIGHT, "reportUnnecessaryComparison", "CONTROL.CONDITION"), code(PYRIGHT, "reportUnnecessaryContains", "CONTROL.CONDITION"),
    code(PYRIGHT, "reportUnnecessaryIsInstance", "CONTROL.CONDITION"), code(PYRIGHT, "reportInvalidStringEscapeSequence", "SYNTAX.LITERAL"),
    code(PYRIGHT, "reportConstantRedefinition", "MUT.CONSTANT"), code(PYRIGHT, "reportUnknownMemberType", "TYPE.INFER"),
    code(PYRIGHT, "reportUnknownVariableType", "TYPE.INFER"), code(PYRIGHT, "reportUnknownArgumentType", "TYPE.INFER"),
    code(PYRIGHT, "reportUnknownParameterType", "TYPE.INFER"), code(PYRIGHT, "reportMissingParameterType", "TYPE.INFER"),
    code(PYRIGHT, "reportMissingTypeArgs", "TYPE.INFER"), code(PYRIGHT, "reportSelfClsParameterName", "LINT.CORRECTNESS"),
    code(PYRIGHT, "reportUnsupportedDunderAll", "LINT.CORRECTNESS"), code(PYRIGHT, "reportAssertAlwaysTrue", "LINT.CORRECTNESS"),
    code(PYRIGHT, "reportImplicitStringConcatenation", "LINT.CORRECTNESS"), code(PYRIGHT, "reportInvalidStringFormat", "FORMAT.ARGS"),
    code(MYPY, "name-defined", "RES.NAME"), code(MYPY, "used-before-def", "RES.USEBEFORE"), code(MYPY, "possibly-undefined", "RES.USEBEFORE"),
    code(MYPY, "attr-defined", "RES.MEMBER"), code(MYPY, "import", "IMPORT.MODULE"), code(MYPY, "import-not-found", "IMPORT.MODULE"),
    code(MYPY, "import-untyped", "IMPORT.MODULE"), code(MYPY, "no-redef", "RES.DUPLICATE"), code(MYPY, "arg-type", "TYPE.MISMATCH"),
    code(MYPY, "assignment", "TYPE.MISMATCH"), code(MYPY, "type-var", "TYPE.MISMATCH"), code(MYPY, "list-item", "TYPE.MISMATCH"),
    code(MYPY, "dict-item", "TYPE.MISMATCH"), code(MYPY, "typeddict-item", "TYPE.MISMATCH"), code(MYPY, "var-annotated", "TYPE.MISMATCH"),
    code(MYPY, "type-arg", "TYPE.MISMATCH"), code(MYPY, "valid-type", "TYPE.MISMATCH"), code(MYPY, "misc", "TYPE.MISMATCH"),
    code(MYPY, "comparison-overlap", "TYPE.MISMATCH"), code(MYPY, "return-value", "TYPE.RETURN"), code(MYPY, "no-any-return", "TYPE.RETURN"),
    code(MYPY, "return", "CONTROL.RETURN"), code(MYPY, "empty-body", "CONTROL.RETURN"), code(MYPY, "union-attr", "TYPE.NULL"),
    code(MYPY, "operator", "TYPE.OPERATOR"), code(MYPY, "call-arg", "ARITY.CALL"), code(MYPY, "call-overload", "ARITY.CALL"),
    code(MYPY, "not-callable", "TYPE.CALL"), code(MYPY, "override", "TRAIT.SIGNATURE"), code(MYPY, "abstract", "TRAIT.MISSING"),
    code(MYPY, "safe-super", "TRAIT.MISSING"), code(MYPY, "unused-coroutine", "ASYNC.MISSING"), code(MYPY, "unused-awaitable", "ASYNC.MISSING"),
    code(MYPY, "no-untyped-def", "TYPE.INFER"), code(MYPY, "no-untyped-call", "TYPE.INFER"), code(MYPY, "annotation-unchecked", "TYPE.INFER"),
    code(MYPY, "str-format", "FORMAT.ARGS"), code(MYPY, "str-bytes-safe", "FORMAT.ARGS"), code(MYPY, "func-returns-value", "LINT.CORRECTNESS"),
    code(MYPY, "truthy-bool", "LINT.CORRECTNESS"), code(MYPY, "truthy-function", "LINT.CORRECTNESS"), code(MYPY, "unreachable", "CONTROL.UNREACHABLE"),
    code(MYPY, "exhaustive-match", "PATTERN.EXHAUSTIVE"), code(MYPY, "redundant-cast", "TYPE.CAST"), code(MYPY, "deprecated", "LINT.DEPRECATED"),
    code(MYPY, "unused-ignore", "UNUSED.CODE"), code(MYPY, "has-type", "RES.MEMBER"), code(TY, "unresolved-reference", "RES.NAME"),
    code(TY, "possibly-unresolved-reference", "RES.USEBEFORE"), code(TY, "unresolved-attribute", "RES.MEMBER"),
    code(TY, "missing-attribute", "RES.MEMBER"), code(TY, "possibly-missing-attribute", "RES.MEMBER"),
    code(TY, "possibly-unbound-attribute", "RES.MEMBER"), code(TY, "unresolved-import", "IMPORT.MODULE"),
    code(TY, "possibly-missing-import", "IMPORT.NAME"), code(TY, "invalid-argument-type", "TYPE.MISMATCH"),
    code(TY, "invalid-assignment", "TYPE.MISMATCH"), code(TY, "invalid-type-form", "TYPE.MISMATCH"),
    code(TY, "invalid-parameter-default", "TYPE.MISMATCH"), code(TY, "invalid-generic-class", "TYPE.MISMATCH"), code(TY, "invalid-base", "TYPE.MISMATCH"),
    code(TY, "invalid-return-type", "TYPE.RETURN"), code(TY, "invalid-explicit-return", "TYPE.RETURN"),
    code(TY, "invalid-implicit-return", "CONTROL.RETURN"), code(TY, "unsupported-operator", "TYPE.OPERATOR"), code(TY, "not-subscriptable", "TYPE.INDEX"),
    code(TY, "non-subscriptable", "TYPE.INDEX"), code(TY, "index-out-of-bounds", "TYPE.INDEX"), code(TY, "invalid-key", "TYPE.INDEX"),
    code(TY, "missing-argument", "ARITY.CALL"), code(TY, "too-many-positional-arguments", "ARITY.CALL"), code(TY, "no-matching-overload", "ARITY.CALL"),
    code(TY, "unknown-argument", "ARITY.KEYWORD"), code(TY, "parameter-already-assigned", "ARITY.KEYWORD"), code(TY, "call-non-callable", "TYPE.CALL"),
    code(TY, "not-iterable", "TYPE.CALL"), code(TY, "invalid-method-override", "TRAIT.SIGNATURE"), code(TY, "duplicate-base", "RES.DUPLICATE"),
    code(TY, "conflicting-declarations", "RES.DUPLICATE"), code(TY, "await-on-non-awaitable", "ASYNC.OUTSIDE"), code(TY, "deprecated", "LINT.DEPRECATED"),
    code(TY, "division-by-zero", "CONTROL.CONDITION"), code(TY, "static-assert-error", "CONTROL.CONDITION"), code(TY, "redundant-cast", "TYPE.CAST"),
    code(HEALER, "undefined-name", "RES.NAME"), code(HEALER, "unused-import", "IMPORT.UNUSED"), code(HEALER, "unused-variable", "UNUSED.VARIABLE"),
];

/// In order: what stops a program first, then names, then types.
#[rustfmt::skip]
pub(super) const MESSAGES: &[MessageRow] = &[
    said(&[], "unindent does not match|unexpected (un)?indent|[Uu]nexpected indentation|[Uu]nindent not expected|inconsistent use of tabs|[Ee]xpected indented block", "SYNTAX.INDENT"),
    said(&[], "expected an indented block|[Ee]xpected an indented block|class pattern .* requires a body|[Ee]xpected (class|function|block) body", "SYNTAX.BODY"),
    said(&[], "was never closed|^unmatched |does not match opening|[Mm]issing closing (bracket|brace|parenthesis)|was not closed|[Uu]nexpected EOF|unexpected EOF|expecting '\\}'|single '\\}'|expecting `\\}`|single `\\}`", "SYNTAX.DELIMITER"),
    said(&[], "unterminated|EOL while scanning|EOF while scanning|missing closing quote|[Ss]tring literal is unterminated", "SYNTAX.QUOTE"),
    said(&[], "outside (of )?(an )?async|(await|async \\w+).{0,20}outside|[Aa]wait. (is )?allowed only within async|asynchronous comprehension outside", "ASYNC.OUTSIDE"),
    said(&[], "outside (of a )?(function|loop)|not properly in loop|can be used only within a|statement outside of a function", "CONTROL.OUTSIDE"),
    said(&[], "[Mm]issing parentheses in call to '(\\w+)'", "SYNTAX.STRUCTURE"),
    said(&[], "forgot a comma|[Ee]xpected '?,'?|expected ':'|[Ee]xpected `?:`?|[Ee]xpected \":\"|expected ','|separated by (newlines|';')", "SYNTAX.SEPARATOR"),
    said(&[], "xpression must be parenthesized|without surrounding parentheses|forget parentheses|parameters cannot be parenthesized", "SYNTAX.DELIMITER"),
    said(&[], "':' expected after", "SYNTAX.SEPARATOR"),
    said(&[], "meant '=='|meant \"==\"|illegal expression for augmented|assignment to yield|cannot use assignment expressions|only single target|meant '!='|cannot assign to|cannot delete|[Ii]nvalid (annotated |augmented )?assignment target|invalid non-printable|[Oo]perator .* not supported in|multiple exception types must be parenthesized", "SYNTAX.OPERATOR"),
    said(&[], "invalid (decimal|hexadecimal|octal|binary|imaginary) literal|leading zeros|invalid (digit|escape)|bytes can only contain|\\(unicode error\\)|cannot mix bytes", "SYNTAX.LITERAL"),
    said(&[], "invalid character|invalid non-printable|[Ii]nvalid character", "SYNTAX.UNEXPECTED"),
    said(&[], "duplicate argument '(\\w+)'|keyword argument repeated: (\\w+)|[Dd]uplicate (parameter|keyword)", "RES.DUPLICATE"),
    said(&[], "no binding for nonlocal '(\\w+)'", "RES.NAME"),
    said(&[], "(used|assigned to) prior to (global|nonlocal)|is parameter and (global|nonlocal)|annotated name|nonlocal declaration|from __future__ imports|import \\* only allowed|default 'except:' must be last|follows (default|keyword)|patterns follow keyword|may appear only once|must be ahead of|cannot follow var-keyword|must follow bare|(positional|keyword) argument cannot have default|both 'except' and 'except\\*'|cannot use '_'|with value in async generator|yield from. inside async|starred|unpacking|makes remaining patterns", "SYNTAX.STRUCTURE"),
    said(&[], "^f-string: ", "SYNTAX.LITERAL"),
    said(&[], "^invalid syntax|^[Ee]xpected |expression expected after|SyntaxError", "SYNTAX.UNEXPECTED"),
    said(&[], "^[Uu]ndefined name `([^`]+)`", "RES.NAME"),
    said(&[], "\"([^\"]+)\" is not defined", "RES.NAME"),
    said(&[], "name '([^']+)' is not defined", "RES.NAME"),
    said(&[], "[Nn]ame \"([^\"]+)\" is not defined", "RES.NAME"),
    said(&[], "Name `([^`]+)` used when (possibly )?not defined", "RES.NAME"),
    said(&[], "[Ll]ocal variable '?`?(\\w+)'?`? (referenced before|where it is not associated)", "RES.USEBEFORE"),
    said(&[], "cannot access local variable '(\\w+)'", "RES.USEBEFORE"),
    said(&[], "\"([^\"]+)\" is (possibly )?unbound", "RES.USEBEFORE"),
    said(&[], "`([^`]+)` imported but unused", "IMPORT.UNUSED"),
    said(&[], "[Ll]ocal variable `([^`]+)` is assigned to but never used", "UNUSED.VARIABLE"),
    said(&[], "No module named '([^']+)'", "IMPORT.MODULE"),
    said(&[], "Import \"([^\"]+)\" could not be resolved", "IMPORT.MODULE"),
    said(&[], "stub for module named \"([^\"]+)\"", "IMPORT.MODULE"),
    said(&[], "Cannot resolve imported module `([^`]+)`", "IMPORT.MODULE"),
    said(&[], "cannot import name '([^']+)'", "IMPORT.NAME"),
    said(&[], "\"([^\"]+)\" is unknown import symbol", "IMPORT.NAME"),
    said(&[], "has no attribute '([^']+)'", "RES.MEMBER"),
    said(&[], "has no attribute \"([^\"]+)\"", "RES.MEMBER"),
    said(&[], "has no attribute `([^`]+)`", "RES.MEMBER"),
    said(&[], "[Cc]annot (?:access|assign to|delete) attribute \"([^\"]+)\"", "RES.MEMBER"),
    said(&[], "got an unexpected keyword argument '([^']+)'", "ARITY.KEYWORD"),
    said(&[], "No parameter named \"([^\"]+)\"", "ARITY.KEYWORD"),
    said(&[], "missing \\d+ required|takes \\d+ positional|takes from \\d+ to|Expected \\d+ (more )?positional|Too (many|few) arguments|Argument missing|missing for parameter", "ARITY.CALL"),
    said(&[], "(too many|not enough) values to unpack", "ARITY.ASSIGN"),
    said(&[], "is not (assignable to|subscriptable)|incompatible type", "TYPE.MISMATCH"),
];

#[cfg(test)]
mod tests {
    use crate::base::Span;
    use crate::model::{Finding, Place, Severity};
    use crate::syntax::{Language, ParseOptions, SourceFile};
    use crate::taxonomy::classify;

    fn cluster(source: &str, code: Option<&str>, message: &str) -> String {
        let file = SourceFile::new("/w/a.py", Language::Python, "x = 1\n", ParseOptions::default());
        let mut finding = Finding::new(source, "/w/a.py", Place::Bytes(Span::new(0, 1)), Severity::Error, message, message.as_bytes());
        finding.code = code.map(str::to_owned);
        classify(&finding.resolve(&file, std::path::Path::new("/w"), &|_| None), &file).cluster()
    }

    #[test]
    fn the_tools_words_find_their_category() {
        let cases = [
            ("ruff", Some("F821"), "Undefined name `reslt`", "RES.NAME:reslt"),
            ("ruff", Some("F401"), "`os.path` imported but unused", "IMPORT.UNUSED:os.path"),
            ("ruff", Some("invalid-syntax"), "Expected `)`, found newline", "SYNTAX.UNEXPECTED"),
            ("python", Some("SyntaxError"), "'(' was never closed", "SYNTAX.DELIMITER"),
            ("python", Some("SyntaxError"), "'await' outside async function", "ASYNC.OUTSIDE:await"),
            ("python", Some("SyntaxError"), "'return' outside function", "CONTROL.OUTSIDE:return"),
            ("python", Some("IndentationError"), "unexpected indent", "SYNTAX.INDENT"),
            ("python", Some("IndentationError"), "expected an indented block after 'if' statement on line 1", "SYNTAX.BODY:if"),
            ("python", Some("SyntaxError"), "invalid syntax. Perhaps you forgot a comma?", "SYNTAX.SEPARATOR"),
            ("python", Some("SyntaxError"), "invalid syntax", "SYNTAX.UNEXPECTED"),
            ("python", Some("SyntaxError"), "Generator expression must be parenthesized", "SYNTAX.DELIMITER"),
            ("python", Some("SyntaxError"), "trailing comma not allowed without surrounding parentheses", "SYNTAX.DELIMITER"),
            ("python", Some("SyntaxError"), "did you forget parentheses around the comprehension target?", "SYNTAX.DELIMITER"),
            ("python", Some("SyntaxError"), "multiple exception types must be parenthesized", "SYNTAX.OPERATOR"),
            ("python", Some("SyntaxError"), "':' expected after dictionary key", "SYNTAX.SEPARATOR"),
            ("python", Some("SyntaxError"), "expression expected after dictionary key and ':'", "SYNTAX.UNEXPECTED"),
            ("python", Some("SyntaxError"), "expression cannot contain assignment, perhaps you meant \"==\"?", "SYNTAX.OPERATOR"),
            ("python", Some("SyntaxError"), "'function call' is an illegal expression for augmented assignment", "SYNTAX.OPERATOR"),
            ("python", Some("SyntaxError"), "cannot have both 'except' and 'except*' on the same 'try'", "SYNTAX.STRUCTURE:except"),
            ("python", Some("SyntaxError"), "var-positional argument cannot have default value", "SYNTAX.STRUCTURE"),
            ("python", Some("SyntaxError"), "arguments cannot follow var-keyword argument", "SYNTAX.STRUCTURE"),
            ("python", Some("SyntaxError"), "f-string: empty expression not allowed", "SYNTAX.LITERAL"),
            ("python", Some("SyntaxError"), "Missing parentheses in call to 'print'. Did you mean print(...)?", "SYNTAX.STRUCTURE:print"),
            ("pyright", Some("reportUndefinedVariable"), "\"reslt\" is not defined", "RES.NAME:reslt"),
            (
                "pyright",
                Some("reportAttributeAccessIssue"),
                "Cannot access attribute \"aera\" for class \"Shape\"\n  Attribute \"aera\" is unknown",
                "RES.MEMBER:aera",
            ),
            ("mypy", Some("attr-defined"), "\"Shape\" has no attribute \"aera\"", "RES.MEMBER:aera"),
            ("ty", Some("unresolved-reference"), "Name `reslt` used when not defined", "RES.NAME:reslt"),
            ("healer", Some("undefined-name"), "Undefined name `x`", "RES.NAME:x"),
            ("python", None, "name 'x' is not defined", "RES.NAME:x"),
        ];
        for (source, code, message, expected) in cases {
            assert_eq!(cluster(source, code, message), expected, "{message}");
        }
    }
}
