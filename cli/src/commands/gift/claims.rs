//! Claims: what is behind a link, and who gets it.

use clap::Args;
use gift::GiftLinks;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tongquan_client::{at, look_behind, ss58, AccountId, Chain, GiftLink, Present, PresentError};
use tongquan_traits::{
    assets::Asset,
    gifts::{Claim, Gift, GiftClaimed, GiftError, Gifts, KeyProof},
};

use crate::{
    amount,
    answer::Answer,
    book::{Address, Book, Hex},
    json::to_json,
    options::Options,
    problem::{Code, Problem},
    session::Session,
    sheet::Sheet,
};

use super::{
    contract,
    link_source::{of_link, read_text, LinkSource},
};

/// Who gets a gift, and what whoever submits the claim keeps.
#[derive(Debug, Clone, Args)]
pub struct Claiming {
    /// Who gets it: a name or an address; the caller if nobody is named
    #[arg(long, value_name = "ACCOUNT")]
    recipient: Option<String>,
    /// What the caller keeps of the points for submitting it, in the token's decimals
    #[arg(long, value_name = "AMOUNT", default_value = "0")]
    fee: String,
}

/// The version of a signed claim's format.
const SCHEMA_VERSION: u32 = 1;

/// A claim as it travels from whoever has the link to whoever submits it. It is safe to show: it is good
/// for its recipient only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignedClaim {
    schema_version: u32,
    genesis_hash: Hex<32>,
    contract: Address,
    gift: u64,
    number: u32,
    recipient: Address,
    /// In the token's smallest unit.
    max_fee: String,
    key: Address,
    path: Vec<Hex<32>>,
    signature: Hex<64>,
}

/// Looks behind a link.
pub async fn show<C: Chain>(
    session: &mut Session<C>,
    source: &LinkSource,
) -> Result<Answer, Problem> {
    let link = source.read()?;
    let present = present(session, &link).await?;
    let Present { gift, points, coupon } = &present;
    let number = link.place().gift;
    let confirmed = link.greets_as(&gift.terms);
    let mut sheet = Sheet::new();
    sheet.title(format!("Gift {number}"));
    match &gift.asset {
        Asset::Points { token, .. } => {
            sheet.line("you get", session.show_amount(*token, *points).await);
        }
        Asset::Item { item } => {
            sheet.line("you get", session.show_item(item));
            if let Some(view) = coupon {
                sheet.line("which is", session.show_coupon(&item.contract, view).await);
            }
        }
    }
    if gift.terms.shares > 1 {
        let share = u64::from(link.number()) + 1;
        sheet.line("share", format!("{share} of {}", gift.terms.shares));
    }
    sheet.line("from", session.name(&gift.sender));
    if let Some(recipient) = &gift.terms.recipient {
        sheet.line("only for", session.name(recipient));
    }
    sheet.line("until", session.show_time(gift.terms.until));
    match (link.greeting(), confirmed) {
        (Some(greeting), true) => sheet.line("greeting", plain(greeting)),
        (Some(greeting), false) => {
            sheet.line("text", plain(greeting));
            sheet.note("This text is not the sender's: somebody else may have written it.");
        }
        (None, true) => {}
        (None, false) => sheet.note("The sender's greeting is missing in this link."),
    }
    let data = json!({
        "gift": number,
        "contract": ss58(&link.place().contract),
        "share": link.number(),
        "record": to_json(gift),
        "points": points.to_string(),
        "coupon": coupon.as_ref().map(to_json),
        "greeting": link.greeting(),
        "greeting_is_confirmed": confirmed,
    });
    Ok(Answer::new(data, sheet.text()))
}

