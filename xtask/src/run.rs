//! `cargo xtask run`, `build` and `openapi`: from a clone to something that runs.

use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::path::PathBuf;

use crate::arguments::Arguments;
use crate::failure::{Context as _, Result, say};
use crate::project;
use crate::setting;
use crate::shell::{Run, cargo, run};
use crate::ui;

/// Who the first login belongs to. It is made only where there is no user at all.
const FIRST_ADMIN: &str = "admin@example.com";

/// `cargo xtask run`: serves Rivo until Ctrl-C.
pub(crate) fn serve(arguments: &mut Arguments) -> Result {
    let demo = arguments.flag("--demo");
    arguments.finish()?;
    let address = Address::from_settings()?;
    address.check_free()?;
    let server = build_release()?;
    let command = || run(&server).dir(".");
    println!("Preparing the database");
    let first_login = first_login(&command)?;
    if demo {
        command().arg("seed-demo").run()?;
    }
    println!("\nRivo is at {}/dashboard/", address.url());
    println!("{first_login}");
    println!(
        "The API is described at {}/api/docs/. Ctrl-C stops the server.\n",
        address.url()
    );
    // From here on there is no xtask: Ctrl-C reaches the server alone, which finishes what it is doing.
    Err(command()
        .arg("serve")
        .env("PORT", address.port.to_string())
        .become_it())
}

/// `cargo xtask build`: the release binary, with the user interface inside.
pub(crate) fn build(arguments: &mut Arguments) -> Result {
    arguments.finish()?;
    let server = build_release()?;
    let bytes = fs::metadata(&server).context(server.display())?.len();
    println!("{} ({} MB)", server.display(), bytes / 1_000_000);
    Ok(())
}

/// `cargo xtask openapi`: the contract, from the handlers to the types of the user interface.
pub(crate) fn openapi(arguments: &mut Arguments) -> Result {
    arguments.finish()?;
    ui::install()?;
    let document = cargo()
        .args([
            "run",
            "--quiet",
            "--package",
            "rivo-server",
            "--",
            "openapi",
        ])
        .output()?;
    let file = project::root().join("rivo-server/openapi.json");
    fs::write(&file, document + "\n").context(file.display())?;
    ui::npm("api").run()
}

fn build_release() -> Result<PathBuf> {
    ui::build()?;
    cargo()
        .args(["build", "--release", "--package", "rivo-server"])
        .run()?;
    Ok(project::binary("release", "rivo-server"))
}

/// Makes the first login, if there is none, and says in a sentence how to log in.
fn first_login(command: &impl Fn() -> Run) -> Result<String> {
    let password = random_password()?;
    let said = command()
        .args(["createsuperuser", "--if-none", "--email", FIRST_ADMIN])
        .output_for(&format!("{password}\n"))?;
    if said.to_lowercase().contains("created") {
        return Ok(format!(
            "Log in as {FIRST_ADMIN} with the password {password} (shown only this once)."
        ));
    }
    Ok(format!(
        "{said}\nFor one more login: {} createsuperuser --email YOU@EXAMPLE.COM",
        project::binary("release", "rivo-server").display()
    ))
}

/// Four groups of four letters, none of which is mistaken for another: 80 bits.
fn random_password() -> Result<String> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut random = [0u8; 16];
    fs::File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut random))
        .context("/dev/urandom")?;
    let letters: Vec<String> = random
        .chunks(4)
        .map(|group| {
            group
                .iter()
                .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
                .collect()
        })
        .collect();
    Ok(letters.join("-"))
}

/// Where the server will listen, by the same settings.
struct Address {
    bind: String,
    port: u16,
}

impl Address {
    fn from_settings() -> Result<Self> {
        let port = setting::of_the_server("PORT").unwrap_or_else(|| "5000".to_owned());
        let port = port.parse().map_err(|_| {
            say(format!(
                "PORT is '{port}'; it has to be a number from 1 to 65535"
            ))
        })?;
        let bind = setting::of_the_server("BIND").unwrap_or_else(|| "127.0.0.1".to_owned());
        Ok(Self { bind, port })
    }

    /// Better told before the build than after it.
    fn check_free(&self) -> Result {
        match TcpListener::bind((self.bind.as_str(), self.port)) {
            Ok(_) => Ok(()),
            Err(error) => Err(say(format!(
                "{}:{} cannot be used ({error}); choose another port: PORT={} cargo xtask run",
                self.bind,
                self.port,
                self.port.wrapping_add(1).max(1024)
            ))),
        }
    }

    fn url(&self) -> String {
        match self.bind.as_str() {
            "0.0.0.0" | "::" | "127.0.0.1" | "::1" => format!("http://localhost:{}", self.port),
            ip if ip.contains(':') => format!("http://[{ip}]:{}", self.port),
            ip => format!("http://{ip}:{}", self.port),
        }
    }
}
