//! Vouchers that managers sign, printed codes, and how members get their coupons with them (领取).

use clap::Args;
use coupon::Coupon as Contract;
use scale::{Decode, Encode};
use serde_json::json;
use tongquan_client::{at, ss58, Account, AccountId, Chain};
use tongquan_traits::{
    coupon_error::CouponError,
    coupons::{Coupons, Proof, Voucher as Signed},
};

use super::{records, Of};
use crate::{
    answer::Answer,
    book::ContractKind,
    compact,
    problem::{Code, Problem},
    session::Session,
    sheet::Sheet,
    ticket::Picture,
};

/// What a voucher's text begins with, and a code's.
const VOUCHER: &str = "TQV1";
const CODE: &str = "TQC1";

/// How long the voucher that a code signs is good: it is sent at once.
const CODE_TIME: u64 = 60 * 60 * 1_000;

/// A voucher to sign.
#[derive(Debug, Args)]
pub struct Voucher {
    /// The campaign's number
    campaign: u32,
    /// Who may claim: a name or an address
    member: String,
    /// Tells the signer's vouchers of this campaign apart. Take one after the other: numbers close to
    /// each other cost less
    #[arg(long)]
    number: u32,
    /// Until when it can be claimed: a time, or a duration from now on
    #[arg(long, default_value = "30d")]
    until: String,
    #[command(flatten)]
    picture: Picture,
    #[command(flatten)]
    of: Of,
}

/// A manager's voucher on its way to its member. It is good for that member only, so it is no secret.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
struct VoucherText {
    genesis_hash: [u8; 32],
    contract: AccountId,
    voucher: Signed,
    signer: AccountId,
    signature: [u8; 64],
}

/// A printed code: whoever has it can claim its coupon.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct CodeText {
    pub genesis_hash: [u8; 32],
    pub contract: AccountId,
    pub campaign: u32,
    pub number: u32,
    pub secret: [u8; 32],
    pub root: [u8; 32],
    pub path: Vec<[u8; 32]>,
}

impl CodeText {
    pub fn text(&self) -> String {
        compact::write(CODE, self)
    }

    /// The key that signs for the coupon.
    pub fn key(&self) -> Account {
        Account::from_secret("code", self.secret)
    }
}

impl Voucher {
    /// Signs it. Nothing is sent.
    pub async fn sign<C: Chain>(self, session: &mut Session<C>) -> Result<Answer, Problem> {
        let contract = self.of.contract(session)?;
        let member = session.account(&self.member)?;
        session.ensure_receiver(member, &self.member)?;
        let deadline = session.moment(&self.until).await?;
        let signer = session.signer()?;
        let manager = session.read({
            use tongquan_traits::tills::Tills;
            at::<Contract>(contract).is_manager(signer.id())
        });
        if !manager.await? {
            let name = session.name(&signer.id());
            return Err(Problem::new(
                Code::Refused,
                format!("{name} is no manager, so the voucher would be good for nothing"),
            )
            .advise("sign with a manager's key, or let the owner appoint this one"));
        }
        let claimed = at::<Contract>(contract);
        let issuer = *AsRef::<[u8; 32]>::as_ref(&signer.id());
        if session.read(claimed.is_claimed(self.campaign, issuer, self.number)).await? {
            return Err(Problem::new(
                Code::Refused,
                format!("voucher {} of campaign {} was claimed before", self.number, self.campaign),
            )
            .advise("take another --number"));
        }
        let voucher = Signed { campaign: self.campaign, number: self.number, member, deadline };
        let text = VoucherText {
            genesis_hash: session.chain.genesis_hash().await?,
            contract,
            voucher,
            signer: signer.id(),
            signature: signer.sign_voucher(contract, &voucher),
        };
        let data = json!({
            "contract": ss58(&contract),
            "campaign": voucher.campaign,
            "number": voucher.number,
            "member": ss58(&member),
            "deadline": voucher.deadline,
            "signer": ss58(&signer.id()),
            "text": compact::write(VOUCHER, &text),
        });
        let text = compact::write(VOUCHER, &text);
        let picture = self.picture.draw(&text, &data.to_string())?;
        let mut sheet = Sheet::new();
        sheet.title(format!(
            "Voucher {} for a coupon of campaign {}, good for {} until {}",
            voucher.number,
            voucher.campaign,
            self.member,
            session.show_time(deadline)
        ));
        sheet.note(&text);
        Ok(Answer::new(data, sheet.text() + &picture))
    }
}

/// Claims with a voucher or a code.
pub async fn claim<C: Chain>(
    session: &mut Session<C>,
    file: &str,
    member: Option<&str>,
) -> Result<Answer, Problem> {
    let text = compact::text_of(file)?;
    let text = text.trim();
    let (genesis_hash, contract, voucher, proof, signature) = if text.starts_with(VOUCHER) {
        let VoucherText { genesis_hash, contract, voucher, signer, signature } =
            compact::read(VOUCHER, text)?;
        let named = member.map(|member| session.account(member)).transpose()?;
        if named.is_some_and(|named| named != voucher.member) {
            let other = session.name(&voucher.member);
            return Err(Problem::argument(format!("the voucher is for {other}")));
        }
        (genesis_hash, contract, voucher, Proof::Manager { signer }, signature)
    } else if text.starts_with(CODE) {
        let code: CodeText = compact::read(CODE, text)?;
        let member = match member {
            Some(member) => {
                let account = session.account(member)?;
                session.ensure_receiver(account, member)?;
                account
            }
            None => session.writer()?,
        };
        let deadline = session.now().await?.saturating_add(CODE_TIME);
        let (campaign, number) = (code.campaign, code.number);
        let voucher = Signed { campaign, number, member, deadline };
        let key = code.key();
        let signature = key.sign_code(code.contract, &code.root, &voucher);
        let proof = Proof::Code { root: code.root, key: key.id(), path: code.path };
        (code.genesis_hash, code.contract, voucher, proof, signature)
    } else {
        return Err(Problem::new(Code::InvalidFile, format!("{file} has no voucher and no code"))
            .advise(format!("vouchers begin with {VOUCHER}:, codes with {CODE}:")));
    };
    ensure_here(session, genesis_hash, contract).await?;
    let what = format!(
        "claim a coupon of campaign {} of {} for {}",
        voucher.campaign,
        session.name(&contract),
        session.name(&voucher.member)
    );
    let message = at::<Contract>(contract).claim(voucher, proof, signature);
    let done = session.write::<u64, CouponError>(&what, message).await?;
    Ok(records::with_coupon(done, contract, "claimed"))
}

/// What was signed elsewhere is for this chain and for a contract that the address book knows: another
/// could pretend anything.
///
/// # Errors
///
/// `WrongChain`, `WrongContract`.
pub async fn ensure_here<C: Chain>(
    session: &mut Session<C>,
    genesis_hash: [u8; 32],
    contract: AccountId,
) -> Result<(), Problem> {
    if session.chain.genesis_hash().await? != genesis_hash {
        return Err(Problem::new(Code::WrongChain, "it was signed for another chain")
            .advise("take the address book of that chain with --network"));
    }
    let known = session
        .book
        .contracts
        .values()
        .any(|found| found.address.0 == contract && found.kind == ContractKind::Coupon);
    match known {
        true => Ok(()),
        false => Err(Problem::new(
            Code::WrongContract,
            format!(
                "it was signed for {}, which is no coupon contract of the address book",
                ss58(&contract)
            ),
        )
        .advise("take the merchant's address book with --network")),
    }
}
