//! Points, accounts, and what all commands have in common, on the embedded chain.

use crate::bench::{said, Bench};
use e2e_tests::shop::Fault;
use serde_json::json;
use tongquan_cli::{envelope, Code};

#[tokio::test]
async fn a_write_is_a_dry_run_until_it_is_executed() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let issue = "points issue ann 12.50 --from alice";
    let shown = bench.run(issue).await.map_err(said)?;
    assert_eq!(shown.data["executed"], json!(false));
    assert_eq!(
        shown.data["events"][0]["event"]["Transfer"]["value"],
        json!("1250"),
        "{}",
        shown.data
    );
    assert!(shown.text.contains("issue 12.50 TEA to ann"), "{}", shown.text);
    let balance = bench.run("points balance ann").await.map_err(said)?;
    assert_eq!(balance.data["balance"], json!("0"));

    let sent = bench.send("alice", "points issue ann 12.50").await.map_err(said)?;
    assert_eq!(sent.data["executed"], json!(true));
    let balance = bench.run("points balance ann").await.map_err(said)?;
    assert_eq!(balance.text, "ann has 12.50 TEA\n");
    Ok(())
}

#[tokio::test]
async fn a_refusal_has_the_contracts_words() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let refused = bench.run("points issue ann 1 --from ann").await.unwrap_err();
    assert_eq!(refused.code, Code::Refused);
    assert_eq!(refused.details, Some(json!("NotIssuer")));
    let said = envelope(&Err(refused));
    assert_eq!(said["success"], json!(false));
    assert_eq!(said["error"]["code"], json!("REFUSED"));
    Ok(())
}

#[tokio::test]
async fn who_acts_has_to_be_said() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let transfer = "points transfer ben 1";
    assert_eq!(bench.run(transfer).await.unwrap_err().code, Code::NoKey);
    let secret = format!("{transfer} --suri 0x{} -x", "11".repeat(32));
    assert_eq!(bench.run(&secret).await.unwrap_err().code, Code::KeyOnCommandLine);
    bench.send("alice", "points issue ann 5").await.map_err(said)?;
    let unasked = format!("{transfer} --suri //Bob -x");
    assert_eq!(bench.run(&unasked).await.unwrap_err().code, Code::NotConfirmed);
    let other = format!("{transfer} --suri //Bob --from ben -x -y");
    assert_eq!(bench.run(&other).await.unwrap_err().code, Code::InvalidKey);
    bench.send("ann", transfer).await.map_err(said)?;
    Ok(())
}

#[tokio::test]
async fn what_would_be_lost_is_not_sent() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    bench.send("alice", "points issue ann 5").await.map_err(said)?;
    let refused = bench.send("ann", "points transfer gift 5").await.unwrap_err();
    assert_eq!(refused.code, Code::InvalidArgument);
    Ok(())
}

#[tokio::test]
async fn names_are_kept_in_the_address_book() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let dora = tongquan_client::ss58(&tongquan_client::Account::dev("dora").id());
    assert_eq!(bench.run("points balance dora").await.unwrap_err().code, Code::UnknownName);
    bench.run(&format!("account add dora {dora}")).await.map_err(said)?;
    let listed = bench.run("account list").await.map_err(said)?;
    assert_eq!(listed.data["dora"], json!(dora));
    bench.run("account remove dora").await.map_err(said)?;
    assert_eq!(bench.run("account remove dora").await.unwrap_err().code, Code::UnknownName);
    let taken = format!("account add gift {dora}");
    assert_eq!(bench.run(&taken).await.unwrap_err().code, Code::InvalidArgument);
    Ok(())
}

#[tokio::test]
async fn a_new_key_signs_with_its_password() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let (file, password) = (bench.folder.path().join("till.json"), bench.folder.path().join("pw"));
    std::fs::write(&password, "tea\n")?;
    let (file, password) = (file.display(), password.display());
    let key = format!("--keystore {file} --password-file {password}");
    bench
        .run(&format!("account new till {file} --password-file {password}"))
        .await
        .map_err(said)?;
    bench.run(&format!("account new till {file} --password-file {password}")).await.unwrap_err();
    bench.send("alice", "account pay till 5").await.map_err(said)?;
    bench.send("alice", "points issue till 5").await.map_err(said)?;
    bench.run(&format!("points transfer ann 2 {key} -x -y")).await.map_err(said)?;
    let balance = bench.run("points balance till").await.map_err(said)?;
    assert_eq!(balance.data["balance"], json!("300"));

    std::fs::write(bench.folder.path().join("pw"), "coffee")?;
    let refused = bench.run(&format!("points transfer ann 2 {key} -x -y")).await.unwrap_err();
    assert_eq!(refused.code, Code::InvalidKey);
    Ok(())
}
