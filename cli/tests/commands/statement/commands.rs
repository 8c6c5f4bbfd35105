//! The commands, as they are typed.

use std::fs;

use serde_json::Value;
use tongquan_cli::Code;
use tongquan_client::Embedded;

use crate::bench::Bench;

async fn busy() -> Bench<Embedded> {
    let mut bench = Bench::embedded().await.unwrap();
    bench.send("alice", "points issue ann 500").await.unwrap();
    bench.send("ann", "points transfer ben 120.50").await.unwrap();
    bench.send("ben", "points burn 20").await.unwrap();
    bench
}

#[tokio::test]
async fn books_are_made_without_the_chain_once_it_was_read() {
    let mut bench = busy().await;
    let refused = bench.run("statement books balances").await.unwrap_err();
    assert_eq!(refused.code, Code::NotFound, "nothing was scanned");
    let scanned = bench.run("statement scan").await.unwrap();
    assert!(scanned.data["blocks"].as_u64().unwrap() > 8, "{}", scanned.data);
    let again = bench.run("statement scan").await.unwrap();
    assert_eq!((&again.data["blocks"], &again.data["replaced"]), (&0.into(), &0.into()));

    let books = bench.run("statement books balances --party ben").await.unwrap();
    let rows = books.data["tables"]["balances"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "{rows:?}");
    let row = &rows[0];
    let column = |name: &str| row[name].as_str().unwrap();
    assert_eq!(column("balance"), "10050");
    assert_eq!((column("received"), column("burned"), column("sent")), ("12050", "2000", "0"));
    assert!(books.text.contains("tea") && books.text.contains("ben"), "{}", books.text);
    assert_eq!(books.data["contradictions"], Value::Array(vec![]));

    let days = bench.run("statement books points_days --merchant tea --format csv").await.unwrap();
    let lines: Vec<_> = days.text.lines().collect();
    assert_eq!(lines.len(), 2, "{}", days.text);
    assert!(lines[0].starts_with("day,merchant,contract,issued,burned,transfers,moved"));
    assert!(lines[1].starts_with("2026-01-01,tea,") && lines[1].contains(",50000,2000,1,12050,"));
    let none = bench.run("statement books points_days --day 2020-01-01").await.unwrap();
    assert_eq!(none.data["tables"]["points_days"], Value::Array(vec![]));
}

#[tokio::test]
async fn the_books_are_compared_and_their_digest_is_made_in_several_ways() {
    let mut bench = busy().await;
    bench.run("statement scan").await.unwrap();
    let agreed = bench.run("statement compare --all").await.unwrap();
    assert_eq!(agreed.data["compared"], agreed.data["answers"]);
    let digest = bench.run("statement digest").await.unwrap().data["digest"].clone();
    let folder = bench.folder.path().join("books");
    let place = folder.display().to_string();
    let exported = bench.run(&format!("statement export {place}")).await.unwrap();
    assert_eq!(exported.data["digest"], digest);
    let again = bench.run(&format!("statement digest --export {place}")).await.unwrap();
    assert_eq!(again.data["digest"], digest);

    // Somebody improves the books.
    let file = folder.join("balances.json");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("\"10050\""));
    fs::write(&file, text.replace("\"10050\"", "\"90050\"")).unwrap();
    let refused = bench.run(&format!("statement digest --export {place}")).await.unwrap_err();
    assert_eq!(refused.code, Code::Mismatch);
    // A new export takes its place, and nothing else is left in the folder.
    bench.run(&format!("statement export {place}")).await.unwrap();
    assert!(bench.run(&format!("statement digest --export {place}")).await.is_ok());
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 16 * 2 + 1);
    let others = fs::read_dir(bench.folder.path()).unwrap().flatten();
    let hidden = others.filter(|entry| entry.file_name().to_string_lossy().starts_with('.'));
    assert_eq!(hidden.count(), 0);

    // What is no export stays.
    let mine = bench.folder.path().join("mine");
    fs::create_dir(&mine).unwrap();
    let refused = bench.run(&format!("statement export {}", mine.display())).await.unwrap_err();
    assert_eq!(refused.code, Code::InvalidArgument);
}

/// Somebody, or a broken disk, changes the file; or it lacks what the chain has.
#[tokio::test]
async fn what_does_not_agree_is_told() {
    let mut bench = busy().await;
    bench.run("statement scan").await.unwrap();
    let file = bench.folder.path().join("local.events");
    bench.send("ann", "points transfer ben 1").await.unwrap();
    let refused = bench.run("statement compare").await.unwrap_err();
    assert_eq!(refused.code, Code::HistoryPruned, "{refused:?}");
    bench.run("statement scan").await.unwrap();
    bench.run("statement compare").await.unwrap();
    let db = rusqlite::Connection::open(&file).unwrap();
    db.execute("UPDATE events SET data = x'00' WHERE block = (SELECT max(block) FROM events)", [])
        .unwrap();
    let refused = bench.run("statement digest").await.unwrap_err();
    assert_eq!(refused.code, Code::InvalidFile, "{refused:?}");
}

#[tokio::test]
async fn wrong_words_are_told() {
    let mut bench = busy().await;
    bench.run("statement scan").await.unwrap();
    for (line, code) in [
        ("statement books nothing", Code::InvalidArgument),
        ("statement books balances --day 2026-01-01", Code::InvalidArgument),
        ("statement books coupon_days --day yesterday", Code::InvalidArgument),
        ("statement books --format csv", Code::InvalidArgument),
        ("statement books --zone Nowhere/Land", Code::InvalidArgument),
        ("statement books --party nobody", Code::UnknownName),
        ("statement books --merchant nobody", Code::UnknownName),
        ("statement digest --at 9999", Code::NotFound),
        ("statement digest --export nowhere", Code::File),
    ] {
        let refused = bench.run(line).await.unwrap_err();
        assert_eq!(refused.code, code, "{line}: {refused:?}");
    }
}
