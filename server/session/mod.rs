//! Floor 5: the one owner of mutable state, configuration, and the reading of projects from disk.

pub mod atomic_write;
pub mod manifests;
pub mod project_loader;
pub mod settings;
