//! Deploying, on the embedded chain: twice the same, after a cut, on a chain that forgot everything.

use std::{fs, path::PathBuf};

use crate::bench::{people, said, Bench};
use crate::cut::{Cut, Where};
use e2e_tests::{root, shop::Fault};
use serde_json::{json, Value};
use tongquan_cli::{Book, Clock, Code};
use tongquan_client::{at, Account, Chain, Embedded};
use tongquan_traits::{campaigns::Campaigns, issuance::Issuance, tills::Tills};

const DEPLOY: &str = "deploy --suri //Alice";

fn states(data: &Value) -> Vec<&str> {
    let steps = data["steps"].as_array().expect("steps");
    steps.iter().map(|step| step["state"].as_str().expect("a state")).collect()
}

fn example() -> PathBuf {
    root().join("cli/examples/merchant.toml")
}

fn book<C: Chain>(bench: &Bench<C>) -> Book {
    let path = bench.session.book_path().expect("a name of a network");
    Book::load(&path).expect("a book").expect("it was written")
}

#[tokio::test]
async fn a_suite_is_looked_at_then_deployed_then_there() -> Result<(), Fault> {
    let mut bench = Bench::empty().await?;
    let looked = bench.run(DEPLOY).await.map_err(said)?;
    assert_eq!(states(&looked.data), ["missing"; 4]);
    assert!(book(&bench).contracts.is_empty(), "a look writes nothing");
    let foretold: Vec<Value> = addresses(&looked.data);

    let done = bench.run(&format!("{DEPLOY} -x -y")).await.map_err(said)?;
    assert_eq!(states(&done.data), ["done"; 4]);
    assert_eq!(addresses(&done.data), foretold, "addresses are known before");
    let written = book(&bench);
    assert_eq!(written.contracts.keys().collect::<Vec<_>>(), ["auction", "gift", "swap"]);
    assert!(written.genesis_hash.is_some());
    for deployed in written.contracts.values() {
        let found = bench.session.chain.code_hash(deployed.address.0).await?;
        assert_eq!(found, Some(deployed.code_hash.0));
        assert!(deployed.block.is_some());
    }

    let block = bench.session.chain.block_number().await?;
    let again = bench.run(&format!("{DEPLOY} -x -y")).await.map_err(said)?;
    assert_eq!(states(&again.data), ["there"; 4]);
    assert_eq!(bench.session.chain.block_number().await?, block, "nothing was sent");
    assert_eq!(book(&bench), written);
    Ok(())
}

fn addresses(data: &Value) -> Vec<Value> {
    let steps = data["steps"].as_array().expect("steps");
    steps.iter().map(|step| step["address"].clone()).collect()
}

#[tokio::test]
async fn a_merchant_is_one_command() -> Result<(), Fault> {
    let mut bench = Bench::empty().await?;
    let file = example();
    let new = format!("merchant new {} --suri //Alice", file.display());
    let looked = bench.run(&new).await.map_err(said)?;
    assert_eq!(states(&looked.data), ["missing"; 8], "{}", looked.text);
    let done = bench.run(&format!("{new} -x -y")).await.map_err(said)?;
    assert_eq!(states(&done.data), ["done"; 8], "{}", done.text);

    let shop = bench.session.merchant(Some("tea")).map_err(said)?;
    let chain = &mut bench.session.chain;
    let (alice, bob, charlie) =
        (Account::dev("alice").id(), Account::dev("bob").id(), Account::dev("charlie").id());
    let points = || at::<points::Points>(shop.points);
    assert_eq!(chain.read(points().cap()).await?, Some(100_000_000));
    let issuer = chain.read(points().issuer(alice)).await?.ok_or("alice is an issuer")?;
    assert_eq!(issuer.quota, 50_000_000);
    let issuer = chain.read(points().issuer(shop.coupon)).await?.ok_or("so are the coupons")?;
    assert_eq!(issuer.quota, 10_000_000);
    let coupons = || at::<coupon::Coupon>(shop.coupon);
    assert!(chain.read(coupons().is_manager(bob)).await?);
    let till = chain.read(coupons().till(charlie)).await?.ok_or("charlie is a till")?;
    assert_eq!(till.limits.daily_value, 500_000);
    assert_eq!(chain.read(coupons().campaign_count()).await?, 1);
    let details = chain.read(coupons().campaign_details(1)).await?.ok_or("the campaign")?;
    assert_eq!(details.name, "50 yuan for tea");

    let written = book(&bench);
    bench.session.chain.advance(86_400_000).await?;
    let block = bench.session.chain.block_number().await?;
    let again = bench.run(&format!("{new} -x -y")).await.map_err(said)?;
    assert_eq!(states(&again.data), ["there"; 8], "{}", again.text);
    assert_eq!(bench.session.chain.block_number().await?, block, "nothing was sent");
    assert_eq!(book(&bench), written);
    let listed = bench.run("merchant list").await.map_err(said)?;
    assert_eq!(listed.data[0]["name"], json!("tea"));
    Ok(())
}

