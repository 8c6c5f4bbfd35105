use std::process::ExitCode;

fn main() -> ExitCode {
    tongquan_cli::main(std::env::args_os())
}
