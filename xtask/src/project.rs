//! Where things are in this repository.

use std::path::{Path, PathBuf};

use crate::setting;

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask is a folder of the repository")
}

pub(crate) fn ui() -> PathBuf {
    root().join("ui")
}

/// Where cargo builds; CI keeps it outside the clone.
pub(crate) fn target() -> PathBuf {
    match setting::from_environment("CARGO_TARGET_DIR") {
        None => root().join("target"),
        Some(folder) => std::path::absolute(&folder).unwrap_or_else(|_| PathBuf::from(folder)),
    }
}

/// What xtask keeps between runs.
pub(crate) fn cache() -> PathBuf {
    target().join("xtask")
}

pub(crate) fn binary(profile: &str, name: &str) -> PathBuf {
    target().join(profile).join(name)
}
