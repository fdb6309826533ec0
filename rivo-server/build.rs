//! Puts the user interface into the binary: every file of `ui/dist`, compressed once, here.
//!
//! A clone without a built interface still compiles: a placeholder page says how to build it.

use std::{
    fmt::Write as _,
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

const PLACEHOLDER: &str = "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Rivo</title></head>\n\
    <body><h1>Rivo</h1><p>This server was built without its user interface. \
    Build it with <code>cargo xtask build</code>; the API is described at <a href=\"/api/docs/\">/api/docs/</a>.</p></body>\n</html>\n";

/// Files that are compressed already, or too short to gain.
const COMPRESS_ABOVE: usize = 512;
const PLAIN: [&str; 5] = ["png", "jpg", "webp", "woff2", "ico"];

fn main() -> io::Result<()> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/dist");
    if !dist.join("index.html").exists() {
        fs::create_dir_all(&dist)?;
        fs::write(dist.join("index.html"), PLACEHOLDER)?;
    }
    println!("cargo:rerun-if-changed=../ui/dist");
    #[expect(
        clippy::disallowed_methods,
        reason = "this is how cargo talks to a build script"
    )]
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let mut files = Vec::new();
    gather(&dist, &mut files)?;
    files.sort();
    let mut table = String::from("&[\n");
    for (number, file) in files.iter().enumerate() {
        println!("cargo:rerun-if-changed={}", file.display());
        let name = file.strip_prefix(&dist).map_err(io::Error::other)?;
        entry(&mut table, number, name, file, &out)?;
    }
    table.push_str("]\n");
    fs::write(out.join("files.rs"), table)
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, files)?;
        } else if path.extension().is_none_or(|kind| kind != "map") {
            files.push(path);
        }
    }
    Ok(())
}

fn entry(
    table: &mut String,
    number: usize,
    name: &Path,
    file: &Path,
    out: &Path,
) -> io::Result<()> {
    let content = fs::read(file)?;
    let kind = name
        .extension()
        .and_then(|it| it.to_str())
        .unwrap_or_default();
    // A copy of our own: the interface may be built again while the server compiles.
    let plain = keep(out, &format!("{number}.plain"), &content)?;
    let (mut brotli, mut gzip) = ("None".to_owned(), "None".to_owned());
    if content.len() > COMPRESS_ABOVE && !PLAIN.contains(&kind) {
        brotli = format!(
            "Some({})",
            keep(out, &format!("{number}.br"), &brotli_of(&content)?)?
        );
        gzip = format!(
            "Some({})",
            keep(out, &format!("{number}.gz"), &gzip_of(&content)?)?
        );
    }
    writeln!(
        table,
        "File {{ path: {:?}, etag: \"\\\"{:016x}\\\"\", plain: {plain}, brotli: {brotli}, gzip: {gzip} }},",
        format!("/{}", name.to_string_lossy().replace('\\', "/")),
        fingerprint(&content),
    )
    .map_err(io::Error::other)
}

/// Writes a file beside the table and gives the expression that includes it.
fn keep(out: &Path, name: &str, content: &[u8]) -> io::Result<String> {
    let path = out.join(name);
    fs::write(&path, content)?;
    Ok(format!("include_bytes!({:?})", path.to_string_lossy()))
}

fn brotli_of(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 9,
        size_hint: content.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &content[..], &mut compressed, &params)?;
    Ok(compressed)
}

fn gzip_of(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    encoder.finish()
}

/// FNV-1a: tells one build's file from another's, no more.
fn fingerprint(content: &[u8]) -> u64 {
    content.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
