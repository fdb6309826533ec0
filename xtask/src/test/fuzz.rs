//! Schemathesis reads the OpenAPI document of a running server and sends what it allows and what it does not.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::failure::{Context as _, Result, say};
use crate::project;
use crate::server::{ADMIN, Scratch, Server, create_admin};
use crate::shell::run;
use crate::test::Workbench;

const SCHEMATHESIS: &str = "4.32.5";

/// An answer is never a 5xx, and always one that the document names, in the shape that it gives.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";

/// Streams that do not end, and the one request that would take the caller's own login away.
const NOT_THESE: &str = "/events/$|/auth/logout/$";

/// How long one pass may take before it counts as hanging.
const LIMIT: Duration = Duration::from_mins(10);

pub(crate) fn fuzz(workbench: &mut Workbench) -> Result {
    let tool = schemathesis()?;
    let postgres = workbench.postgres()?.create("rivo_fuzz")?;
    let scratch = Scratch::new("fuzz")?;
    let sqlite = format!("sqlite:{}", scratch.path().join("fuzz.db").display());
    for (engine, database) in [("SQLite", &sqlite), ("Postgres", &postgres)] {
        let binary = project::binary("debug", "rivo-server");
        create_admin(&binary, scratch.path(), database)?;
        let server = Server::start(&binary, scratch.path(), database)?;
        println!("{engine}, as an admin");
        pass(
            &tool,
            &server,
            scratch.path(),
            Some(&server.token(&ADMIN)?),
            "25",
        )?;
        println!("{engine}, without a login");
        pass(&tool, &server, scratch.path(), None, "8")?;
    }
    Ok(())
}

fn pass(
    tool: &Path,
    server: &Server,
    folder: &Path,
    token: Option<&str>,
    examples: &str,
) -> Result {
    let host = format!("http://127.0.0.1:{}", server.port);
    let mut command = run(tool)
        .dir(folder)
        .args(["run", &format!("{host}/api/schema/"), "--url", &host])
        .args(["--checks", CHECKS, "--phases", "examples,coverage,fuzzing"])
        .args(["--max-examples", examples, "--seed", "1", "--workers", "1"])
        .args(["--exclude-path-regex", NOT_THESE, "--request-timeout", "20"])
        .args([
            "--generation-database",
            "none",
            "--suppress-health-check",
            "all",
        ])
        .args(["--warnings", "off", "--max-failures", "20", "--no-color"]);
    if let Some(token) = token {
        command = command.args(["--header", &format!("Authorization: Bearer {token}")]);
    }
    command.at_most(LIMIT).run().map_err(|failure| {
        say(format!(
            "{failure}; the server's last lines:\n{}",
            server.last_lines()
        ))
    })?;
    if server.last_lines().contains("panicked at") {
        return Err(say(format!(
            "the server panicked:\n{}",
            server.last_lines()
        )));
    }
    Ok(())
}

/// From PyPI into an environment of its own, once.
fn schemathesis() -> Result<PathBuf> {
    let environment = project::cache().join(format!("schemathesis-{SCHEMATHESIS}"));
    let tool = environment.join("bin/schemathesis");
    let ready = environment.join("ready");
    if ready.exists() {
        return Ok(tool);
    }
    fs::create_dir_all(project::cache()).context(project::cache().display())?;
    run("python3")
        .args(["-m", "venv", "--clear"])
        .arg(&environment)
        .run()?;
    run(environment.join("bin/pip"))
        .args(["install", "--quiet", "--disable-pip-version-check"])
        .arg(format!("schemathesis=={SCHEMATHESIS}"))
        .run()?;
    fs::write(&ready, "").context(ready.display())?;
    Ok(tool)
}
