//! `tongquan gift`: links, packets and claims, on the embedded chain.

use std::{
    fs,
    io::Write,
    os::unix::fs::PermissionsExt,
    process::{Command, Output, Stdio},
};

use crate::bench::{said, Bench};
use crate::cut::{Cut, Where};
use crate::market::{
    gifts::{a_coupon_travels, a_packet_goes_round, filed, given},
    points, refusal,
};
use clap::Parser;
use e2e_tests::{
    counter::{DAY, HOUR},
    shop::Fault,
};
use serde_json::{json, Value};
use tongquan_cli::{Arguments, Clock, Code};
use tongquan_client::{ss58, Account, Chain, Embedded, GiftLink, GiftPlace, GiftSecret};

fn files(folder: &std::path::Path) -> Result<Vec<String>, Fault> {
    let names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().into_string()));
    let mut names = names.collect::<Result<Result<Vec<_>, _>, Fault>>()?;
    names.as_mut().map(|names| names.sort()).map_err(|_| "a name is no text")?;
    Ok(names.unwrap_or_default())
}

#[tokio::test]
async fn a_coupon_travels_by_link() -> Result<(), Fault> {
    a_coupon_travels(&mut Bench::embedded().await?).await
}

#[tokio::test]
async fn a_packet_is_shared_out() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    a_packet_goes_round(&mut bench).await?;
    let (ben, cai) =
        (points(&mut bench, "tea", "ben").await?, points(&mut bench, "tea", "cai").await?);
    assert!(ben != "0.00 TEA" && cai != "0.00 TEA", "{ben}, {cai}");
    Ok(())
}

#[tokio::test]
async fn a_dry_run_gives_nothing_and_leaves_no_file() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    bench.send("alice", "points issue ann 100").await.map_err(said)?;
    let before = files(bench.folder.path())?;
    let file = bench.folder.path().join("links.csv");
    let packet = format!("gift packet points 10 --shares 3 --file {}", file.display());
    for (line, said_so) in [
        ("gift give points 10 --approve --from ann".to_owned(), "tried after the approval"),
        (format!("{packet} --approve --from ann"), "tried after the approval"),
    ] {
        let shown = bench.run(&line).await.map_err(said)?;
        assert_eq!(shown.data["executed"], json!(false));
        assert!(shown.text.contains(said_so), "{}", shown.text);
    }
    bench.send("ann", "points approve gift 10").await.map_err(said)?;
    let shown = bench.run(&format!("{packet} --from ann")).await.map_err(said)?;
    assert!(shown.text.contains("give 10.00 TEA in 3 equal shares"), "{}", shown.text);
    assert_eq!(files(bench.folder.path())?, before);
    assert_eq!(points(&mut bench, "tea", "ann").await?, "100.00 TEA");
    assert!(bench.run("gift list").await.map_err(said)?.data.as_array().unwrap().is_empty());
    Ok(())
}

#[tokio::test]
async fn what_is_not_approved_is_not_given() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    bench.send("alice", "points issue ann 100").await.map_err(said)?;
    let before = files(bench.folder.path())?;
    let refused = bench.send("ann", "gift give points 10").await.unwrap_err();
    assert_eq!(refused.code, Code::Refused);
    assert_eq!(refusal(&refused)["Asset"]["Points"]["fault"], json!("InsufficientAllowance"));
    assert!(refused.advice.unwrap().contains("--approve"));
    assert_eq!(files(bench.folder.path())?, before, "no secret is left of what was refused");
    given(&mut bench, "points 10", "").await?;
    assert_eq!(files(bench.folder.path())?.len(), before.len() + 1, "only the test's own file");
    Ok(())
}

#[tokio::test]
async fn a_link_is_no_argument() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    bench.send("alice", "points issue ann 100").await.map_err(said)?;
    let file = given(&mut bench, "points 10", "").await?;
    let link = fs::read_to_string(&file)?;
    for line in ["gift show", "gift claim", "gift sign-claim --recipient ben"] {
        let refused = bench.run(&format!("{line} {link}")).await.unwrap_err();
        assert_eq!(refused.code, Code::KeyOnCommandLine, "{line}");
        assert!(!format!("{refused:?}").contains(&link), "{refused:?}");
    }
    let exposed = format!("gift claim --exposed-link {link}");
    let words = format!("tongquan {exposed}");
    let arguments = Arguments::try_parse_from(words.split(' '))?;
    assert!(!format!("{arguments:?}").contains(&link), "arguments may be shown");
    bench.send("ben", &exposed).await.map_err(said)?;
    assert_eq!(points(&mut bench, "tea", "ben").await?, "10.00 TEA");
    Ok(())
}