/// Claims a gift, for oneself or for another.
pub async fn claim<C: Chain>(
    session: &mut Session<C>,
    source: &LinkSource,
    claiming: Claiming,
) -> Result<Answer, Problem> {
    let link = source.read()?;
    let present = present(session, &link).await?;
    let caller = session.caller()?;
    let recipient = match &claiming.recipient {
        Some(recipient) => session.account(recipient)?,
        None => caller,
    };
    let fee = fee_of(session, &present.gift, &claiming.fee).await?;
    if fee > 0 && recipient == caller {
        return Err(Problem::argument("a fee for submitting one's own claim goes to oneself")
            .advise("leave --fee out, or name a recipient"));
    }
    let claim = link.claim(recipient, fee);
    let signature = link.account().sign_claim(link.place().contract, &claim);
    let consent = Consent { claim, proof: link.proof(), signature };
    submitted(session, &present.gift, consent, fee).await
}

/// Signs a claim without a chain.
pub fn sign(
    options: &Options,
    source: &LinkSource,
    recipient: &str,
    max_fee: u128,
) -> Result<Answer, Problem> {
    let link = source.read()?;
    let path = Book::path(&options.deployments, &options.network)?;
    let book = Book::load(&path)?.unwrap_or_else(|| Book::new(crate::DEFAULT_URL));
    if let Some(Hex(genesis_hash)) = book.genesis_hash {
        link.ensure_on(genesis_hash).map_err(of_link)?;
    }
    let recipient = book.account(recipient).ok_or_else(|| {
        Problem::new(Code::UnknownName, format!("'{recipient}' is neither an address nor a name"))
    })?;
    let place = link.place();
    let claim = link.claim(recipient, max_fee);
    let proof = link.proof();
    let signed = SignedClaim {
        schema_version: SCHEMA_VERSION,
        genesis_hash: Hex(place.genesis_hash),
        contract: Address(place.contract),
        gift: claim.gift,
        number: claim.number,
        recipient: Address(recipient),
        max_fee: max_fee.to_string(),
        key: Address(proof.key),
        path: proof.path.into_iter().map(Hex).collect(),
        signature: Hex(link.account().sign_claim(place.contract, &claim)),
    };
    let text = serde_json::to_string(&signed).expect("a claim has only keys that are texts");
    Ok(Answer::new(&signed, format!("{text}\n")))
}

/// Submits a claim that was signed elsewhere.
pub async fn submit<C: Chain>(
    session: &mut Session<C>,
    file: &str,
    fee: &str,
) -> Result<Answer, Problem> {
    let text = read_text(file, "Claim: ")?;
    let invalid =
        |why: String| Problem::new(Code::InvalidFile, format!("{file} is no signed claim: {why}"));
    let signed: SignedClaim =
        serde_json::from_str(&text).map_err(|error| invalid(error.to_string()))?;
    if signed.schema_version != SCHEMA_VERSION {
        let version = signed.schema_version;
        return Err(invalid(format!("it has version {version}, this program {SCHEMA_VERSION}")));
    }
    let max_fee = signed.max_fee.parse().map_err(|_| invalid("max_fee is no number".into()))?;
    if Hex(session.chain.genesis_hash().await?) != signed.genesis_hash {
        return Err(Problem::new(Code::WrongChain, "the claim is for another network")
            .detail(json!({ "expected": signed.genesis_hash })));
    }
    ensure_known(session, signed.contract.0)?;
    let found = session.read(at::<GiftLinks>(signed.contract.0).gift(signed.gift)).await?;
    let gift = found.ok_or_else(|| of_present(PresentError::Gone))?;
    let fee = fee_of(session, &gift, fee).await?;
    if fee > max_fee {
        let problem = Problem::argument("the fee is above what the recipient has signed");
        return Err(problem.detail(json!({ "at_most": signed.max_fee })));
    }
    let claim =
        Claim { gift: signed.gift, number: signed.number, recipient: signed.recipient.0, max_fee };
    let path = signed.path.iter().map(|hash| hash.0).collect();
    let proof = KeyProof { key: signed.key.0, path };
    let consent = Consent { claim, proof, signature: signed.signature.0 };
    submitted(session, &gift, consent, fee).await
}

