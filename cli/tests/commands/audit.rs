//! The audit, on the embedded chain: an honest town has no fault, and each kind of lie is found.

use std::{
    fs,
    os::unix::fs::{symlink, PermissionsExt},
};

use crate::bench::{said, Bench};
use coupon::Coupon;
use e2e_tests::{root, shop::Fault};
use serde_json::{json, Value};
use tongquan_cli::{Bytes, Clock, Code, Hex, Problem};
use tongquan_client::{at, Account, Chain, Embedded, Inspect};
use tongquan_traits::coupons::Coupons;

/// A town in which something is stored in most tables.
async fn town() -> Result<Bench<Embedded>, Fault> {
    let mut bench = Bench::embedded().await?;
    for (who, line) in [
        ("alice", "points issue ann 100"),
        ("alice", "points issue ben 50"),
        ("ann", "points approve ben 10"),
        ("alice", "merchant set-manager ann"),
    ] {
        bench.send(who, line).await.map_err(said)?;
    }
    let file = root().join("cli/examples/merchant.toml");
    let text = fs::read_to_string(file)?.replace("name = \"tea\"", "name = \"cafe\"");
    let file = bench.folder.path().join("cafe.toml");
    fs::write(&file, text)?;
    let new = format!("merchant new {}", file.display());
    bench.send("alice", &new).await.map_err(said)?;
    let cafe = bench.session.merchant(Some("cafe")).map_err(said)?;
    let alice = Account::dev("alice");
    let members: Vec<_> = (0..14u8).map(|number| [number % 7; 32].into()).collect();
    let issue = at::<Coupon>(cafe.coupon).issue_batch(1, members);
    bench.session.chain.call(&alice, issue).await?;
    Ok(bench)
}

/// What is wrong, as subjects and contracts; the audit has to say that something is.
async fn errors(bench: &mut Bench<Embedded>, line: &str) -> Result<Vec<String>, Fault> {
    let problem = bench.run(line).await.err().ok_or("the audit found nothing")?;
    assert_eq!((problem.code, problem.code.exit_status()), (Code::Mismatch, 7), "{problem:?}");
    Ok(found(&problem.details.unwrap_or_default(), "error"))
}

fn found(data: &Value, severity: &str) -> Vec<String> {
    let findings = data["findings"].as_array().expect("findings");
    let said = |finding: &&Value| finding["severity"] == json!(severity);
    let shown = |finding: &Value| {
        let contract = finding["contract"].as_str().unwrap_or("all");
        format!("{} {contract}", finding["subject"].as_str().expect("a subject"))
    };
    findings.iter().filter(said).map(shown).collect()
}

#[tokio::test]
async fn an_honest_town_has_no_fault() -> Result<(), Fault> {
    let mut bench = town().await?;
    let audit = bench.run("audit").await.map_err(said)?;
    assert_eq!(audit.data["errors"], json!(0));
    assert_eq!(found(&audit.data, "warning"), ["role cafe.coupon"; 0], "{}", audit.text);
    let contracts = audit.data["contracts"].as_array().ok_or("contracts")?;
    assert_eq!(contracts.len(), 7);
    for contract in contracts {
        assert_eq!(contract["constructor"]["proven"], json!(true), "{contract}");
        assert!(contract["compared"].as_u64() > Some(1), "{contract}");
        assert!(contract["messages"].as_array().is_some_and(|all| all.len() > 10), "{contract}");
    }
    assert!(audit.text.contains("! an issuer creates points, within its quota"), "{}", audit.text);
    assert!(audit.text.contains("made with"), "{}", audit.text);
    let one = bench.run("audit tea --sample 1 --messages").await.map_err(said)?;
    assert_eq!(one.data["contracts"].as_array().map(Vec::len), Some(2));
    assert_eq!(bench.run("audit nobody").await.unwrap_err().code, Code::UnknownName);
    Ok(())
}

