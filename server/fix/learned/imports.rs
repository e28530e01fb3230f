//! The imports that a repair brings along, written where each language's own rules would write them.

use crate::base::EditSet;
use crate::fix::{FixContext, go, javascript, python, rust};
use crate::model::Imported;
use crate::syntax::{Language, SourceFile};

/// Whether the file has the import.
pub fn has(file: &SourceFile, import: &Imported) -> bool {
    all(file).contains(import)
}

/// The imports of a file, one for each name that they bring.
pub fn all(file: &SourceFile) -> Vec<Imported> {
    let imports = &file.outline().imports;
    let named = |exported: &str| (!exported.is_empty()).then(|| exported.to_owned());
    imports
        .iter()
        .filter(|import| !import.glob)
        .flat_map(|import| {
            import.names.iter().map(move |name| Imported { module: import.module.clone(), name: named(&name.exported), local: name.local.clone() })
        })
        .collect()
}

/// The edits that add an import; `None` where the language's rules cannot write it.
pub fn edits(context: &FixContext<'_>, import: &Imported) -> Option<EditSet> {
    match context.file.language() {
        Language::Python => Some(python::import_edits(context, import)),
        Language::JavaScript => javascript::import_edits(context, import),
        Language::Go => go::import_edits(context, import),
        Language::Rust => rust::import_edits(context, import),
    }
}
