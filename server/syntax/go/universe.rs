//! The names that Go predeclares.

/// Whether a name is predeclared.
pub fn is_predeclared(name: &str) -> bool {
    TYPES.contains(&name) || CONSTANTS.contains(&name) || FUNCTIONS.contains(&name)
}

/// Whether a name is that of a predeclared type of numbers.
pub fn is_number(name: &str) -> bool {
    TYPES.contains(&name) && !matches!(name, "any" | "bool" | "comparable" | "error" | "string")
}

pub const TYPES: &[&str] = &[
    "any",
    "bool",
    "byte",
    "comparable",
    "complex64",
    "complex128",
    "error",
    "float32",
    "float64",
    "int",
    "int8",
    "int16",
    "int32",
    "int64",
    "rune",
    "string",
    "uint",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "uintptr",
];

pub const CONSTANTS: &[&str] = &["true", "false", "iota", "nil"];

pub const FUNCTIONS: &[&str] = &[
    "append", "cap", "clear", "close", "complex", "copy", "delete", "imag", "len", "make", "max", "min", "new", "panic", "print", "println", "real", "recover",
];
