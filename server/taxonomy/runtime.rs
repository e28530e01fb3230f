//! What programs say when they fail at run time, and what test runners report: the same for a language's tools as for its programs, so these rows
//! stand before each language's own and name their sources.

use super::{CodeRow, MessageRow};

const fn code(sources: &'static [&'static str], code: &'static str, category: &'static str) -> CodeRow {
    CodeRow { sources, code, category }
}

const fn said(sources: &'static [&'static str], pattern: &'static str, category: &'static str) -> MessageRow {
    MessageRow { sources, pattern, category }
}

const ANY: &[&str] = &[];
const PYTHON: &[&str] = &["python", "pytest"];
const NODE: &[&str] = &["node", "jest", "vitest", "node test"];
const PANIC: &[&str] = &["panic"];

pub(super) const CODES: &[CodeRow] = &[
    code(ANY, "test", "TEST.ASSERT"),
    code(ANY, "test-error", "TEST.ERROR"),
    code(ANY, "test-timeout", "TEST.TIMEOUT"),
    code(&["cargo"], "build", "BUILD.DEPENDENCY"),
    code(PYTHON, "NameError", "RES.NAME"),
    code(PYTHON, "UnboundLocalError", "RES.USEBEFORE"),
    code(PYTHON, "ModuleNotFoundError", "IMPORT.MODULE"),
    code(PYTHON, "ImportError", "IMPORT.NAME"),
    code(PYTHON, "KeyError", "RUN.KEY"),
    code(PYTHON, "IndexError", "RUN.KEY"),
    code(PYTHON, "LookupError", "RUN.KEY"),
    code(PYTHON, "ZeroDivisionError", "RUN.ARITHMETIC"),
    code(PYTHON, "OverflowError", "RUN.ARITHMETIC"),
    code(PYTHON, "FloatingPointError", "RUN.ARITHMETIC"),
    code(PYTHON, "RecursionError", "RUN.RECURSION"),
    code(PYTHON, "AssertionError", "TEST.ASSERT"),
    code(PYTHON, "JSONDecodeError", "RUN.VALUE"),
    code(PYTHON, "UnicodeDecodeError", "RUN.VALUE"),
    code(PYTHON, "UnicodeEncodeError", "RUN.VALUE"),
    code(NODE, "AssertionError", "TEST.ASSERT"),
    code(NODE, "MODULE_NOT_FOUND", "IMPORT.MODULE"),
    code(NODE, "ERR_MODULE_NOT_FOUND", "IMPORT.MODULE"),
    code(NODE, "ERR_PACKAGE_PATH_NOT_EXPORTED", "IMPORT.MODULE"),
    code(NODE, "ERR_REQUIRE_ESM", "IMPORT.PLACE"),
    code(NODE, "ERR_UNSUPPORTED_DIR_IMPORT", "IMPORT.MODULE"),
];

