//! Bulk issue on the embedded chain.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use crate::{
    bench::{said, Bench},
    town,
};
use e2e_tests::shop::Fault;
use points::Points;
use psp22::PSP22;
use serde_json::json;
use tongquan_cli::{Code, Network};
use tongquan_client::{at, ss58, Chain, Embedded};
use tongquan_traits::{issuance::Issuance, tills::Tills};

/// The command for a file of these lines, and the file.
fn issue(bench: &Bench<Embedded>, csv: &str) -> Result<(String, PathBuf), Fault> {
    let file = bench.folder.path().join("rows.csv");
    fs::write(&file, csv)?;
    Ok((format!("coupon issue-batch {} --campaign 1", file.display()), file))
}

/// The result file's records.
fn result(file: &std::path::Path) -> Result<Vec<csv::StringRecord>, Fault> {
    let mut reader = csv::Reader::from_path(format!("{}.result.csv", file.display()))?;
    Ok(reader.records().collect::<Result<_, _>>()?)
}

/// The n-th column.
fn column(records: &[csv::StringRecord], place: usize) -> Vec<&str> {
    records.iter().map(|record| &record[place]).collect()
}

const STATUS: usize = 7;
const ERROR: usize = 8;

async fn points<C: Network>(bench: &mut Bench<C>, number: usize) -> Result<u128, Fault> {
    let token = bench.account("tea.points");
    let balance = at::<Points>(token).balance_of(town::member(number));
    Ok(bench.session.chain.read(balance).await?)
}

#[tokio::test]
async fn each_row_is_issued_once() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    town::campaign(&mut bench, 10_000, 0).await?;
    let (line, file) = issue(&bench, &format!("reference,account\n{}", town::rows(0, 700)))?;
    let shown = bench.run(&format!("{line} --from alice")).await.map_err(said)?;
    assert_eq!(shown.data["open_rows"], json!(700));
    assert!(shown.data["transactions"].as_u64() > Some(1), "{}", shown.data);
    assert!(shown.data["fee"].as_str() != Some("0"), "{}", shown.data);
    assert_eq!(town::holders(&mut bench).await?, []);
    assert!(!file.with_extension("csv.journal").exists(), "a dry run keeps nothing");

    bench.send("alice", &line).await.map_err(said)?;
    let members: Vec<_> = (0..700).map(town::member).collect();
    assert_eq!(town::holders(&mut bench).await?, members);
    let records = result(&file)?;
    assert_eq!(records.len(), 700);
    assert_eq!(
        records[0].iter().take(5).collect::<Vec<_>>(),
        ["2", "r0", &ss58(&town::member(0)), "1", "4294967297"]
    );
    assert!(column(&records, STATUS).iter().all(|status| *status == "issued"));

    // Again, nothing happens; rows that come later are issued.
    bench.send("alice", &line).await.map_err(said)?;
    let shown = bench.run(&format!("{line} --from alice")).await.map_err(said)?;
    assert_eq!((&shown.data["open_rows"], &shown.data["issued"]), (&json!(0), &json!(700)));
    let (line, _) = issue(&bench, &format!("reference,account\n{}", town::rows(0, 703)))?;
    bench.send("alice", &line).await.map_err(said)?;
    assert_eq!(town::holders(&mut bench).await?.len(), 703);
    Ok(())
}

#[tokio::test]
async fn lines_that_are_wrong_harm_no_others() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    town::campaign(&mut bench, 100, 0).await?;
    let long = "x".repeat(129);
    let csv = format!(
        "\u{feff}Reference, account ,campaign\r\n\
         a,ann,\r\n\
         b,nobody,\r\n\
         ,ann,\r\n\
         \"c,ann,\r\n\
         d,ann\r\n\
         \r\n\
         a,ann,1\r\n\
         a,ben,\r\n\
         e,ben,first\r\n\
         f,gift,\r\n\
         {long},ann,\r\n\
         \"g, with a comma\",\"ben\",1\r\n"
    );
    let (line, file) = issue(&bench, &csv)?;
    let mut bytes = fs::read(&file)?;
    bytes.extend(b"h\xff,ann,\n");
    fs::write(&file, bytes)?;
    let incomplete = bench.send("alice", &line).await.unwrap_err();
    assert_eq!((incomplete.code, incomplete.code.exit_status()), (Code::Incomplete, 7));
    let records = result(&file)?;
    let numbers = ["2", "3", "4", "5", "6", "8", "9", "10", "11", "12", "13", "14"];
    assert_eq!(column(&records, 0), numbers);
    let issued = ["issued", "repeated", "issued"];
    let others = column(&records, STATUS).into_iter().filter(|status| *status != "invalid");
    assert_eq!(others.collect::<Vec<_>>(), issued);
    assert_eq!(records[5][4], records[0][4], "the coupon of the first");
    for (place, why) in [
        (1, "neither an address nor a name"),
        (2, "no reference"),
        (3, "a quote is not closed"),
        (4, "2 fields"),
        (6, "used before for something else"),
        (7, "no campaign's number"),
        (8, "is a contract"),
        (9, "at most 128 bytes"),
        (11, "not in UTF-8"),
    ] {
        assert!(records[place][ERROR].contains(why), "{place}: {}", &records[place][ERROR]);
    }
    assert_eq!(town::holders(&mut bench).await?.len(), 2);

    // What was wrong may be mended; what was issued may not become something else.
    let (line, file) = issue(&bench, "reference,account\na,cai\nb,cai\n")?;
    bench.send("alice", &line).await.unwrap_err();
    assert_eq!(column(&result(&file)?, STATUS), ["invalid", "issued"]);
    Ok(())
}