/// The connection breaks at each transaction in turn: before the chain has it, and after.
#[tokio::test]
async fn a_cut_can_come_anywhere() -> Result<(), Fault> {
    let new = format!("deploy --merchant {} --suri //Alice -x -y", example().display());
    let chain = Cut::new(Embedded::new());
    let mut whole = Bench::with(chain, people(), Clock::Chain).await?;
    whole.run(&new).await.map_err(said)?;
    let (written, sent) = (book(&whole), whole.session.chain.sent);
    assert_eq!(sent, 11);
    let places = [Where::BeforeSending, Where::AfterSending];
    for (good, at) in (0..sent).flat_map(|good| places.map(|at| (good, at))) {
        let chain = Cut::new(Embedded::new());
        let mut bench = Bench::with(chain, people(), Clock::Chain).await?;
        bench.session.chain.cut_after(good, at);
        let cut = bench.run(&new).await.unwrap_err();
        assert_eq!(cut.code, Code::Unconfirmed);
        let done = bench.run(&new).await.map_err(said)?;
        let there = states(&done.data).iter().filter(|state| **state == "there").count();
        assert_eq!(there, good + usize::from(at == Where::AfterSending), "{}", done.text);
        assert_eq!(bench.session.chain.sent, sent, "nothing was sent twice");
        let resumed = book(&bench);
        assert_eq!(resumed.merchants, written.merchants);
        for (name, contract) in &written.contracts {
            let found = &resumed.contracts[name];
            assert_eq!((found.address, &found.input), (contract.address, &contract.input));
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_chain_that_forgot_is_noticed() -> Result<(), Fault> {
    let mut bench = Bench::empty().await?;
    let fresh = bench.session.chain.snapshot();
    let new = format!("deploy --merchant {} --suri //Alice", example().display());
    bench.run(&format!("{new} -x -y")).await.map_err(said)?;
    let written = book(&bench);
    bench.session.chain.restore(fresh);

    let noticed = bench.run(&format!("{new} -x -y")).await.unwrap_err();
    assert_eq!(noticed.code, Code::WrongContract);
    assert!(noticed.advice.unwrap_or_default().contains("--redeploy"));
    let gone = noticed.details.unwrap_or_default();
    assert_eq!(gone["gone"].as_array().map(Vec::len), Some(5));
    assert_eq!(book(&bench), written, "the book was not touched");

    let foreign = new.replace("//Alice", "//Bob");
    let refused = bench.run(&format!("{foreign} --redeploy -x -y")).await.unwrap_err();
    assert_eq!(refused.code, Code::InvalidKey);
    let again = bench.run(&format!("{new} --redeploy -x -y")).await.map_err(said)?;
    assert_eq!(states(&again.data)[0], "done");
    for (name, contract) in book(&bench).contracts {
        assert_eq!(contract.address, written.contracts[&name].address, "{name}");
    }
    Ok(())
}

#[tokio::test]
async fn a_bundle_that_was_altered_stops_it_before_anything_is_sent() -> Result<(), Fault> {
    let mut bench = Bench::empty().await?;
    let block = bench.session.chain.block_number().await?;
    let folder = tempfile::tempdir()?;
    for name in ["points", "coupon", "coupon-desk", "auction", "swap"] {
        let file = format!("{name}.contract");
        fs::copy(root().join("artifacts").join(&file), folder.path().join(&file))?;
    }
    bench.artifacts = folder.path().to_owned();
    let missing = bench.run(&format!("{DEPLOY} -x -y")).await.unwrap_err();
    assert_eq!(missing.code, Code::InvalidBundle);
    let honest = fs::read_to_string(root().join("artifacts/gift.contract"))?;
    let altered = honest.replacen("\"wasm\":\"0x0061736d", "\"wasm\":\"0x0061736e", 1);
    assert_ne!(altered, honest);
    fs::write(folder.path().join("gift.contract"), altered)?;
    let altered = bench.run(&format!("{DEPLOY} -x -y")).await.unwrap_err();
    assert_eq!(altered.code, Code::InvalidBundle);
    assert_eq!(bench.session.chain.block_number().await?, block);
    assert!(book(&bench).contracts.is_empty());
    Ok(())
}

#[tokio::test]
async fn who_has_no_funds_deploys_nothing() -> Result<(), Fault> {
    let mut bench = Bench::empty().await?;
    let refused = bench.run("deploy --suri //Nobody -x -y").await.unwrap_err();
    assert_eq!(refused.code, Code::InsufficientFunds);
    assert!(book(&bench).contracts.is_empty());
    Ok(())
}

#[tokio::test]
async fn arguments_of_what_is_there_cant_be_changed() -> Result<(), Fault> {
    let mut bench = Bench::empty().await?;
    let file = bench.folder.path().join("tea.toml");
    let text = fs::read_to_string(example())?;
    fs::write(&file, &text)?;
    let new = format!("merchant new {} --suri //Alice -x -y", file.display());
    bench.run(&new).await.map_err(said)?;
    fs::write(&file, text.replace("Tea House points", "Other points"))?;
    let refused = bench.run(&new).await.unwrap_err();
    assert_eq!(refused.code, Code::WrongContract);
    fs::write(&file, text.replace("code = \"CNY\"", "code = \"EUR\""))?;
    assert_eq!(bench.run(&new).await.unwrap_err().code, Code::InvalidFile);
    fs::write(&file, text.replace("budget = 1000", "budgett = 1000"))?;
    let refused = bench.run(&new).await.unwrap_err();
    assert!(refused.message.contains("unknown field `budgett`"), "{}", refused.message);
    // What may be changed is.
    fs::write(&file, text.replace("daily_coupons = 200", "daily_coupons = 300"))?;
    let changed = bench.run(&new).await.map_err(said)?;
    assert_eq!(states(&changed.data).iter().filter(|state| **state == "done").count(), 1);
    Ok(())
}
