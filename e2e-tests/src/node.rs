//! A real `substrate-contracts-node` for the tests: started on a free port, ended with them.

use std::{
    env,
    ffi::OsStr,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tongquan_client::{Node, Wait};

use crate::shop::Fault;

/// A node that lasts as long as this value.
pub struct NodeProcess {
    child: Child,
    url: String,
}

impl NodeProcess {
    /// A node with a fresh chain. The program is the one that `CONTRACTS_NODE` names, or else the one on
    /// `PATH`.
    pub fn start() -> Result<Self, Fault> {
        Self::start_with(&["--tmp".as_ref()])
    }

    /// A node whose chain is kept in this folder, with the state of all its blocks.
    pub fn start_at(folder: &Path) -> Result<Self, Fault> {
        let base = ["--base-path".as_ref(), folder.as_os_str()];
        let keeping = ["--state-pruning".as_ref(), "archive".as_ref()];
        Self::start_with(&[base, keeping].concat())
    }

    fn start_with(options: &[&OsStr]) -> Result<Self, Fault> {
        let program = env::var("CONTRACTS_NODE").unwrap_or("substrate-contracts-node".into());
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let child = Command::new(&program)
            .args(["--dev", "--no-prometheus", "--port", "0", "--finalize-delay-sec", "0"])
            .args(["--rpc-port", &port.to_string()])
            .args(options)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("can't start {program}: {error}; see README.md, Tests"))?;
        Ok(Self { child, url: format!("ws://127.0.0.1:{port}") })
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Connects as soon as the node answers, which takes it some seconds.
    pub async fn connect(&self, wait: Wait) -> Result<Node, Fault> {
        let patience = Instant::now() + Duration::from_secs(120);
        loop {
            match Node::connect(&self.url, wait).await {
                Ok(node) => return Ok(node),
                Err(error) if Instant::now() > patience => return Err(error.into()),
                Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        }
    }

    /// Ends the node at once, as a crash would.
    pub fn kill(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for NodeProcess {
    fn drop(&mut self) {
        self.kill();
    }
}
