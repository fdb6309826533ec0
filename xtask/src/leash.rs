//! What is started in the background ends with xtask.

use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

use crate::failure::{Context as _, Result};

/// A shell that waits for us to go away and then cleans up.
///
/// It reads from a pipe that only xtask holds open. When the leash is dropped, and just as well when xtask is
/// killed, the pipe closes and the script runs: a destructor alone would leave a database behind after Ctrl-C.
pub(crate) struct Leash(Child);

impl Leash {
    /// `cleanup` is a `sh` script; the arguments are its `$1`, `$2` ….
    pub(crate) fn new(cleanup: &str, arguments: &[&str]) -> Result<Self> {
        Command::new("sh")
            .arg("-c")
            .arg(format!("read -r _\n{cleanup}"))
            .arg("sh")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .current_dir("/")
            // Its own group: Ctrl-C must not end the one that cleans up.
            .process_group(0)
            .spawn()
            .map(Self)
            .context("sh")
    }

    /// Ends a process group: politely, then after ten seconds not.
    pub(crate) fn on_group(leader: &Child) -> Result<Self> {
        Self::new(END_GROUP, &[&leader.id().to_string()])
    }
}

// `-s` and `--`: what dash, the sh of Debian, understands.
const END_GROUP: &str = "
kill -s TERM -- \"-$1\" || exit 0
for _ in $(seq 100); do kill -s 0 -- \"-$1\" || exit 0; sleep 0.1; done
kill -s KILL -- \"-$1\"";

impl Drop for Leash {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn a_leash_cleans_up_when_it_is_dropped() {
        let file = std::env::temp_dir().join(format!("rivo-leash-{}", std::process::id()));
        let leash = Leash::new("touch \"$1\"", &[&file.to_string_lossy()]).unwrap();
        assert!(!file.exists());
        drop(leash);
        assert!(file.exists());
        std::fs::remove_file(file).unwrap();
    }

    #[test]
    fn a_group_on_a_leash_ends_with_it() {
        let mut sleeper = Command::new("sleep")
            .arg("600")
            .process_group(0)
            .spawn()
            .unwrap();
        let leash = Leash::on_group(&sleeper).unwrap();
        let ending = std::thread::spawn(move || drop(leash));
        assert!(!sleeper.wait().unwrap().success());
        ending.join().unwrap();
    }
}