/// The program itself, without any network.
#[test]
fn a_claim_is_signed_offline_with_a_link_from_a_pipe() -> Result<(), Fault> {
    let place = GiftPlace { genesis_hash: [7; 32], contract: [9; 32].into(), gift: 3 };
    let link = GiftLink::new(place, GiftSecret::from_bytes([5; 32])?, None)?;
    let dora = Account::dev("dora").id();
    let folder = tempfile::tempdir()?;
    let sign = |source: &str| -> Result<Output, Fault> {
        let mut program = Command::new(env!("CARGO_BIN_EXE_tongquan"))
            .args(["gift", "sign-claim", source, "--recipient", &ss58(&dora), "--max-fee", "7"])
            .args(["--output-json", "--url", "ws://127.0.0.1:1", "--deployments"])
            .arg(folder.path())
            .env_remove("TONGQUAN_NETWORK")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut pipe = program.stdin.take().ok_or("no pipe")?;
        // A program that refuses its arguments reads nothing.
        let _ = writeln!(pipe, "{}", link.for_qr());
        drop(pipe);
        Ok(program.wait_with_output()?)
    };
    let signed: Value = serde_json::from_slice(&sign("-")?.stdout)?;
    assert_eq!(signed["data"]["gift"], json!(3));
    assert_eq!(signed["data"]["recipient"], json!(ss58(&dora)));
    assert_eq!(signed["data"]["max_fee"], json!("7"));

    let refused = sign(&link.for_qr())?;
    assert_eq!(refused.status.code(), Some(5));
    let refused: Value = serde_json::from_slice(&refused.stdout)?;
    assert_eq!(refused["error"]["code"], json!("KEY_ON_COMMAND_LINE"));
    Ok(())
}

#[tokio::test]
async fn damaged_links_are_called_by_their_names() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    bench.send("alice", "points issue ann 100").await.map_err(said)?;
    let link = fs::read_to_string(given(&mut bench, "points 10", "").await?)?;
    for (text, name) in [
        ("https://example.com/tea".to_owned(), "NotALink"),
        (link[..link.len() - 8].to_owned(), "Truncated"),
        (format!("{link}AAAA"), "Altered"),
        (format!("{link}."), "ForeignCharacter"),
    ] {
        let file = filed(&bench, "damaged", &text)?;
        let refused = bench.run(&format!("gift show {}", file.display())).await.unwrap_err();
        assert_eq!(refusal(&refused), json!({ "link": name }));
        assert_eq!(refused.code, Code::InvalidArgument);
    }
    let missing = bench.run("gift show nowhere").await.unwrap_err();
    assert_eq!(missing.code, Code::File);
    // Spaces around a link that was pasted.
    let file = filed(&bench, "pasted", &format!("\n  {link} \n"))?;
    bench.run(&format!("gift show {}", file.display())).await.map_err(said)?;
    Ok(())
}

#[tokio::test]
async fn links_of_elsewhere_are_not_claimed() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    bench.send("alice", "points issue ann 100").await.map_err(said)?;
    let file = given(&mut bench, "points 10", "").await?;
    let link = GiftLink::read(&fs::read_to_string(file)?)?;
    let place = link.place();
    let stray = [
        (
            GiftPlace { genesis_hash: [1; 32], ..place },
            Code::WrongChain,
            json!({ "link": "OtherNetwork" }),
        ),
        (GiftPlace { contract: bench.account("swap"), ..place }, Code::WrongContract, Value::Null),
        (GiftPlace { gift: 99, ..place }, Code::NotFound, json!({ "gift": "Gone" })),
    ];
    for (place, code, details) in stray {
        let link = GiftLink::new(place, link.secret().clone(), None)?.for_qr();
        let file = filed(&bench, "stray", &link)?;
        for line in ["gift show", "gift claim --from ben"] {
            let refused = bench.run(&format!("{line} {}", file.display())).await.unwrap_err();
            assert_eq!((refused.code, refusal(&refused)), (code, details.clone()));
        }
        if code == Code::WrongChain {
            let sign = format!("gift sign-claim {} --recipient ben", file.display());
            assert_eq!(bench.run(&sign).await.unwrap_err().code, code);
        }
    }
    let other = GiftSecret::from_bytes([9; 32])?;
    let file = filed(&bench, "stray", &GiftLink::new(place, other, None)?.for_qr())?;
    let refused = bench.run(&format!("gift show {}", file.display())).await.unwrap_err();
    assert_eq!(refusal(&refused), json!({ "gift": "OtherGift" }));
    Ok(())
}

