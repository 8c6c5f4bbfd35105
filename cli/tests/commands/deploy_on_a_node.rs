//! Deploying to a node while program and node are killed, and auditing what is there then.

mod on_a_node {
    use std::{
        fs,
        path::{Path, PathBuf},
        process::{Child, Command, Output, Stdio},
        time::Duration,
    };

    use coupon::Coupon;
    use e2e_tests::{node::NodeProcess, root, shop::Fault};
    use serde_json::{json, Value};
    use tongquan_cli::Book;
    use tongquan_client::{at, Chain, Inspect, Wait};
    use tongquan_traits::campaigns::Campaigns;

    /// A folder of address books, and the example's merchant.
    struct Desk {
        folder: tempfile::TempDir,
        merchant: PathBuf,
    }

    impl Desk {
        fn new() -> Result<Self, Fault> {
            let merchant = root().join("cli/examples/merchant.toml");
            Ok(Self { folder: tempfile::tempdir()?, merchant })
        }

        fn book_file(&self) -> PathBuf {
            self.folder.path().join("local.json")
        }

        fn book(&self) -> Result<Book, Fault> {
            let book = Book::load(&self.book_file());
            book.map_err(|problem| format!("{problem:?}"))?.ok_or_else(|| "no book".into())
        }

        fn start(&self, url: &str, line: &[&str]) -> Result<Child, Fault> {
            Ok(Command::new(env!("CARGO_BIN_EXE_tongquan"))
                .args(["--url", url, "--suri", "//Alice", "-x", "-y", "--output-json"])
                .arg("--deployments")
                .arg(self.folder.path())
                .arg("--artifacts")
                .arg(root().join("artifacts"))
                .args(line)
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()?)
        }

        fn deploy(&self, url: &str, more: &[&str]) -> Result<Child, Fault> {
            let merchant = self.merchant.display().to_string();
            self.start(url, &[&["deploy", "--merchant", &merchant], more].concat())
        }
    }

    /// The exit status, and the document.
    fn ended(child: Child) -> Result<(i32, Value), Fault> {
        let Output { status, stdout, stderr } = child.wait_with_output()?;
        let answer = serde_json::from_slice(&stdout)
            .map_err(|error| format!("{error}: {} {}", status, String::from_utf8_lossy(&stderr)))?;
        Ok((status.code().ok_or("it was killed")?, answer))
    }

    fn states(answer: &Value) -> Vec<&str> {
        let steps = answer["data"]["steps"].as_array().map(Vec::as_slice).unwrap_or_default();
        steps.iter().map(|step| step["state"].as_str().unwrap_or_default()).collect()
    }

    /// Kills the program later and later, until it is done.
    fn killed_until_done(desk: &Desk, url: &str) -> Result<u32, Fault> {
        let (mut kills, mut delay) = (0, Duration::from_millis(150));
        loop {
            let mut child = desk.deploy(url, &[])?;
            std::thread::sleep(delay);
            delay = delay * 5 / 4;
            if child.try_wait()?.is_some() {
                let (status, answer) = ended(child)?;
                assert_eq!(status, 0, "{answer}");
                return Ok(kills);
            }
            child.kill()?;
            child.wait()?;
            kills += 1;
            // What was written is whole.
            if desk.book_file().exists() {
                desk.book()?;
            }
        }
    }

    #[tokio::test]
    async fn a_deployment_that_is_killed_goes_on_where_it_was() -> Result<(), Fault> {
        let desk = Desk::new()?;
        let chain = tempfile::tempdir()?;
        let mut process = NodeProcess::start_at(chain.path())?;
        process.connect(Wait::Included).await?;
        let kills = killed_until_done(&desk, process.url())?;
        assert!(kills > 1, "{kills}");

        let written = fs::read_to_string(desk.book_file())?;
        let book = desk.book()?;
        assert_eq!(book.contracts.len(), 5);
        let mut node = process.connect(Wait::Included).await?;
        let coupon = book.contracts["tea.coupon"].address.0;
        assert_eq!(node.read(at::<Coupon>(coupon).campaign_count()).await?, 1);

        // Again: nothing is sent, nothing is written.
        let block = node.block_number().await?;
        let (status, again) = ended(desk.deploy(process.url(), &[])?)?;
        assert_eq!((status, states(&again)), (0, vec!["there"; 11]), "{again}");
        assert_eq!(node.block_number().await?, block);
        assert_eq!(fs::read_to_string(desk.book_file())?, written);
        audited(&desk, process.url())?;

        // Raw items are those of one block.
        node.pin().await?;
        let items = node.contract_items(coupon).await?;
        for (key, value) in items.iter().take(5) {
            assert_eq!(node.contract_item(coupon, key).await?.as_ref(), Some(value));
        }
        assert_eq!(node.contract_items([9; 32].into()).await?, []);
        node.unpin().await;
        drop(node);

        // The node is killed and comes back with its chain.
        process.kill();
        let process = NodeProcess::start_at(chain.path())?;
        process.connect(Wait::Included).await?;
        audited(&desk, process.url())?;
        begins_anew(&desk, &written).await
    }