pub(super) const MESSAGES: &[MessageRow] = &[
    // The names that these codes are about; the code has decided the category.
    said(PYTHON, r"^(?:\w+Error: )?(?:free |local |global )*(?:name|variable) '(\w+)'", "RES.NAME"),
    said(PYTHON, r"^(?:\w+Error: )?No module named '([\w.]+)'", "IMPORT.MODULE"),
    said(PYTHON, r"^(?:\w+Error: )?cannot import name '(\w+)'", "IMPORT.NAME"),
    said(PYTHON, r"^KeyError: '([^']+)'", "RUN.KEY"),
    said(PYTHON, r"^AttributeError: 'NoneType' object has no attribute '(\w+)'", "RUN.NULL"),
    said(PYTHON, r"^AttributeError: .* has no attribute '(\w+)'", "RES.MEMBER"),
    said(PYTHON, r"^AttributeError: ", "RES.MEMBER"),
    said(PYTHON, r"^TypeError: .*'NoneType'", "RUN.NULL"),
    said(PYTHON, r"^TypeError: .*unexpected keyword argument '(\w+)'", "ARITY.KEYWORD"),
    said(PYTHON, r"^TypeError: (\w+)[\w.]*\(\) (?:takes|missing) ", "ARITY.CALL"),
    said(PYTHON, r"^TypeError: .*positional argument", "ARITY.CALL"),
    said(PYTHON, r"^TypeError: (?:unsupported operand|'\S+' not supported between|can only concatenate|must be str, not)", "TYPE.OPERATOR"),
    said(PYTHON, r"^TypeError: .* is not callable", "TYPE.CALL"),
    said(PYTHON, r"^TypeError: .* (?:is not subscriptable|indices must be|does not support item)", "TYPE.INDEX"),
    said(PYTHON, r"^TypeError: Can't instantiate abstract class (\w+)", "TRAIT.MISSING"),
    said(PYTHON, r"^TypeError: ", "RUN.TYPE"),
    said(PYTHON, r"^ValueError: (?:not enough|too many) values to unpack", "ARITY.ASSIGN"),
    said(PYTHON, r"^ValueError: ", "RUN.VALUE"),
    said(PYTHON, r"^(?:asyncio\.)?(?:CancelledError|InvalidStateError)|^RuntimeError: .*(?:event loop|deadlock)", "RUN.CONCURRENCY"),
    said(PYTHON, r"^(?:[\w.]+\.)?[A-Z]\w*(?:: |$|\()", "RUN.EXCEPTION"),
    said(NODE, r"(?:^|: )ReferenceError: (\S+) is not defined", "RES.NAME"),
    said(NODE, r"(?:^|: )ReferenceError: Cannot access '(\S+)' before initialization", "RES.USEBEFORE"),
    said(NODE, r"Cannot find (?:module|package) '([^']+)'", "IMPORT.MODULE"),
    said(NODE, r"does not provide an export named '([^']+)'", "IMPORT.NAME"),
    said(NODE, r"TypeError(?: \[\w+\])?: Cannot (?:read|set) propert\w+ of (?:undefined|null)(?: \((?:reading|setting) '([^']+)'\))?", "RUN.NULL"),
    said(NODE, r"TypeError: (\S+) is not a (?:function|constructor)", "TYPE.CALL"),
    said(NODE, r"TypeError: (\S+) is not iterable", "RUN.TYPE"),
    said(NODE, r"TypeError: Assignment to constant variable", "MUT.CONSTANT"),
    said(NODE, r"TypeError: Cannot assign to read only property '(\w+)'", "MUT.IMMUTABLE"),
    said(NODE, r"RangeError: Maximum call stack size exceeded", "RUN.RECURSION"),
    said(NODE, r"^SyntaxError: .*(?:JSON|Invalid regular expression)", "RUN.VALUE"),
    said(NODE, r"^(?:Uncaught )?TypeError", "RUN.TYPE"),
    said(NODE, r"^(?:Uncaught )?RangeError", "RUN.VALUE"),
    said(NODE, r"^(?:Uncaught |(?:[A-Z]\w*)?(?:Error|Exception)\b)", "RUN.EXCEPTION"),
    said(PANIC, r"index out of (?:bounds|range)|slice bounds out of range|byte index .* is out of bounds|out of range for slice|end index", "RUN.KEY"),
    said(PANIC, r"called `Option::(?:unwrap|expect)\(\)` on a `None`|nil pointer dereference|assignment to entry in nil map|nil map", "RUN.NULL"),
    said(PANIC, r"(?:divide|division) by zero|remainder with a divisor of zero|with overflow|integer divide", "RUN.ARITHMETIC"),
    said(PANIC, r"interface conversion", "RUN.TYPE"),
    said(PANIC, r"^assertion |^assertion$", "TEST.ASSERT"),
    said(PANIC, r"deadlock|concurrent map|closed channel|close of nil channel|negative WaitGroup|PoisonError|unlock of unlocked", "RUN.CONCURRENCY"),
    said(PANIC, r"already (?:mutably )?borrowed|BorrowMutError|BorrowError", "OWN.BORROW"),
    said(PANIC, r"stack overflow", "RUN.RECURSION"),
    said(PANIC, r"Parse\w*Error|Utf8Error|strconv\.|invalid (?:syntax|digit)", "RUN.VALUE"),
    said(PANIC, r"", "RUN.PANIC"),
];
