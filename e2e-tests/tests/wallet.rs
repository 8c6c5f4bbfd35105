//! What a JavaScript wallet signs, the contracts' Wasm accepts: @polkadot/keyring, as wallets in
//! browsers use it. scripts/test.sh skips `of_a_wallet` where there is no Node.js.

use std::process::Command;

use e2e_tests::counter::{lines, order, Counter, HOUR};
use psp34::PSP34;
use serde_json::Value;
use tongquan_client::{Account, AccountId, Chain, Embedded, Error};
use tongquan_traits::{
    coupon_error::CouponError,
    coupons::{voucher_payload, Coupons, Proof, Voucher},
    redemption::{ticket_payload, Redemption, Ticket},
};

mod of_a_wallet {
    use super::*;

    /// What the wallet that holds this account's key makes of the payload: the bytes as they are, and
    /// wrapped.
    fn signatures(account: &Account, suri: &str, payload: &[u8]) -> [[u8; 64]; 2] {
        let folder = e2e_tests::root().join("e2e-tests/wallet");
        let signed = Command::new("node")
            .arg("sign.mjs")
            .args([suri, &format!("0x{}", hex::encode(payload))])
            .current_dir(folder)
            .output()
            .expect("Node.js runs");
        assert!(signed.status.success(), "{}", String::from_utf8_lossy(&signed.stderr));
        let answer: Value = serde_json::from_slice(&signed.stdout).expect("JSON");
        let field = |name: &str| {
            let text = answer[name].as_str().expect("a text").trim_start_matches("0x");
            hex::decode(text).expect("hex")
        };
        assert_eq!(AccountId::try_from(&field("publicKey")[..]).ok(), Some(account.id()));
        ["raw", "wrapped"].map(|kind| field(kind).try_into().expect("64 bytes"))
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
}
