//! The codes and words of this language's tools, by category.

use super::{CodeRow, MessageRow};

pub(super) const CODES: &[CodeRow] = &[];

pub(super) const MESSAGES: &[MessageRow] = &[];
