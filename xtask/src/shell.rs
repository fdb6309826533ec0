//! Running other programs: shown before they run, and explained when they fail.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use crate::failure::{Context as _, Failure, Result, say};
use crate::project;

/// A command line in the making. Nothing waits for input: standard input is empty unless [`Run::input`] fills it.
pub(crate) struct Run {
    command: Command,
    shown: String,
    if_missing: &'static str,
}

/// A program that is started where the repository is.
pub(crate) fn run(program: impl AsRef<OsStr>) -> Run {
    let mut run = Run {
        shown: short(program.as_ref()),
        command: Command::new(program),
        if_missing: "",
    };
    // `cargo run` sets these for xtask itself; a cargo called from here is not to take them for its own.
    for name in [
        "CARGO_MANIFEST_DIR",
        "CARGO_MANIFEST_PATH",
        "CARGO_PKG_NAME",
        "CARGO_PKG_VERSION",
    ] {
        run.command.env_remove(name);
    }
    run.command
        .current_dir(project::root())
        .stdin(Stdio::null());
    run
}

/// A program that is started in `sh`, with `$1`, `$2` … as given by [`Run::arg`].
pub(crate) fn script(text: &str) -> Run {
    run("sh").arg("-c").arg(text).arg("sh")
}

pub(crate) fn cargo() -> Run {
    run("cargo")
}

impl Run {
    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        let _ = write!(self.shown, " {}", short(argument.as_ref()));
        self.command.arg(argument);
        self
    }

    pub(crate) fn args<A: AsRef<OsStr>>(self, arguments: impl IntoIterator<Item = A>) -> Self {
        arguments.into_iter().fold(self, Self::arg)
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn dir(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// What to do about it when the program is not there.
    pub(crate) fn if_missing(mut self, advice: &'static str) -> Self {
        self.if_missing = advice;
        self
    }

    /// Ends the program, and what it started, after this long.
    pub(crate) fn at_most(self, limit: Duration) -> Self {
        let mut limited = run("timeout")
            .arg("--kill-after=10")
            .arg(limit.as_secs().to_string())
            .arg(self.command.get_program())
            .args(self.command.get_args());
        for (name, value) in self.command.get_envs() {
            match value {
                Some(value) => limited.command.env(name, value),
                None => limited.command.env_remove(name),
            };
        }
        if let Some(folder) = self.command.get_current_dir() {
            limited.command.current_dir(folder);
        }
        limited.shown = self.shown;
        limited.if_missing = self.if_missing;
        limited
    }

    /// Shows the command, runs it with its output going where ours goes, and fails if it does.
    pub(crate) fn run(mut self) -> Result {
        println!("$ {}", self.shown);
        let status = self
            .command
            .status()
            .map_err(|error| self.not_started(&error))?;
        match status.code() {
            Some(0) => Ok(()),
            Some(124) => Err(say(format!("`{}` took too long and was ended", self.shown))),
            _ => Err(say(format!("`{}` failed ({status})", self.shown))),
        }
    }

    /// Runs it unseen and gives what it printed; what it complained about goes into the failure.
    pub(crate) fn output(mut self) -> Result<String> {
        let output = self
            .command
            .output()
            .map_err(|error| self.not_started(&error))?;
        self.text_of(&output)
    }

    /// As [`Run::output`], with `text` as its standard input.
    pub(crate) fn output_for(mut self, text: &str) -> Result<String> {
        self.command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = self
            .command
            .spawn()
            .map_err(|error| self.not_started(&error))?;
        if let Some(mut input) = child.stdin.take() {
            // A program that ends without reading is judged by its exit code below.
            let _ = input.write_all(text.as_bytes());
        }
        let output = child.wait_with_output().context(&self.shown)?;
        self.text_of(&output)
    }

    pub(crate) fn succeeds(mut self) -> bool {
        self.command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// Starts it in a process group of its own, with everything it prints going to a file.
    pub(crate) fn start(mut self, log: &Path) -> Result<Child> {
        let to = File::create(log).context(log.display())?;
        let errors_to = to.try_clone().context(log.display())?;
        self.command
            .stdout(to)
            .stderr(errors_to)
            .process_group(0)
            .spawn()
            .map_err(|error| self.not_started(&error))
    }

    /// Becomes the program: it gets the terminal, and Ctrl-C is its own to handle.
    pub(crate) fn become_it(mut self) -> Failure {
        let error = self.command.stdin(Stdio::inherit()).exec();
        self.not_started(&error)
    }

    fn text_of(&self, output: &Output) -> Result<String> {
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
        }
        let complaint = String::from_utf8_lossy(&output.stderr);
        Err(say(format!(
            "`{}` failed ({})\n{}",
            self.shown,
            output.status,
            complaint.trim()
        )))
    }

    fn not_started(&self, error: &std::io::Error) -> Failure {
        let advice = if self.if_missing.is_empty() {
            String::new()
        } else {
            format!("\n{}", self.if_missing)
        };
        say(format!(
            "`{}` could not be started: {error}{advice}",
            self.shown
        ))
    }
}

/// How an argument is shown: paths inside the repository from its top, long texts cut.
fn short(argument: &OsStr) -> String {
    let text = argument.to_string_lossy();
    let root = format!("{}/", project::root().display());
    let text = text.replace(&root, "");
    match text.char_indices().nth(100) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text,
    }
}
