//! healer mends code: it sorts what compilers, linters, tests and language servers report into one taxonomy, proposes ranked fixes that
//! have been checked, and applies them. The command line and the language server are thin faces over this library.
//!
//! What a tool printed becomes diagnostics, and these become fixes:
//!
//! ```
//! use healer::{Engine, Language, ParseOptions, SourceFile};
//! use std::path::Path;
//!
//! let log = b"Traceback (most recent call last):
//!   File \"main.py\", line 3, in <module>
//!     print(jsno)
//!           ^^^^
//! NameError: name 'jsno' is not defined
//! ";
//! let engine = Engine::default();
//! let findings = engine.detect(log);
//!
//! let file = SourceFile::new("/project/main.py", Language::Python, "import json\n\nprint(jsno)\n", ParseOptions::default());
//! let diagnostics = engine.categorize(&findings, &file, Path::new("/project"));
//! let error = diagnostics.first().ok_or("the log speaks of this file")?;
//! assert_eq!(error.category(), "RES.NAME");
//!
//! let fixes = engine.suggest(&file, error, &diagnostics);
//! let best = fixes.first().ok_or("a near name is known")?;
//! assert_eq!(best.title, "Change `jsno` to `json`");
//!
//! let mended = engine.apply(&file, best)?;
//! assert_eq!(mended.text(), "import json\n\nprint(json)\n");
//! assert!(engine.validate(&mended).is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The folders are floors, and imports go down only; ARCHITECTURE.md tells why and what each one holds.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod base;
pub mod check;
pub mod cli;
pub mod fix;
pub mod heal;
pub mod lsp;
pub mod model;
pub mod session;
pub mod store;
pub mod syntax;
pub mod taxonomy;

pub use heal::Engine;
pub use syntax::{Language, ParseOptions, SourceFile};