/// A claim that the gift's key has signed.
struct Consent {
    claim: Claim,
    proof: KeyProof,
    signature: [u8; 64],
}

async fn submitted<C: Chain>(
    session: &mut Session<C>,
    gift: &Gift,
    consent: Consent,
    fee: u128,
) -> Result<Answer, Problem> {
    let contract = contract(session)?;
    let Consent { claim, proof, signature } = consent;
    let mut what = format!("claim gift {} for {}", claim.gift, session.name(&claim.recipient));
    if let (Asset::Points { token, .. }, 1..) = (&gift.asset, fee) {
        what.push_str(&format!(", less {}", session.show_amount(*token, fee).await));
    }
    let message = at::<GiftLinks>(contract).claim(claim, proof, fee, signature);
    let mut done = session.write::<u128, GiftError>(&what, message).await?;
    // What a node answers is that of the dry run; the event is what came of it.
    if let Some(claimed) = done.events.of::<GiftClaimed>(contract).pop() {
        let has = match &gift.asset {
            Asset::Points { token, .. } => session.show_amount(*token, claimed.amount).await,
            Asset::Item { item } => session.show_item(item),
        };
        let would = if done.executed { "has" } else { "would have" };
        let recipient = session.name(&claimed.recipient);
        done.report.text.push_str(&format!("{recipient} {would} {has}\n"));
        let (amount, fee) = (claimed.amount.to_string(), claimed.fee.to_string());
        done.report.data["claimed"] = json!({ "amount": amount, "fee": fee });
    }
    Ok(done.report)
}

/// What is behind the link, if it can be claimed on this chain at a contract that the address book
/// knows.
async fn present<C: Chain>(session: &mut Session<C>, link: &GiftLink) -> Result<Present, Problem> {
    link.ensure_on(session.chain.genesis_hash().await?).map_err(of_link)?;
    ensure_known(session, link.place().contract)?;
    look_behind(&mut session.chain, link).await.map_err(of_present)
}

/// Another contract could pretend anything.
fn ensure_known<C: Chain>(session: &Session<C>, named: AccountId) -> Result<(), Problem> {
    match contract(session)? == named {
        true => Ok(()),
        false => Err(Problem::new(
            Code::WrongContract,
            format!(
                "the gift is in {}, which is not the gift contract of the address book",
                ss58(&named)
            ),
        )
        .advise(
            "ask the sender; take another address book with --network if you trust that contract",
        )),
    }
}

async fn fee_of<C: Chain>(
    session: &mut Session<C>,
    gift: &Gift,
    written: &str,
) -> Result<u128, Problem> {
    match &gift.asset {
        Asset::Points { token, .. } => {
            let decimals = session.token(*token).await?.decimals;
            amount::parse(written, decimals)
        }
        Asset::Item { .. } => match amount::parse(written, u8::MAX) {
            Ok(0) => Ok(0),
            _ => Err(Problem::argument("of a coupon nothing can be kept: leave --fee out")),
        },
    }
}

fn of_present(error: PresentError) -> Problem {
    let (code, name) = match &error {
        PresentError::Link(_) => (Code::WrongChain, "OtherNetwork"),
        PresentError::Gone => (Code::NotFound, "Gone"),
        PresentError::OtherGift => (Code::Refused, "OtherGift"),
        PresentError::Claimed => (Code::Refused, "Claimed"),
        PresentError::Ended { .. } => (Code::Refused, "Ended"),
        PresentError::Failed(failure) => return failure.clone().into(),
    };
    Problem::new(code, error.to_string()).detail(json!({ "gift": name }))
}

/// A stranger's text without what could move the cursor or turn the direction of what follows.
fn plain(text: &str) -> String {
    let turns = |sign: char| matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}');
    text.chars().map(|sign| if sign.is_control() || turns(sign) { '·' } else { sign }).collect()
}
