//! The commands of this repository: `cargo xtask run`, `test`, `bench` and their like.
//!
//! It uses nothing but the standard library, so that it starts in a second on a fresh clone, and it
//! drives the ordinary tools (cargo, npm, Postgres, Chromium) rather than replace them. What it starts
//! in the background hangs on a [`leash::Leash`] and ends with it, however that happens.
#![expect(
    clippy::print_stdout,
    reason = "talking to the person who called it is the job of xtask"
)]

mod apt;
mod arguments;
mod bench;
mod desktop;
mod failure;
mod http;
mod leash;
mod postgres;
mod project;
mod run;
mod screenshots;
mod server;
mod setting;
mod shell;
mod simulate;
mod test;
mod ui;

use std::process::ExitCode;

use arguments::Arguments;
use failure::Result;

const HELP: &str = "\
usage: cargo xtask COMMAND

  run [--demo]         build everything and serve it, with a first login; settings come from the
                       environment (DATABASE_URL, PORT, …) or a .env file
  build                target/release/rivo-server with the user interface inside
  test [--only A,B]    everything that has to hold, the same as CI; installs what is missing
       [--skip A,B] [--keep-going] [--list]
  bench [--thorough]   Rivo beside its peers and the limits of this machine, in some 12 minutes
        [--peers DIR] [--only A,B] [--rounds N] [--seconds N]
        desktop        the app with 10,000 clients in its copy: launch, first sync, one change
        ui             the desk in Chromium over 100,000 clients: a long scroll, a move on the board
  simulate [RUNS]      sync under lost, late and doubled requests and crashes; 10000 worlds if no number is
           [--seed N]  given, or one world again by its seed
  desktop              build and open the desktop app
  desktop-package      target/release/bundle: a .deb and an .rpm of the app, each looked into, and the
                       app out of the .deb started
  screenshots          target/screenshots: every screen, light and dark, wide and narrow, full, empty
     [--only A,B]      and failing
  openapi              write rivo-server/openapi.json and the types of the user interface anew
  help                 this text";

fn main() -> ExitCode {
    let mut arguments = Arguments::from_command_line();
    match dispatch(&mut arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &mut Arguments) -> Result {
    match arguments.command().as_str() {
        "run" => run::serve(arguments),
        "build" => run::build(arguments),
        "test" => test::test(arguments),
        "bench" => bench::bench(arguments),
        "simulate" => simulate::simulate(arguments),
        "desktop" => desktop::run(arguments),
        "desktop-package" => desktop::package(arguments),
        "screenshots" => screenshots::take(arguments),
        "openapi" => run::openapi(arguments),
        "help" | "--help" | "-h" | "" => {
            println!("{HELP}");
            Ok(())
        }
        other => Err(failure::say(format!(
            "there is no command '{other}'\n\n{HELP}"
        ))),
    }
}
