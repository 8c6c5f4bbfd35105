//! Gifts as people make them: what the scenarios of links and packets start from.

use tongquan_client::{
    greeting_hash, Account, AccountId, Chain, Error, GiftLink, GiftPlace, Packet,
};
use tongquan_traits::{
    assets::Asset,
    gifts::{Gift, GiftError, Gifts, Terms},
};

use crate::{counter::DAY, market::Market, shop::Fault};

pub type GiftRefused = Option<Error<GiftError>>;

pub const GREETING: &str = "Happy New Year! 恭喜发财";

/// A gift in one share for a day, which can be taken back at once.
pub async fn terms(chain: &mut impl Chain, keys: [u8; 32]) -> Result<Terms, Fault> {
    Ok(Terms {
        shares: 1,
        drawn: false,
        keys,
        recipient: None,
        until: chain.now().await? + DAY,
        notice: 0,
        greeting: Some(greeting_hash(GREETING)),
    })
}

/// Gives the asset in the shares of new keys, and answers its number and the links.
pub async fn give(
    chain: &mut impl Chain,
    market: &Market,
    sender: &Account,
    asset: Asset,
    mut terms: Terms,
) -> Result<(u64, Vec<GiftLink>), Fault> {
    let packet = Packet::fresh(terms.shares)?;
    terms.keys = packet.keys();
    let shares = terms.shares;
    let gift = chain.call(sender, market.gifts().give(asset, terms)).await?.value;
    let genesis_hash = chain.genesis_hash().await?;
    let place = GiftPlace { genesis_hash, contract: market.gift, gift };
    let link = |number| packet.link(place, number, Some(GREETING));
    let links = (0..shares).map(link).collect::<Result<_, _>>()?;
    Ok((gift, links))
}

/// The link as its recipient has it from a chat.
pub fn passed_on(link: &GiftLink) -> Result<GiftLink, Fault> {
    let page = tongquan_client::Page::new("https://coupons.example")?;
    Ok(GiftLink::read(&link.on_page(&page))?)
}

/// `by` submits the link's claim for the recipient, without a fee, and answers how many points it is.
pub async fn claim(
    chain: &mut impl Chain,
    link: &GiftLink,
    recipient: AccountId,
    by: &Account,
) -> Result<u128, Error<GiftError>> {
    claim_with_fee(chain, link, recipient, by, 0, 0).await
}

/// The same, with a fee that the recipient allows, and one that is taken.
pub async fn claim_with_fee(
    chain: &mut impl Chain,
    link: &GiftLink,
    recipient: AccountId,
    by: &Account,
    max_fee: u128,
    fee: u128,
) -> Result<u128, Error<GiftError>> {
    let contract = link.place().contract;
    let claim = link.claim(recipient, max_fee);
    let signature = link.account().sign_claim(contract, &claim);
    let gifts = || tongquan_client::at::<gift::GiftLinks>(contract);
    let message = gifts().claim(claim, link.proof(), fee, signature);
    Ok(chain.call(by, message).await?.value)
}

pub async fn find(chain: &mut impl Chain, market: &Market, gift: u64) -> Result<Gift, Fault> {
    let found = chain.read(market.gifts().gift(gift)).await?;
    found.ok_or_else(|| format!("there is no gift {gift}").into())
}

pub async fn is_gone(chain: &mut impl Chain, market: &Market, gift: u64) -> Result<bool, Fault> {
    Ok(chain.read(market.gifts().gift(gift)).await?.is_none())
}