#[tokio::test]
async fn the_first_claim_counts() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    bench.send("alice", "points issue ann 100").await.map_err(said)?;
    let file = given(&mut bench, "points 10", "").await?;
    let claim = format!("gift claim {}", file.display());
    let shown = bench.run(&format!("{claim} --from ben")).await.map_err(said)?;
    assert!(shown.text.contains("ben would have 10.00 TEA"), "{}", shown.text);
    assert_eq!(points(&mut bench, "tea", "ben").await?, "0.00 TEA");
    bench.send("ben", &claim).await.map_err(said)?;
    let late = bench.send("cai", &claim).await.unwrap_err();
    assert_eq!((late.code, refusal(&late)), (Code::NotFound, json!({ "gift": "Gone" })));
    Ok(())
}

#[tokio::test]
async fn a_relayer_keeps_what_was_signed_and_no_more() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    bench.send("alice", "points issue ann 100").await.map_err(said)?;
    let file = given(&mut bench, "points 10", "").await?;
    let link = file.display();
    let sign = format!("gift sign-claim {link} --recipient ben --max-fee 50");
    let signed = bench.run(&sign).await.map_err(said)?;
    let claim = filed(&bench, "claim.json", &signed.text)?;
    let submit = format!("gift submit {} --fee", claim.display());
    let high = bench.send("cai", &format!("{submit} 0.51")).await.unwrap_err();
    assert_eq!((high.code, refusal(&high)), (Code::InvalidArgument, json!({ "at_most": "50" })));
    // Who changes what was signed has no signature for it.
    for (from, to) in
        [("\"max_fee\":\"50\"", "\"max_fee\":\"999\""), ("\"number\":0", "\"number\":1")]
    {
        let altered = filed(&bench, "altered.json", &signed.text.replace(from, to))?;
        let line = format!("gift submit {} --fee 0.50", altered.display());
        let refused = bench.send("cai", &line).await.unwrap_err();
        assert_eq!(refused.code, Code::Refused, "{to}: {refused:?}");
    }
    let broken = filed(&bench, "broken.json", &signed.text[..40])?;
    let refused =
        bench.send("cai", &format!("gift submit {}", broken.display())).await.unwrap_err();
    assert_eq!(refused.code, Code::InvalidFile);
    bench.send("cai", &format!("{submit} 0.50")).await.map_err(said)?;
    assert_eq!(points(&mut bench, "tea", "cai").await?, "0.50 TEA");
    assert_eq!(points(&mut bench, "tea", "ben").await?, "9.50 TEA");

    let own = given(&mut bench, "points 10", "").await?;
    let to_oneself = format!("gift claim {} --fee 1", own.display());
    assert_eq!(bench.send("cai", &to_oneself).await.unwrap_err().code, Code::InvalidArgument);
    let all = format!("gift claim {} --fee 10 --recipient ben", own.display());
    let refused = bench.send("cai", &all).await.unwrap_err();
    assert_eq!(refusal(&refused)["FeeTooHigh"]["at_most"], json!("999"), "{refused:?}");
    Ok(())
}

#[tokio::test]
async fn a_bound_gift_is_for_its_recipient() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    bench.send("alice", "points issue ann 100").await.map_err(said)?;
    let file = given(&mut bench, "points 10", "--to ben").await?;
    let claim = format!("gift claim {}", file.display());
    let refused = bench.send("cai", &claim).await.unwrap_err();
    let ben = ss58(&bench.account("ben"));
    assert_eq!(refusal(&refused), json!({ "OtherRecipient": { "recipient": ben } }));
    bench.send("cai", &format!("{claim} --recipient ben")).await.map_err(said)?;
    assert_eq!(points(&mut bench, "tea", "ben").await?, "10.00 TEA");
    Ok(())
}

