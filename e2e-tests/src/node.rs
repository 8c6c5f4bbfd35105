//! A real `substrate-contracts-node` for the tests: started on a free port, ended with them.

use std::{
    env,
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tongquan_client::{Node, Wait};

use crate::shop::Fault;

/// A node with a fresh chain that lasts as long as this value.
pub struct NodeProcess {
    child: Child,
    url: String,
}

impl NodeProcess {
    /// Starts the program that `CONTRACTS_NODE` names, or else the one on `PATH`.
    pub fn start() -> Result<Self, Fault> {
        let program = env::var("CONTRACTS_NODE").unwrap_or("substrate-contracts-node".into());
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let child = Command::new(&program)
            .args(["--dev", "--tmp", "--no-prometheus", "--port", "0"])
            .args(["--rpc-port", &port.to_string()])
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
