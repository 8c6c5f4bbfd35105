//! The program as it is started from a shell: arguments, exit statuses, one JSON document, and what it
//! does when something is in its way.

use std::{
    net::TcpListener,
    path::Path,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use serde_json::{json, Value};

/// The program, without anything from the environment of whoever runs the tests.
fn tongquan(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tongquan"));
    command.args(arguments).env_remove("TONGQUAN_SURI").env_remove("TONGQUAN_URL");
    command.env_remove("TONGQUAN_NETWORK").env_remove("TONGQUAN_PASSWORD").stdin(Stdio::null());
    command
}

fn ended(arguments: &[&str]) -> Output {
    tongquan(arguments).output().expect("it starts")
}

fn answered(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("one JSON document")
}

fn in_folder(folder: &Path, arguments: &[&str]) -> Output {
    tongquan(arguments).current_dir(folder).output().expect("it starts")
}

/// Nothing answers there.
fn free_address() -> String {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    format!("ws://{}", port.expect("a free port"))
}

#[test]
fn help_comes_at_once() {
    let quickest = (0..5)
        .map(|_| {
            let begin = Instant::now();
            assert!(ended(&["--help"]).status.success());
            begin.elapsed()
        })
        .min();
    assert!(quickest < Some(Duration::from_millis(50)), "{quickest:?}");
}

#[test]
fn every_command_tells_its_help_and_its_manual_page() {
    use clap::CommandFactory;
    let mut program = tongquan_cli::Arguments::command();
    program.build();
    let mut pages = vec![(vec![], &program)];
    let mut seen = 0;
    while let Some((path, command)) = pages.pop() {
        seen += 1;
        assert!(command.get_about().is_some(), "{path:?} has no description");
        for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
            pages.push(([path.clone(), vec![below.get_name()]].concat(), below));
        }
        let page = ended(&[vec!["man"], path.clone()].concat());
        assert!(page.status.success(), "{path:?}");
        assert!(page.stdout.starts_with(b".ie"), "{path:?}");
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn shells_get_their_completions() {
    for shell in ["bash", "zsh", "fish"] {
        let script = ended(&["completions", shell]);
        let script = String::from_utf8(script.stdout).expect("text");
        assert!(script.contains("set-issuer"), "{shell}");
    }
}

#[test]
fn a_wrong_command_line_is_an_error_for_machines_too() {
    let said = ended(&["points", "balance"]);
    assert_eq!(said.status.code(), Some(2));
    assert!(said.stdout.is_empty());
    let said = ended(&["points", "balance", "--output-json"]);
    assert_eq!(said.status.code(), Some(2));
    assert_eq!(answered(&said)["error"]["code"], json!("USAGE"));
}

#[test]
fn a_node_that_is_not_there_is_said_with_its_code() {
    let said = ended(&["--url", &free_address(), "node", "status", "--output-json"]);
    assert_eq!(said.status.code(), Some(4));
    let envelope = answered(&said);
    assert_eq!(envelope["schema_version"], json!(1));
    assert_eq!(envelope["success"], json!(false));
    assert_eq!(envelope["error"]["code"], json!("UNREACHABLE"));
}

#[test]
fn who_speaks_another_language_is_no_node() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("ws://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        use std::io::Write;
        for mut stream in listener.incoming().flatten() {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }
    });
    let said = ended(&["--url", &url, "node", "status", "--output-json"]);
    assert_eq!(answered(&said)["error"]["code"], json!("UNREACHABLE"));
}

#[test]
fn an_address_book_that_is_none_stops_before_anything_is_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let book = folder.path().join("deployments/local.json");
    std::fs::create_dir(folder.path().join("deployments")).expect("a folder");
    let cases = [
        "{",
        r#"{"schema_version": 2, "url": "ws://127.0.0.1:1"}"#,
        r#"{"schema_version": 1, "url": "ws://127.0.0.1:1", "surprise": 1}"#,
        r#"{"schema_version": 1, "url": "ws://127.0.0.1:1", "accounts": {"ann": "5Gr"}}"#,
    ];
    for text in cases {
        std::fs::write(&book, text).expect("written");
        let said = in_folder(folder.path(), &["node", "status", "--output-json"]);
        assert_eq!(said.status.code(), Some(6), "{text}");
        assert_eq!(answered(&said)["error"]["code"], json!("INVALID_FILE"), "{text}");
    }
    let outside = in_folder(folder.path(), &["-n", "../x", "node", "status", "--output-json"]);
    assert_eq!(answered(&outside)["error"]["code"], json!("INVALID_ARGUMENT"));
}

#[test]
fn names_need_no_node() {
    let folder = tempfile::tempdir().expect("a folder");
    let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    let added = in_folder(folder.path(), &["account", "add", "ann", alice]);
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    let listed = in_folder(folder.path(), &["account", "list", "--output-json"]);
    assert_eq!(answered(&listed)["data"], json!({ "ann": alice }));
}

#[test]
fn a_folder_that_takes_no_files_is_said() {
    let said = ended(&[
        "--deployments",
        "/proc/nowhere",
        "account",
        "add",
        "ann",
        "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
        "--output-json",
    ]);
    assert_eq!(said.status.code(), Some(6));
    assert_eq!(answered(&said)["error"]["code"], json!("FILE"));
}