#[tokio::test]
async fn who_has_which_role_is_told_in_full() -> Result<(), Fault> {
    let mut bench = town().await?;
    let audit = bench.run("audit cafe").await.map_err(said)?;
    let roles = |place: usize| -> Vec<String> {
        let roles = audit.data["contracts"][place]["roles"].as_array().expect("roles");
        roles.iter().map(|role| role["role"].as_str().expect("a role").to_owned()).collect()
    };
    assert_eq!(roles(0), ["owner", "issuer", "issuer"]);
    assert_eq!(roles(1), ["owner", "manager", "till"]);

    let eve = tongquan_client::ss58(&Account::dev("eve").id());
    bench.send("alice", &format!("merchant set-manager {eve} -m cafe")).await.map_err(said)?;
    bench.send("alice", &format!("points set-issuer {eve} 5 -m cafe")).await.map_err(said)?;
    bench.send("alice", &format!("points offer-ownership {eve} -m cafe")).await.map_err(said)?;
    let audit = bench.run("audit cafe").await.map_err(said)?;
    let warnings = found(&audit.data, "warning");
    assert_eq!(warnings.iter().filter(|it| *it == "role cafe.points").count(), 2, "{}", audit.text);
    assert!(warnings.contains(&"role cafe.coupon".into()), "{}", audit.text);
    Ok(())
}

#[tokio::test]
async fn other_code_is_found() -> Result<(), Fault> {
    let mut bench = town().await?;
    rewrite(&mut bench, |book| {
        book.contracts.get_mut("swap").expect("it is there").code_hash = Hex([1; 32]);
    })?;
    let found = errors(&mut bench, "audit swap").await?;
    assert_eq!(found, ["constructor swap", "code swap"]);

    // The address of another contract.
    rewrite(&mut bench, |book| {
        let auction = book.contracts["auction"].address;
        book.contracts.get_mut("gift").expect("it is there").address = auction;
    })?;
    let found = errors(&mut bench, "audit gift").await?;
    assert!(found.contains(&"code gift".into()) && found.contains(&"constructor gift".into()));
    Ok(())
}

#[tokio::test]
async fn arguments_that_were_not_given_are_found() -> Result<(), Fault> {
    let mut bench = town().await?;
    let honest = bench.session.book.clone();
    rewrite(&mut bench, |book| {
        let points = book.contracts.get_mut("tea.points").expect("it is there");
        let last = points.input.0.len() - 1;
        // No cap, and now a cap.
        points.input.0[last] = 1;
        points.input.0.extend(5u128.to_le_bytes());
    })?;
    let found = errors(&mut bench, "audit tea.points").await?;
    assert_eq!(found, ["constructor tea.points"; 2]);

    rewrite(&mut bench, |book| {
        *book = honest.clone();
        book.contracts.get_mut("swap").expect("it is there").input = Bytes::default();
    })?;
    assert_eq!(errors(&mut bench, "audit swap").await?, ["constructor swap"; 2]);

    rewrite(&mut bench, |book| {
        *book = honest.clone();
        book.contracts.get_mut("swap").expect("it is there").salt = Bytes(vec![1]);
    })?;
    assert_eq!(errors(&mut bench, "audit swap").await?, ["constructor swap"]);
    Ok(())
}

fn rewrite(
    bench: &mut Bench<Embedded>,
    change: impl FnOnce(&mut tongquan_cli::Book),
) -> Result<(), Fault> {
    let path = bench.session.book_path().map_err(said)?;
    let mut book = tongquan_cli::Book::load(&path).map_err(said)?.ok_or("no book")?;
    change(&mut book);
    book.save(&path).map_err(said)
}

#[tokio::test]
async fn a_contract_that_is_gone_is_found() -> Result<(), Fault> {
    let mut bench = Bench::empty().await?;
    let fresh = bench.session.chain.snapshot();
    bench.send("alice", "deploy").await.map_err(said)?;
    bench.session.chain.restore(fresh);
    assert_eq!(errors(&mut bench, "audit").await?, ["gone auction", "gone gift", "gone swap"]);
    Ok(())
}

