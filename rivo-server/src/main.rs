//! `rivo-server`: the command line and the process around the router.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
