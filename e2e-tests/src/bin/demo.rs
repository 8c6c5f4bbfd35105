//! Tells the whole story on the embedded chain: `demo [--json]`.

use std::process::ExitCode;

use e2e_tests::demo::{tell, Telling};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let telling = match std::env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => Telling::Text,
        [flag] if flag == "--json" => Telling::Json,
        _ => {
            eprintln!("usage: scripts/demo.sh [--json]");
            return ExitCode::FAILURE;
        }
    };
    match tell(telling).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("demo: {error}");
            ExitCode::FAILURE
        }
    }
}