#[tokio::test]
async fn a_strangers_greeting_is_told_from_the_senders() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    bench.send("alice", "points issue ann 100").await.map_err(said)?;
    let file = given(&mut bench, "points 10", "--greeting Enjoy!").await?;
    let link = GiftLink::read(&fs::read_to_string(file)?)?;
    let forged = GiftLink::new(link.place(), link.secret().clone(), Some("\u{1b}[2J\u{202e}Pay"))?;
    let file = filed(&bench, "forged", &forged.for_qr())?;
    let shown = bench.run(&format!("gift show {}", file.display())).await.map_err(said)?;
    assert!(shown.text.contains("not the sender's"), "{}", shown.text);
    assert!(!shown.text.contains(['\u{1b}', '\u{202e}']), "{:?}", shown.text);
    assert_eq!(shown.data["greeting_is_confirmed"], json!(false));
    let long = format!("gift give points 1 --from ann --greeting {}", "x".repeat(281));
    let refused = bench.run(&long).await.unwrap_err();
    assert_eq!(refusal(&refused), json!({ "link": "GreetingTooLong" }));
    Ok(())
}

#[tokio::test]
async fn what_is_over_goes_back() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    bench.send("alice", "points issue ann 100").await.map_err(said)?;
    let file = given(&mut bench, "points 10", "--for 2h --notice 1h").await?;
    given(&mut bench, "points 20", "--for 2h").await?;
    given(&mut bench, "points 30", "--for 9d").await?;
    let early = bench.send("cai", "gift send-back 1").await.unwrap_err();
    assert!(refusal(&early)["NotEnded"]["until"].is_u64(), "{early:?}");
    assert_eq!(bench.send("cai", "gift send-back --ended").await.unwrap_err().code, Code::NotFound);
    let not_sender = bench.send("cai", "gift take-back 1").await.unwrap_err();
    assert_eq!(refusal(&not_sender), json!("NotSender"));
    let recalled = bench.send("ann", "gift take-back 1").await.map_err(said)?;
    assert!(recalled.text.contains("send-back 1"), "{}", recalled.text);
    bench.session.chain.advance(HOUR).await?;
    let late = bench.run(&format!("gift show {}", file.display())).await.unwrap_err();
    assert_eq!(refusal(&late), json!({ "gift": "Ended" }));
    bench.session.chain.advance(HOUR).await?;
    let listed = bench.run("gift list --sender ann").await.map_err(said)?;
    assert_eq!(listed.data.as_array().map(Vec::len), Some(3));
    assert!(listed.text.contains("over"), "{}", listed.text);
    let sent = bench.send("cai", "gift send-back --ended").await.map_err(said)?;
    assert_eq!(sent.data["executed"], json!(true));
    assert_eq!(points(&mut bench, "tea", "ann").await?, "70.00 TEA");
    bench.session.chain.advance(9 * DAY).await?;
    bench.send("ann", "gift abandon 3").await.map_err(said)?;
    assert_eq!(points(&mut bench, "tea", "ann").await?, "70.00 TEA");
    Ok(())
}

#[tokio::test]
async fn a_link_is_shown_as_pictures() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    bench.send("alice", "points issue ann 100").await.map_err(said)?;
    let (png, svg) = (bench.folder.path().join("a.png"), bench.folder.path().join("a.svg"));
    let give = format!(
        "gift give points 10 --approve --qr --png {} --svg {}",
        png.display(),
        svg.display()
    );
    let answer = bench.send("ann", &give).await.map_err(said)?;
    let link = answer.data["link"].as_str().ok_or("no link")?;
    let code = tongquan_cli::Qr::of(link).map_err(said)?;
    assert!(answer.text.contains(&code.for_terminal()));
    assert_eq!(fs::read(&png)?, code.png());
    assert_eq!(fs::read_to_string(&svg)?, code.svg());
    // A picture that can't be written costs no gift: the link is kept.
    let before = files(bench.folder.path())?;
    let lost = format!("gift give points 10 --approve --png {}/there.png", png.display());
    let failed = bench.send("ann", &lost).await.unwrap_err();
    assert_eq!(failed.code, Code::File);
    let kept: Vec<_> = files(bench.folder.path())?;
    let kept: Vec<_> = kept.into_iter().filter(|name| !before.contains(name)).collect();
    assert_eq!(kept.len(), 1);
    assert!(failed.advice.unwrap().contains(&kept[0]));
    let claim = format!("gift claim {}", bench.folder.path().join(&kept[0]).display());
    bench.send("ben", &claim).await.map_err(said)?;
    Ok(())
}

