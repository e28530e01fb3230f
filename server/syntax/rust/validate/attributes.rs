//! The attributes that everybody uses: what they take and what they stand on.

use super::{Validator, parent_kind};
use ra_ap_syntax::{SyntaxKind, SyntaxNode};

const REPRESENTATIONS: &[&str] =
    &["C", "Rust", "packed", "align", "transparent", "simd", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize"];

impl Validator<'_> {
    pub(super) fn attribute(&mut self, node: &SyntaxNode) {
        let text: String = node.text().to_string().split_whitespace().collect();
        let Some(inner) = text.strip_prefix("#[").and_then(|text| text.strip_suffix(']')) else { return };
        let name: String = inner.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect();
        let rest = inner.get(name.len()..).unwrap_or("");
        let list = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        let owner = parent_kind(node);
        let is_type = matches!(owner, Some(SyntaxKind::STRUCT | SyntaxKind::ENUM | SyntaxKind::UNION));
        let is_item = matches!(
            owner,
            Some(SyntaxKind::FN | SyntaxKind::IMPL | SyntaxKind::TRAIT | SyntaxKind::MODULE | SyntaxKind::CONST | SyntaxKind::STATIC | SyntaxKind::TYPE_ALIAS)
        );
        let problem = match (name.as_str(), list) {
            ("derive", _) if is_item => Some("`derive` may only be applied to `struct`s, `enum`s and `union`s".to_owned()),
            ("derive", None) => Some("malformed `derive` attribute input".to_owned()),
            ("derive", Some(list)) if list.contains('"') => Some("expected path to a trait, found literal".to_owned()),
            ("derive", Some(list)) if list.contains('=') => Some("traits in `#[derive(...)]` don't accept values".to_owned()),
            ("repr", None) => Some("malformed `repr` attribute input".to_owned()),
            ("repr", Some("C")) if owner == Some(SyntaxKind::FN) => Some("attribute should be applied to a struct, enum, or union".to_owned()),
            ("repr", Some(_)) if is_item && owner != Some(SyntaxKind::FN) => Some("attribute should be applied to a struct, enum, or union".to_owned()),
            ("repr", Some(list)) if is_type => representation(list, owner),
            ("inline", Some(list)) if !matches!(list, "always" | "never") => Some("malformed `inline` attribute input".to_owned()),
            ("inline", _) if is_type => Some("attribute should be applied to function or closure".to_owned()),
            ("inline" | "test" | "no_mangle" | "track_caller", None) if !rest.is_empty() => Some(format!("malformed `{name}` attribute input")),
            ("track_caller" | "no_mangle", Some(_)) => Some(format!("malformed `{name}` attribute input")),
            ("non_exhaustive", _) if is_item => Some(format!("`#[{name}]` attribute cannot be used here")),
            ("cfg", Some("not()")) => Some("malformed `cfg` attribute input".to_owned()),
            ("cfg_attr" | "path", None) if rest.is_empty() => Some(format!("malformed `{name}` attribute input")),
            ("cfg", None) => Some("malformed `cfg` attribute input".to_owned()),
            ("must_use", Some(_)) => Some("malformed `must_use` attribute input".to_owned()),
            ("non_exhaustive", Some(_)) => Some("malformed `non_exhaustive` attribute input".to_owned()),
            ("allow" | "warn" | "deny" | "forbid", Some(list)) if list.starts_with('"') => Some("malformed lint attribute input".to_owned()),
            _ => None,
        };
        if let Some(problem) = problem {
            self.report(node.text_range(), problem);
        }
    }
}

fn representation(list: &str, owner: Option<SyntaxKind>) -> Option<String> {
    for hint in list.split(',').filter(|hint| !hint.is_empty()) {
        let word = hint.split(['(', '=']).next().unwrap_or(hint);
        if !REPRESENTATIONS.contains(&word) {
            return Some("unrecognized representation hint".to_owned());
        }
        if hint.starts_with("align=") {
            return Some("incorrect `repr(align)` attribute format".to_owned());
        }
        let size = hint.strip_prefix("align(").and_then(|size| size.strip_suffix(')'));
        if size.and_then(|size| size.parse::<u64>().ok()).is_some_and(|size| !size.is_power_of_two()) {
            return Some("invalid `repr(align)` attribute: not a power of two".to_owned());
        }
        let is_integer = word.starts_with(['i', 'u']) && word != "transparent";
        if is_integer && owner != Some(SyntaxKind::ENUM) {
            return Some("attribute should be applied to an enum".to_owned());
        }
    }
    None
}
