//! What a JavaScript wallet signs, the contracts' Wasm accepts: @polkadot/keyring, as wallets in
//! browsers use it. And it reads gift links as this library does. scripts/test.sh skips `of_a_wallet`
//! where there is no Node.js.

use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
};

use e2e_tests::{
    counter::{lines, order, Counter, HOUR},
    giving::{give, terms},
    market::{points, Market},
};
use psp34::PSP34;
use serde_json::{json, Value};
use tongquan_client::{
    seal_keystore, ss58, Account, AccountId, Chain, Embedded, Error, GiftLink, LinkError,
};
use tongquan_traits::{
    coupon_error::CouponError,
    coupons::{voucher_payload, Coupons, Proof, Voucher},
    gifts::{GiftError, Gifts, Terms},
    redemption::{ticket_payload, Redemption, Ticket},
};

mod of_a_wallet {
    use super::*;

    /// What a program of the wallet answers.
    fn answer(arguments: &[&str], input: &str) -> Value {
        let mut program = Command::new("node")
            .args(arguments)
            .current_dir(e2e_tests::root().join("e2e-tests/wallet"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("Node.js runs");
        let mut stdin = program.stdin.take().expect("a pipe");
        // A program that fails early reads nothing; what it says is told below.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let answered = program.wait_with_output().expect("it ends");
        assert!(answered.status.success(), "{}", String::from_utf8_lossy(&answered.stderr));
        serde_json::from_slice(&answered.stdout).expect("JSON")
    }

    /// What the wallet that holds this account's key makes of the payload: the bytes as they are, and
    /// wrapped.
    fn signatures(account: &Account, suri: &str, payload: &[u8]) -> [[u8; 64]; 2] {
        let answer = answer(&["sign.mjs", suri, &format!("0x{}", hex::encode(payload))], "");
        let field = |name: &str| {
            let text = answer[name].as_str().expect("a text").trim_start_matches("0x");
            hex::decode(text).expect("hex")
        };
        assert_eq!(AccountId::try_from(&field("publicKey")[..]).ok(), Some(account.id()));
        ["raw", "wrapped"].map(|kind| field(kind).try_into().expect("64 bytes"))
    }

    #[test]
    fn it_opens_our_keystores() {
        let sealed = seal_keystore("till", [7; 32], "tea", [9; 56], 0);
        let opened = answer(&["open.mjs", "tea"], &sealed);
        let till = Account::from_secret("till", [7; 32]);
        assert_eq!(opened["address"], json!(ss58(&till.id())));
    }

    // C5
    #[tokio::test]
    async fn tickets_are_accepted_raw_and_wrapped() {
        let mut chain = Embedded::new();
        let counter = Counter::open(&mut chain).await.unwrap();
        let ann = &counter.shop.ann;
        let campaign = counter.vouchers(&mut chain, 100).await.unwrap();
        let coupon = counter.issue(&mut chain, campaign, ann).await.unwrap();
        for (place, reference) in ["raw", "wrapped"].into_iter().enumerate() {
            let ticket = Ticket {
                till: None,
                order: order(reference),
                amount: 40,
                coupons: vec![coupon],
                deadline: chain.now().await.unwrap() + HOUR,
            };
            let payload = ticket_payload(&counter.coupons, &ticket, &[0]);
            let signature = signatures(ann, "//Bob", &payload)[place];
            let dearer = Ticket { amount: 41, ..ticket.clone() };
            let redeem = counter.messages().redeem_with_ticket(dearer, signature);
            let refused = chain.call(&counter.till, redeem).await;
            assert_eq!(refused.err(), Some(Error::Refused(CouponError::BadSignature)));
            let redeem = counter.messages().redeem_with_ticket(ticket, signature);
            let redeemed = chain.call(&counter.till, redeem).await.unwrap().value;
            assert_eq!(lines(&redeemed), [(coupon, 40)]);
        }
    }

    #[tokio::test]
    async fn vouchers_are_accepted_raw_and_wrapped() {
        let mut chain = Embedded::new();
        let counter = Counter::open(&mut chain).await.unwrap();
        let (merchant, ann) = (&counter.shop.merchant, &counter.shop.ann);
        let campaign = counter.vouchers(&mut chain, 100).await.unwrap();
        for (place, number) in [(0, 1), (1, 2)] {
            let deadline = chain.now().await.unwrap() + HOUR;
            let voucher = Voucher { campaign, number, member: ann.id(), deadline };
            let payload = voucher_payload(&counter.coupons, merchant.id().as_ref(), &voucher);
            let signature = signatures(merchant, "//Alice", &payload)[place];
            let proof = Proof::Manager { signer: merchant.id() };
            let claim = counter.messages().claim(voucher, proof, signature);
            chain.call(&counter.shop.cai, claim).await.unwrap();
        }
        let held = chain.read(counter.messages().balance_of(ann.id())).await.unwrap();
        assert_eq!(held, 2);
    }

    /// The vectors for all implementations of gift links.
    fn link_vectors() -> (String, Value) {
        let text = fs::read_to_string(e2e_tests::root().join("docs/link-vectors.json")).unwrap();
        let vectors = serde_json::from_str(&text).expect("JSON");
        (text, vectors)
    }

    #[test]
    fn gift_links_are_read_made_and_refused_as_the_vectors_say() {
        let (text, vectors) = link_vectors();
        let count = |of: &str| vectors[of].as_array().expect("a list").len();
        let checked = answer(&["link.mjs", "check", "-"], &text);
        let all = json!({
            "valid": count("valid"),
            "same": count("same"),
            "invalid": count("invalid"),
        });
        assert_eq!(checked, all);
    }

    #[test]
    fn damaged_gift_links_are_refused_for_the_same_reason() {
        let (_, mut vectors) = link_vectors();
        let mut damaged = Vec::new();
        for vector in vectors["valid"].as_array().expect("a list") {
            let text = vector["https"].as_str().expect("a text");
            for at in 0..text.len() {
                let (before, after) = (&text[..at], &text[at + 1..]);
                let other = if text[at..].starts_with('A') { 'w' } else { 'A' };
                damaged.push(before.to_owned());
                damaged.push(format!("{before}{after}"));
                damaged.push(format!("{before}{other}{after}"));
            }
        }
        let reason = |text: &String| {
            let refused = GiftLink::read(text).err();
            let error = refused.as_ref().map_or("none", LinkError::name);
            json!({ "name": text, "text": text, "error": error })
        };
        let count = damaged.len();
        vectors["invalid"] = damaged.iter().map(reason).collect();
        let checked = answer(&["link.mjs", "check", "-"], &vectors.to_string());
        assert_eq!(checked["invalid"], count);
    }

    // G1
    #[tokio::test]
    async fn a_page_claims_with_a_gift_link() {
        let mut chain = Embedded::new();
        let market = Market::open(&mut chain).await.unwrap();
        let (tea, gift) = (&market.tea, market.gift);
        let (ann, ben) = (&tea.shop.ann, &tea.shop.ben);
        market.fund(&mut chain, tea, ann, 300, gift).await.unwrap();
        let terms = Terms { shares: 3, ..terms(&mut chain, [0; 32]).await.unwrap() };
        let given = give(&mut chain, &market, ann, points(tea, 300), terms).await.unwrap();
        let link = &given.1[2];
        let recipient = hex::encode::<&[u8; 32]>(ben.id().as_ref());
        let signed = answer(&["link.mjs", "sign", &link.for_qr(), &recipient, "5"], "");
        let signature = signed["signature"].as_str().expect("a text").trim_start_matches("0x");
        let signature = hex::decode(signature).expect("hex").try_into().expect("64 bytes");
        let submit = |max_fee| {
            let claim = link.claim(ben.id(), max_fee);
            market.gifts().claim(claim, link.proof(), 5, signature)
        };
        let refused = chain.call(&tea.shop.cai, submit(6)).await;
        assert_eq!(refused.err(), Some(Error::Refused(GiftError::BadSignature)));
        assert_eq!(chain.call(&tea.shop.cai, submit(5)).await.unwrap().value, 95);
    }
}