/// A packet whose give was cut off: the file has the secrets, and nobody saw what became of it.
async fn cut_off(at: Where) -> Result<(Bench<Cut>, String), Fault> {
    let mut bench = Bench::on(Cut::new(Embedded::new()), Clock::Chain).await?;
    bench.send("alice", "points issue ann 100").await.map_err(said)?;
    bench.send("ann", "points approve gift 30").await.map_err(said)?;
    let file = bench.folder.path().join("links.csv");
    let give = format!("gift packet points 30 --shares 3 --file {}", file.display());
    bench.session.chain.cut_after(0, at);
    let cut = bench.send("ann", &give).await.unwrap_err();
    assert_eq!(cut.code, Code::Unconfirmed);
    assert!(cut.advice.unwrap().contains("gift resume"));
    let text = fs::read_to_string(&file)?;
    assert!(text.starts_with("number,secret\n0,0x"), "the secrets are kept");
    assert_eq!(fs::metadata(&file)?.permissions().mode() & 0o777, 0o600);
    let refused = bench.run(&format!("gift show {} --share 0", file.display())).await.unwrap_err();
    assert_eq!(refused.code, Code::InvalidFile);
    Ok((bench, give))
}

#[tokio::test]
async fn a_packet_that_was_given_unseen_is_not_given_again() -> Result<(), Fault> {
    let (mut bench, give) = cut_off(Where::AfterSending).await?;
    let resumed = bench.send("ann", &give).await.map_err(said)?;
    assert_eq!(resumed.data["links"], json!(3));
    assert_eq!(points(&mut bench, "tea", "ann").await?, "70.00 TEA");
    let file = bench.folder.path().join("links.csv");
    let claim = format!("gift claim {} --share 2", file.display());
    bench.send("ben", &claim).await.map_err(said)?;
    assert_eq!(points(&mut bench, "tea", "ben").await?, "10.00 TEA");
    let again = bench.send("ann", &give).await.unwrap_err();
    assert_eq!(again.code, Code::InvalidArgument, "its keys are never used again");
    Ok(())
}

#[tokio::test]
async fn resume_writes_the_links_of_a_packet_that_was_given_unseen() -> Result<(), Fault> {
    let (mut bench, _) = cut_off(Where::AfterSending).await?;
    let file = bench.folder.path().join("links.csv");
    let resume = format!("gift resume {}", file.display());
    let greeted = bench.run(&format!("{resume} --greeting Hi")).await.unwrap_err();
    assert_eq!(greeted.code, Code::InvalidArgument, "it was given without a greeting");
    let resumed = bench.run(&resume).await.map_err(said)?;
    assert_eq!(resumed.data["given"], json!(true));
    bench.run(&format!("gift show {} --share 1", file.display())).await.map_err(said)?;
    Ok(())
}

#[tokio::test]
async fn a_packet_that_was_never_sent_is_given_with_its_secrets() -> Result<(), Fault> {
    let (mut bench, give) = cut_off(Where::BeforeSending).await?;
    let file = bench.folder.path().join("links.csv");
    let stands = bench.run(&format!("gift resume {}", file.display())).await.map_err(said)?;
    assert_eq!(stands.data["given"], json!(false));
    let other = bench.send("ann", &give.replace("--shares 3", "--shares 4")).await.unwrap_err();
    assert_eq!(other.code, Code::InvalidArgument);
    let secrets = fs::read_to_string(&file)?;
    bench.send("ann", &give).await.map_err(said)?;
    let secret = secrets.lines().nth(2).and_then(|row| row.split_once(",0x")).ok_or("no row")?.1;
    let links = fs::read_to_string(&file)?;
    let link = links.lines().nth(2).and_then(|row| row.split_once(',')).ok_or("no row")?.1;
    assert_eq!(hex::encode(GiftLink::read(link)?.secret().expose()), secret);
    Ok(())
}

#[tokio::test]
async fn a_packets_file_that_was_altered_is_not_used() -> Result<(), Fault> {
    let (mut bench, give) = cut_off(Where::BeforeSending).await?;
    let file = bench.folder.path().join("links.csv");
    let whole = fs::read_to_string(&file)?;
    for (altered, line) in [
        (whole.replace("number,secret", "name,secret"), "line 1"),
        (whole.replace("\n1,", "\n2,"), "line 3"),
        (whole.replace("\n1,0x", "\n1,0x0"), "line 3"),
        ("number,secret\n".to_owned(), "line 2"),
    ] {
        fs::write(&file, &altered)?;
        let refused = bench.send("ann", &give).await.unwrap_err();
        assert_eq!(refused.code, Code::InvalidFile);
        assert!(refused.message.contains(line), "{}", refused.message);
        assert!(!refused.message.contains("0x"), "no secret is shown: {}", refused.message);
    }
    Ok(())
}