#[tokio::test]
async fn bundles_that_are_no_good_are_found() -> Result<(), Fault> {
    let mut bench = town().await?;
    let folder = tempfile::tempdir()?;
    bench.artifacts = folder.path().to_owned();
    for entry in fs::read_dir(root().join("artifacts"))? {
        let path = entry?.path();
        fs::copy(&path, folder.path().join(path.file_name().ok_or("a file")?))?;
    }
    bench.run("audit tea").await.map_err(said)?;

    // The code was altered, and the hash in the file is the old one.
    let desk = folder.path().join("coupon-desk.contract");
    let honest = fs::read_to_string(&desk)?;
    fs::write(&desk, honest.replacen("0x0061736d", "0x0061736e", 1))?;
    assert_eq!(errors(&mut bench, "audit tea.coupon").await?, ["bundle tea.coupon"]);
    // The bundle is an honest one of other code.
    fs::copy(folder.path().join("points.contract"), &desk)?;
    assert_eq!(errors(&mut bench, "audit tea.coupon").await?, ["code tea.coupon"]);
    fs::write(&desk, honest)?;

    // A message takes native currency, and another is unknown.
    let points = folder.path().join("points.contract");
    let mut bundle: Value = serde_json::from_str(&fs::read_to_string(&points)?)?;
    bundle["spec"]["messages"][3]["payable"] = json!(true);
    let issue = bundle["spec"]["messages"].as_array_mut().ok_or("messages")?;
    let issue = issue.iter_mut().find(|it| it["label"] == json!("Issuance::issue"));
    issue.ok_or("issue")?["label"] = json!("Issuance::seize");
    fs::write(&points, bundle.to_string())?;
    let (chain, book) = (bench.session.chain, bench.session.book);
    let mut bench = Bench::with(chain, book, Clock::Chain).await?;
    bench.artifacts = folder.path().to_owned();
    let problem = bench.run("audit tea.points").await.unwrap_err();
    let details = problem.details.unwrap_or_default();
    assert_eq!(found(&details, "error"), ["payable tea.points"]);
    assert_eq!(found(&details, "warning"), ["unreviewed tea.points"]);
    Ok(())
}

/// A contract, a key, a value (none: removed), and what is found.
type Lie = (&'static str, Vec<u8>, Option<Vec<u8>>, &'static str);

/// Everything that stands under a contract's child trie is understood: a strange key, a value that is
/// none, and values that contradict others or the answers.
#[tokio::test]
async fn what_was_tampered_with_is_found() -> Result<(), Fault> {
    let mut bench = town().await?;
    let chain = &mut bench.session.chain;
    let mut honest = chain.snapshot();
    let book = bench.session.book.clone();
    let address = |name: &str| book.contracts[name].address.0;
    let ann: [u8; 32] = *Account::dev("bob").id().as_ref();
    let key = |table: u8, rest: &[u8]| [&[table][..], rest].concat();
    let coupon = ((1u64 << 32) | 3).to_le_bytes();
    let one = 1u32.to_le_bytes();
    let order = [7; 32];
    let lies: Vec<Lie> = vec![
        ("tea.points", key(0x42, &ann), Some(vec![1]), "item"),
        ("tea.points", key(0, &ann), Some(vec![1]), "item"),
        ("tea.points", key(0, &ann), Some(99_999u128.to_le_bytes().to_vec()), "books"),
        ("tea.points", key(0, &ann), None, "books"),
        ("tea.points", key(4, &[]), Some([&1u128.to_le_bytes()[..], &[0]].concat()), "books"),
        ("tea.points", key(5, &[]), Some(b"Gold".to_vec()), "constructor"),
        ("tea.points", key(7, &[]), Some(vec![9]), "constructor"),
        ("tea.points", key(3, &[]), Some(9u32.to_le_bytes().to_vec()), "books"),
        ("tea.points", key(2, &ann), Some([0; 32].to_vec()), "books"),
        ("tea.coupon", key(0x11, &[]), Some(vec![1; 32]), "constructor"),
        ("tea.coupon", key(0x12, &[]), Some(vec![1; 32]), "code"),
        ("cafe.coupon", key(0x13, &[]), Some(2u32.to_le_bytes().to_vec()), "books"),
        ("cafe.coupon", key(0x16, &one), None, "books"),
        ("cafe.coupon", key(0x00, &coupon), None, "books"),
        ("cafe.coupon", key(0x04, &[]), None, "books"),
        ("cafe.coupon", key(0x03, &[1; 32]), None, "books"),
        ("cafe.coupon", key(0x17, &[&one[..], &[1; 32]].concat()), Some(one.to_vec()), "books"),
        ("cafe.coupon", key(0x18, &[&[9, 0, 0, 0][..], &order].concat()), Some(vec![]), "books"),
        ("cafe.coupon", key(0x1a, &order), Some(vec![3]), "item"),
        ("cafe.coupon", key(0x1b, &ann), Some(vec![3]), "item"),
        ("swap", key(0x10, &[]), Some(vec![2; 32]), "constructor"),
        ("swap", key(0x01, &[0; 8]), Some(vec![4; 128]), "books"),
        ("gift", key(0x02, &[]), Some(vec![255; 136]), "books"),
        ("gift", key(0x11, &[&coupon[..], &ann].concat()), Some(vec![0; 36]), "books"),
        ("auction", key(0x12, &[ann, ann].concat()), Some(vec![0; 20]), "books"),
        ("auction", key(0x13, &[&ann[..], &one].concat()), Some(ann.to_vec()), "books"),
        ("auction", key(0x11, &ann), Some(vec![1, 0, 0, 0, 0]), "books"),
    ];
    for (name, key, value, subject) in lies {
        bench.session.chain.forge_item(address(name), &key, value.as_deref());
        let found = errors(&mut bench, &format!("audit {name}")).await;
        let found = found.map_err(|error| format!("{name} {key:02x?}: {error}"))?;
        let expected = format!("{subject} {name}");
        assert!(found.contains(&expected), "{name} {key:02x?}: {found:?}, not {expected}");
        bench.session.chain.restore(honest);
        honest = bench.session.chain.snapshot();
    }
    Ok(())
}

