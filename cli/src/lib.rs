//! `tongquan`: what merchants, tills, members, operators and auditors do, on the command line.
//!
//! Every command is written against the trait [`Chain`](tongquan_client::Chain), so that the same code
//! runs on a node and, in tests, on the chain inside the process.

mod amount;
mod answer;
mod args;
mod assets;
mod audit;
mod book;
mod bulk;
mod campaign_file;
mod commands;
mod compact;
mod coupon_id;
mod deployment;
mod json;
mod keys;
mod metadata;
mod options;
mod problem;
mod qr;
mod screen;
mod secret_file;
mod session;
mod sheet;
pub mod statement;
mod steps;
mod ticket;
mod time;
mod toml_file;
mod writes;

use std::{ffi::OsString, io::Write, process::ExitCode};

use clap::Parser;
use tongquan_client::Node;

pub use answer::{envelope, Answer, SCHEMA_VERSION};
pub use args::{Arguments, Command};
pub use book::{
    write_whole, Address, BlockRef, Book, Bytes, ContractKind, Deployed, Hex, Merchant, Money,
    NativeCurrency,
};
pub use coupon_id::CouponId;
pub use metadata::{Argument, Callable, EventSpec, Metadata, Spec, TypeRef};
pub use options::Options;
pub use problem::{Code, Problem};
pub use qr::Qr;
pub use screen::Screen;
pub use session::{Clock, Network, Session};

/// Runs the program with these arguments, the first of which is its name.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<_> = arguments.into_iter().collect();
    let for_machines = arguments.iter().any(|argument| argument == "--output-json");
    let result = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => run(arguments),
        Err(error) if for_machines && error.use_stderr() => {
            Err(Problem::new(Code::Usage, error.to_string().trim_end()))
        }
        Err(error) => error.exit(),
    };
    let status = result.as_ref().map_or_else(|problem| problem.code.exit_status(), |_| 0);
    let shown = match &result {
        _ if for_machines => format!("{}\n", envelope(&result)),
        Ok(answer) => answer.text.clone(),
        Err(problem) => {
            eprintln!("error[{}]: {}", problem.code.name(), problem.message);
            if let Some(advice) = &problem.advice {
                eprintln!("  {advice}");
            }
            String::new()
        }
    };
    // Who closed the pipe has read enough.
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(shown.as_bytes()).and_then(|()| out.flush());
    ExitCode::from(status)
}

fn run(arguments: Arguments) -> Result<Answer, Problem> {
    let Arguments { options, command } = arguments;
    let command = match command.without_chain(&options) {
        Ok(done) => return done,
        Err(command) => command,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Problem::new(Code::File, format!("can't start: {error}")))?;
    runtime.block_on(async {
        tokio::select! {
            result = on_a_node(options, *command) => result,
            _ = tokio::signal::ctrl_c() => Err(Problem::new(Code::Interrupted, "interrupted")
                .advise("a transaction that was sent before may still be done; commands on many rows go on where they stopped")),
        }
    })
}

async fn on_a_node(mut options: Options, command: Command) -> Result<Answer, Problem> {
    let path = Book::path(&options.deployments, &options.network)?;
    let mut book = Book::load(&path)?.unwrap_or_else(|| Book::new(DEFAULT_URL));
    if let Some(url) = options.url.take() {
        book.url = url;
    }
    let node = Node::connect(&book.url, options.wait.into()).await?;
    let screen = Screen::of_terminal(options.output_json);
    let mut session = Session::open(node, book, options, screen, Clock::System).await?;
    command.run(&mut session).await
}

/// Where `scripts/node.sh` answers.
const DEFAULT_URL: &str = "ws://127.0.0.1:9944";
