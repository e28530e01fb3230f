//! Go: its judge of syntax, its scopes, its outline.

pub mod ast;
mod branches;
mod duplicates;
pub mod imports;
mod lexer;
mod literals;
pub mod outline;
mod parser;
mod parser_declarations;
mod parser_expressions;
mod parser_parameters;
mod parser_statements;
mod parser_types;
mod print;
mod resolve;
mod returns;
pub mod scope;
#[cfg(test)]
mod scope_tests;
pub mod syntax;
#[cfg(test)]
mod tests;
pub mod token;
pub mod universe;

pub use parser::parse;
