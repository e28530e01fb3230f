//! Floor 5: the one owner of mutable state.
