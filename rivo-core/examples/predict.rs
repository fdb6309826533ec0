//! Writes a prediction for each line of the gold files named as arguments.
//!
//! `cargo run --example predict -- contacts.jsonl conversations.jsonl > predictions.jsonl`

use std::{
    error::Error,
    fs,
    io::{self, Write as _},
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for path in std::env::args().skip(1) {
        for line in fs::read_to_string(&path)?
            .lines()
            .filter(|line| !line.trim().is_empty())
        {
            writeln!(out, "{}", rivo_core::extract::eval::predict(line)?)?;
        }
    }
    out.flush()?;
    Ok(())
}
