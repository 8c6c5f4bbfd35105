use clap::Parser;
use jiff::tz::TimeZone;
use tongquan_client::{Account, Embedded};

use super::*;
use crate::{args::Arguments, book::Money, problem::Code, screen::Screen, session::Clock, Book};

const DAY: u64 = 86_400_000;
const PLAIN: &str =
    "name = 'A'\nbudget = 5\nkind.exchange = {}\nissue.until = '1d'\nvalid.length = '2d'\n";

fn shop() -> (Shop, Token) {
    let shop = Shop {
        name: "tea".into(),
        points: [1; 32].into(),
        coupon: [2; 32].into(),
        money: Money::default(),
    };
    (shop, Token { symbol: "TEA".into(), decimals: 2 })
}

async fn session() -> Session<Embedded> {
    let options = Arguments::parse_from(["tongquan", "account", "list"]).options;
    let book = Book::new("ws://127.0.0.1:9944");
    let chain = Embedded::new();
    let session = Session::open(chain, book, options, Screen::silent(), Clock::Chain).await;
    let mut session = session.unwrap();
    session.zone = TimeZone::UTC;
    session
}

async fn drafted(text: &str) -> Result<Draft, Problem> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("campaign.toml");
    fs::write(&path, text).unwrap();
    fs::write(folder.path().join("terms.md"), "Be kind.").unwrap();
    let file = CampaignFile::load(&path)?;
    let (shop, token) = shop();
    file.draft_before(&mut session().await, &shop, &token, folder.path()).await
}

#[tokio::test]
async fn values_are_those_that_people_write() {
    let draft = drafted(
        "name = 'Fifty'\nterms_file = 'terms.md'\nbudget = 10\nper_member = 2\nstackable = false\n\
         policy = 'bound'\nkind.voucher.value = '50.5'\n\
         issue = { from = '2026-05-01', until = '30d' }\n\
         valid = { from = '1d', until = '2026-08-01T00:00:00+08:00' }\n\
         refund = { window = '7d', by_tills = true }\n\
         price = { amount = 60, to = '//Alice' }\n\
         royalty = { percent = '2.5', to = '//Bob' }\n",
    )
    .await
    .unwrap();
    let may = 1_777_593_600_000;
    let terms = Terms {
        kind: Kind::Voucher { value: 5_050 },
        budget: 10,
        per_member: 2,
        issue_from: may,
        issue_until: may + 30 * DAY,
        validity: Validity::Dates { from: may + DAY, until: may + 92 * DAY - DAY / 3 },
        policy: Policy::Bound {},
        refund: RefundRule {
            window: 7 * DAY,
            grace: 0,
            by_tills: true,
            points_within_balance: false,
        },
        stackable: false,
    };
    assert_eq!(draft.terms, terms);
    let (alice, bob) = (Account::dev("alice").id(), Account::dev("bob").id());
    let price = Price { token: [1; 32].into(), amount: 6_000, to: Some(alice) };
    let royalty = Royalty { to: bob, basis_points: 250 };
    assert_eq!(draft.sale, Sale { price: Some(price), royalty: Some(royalty) });
    let hash: [u8; 32] = Blake2b::<U32>::digest("Be kind.").into();
    assert_eq!(draft.details.terms_hash, hash);
}

#[tokio::test]
async fn each_kind_has_its_values() {
    let kind = |kind: &str| drafted_kind(kind.to_owned());
    let token = AccountId::from([1; 32]);
    assert_eq!(kind("points.amount = '1.5'").await, Ok(Kind::Points { token, amount: 150 }));
    let fixed = Kind::Deduction { minimum: 10_000, off: Off::Fixed { amount: 2_000 } };
    assert_eq!(kind("deduction = { minimum = '100', amount = '20' }").await, Ok(fixed));
    let off = Off::Part { basis_points: 1_500, ceiling: 3_000 };
    let part = Kind::Deduction { minimum: 0, off };
    let written = "deduction = { minimum = '0', percent = '15 %', ceiling = '30.00' }";
    assert_eq!(kind(written).await, Ok(part));
    for wrong in [
        "deduction = { minimum = '1', percent = '15' }",
        "deduction = { minimum = '1', percent = '15', ceiling = '1', amount = '1' }",
        "deduction = { minimum = '1', percent = '100.01', ceiling = '1' }",
        "voucher.value = 12.5",
        "voucher = {}",
        "gold = {}",
    ] {
        assert_eq!(kind(wrong).await.unwrap_err().code, Code::InvalidFile, "{wrong}");
    }
}

