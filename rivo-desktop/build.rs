//! Embeds the window's configuration and the built pages.

use std::{fs, path::Path};

use tauri_build::{AppManifest, Attributes};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A fresh clone has no built UI yet, and the macro that embeds it wants the folder.
    let dist = Path::new("../ui/dist");
    if !dist.join("index.html").exists() {
        fs::create_dir_all(dist)?;
        fs::write(
            dist.join("index.html"),
            "<!doctype html><title>Rivo</title><p>The pages are not built yet: run cargo xtask build.",
        )?;
    }
    println!("cargo:rerun-if-changed=../ui/dist");
    // Named here, the command needs a permission like any other; capabilities/main.json gives it.
    let manifest = AppManifest::new().commands(&["request"]);
    tauri_build::try_build(Attributes::new().app_manifest(manifest))?;
    Ok(())
}
