//! What every Rust file knows without saying so, and what is known of common attributes and macros.

/// Types, traits and values of the preludes of all editions, and the primitive types.
pub(super) const NAMES: &[&str] = &[
    "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f16", "f32", "f64", "f128",
    "Option", "Some", "None", "Result", "Ok", "Err", "Box", "String", "Vec", "ToOwned", "ToString", "Clone", "Copy", "Send", "Sync", "Sized",
    "Unpin", "Drop", "Fn", "FnMut", "FnOnce", "AsyncFn", "AsyncFnMut", "AsyncFnOnce", "AsMut", "AsRef", "From", "Into", "TryFrom", "TryInto",
    "FromIterator", "Future", "IntoFuture", "Default", "Iterator", "IntoIterator", "DoubleEndedIterator", "ExactSizeIterator", "Extend", "Eq",
    "Ord", "PartialEq", "PartialOrd", "Debug", "Hash", "drop", "size_of", "size_of_val", "align_of", "align_of_val", "self", "Self", "crate",
    "super", "std", "core", "alloc", "proc_macro", "test", "_",
];

/// Modules of the standard library that people forget to import; their names are not those of crates.
pub(super) const MODULES: &[&str] = &[
    "fmt", "io", "mem", "fs", "env", "thread", "process", "collections", "sync", "rc", "cell", "cmp", "ptr", "ops", "iter", "borrow", "convert",
    "marker", "hash", "num", "ffi", "panic",
];

/// Attributes that define no name and leave the names in what they stand on as they are.
pub(super) const ATTRIBUTES: &[&str] = &[
    "allow", "async_trait", "automatically_derived", "bench", "cfg", "cfg_attr", "cold", "coverage", "default", "deny", "deprecated", "derive",
    "doc", "error", "expect", "export_name", "feature", "forbid", "from", "global_allocator", "ignore", "inline", "link", "link_name",
    "link_section", "macro_export", "macro_use", "must_use", "no_mangle", "no_std", "non_exhaustive", "panic_handler", "path", "proc_macro",
    "proc_macro_attribute", "proc_macro_derive", "repr", "rustfmt", "clippy", "diagnostic", "serde", "should_panic", "source", "target_feature",
    "test", "track_caller", "type_length_limit", "recursion_limit", "unsafe", "used", "warn", "windows_subsystem", "tokio", "instrument",
    "tracing", "rustc_const_unstable", "stable", "unstable", "crate_type", "crate_name",
];

/// Derives that only implement traits.
pub(super) const DERIVES: &[&str] = &[
    "Debug", "Clone", "Copy", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash", "Default", "Serialize", "Deserialize", "Error", "Parser", "Args",
    "Subcommand", "ValueEnum", "Display", "From", "Into", "AsRef", "Deref", "DerefMut", "JsonSchema", "FromRow", "Zeroize", "Arbitrary",
];

/// Macros of the standard library whose arguments are expressions: their names can be looked up like any other.
pub(super) const EXPRESSION_MACROS: &[&str] = &[
    "println", "print", "eprintln", "eprint", "format", "write", "writeln", "panic", "assert", "assert_eq", "assert_ne", "debug_assert",
    "debug_assert_eq", "debug_assert_ne", "vec", "dbg", "todo", "unreachable", "unimplemented", "format_args",
];

/// Macros of the standard library that define no names around them.
pub(super) const QUIET_MACROS: &[&str] = &[
    "matches", "include_str", "include_bytes", "env", "option_env", "concat", "stringify", "line", "column", "file", "module_path", "cfg",
    "compile_error", "addr_of", "addr_of_mut", "asm", "is_x86_feature_detected",
];