#[tokio::test]
async fn what_is_no_table_is_refused() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    town::campaign(&mut bench, 100, 0).await?;
    for csv in ["", "name,account\na,ann\n", "reference;konto\na;ann\n"] {
        let (line, _) = issue(&bench, csv)?;
        assert_eq!(bench.send("alice", &line).await.unwrap_err().code, Code::InvalidFile, "{csv}");
    }
    let missing = bench.send("alice", "coupon issue-batch nowhere.csv --campaign 1").await;
    assert_eq!(missing.unwrap_err().code, Code::File);
    // As some spreadsheets write it.
    let (line, _) = issue(&bench, "account;reference\nann;a\n")?;
    bench.send("alice", &line).await.map_err(said)?;
    Ok(())
}

#[tokio::test]
async fn the_contract_refuses_single_rows() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    town::campaign(&mut bench, 100, 2).await?;
    let csv = "reference,account\na,ann\nb,ben\nc,ann\nd,ann\ne,cai\nf,ann\n";
    let (line, file) = issue(&bench, csv)?;
    let shown = bench.run(&format!("{line} --from alice")).await.map_err(said)?;
    assert_eq!((&shown.data["failed"], &shown.data["open_rows"]), (&json!(2), &json!(6)));
    bench.send("alice", &line).await.unwrap_err();
    let records = result(&file)?;
    let expected = ["issued", "issued", "issued", "refused", "issued", "refused"];
    assert_eq!(column(&records, STATUS), expected);
    assert!(records[3][ERROR].starts_with("OverMemberLimit"), "{}", &records[3][ERROR]);
    assert_eq!(town::holders(&mut bench).await?.len(), 4);
    Ok(())
}

#[tokio::test]
async fn a_budget_that_is_used_up_stops_the_work_until_there_is_more() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    town::campaign(&mut bench, 25, 0).await?;
    let (line, file) = issue(&bench, &format!("reference,account\n{}", town::rows(0, 40)))?;
    let line = format!("{line} --batch-size 10");
    let stopped = bench.send("alice", &line).await.unwrap_err();
    assert_eq!(stopped.code, Code::Refused);
    assert_eq!(stopped.details, Some(json!({ "OverBudget": { "left": 0 } })));
    assert!(stopped.message.contains("25 of 40 lines are issued"), "{}", stopped.message);
    assert_eq!(column(&result(&file)?, STATUS)[24..26], ["issued", "open"]);
    bench.send("alice", "campaign extend 1 --budget 50").await.map_err(said)?;
    bench.send("alice", &line).await.map_err(said)?;
    let members: Vec<_> = (0..40).map(town::member).collect();
    assert_eq!(town::holders(&mut bench).await?, members);
    Ok(())
}

#[tokio::test]
async fn points_of_one_member_are_added_up() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let mut csv = String::from("reference,account,amount\n");
    for row in 0..900 {
        csv += &format!("p{row},{},{}.50\n", ss58(&town::member(row % 400)), row);
    }
    csv += "zero,ann,0\nmany,ann,1.005\n";
    let file = bench.folder.path().join("points.csv");
    fs::write(&file, csv)?;
    let line = format!("points issue-batch {}", file.display());
    let incomplete = bench.send("alice", &line).await.unwrap_err();
    assert_eq!(incomplete.code, Code::Incomplete);
    for number in [0, 99, 399] {
        let rows = (0..900).filter(|row| row % 400 == number);
        let due: usize = rows.map(|row| row * 100 + 50).sum();
        assert_eq!(points(&mut bench, number).await?, due as u128, "member {number}");
    }
    let records = result(&file)?;
    assert_eq!(&records[900][6], "invalid");
    assert!(records[901][7].contains("2 decimals"), "{}", &records[901][7]);
    Ok(())
}

