//! Start-up of the one binary.

fn main() -> std::process::ExitCode {
    healer::cli::main()
}
