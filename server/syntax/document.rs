//! An open document: its text under edits, its version, its tree.