async fn drafted_kind(kind: String) -> Result<Kind, Problem> {
    let text = PLAIN.replace("exchange = {}", &kind);
    drafted(&text).await.map(|draft| draft.terms.kind)
}

#[tokio::test]
async fn what_nobody_knows_is_refused_with_its_line() {
    let misspelt = format!("{PLAIN}refund.windov = '7d'\n");
    let refused = drafted(&misspelt).await.unwrap_err();
    assert_eq!(refused.code, Code::InvalidFile);
    assert!(refused.message.contains("line 6: unknown field `windov`"), "{}", refused.message);
    let refused = drafted(&PLAIN.replace("'1d'", "'soon'")).await.unwrap_err();
    assert!(refused.message.starts_with("issue.until: 'soon'"), "{}", refused.message);
    let missing = format!("{PLAIN}terms_file = 'none.md'\n");
    assert_eq!(drafted(&missing).await.unwrap_err().code, Code::File);
    let stray = format!("{PLAIN}gift = '//Alice'\n");
    assert_eq!(drafted(&stray).await.unwrap_err().code, Code::InvalidFile);
    let unknown = format!("{PLAIN}policy = 'gift_only'\n");
    assert_eq!(drafted(&unknown).await.unwrap_err().code, Code::UnknownName);
    let both = PLAIN.replace("valid.length", "valid.until = '3d'\nvalid.length");
    assert_eq!(drafted(&both).await.unwrap_err().code, Code::InvalidFile);
}

#[tokio::test]
async fn a_campaign_is_known_again_also_when_its_terms_are_better_by_now() {
    let draft = drafted(PLAIN).await.unwrap();
    let Draft { terms, sale, details, .. } = draft.clone();
    let describes = |terms: &Terms| draft.describes(terms, &sale, &details);
    let earlier = Terms {
        issue_from: terms.issue_from - 5,
        issue_until: terms.issue_until - 5,
        ..terms.clone()
    };
    assert!(describes(&terms) && describes(&earlier));
    let better = Terms {
        budget: 6,
        issue_until: terms.issue_until + 1,
        validity: Validity::AfterIssue { delay: 0, length: 3 * DAY },
        ..terms.clone()
    };
    assert!(describes(&better));
    for other in [
        Terms { budget: 4, ..terms.clone() },
        Terms { per_member: 1, ..terms.clone() },
        Terms { issue_until: terms.issue_until - 1, ..terms.clone() },
        Terms { validity: Validity::AfterIssue { delay: 1, length: 2 * DAY }, ..terms.clone() },
    ] {
        assert!(!describes(&other), "{other:?}");
    }
    assert!(!draft.describes(&terms, &sale, &Details { name: "B".into(), ..details.clone() }));

    let dated = PLAIN.replace("issue.until", "issue.from = '2026-05-01'\nissue.until");
    let dated = drafted(&dated).await.unwrap();
    let earlier = Terms { issue_from: dated.terms.issue_from - 5, ..dated.terms.clone() };
    assert!(dated.describes(&dated.terms, &sale, &details));
    assert!(!dated.describes(&earlier, &sale, &details));
}

#[tokio::test]
async fn the_example_is_a_campaign() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/campaign.toml");
    let (shop, token) = shop();
    let file = CampaignFile::load(&path).unwrap();
    let draft = file.draft_before(&mut session().await, &shop, &token, Path::new(".")).await;
    assert_eq!(draft.unwrap().terms.kind, Kind::Exchange {});
}
