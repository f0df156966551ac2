//! The program itself, built beside the tests that run it as a process.

fn main() -> std::process::ExitCode {
    rushes::cli::main()
}