/// A purse that was made up: the house owes what it doesn't have.
#[tokio::test]
async fn a_contract_that_owes_more_than_it_has_is_found() -> Result<(), Fault> {
    let mut bench = town().await?;
    let book = bench.session.book.clone();
    let ann: [u8; 32] = *Account::dev("bob").id().as_ref();
    let token: [u8; 32] = *book.contracts["tea.points"].address.0.as_ref();
    let purse = [&[0, 0, 0, 0, 4][..], &token, &5u128.to_le_bytes()].concat();
    let key = [&[0x11][..], &ann].concat();
    bench.session.chain.forge_item(book.contracts["auction"].address.0, &key, Some(&purse));
    assert_eq!(errors(&mut bench, "audit auction").await?, ["custody auction"]);
    Ok(())
}

#[tokio::test]
async fn the_source_is_built_and_compared_by_its_own_script() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let source = tempfile::tempdir()?;
    let audit = format!("audit swap --rebuild --source {}", source.path().display());
    assert_eq!(bench.run(&audit).await.unwrap_err().code, Code::File);
    let script = source.path().join("scripts/build.sh");
    fs::create_dir(source.path().join("scripts"))?;
    let write = |text: &str| -> Result<(), Fault> {
        fs::write(&script, text)?;
        Ok(fs::set_permissions(&script, fs::Permissions::from_mode(0o755))?)
    };
    write("#!/bin/sh\ntest \"$1\" = --check && echo all the same\n")?;
    // The checkout's bundles have to be those that the audit uses.
    let problem = bench.run(&audit).await.unwrap_err();
    assert_eq!(found(&problem.details.unwrap_or_default(), "error"), ["source all"]);
    symlink(root().canonicalize()?.join("artifacts"), source.path().join("artifacts"))?;
    let same = bench.run(&audit).await.map_err(said)?;
    assert_eq!(same.data["rebuilt"]["same"], json!(true));
    assert_eq!(same.data["rebuilt"]["output"], json!("all the same"));
    write("#!/bin/sh\necho swap differs >&2\nexit 1\n")?;
    let problem: Problem = bench.run(&audit).await.unwrap_err();
    assert_eq!(found(&problem.details.unwrap_or_default(), "error"), ["source all"]);
    Ok(())
}

/// What the chain keeps can be read raw, one item or all.
#[tokio::test]
async fn items_are_read_raw() -> Result<(), Fault> {
    let mut bench = town().await?;
    let points = bench.session.book.contracts["tea.points"].address.0;
    let ann: [u8; 32] = *Account::dev("bob").id().as_ref();
    let key = [&[0][..], &ann].concat();
    let chain = &mut bench.session.chain;
    let balance = chain.contract_item(points, &key).await?;
    assert_eq!(balance, Some(10_000u128.to_le_bytes().to_vec()));
    let items = chain.contract_items(points).await?;
    assert!(items.contains(&(key, 10_000u128.to_le_bytes().to_vec())));
    assert_eq!(chain.contract_items([9; 32].into()).await?, []);
    assert_eq!(chain.contract_item([9; 32].into(), &[0]).await?, None);
    assert_eq!(chain.code([9; 32]).await?, None);
    Ok(())
}