#[tokio::test]
async fn a_quota_stops_points_where_it_ends() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let token = bench.account("tea.points");
    let alice = bench.account("alice");
    let quota = at::<Points>(token).set_issuer(alice, 1_000);
    bench.session.chain.call(&tongquan_client::Account::dev("alice"), quota).await?;
    let file = bench.folder.path().join("points.csv");
    fs::write(&file, "reference,account,amount\na,ann,4\nb,ben,5\nc,cai,6\n")?;
    let line = format!("points issue-batch {}", file.display());
    let stopped = bench.send("alice", &line).await.unwrap_err();
    assert_eq!(stopped.details, Some(json!({ "OverQuota": { "left": "100" } })));
    let ben = bench.run("points balance ben").await.map_err(said)?;
    assert_eq!(ben.data["balance"], json!("500"));
    Ok(())
}

#[tokio::test]
async fn a_journal_serves_nothing_else() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    town::campaign(&mut bench, 100, 0).await?;
    town::campaign(&mut bench, 100, 0).await?;
    let (line, file) = issue(&bench, "reference,account\na,ann\n")?;
    bench.send("alice", &line).await.map_err(said)?;
    let other_campaign = line.replace("--campaign 1", "--campaign 2");
    let refused = bench.send("alice", &other_campaign).await.unwrap_err();
    assert_eq!(refused.code, Code::InvalidArgument);
    assert!(refused.message.contains("its campaign is '1', not '2'"), "{}", refused.message);
    // Another signer, though a manager too.
    let (coupon, ann) = (bench.account("tea.coupon"), bench.account("ann"));
    let manager = at::<coupon::Coupon>(coupon).set_manager(ann, true);
    bench.session.chain.call(&tongquan_client::Account::dev("alice"), manager).await?;
    let refused = bench.send("ann", &line).await.unwrap_err();
    assert!(refused.message.contains("its signer is"), "{}", refused.message);
    let points = format!("points issue-batch {}", file.display());
    fs::write(&file, "reference,account,amount\na,ann,1\n")?;
    assert_eq!(bench.send("alice", &points).await.unwrap_err().code, Code::InvalidArgument);
    // Another chain.
    let journal = file.with_extension("csv.journal");
    let sql = "UPDATE identity SET value = '0x00' WHERE key = 'chain'";
    rusqlite::Connection::open(&journal)?.execute(sql, [])?;
    fs::write(&file, "reference,account\na,ann\n")?;
    let refused = bench.send("alice", &line).await.unwrap_err();
    assert!(refused.message.contains("its chain is"), "{}", refused.message);
    // No journal at all.
    fs::write(&journal, "this is some other file, of more than a few bytes")?;
    assert_eq!(bench.send("alice", &line).await.unwrap_err().code, Code::InvalidFile);
    Ok(())
}

#[tokio::test]
async fn two_processes_dont_work_on_one_journal() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    town::campaign(&mut bench, 100, 0).await?;
    let (line, file) = issue(&bench, "reference,account\na,ann\n")?;
    let other = rusqlite::Connection::open(file.with_extension("csv.journal"))?;
    other.execute_batch("BEGIN EXCLUSIVE")?;
    let busy = bench.send("alice", &line).await.unwrap_err();
    assert_eq!((busy.code, busy.code.exit_status()), (Code::Busy, 6));
    drop(other);
    bench.send("alice", &line).await.map_err(said)?;
    Ok(())
}

/// A file system of its own that is too small; where none may be mounted, there is nothing to test.
#[tokio::test]
async fn a_full_disk_loses_nothing() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    town::campaign(&mut bench, 2_000, 0).await?;
    let small = bench.folder.path().join("small");
    fs::create_dir(&small)?;
    let mount = |options: &str| {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&small).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success())
    };
    if !mount("size=64k") {
        return Ok(());
    }
    let (line, _) = issue(&bench, &format!("reference,account\n{}", town::rows(0, 300)))?;
    let line = format!("{line} --batch-size 25 --journal {}/journal", small.display());
    let mut problems = Vec::new();
    for size in (64..).step_by(8) {
        assert!(mount(&format!("remount,size={size}k")));
        match bench.send("alice", &line).await {
            Ok(_) => break,
            Err(problem) => problems.push((problem.code, town::holders(&mut bench).await?.len())),
        }
    }
    assert!(Command::new("umount").arg(&small).status()?.success());
    assert!(problems.iter().all(|(code, _)| *code == Code::DiskFull), "{problems:?}");
    assert!(problems.iter().any(|(_, issued)| (1..300).contains(issued)), "{problems:?}");
    let members: Vec<_> = (0..300).map(town::member).collect();
    assert_eq!(town::holders(&mut bench).await?, members);
    Ok(())
}