    fn audited(desk: &Desk, url: &str) -> Result<(), Fault> {
        let (status, audit) = ended(desk.start(url, &["audit"])?)?;
        assert_eq!(status, 0, "{audit}");
        assert_eq!(audit["data"]["errors"], json!(0), "{audit}");
        let contracts = audit["data"]["contracts"].as_array().ok_or("contracts")?;
        assert_eq!(contracts.len(), 5);
        for contract in contracts {
            assert_eq!(contract["constructor"]["proven"], json!(true), "{contract}");
            assert!(contract["code"]["bytes"].as_u64() > Some(10_000), "{contract}");
        }
        Ok(())
    }

    /// A development chain that forgot everything has the same genesis hash as before.
    async fn begins_anew(desk: &Desk, written: &str) -> Result<(), Fault> {
        let process = NodeProcess::start()?;
        process.connect(Wait::Included).await?;
        let (status, gone) = ended(desk.deploy(process.url(), &[])?)?;
        assert_eq!((status, &gone["error"]["code"]), (4, &json!("WRONG_CONTRACT")), "{gone}");
        let (status, audit) = ended(desk.start(process.url(), &["audit"])?)?;
        assert_eq!((status, &audit["error"]["details"]["errors"]), (7, &json!(5)), "{audit}");
        assert_eq!(fs::read_to_string(desk.book_file())?, written);
        let (status, again) = ended(desk.deploy(process.url(), &["--redeploy"])?)?;
        assert_eq!((status, states(&again)), (0, vec!["done"; 11]), "{again}");
        audited(desk, process.url())?;

        // The book of another chain is not touched.
        let mut foreign = desk.book()?;
        foreign.genesis_hash = Some(tongquan_cli::Hex([7; 32]));
        foreign.save(&desk.book_file()).map_err(|problem| format!("{problem:?}"))?;
        let (status, refused) = ended(desk.deploy(process.url(), &["--redeploy"])?)?;
        assert_eq!((status, &refused["error"]["code"]), (4, &json!("WRONG_CHAIN")), "{refused}");
        assert_eq!(desk.book()?, foreign);
        Ok(())
    }

    #[tokio::test]
    async fn a_node_that_dies_in_the_middle_leaves_what_can_be_gone_on_with() -> Result<(), Fault> {
        let desk = Desk::new()?;
        let chain = tempfile::tempdir()?;
        let mut cuts = 0;
        for delay in [600, 900, 1_300] {
            let mut process = NodeProcess::start_at(chain.path())?;
            process.connect(Wait::Included).await?;
            let child = desk.deploy(process.url(), &[])?;
            std::thread::sleep(Duration::from_millis(delay));
            process.kill();
            let (status, answer) = ended(child)?;
            assert!(matches!(status, 0 | 4 | 8), "{status}: {answer}");
            cuts += u32::from(status != 0);
        }
        assert!(cuts > 0);
        let process = NodeProcess::start_at(chain.path())?;
        let mut node = process.connect(Wait::Included).await?;
        let (status, answer) = ended(desk.deploy(process.url(), &[])?)?;
        assert_eq!(status, 0, "{answer}");
        let coupon = desk.book()?.contracts["tea.coupon"].address.0;
        assert_eq!(node.read(at::<Coupon>(coupon).campaign_count()).await?, 1);
        audited(&desk, process.url())
    }

    #[tokio::test]
    async fn who_has_no_funds_leaves_no_book() -> Result<(), Fault> {
        let desk = Desk::new()?;
        let process = NodeProcess::start()?;
        process.connect(Wait::Included).await?;
        let poor = Path::new(env!("CARGO_BIN_EXE_tongquan"));
        let child = Command::new(poor)
            .args(["--url", process.url(), "--suri", "//Nobody", "-x", "-y", "--output-json"])
            .arg("--deployments")
            .arg(desk.folder.path())
            .arg("--artifacts")
            .arg(root().join("artifacts"))
            .arg("deploy")
            .stdout(Stdio::piped())
            .spawn()?;
        let (status, refused) = ended(child)?;
        assert_eq!((status, &refused["error"]["code"]), (5, &json!("INSUFFICIENT_FUNDS")));
        assert!(!desk.book_file().exists());
        Ok(())
    }
}
