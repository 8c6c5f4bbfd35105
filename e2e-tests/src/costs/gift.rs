//! What the messages of gift links cost.

use gift::GiftLinksRef;
use tongquan_client::{Account, AccountId, Chain, Codes};
use tongquan_traits::{
    assets::Asset,
    gifts::{claim_payload, Claim, Gifts, KeyProof, Terms},
};

use super::Meter;
use crate::{
    bundle,
    counter::DAY,
    market::{item, points, reach, soon, Market},
    shop::Fault,
};

/// How many shares the measured packet has.
const SHARES: u32 = 10_000;

pub async fn measure(meter: &mut Meter<'_, impl Chain>) -> Result<(), Fault> {
    let market = Market::open(meter.chain).await?;
    let constructor = GiftLinksRef::new(meter.chain.genesis_hash().await?);
    meter.deployment(market.tea.shop.mallory.id(), &bundle("gift")?, constructor).await?;
    coupons(meter, &market).await?;
    links(meter, &market).await?;
    ended(meter, &market).await?;
    packets(meter, &market).await?;
    clearing(meter, &market).await
}

fn nobody() -> AccountId {
    [200; 32].into()
}

/// A gift link, or a packet of these keys, for a day.
async fn terms(chain: &mut impl Chain, keys: &Codes, shares: u32) -> Result<Terms, Fault> {
    Ok(Terms {
        shares,
        drawn: shares > 1,
        keys: keys.root(),
        recipient: None,
        until: chain.now().await? + DAY,
        notice: 0,
        greeting: Some([1; 32]),
    })
}

fn codes(keys: &[AccountId]) -> Result<Codes, Fault> {
    Codes::new(keys).ok_or_else(|| "no keys".into())
}

/// Ann gives a tea voucher, which Cai, who has none yet, claims through Ben.
async fn coupons(meter: &mut Meter<'_, impl Chain>, market: &Market) -> Result<(), Fault> {
    let (tea, gift) = (&market.tea, market.gift);
    let (ann, ben, key) = (&tea.shop.ann, &tea.shop.ben, Account::dev("link"));
    let coupon = market.coupon(meter.chain, tea, ann, gift).await?;
    let terms = terms(meter.chain, &codes(&[key.id()])?, 1).await?;
    let give = |coupon| {
        let asset = Asset::Item { item: item(tea, coupon) };
        market.gifts().give(asset, terms.clone())
    };
    meter.write("give, a coupon", ann.id(), give(coupon)).await?;
    let given = meter.chain.call(ann, give(coupon)).await?.value;
    let again = market.coupon(meter.chain, tea, ann, gift).await?;
    meter.write("give, another coupon", ann.id(), give(again)).await?;

    let claim = Claim { gift: given, number: 0, recipient: nobody(), max_fee: 0 };
    let proof = || KeyProof { key: key.id(), path: vec![] };
    let signed = market.gifts().claim(claim, proof(), 0, key.sign_claim(gift, &claim));
    meter.write("claim, a coupon", ben.id(), signed).await?;
    let payload = [b"<Bytes>", &claim_payload(&gift, &claim)[..], b"</Bytes>"].concat();
    let wrapped = market.gifts().claim(claim, proof(), 0, key.sign(&payload));
    meter.write("claim, a coupon, wrapped by a wallet", ben.id(), wrapped).await?;
    meter.write("take_back, a coupon", ann.id(), market.gifts().take_back(given)).await?;

    meter.read("genesis_hash", market.gifts().genesis_hash()).await?;
    meter.read("gift_count", market.gifts().gift_count()).await?;
    meter.read("gift", market.gifts().gift(given)).await?;
    meter.read("live_gifts, of one gift", market.gifts().live_gifts(u64::MAX)).await
}

/// Ann gives points.
async fn links(meter: &mut Meter<'_, impl Chain>, market: &Market) -> Result<(), Fault> {
    let (tea, gift) = (&market.tea, market.gift);
    let (ann, ben, key) = (&tea.shop.ann, &tea.shop.ben, Account::dev("link"));
    market.fund(meter.chain, tea, ann, 3_000, gift).await?;
    tea.shop.issue(meter.chain, ben, 1).await?;
    let mut terms = terms(meter.chain, &codes(&[key.id()])?, 1).await?;
    let give = |terms: &Terms| market.gifts().give(points(tea, 1_000), terms.clone());
    meter.write("give, points", ann.id(), give(&terms)).await?;
    let given = meter.chain.call(ann, give(&terms)).await?.value;
    let claim = Claim { gift: given, number: 0, recipient: nobody(), max_fee: 10 };
    let signed = |fee| {
        let proof = KeyProof { key: key.id(), path: vec![] };
        market.gifts().claim(claim, proof, fee, key.sign_claim(gift, &claim))
    };
    meter.write("claim, points", ben.id(), signed(0)).await?;
    meter.write("claim, points, with a fee", ben.id(), signed(10)).await?;
    meter.write("take_back, points", ann.id(), market.gifts().take_back(given)).await?;
    terms.notice = DAY / 2;
    let noticed = meter.chain.call(ann, give(&terms)).await?.value;
    meter.write("take_back, with notice", ann.id(), market.gifts().take_back(noticed)).await
}

/// Gifts whose time is over.
async fn ended(meter: &mut Meter<'_, impl Chain>, market: &Market) -> Result<(), Fault> {
    let (tea, gift) = (&market.tea, market.gift);
    let (ann, ben, key) = (&tea.shop.ann, &tea.shop.ben, Account::dev("link"));
    let coupon = market.coupon(meter.chain, tea, ann, gift).await?;
    market.fund(meter.chain, tea, ann, 1_000, gift).await?;
    let mut terms = terms(meter.chain, &codes(&[key.id()])?, 1).await?;
    terms.until = meter.chain.now().await? + soon(meter.chain).await;
    let mut numbers = Vec::new();
    for asset in [Asset::Item { item: item(tea, coupon) }, points(tea, 1_000)] {
        let give = market.gifts().give(asset, terms.clone());
        numbers.push(meter.chain.call(ann, give).await?.value);
    }
    reach(meter.chain, terms.until).await?;
    let back = |numbers: &[u64]| market.gifts().send_back(numbers.to_vec());
    meter.write("send_back, a coupon", ben.id(), back(&numbers[..1])).await?;
    meter.write("send_back, points", ben.id(), back(&numbers[1..])).await?;
    meter.write("send_back, both", ben.id(), back(&numbers)).await?;
    meter.write("abandon", ann.id(), market.gifts().abandon(numbers[0])).await
}

/// The merchant gives a packet of 10,000 drawn shares.
async fn packets(meter: &mut Meter<'_, impl Chain>, market: &Market) -> Result<(), Fault> {
    let (tea, gift) = (&market.tea, market.gift);
    let (merchant, ben, key) = (&tea.shop.merchant, &tea.shop.ben, Account::dev("link"));
    market.fund(meter.chain, tea, merchant, 200_000, gift).await?;
    let mut keys = vec![nobody(); SHARES as usize];
    keys[7] = key.id();
    keys[8] = key.id();
    let codes = codes(&keys)?;
    let mut terms = terms(meter.chain, &codes, SHARES).await?;
    let give = |terms: &Terms| market.gifts().give(points(tea, 100_000), terms.clone());
    meter.write("give, a packet", merchant.id(), give(&terms)).await?;
    let drawn = meter.chain.call(merchant, give(&terms)).await?.value;
    terms.drawn = false;
    let equal = meter.chain.call(merchant, give(&terms)).await?.value;
    let signed = |packet, number, recipient| {
        let claim = Claim { gift: packet, number, recipient, max_fee: 0 };
        let proof = KeyProof { key: key.id(), path: codes.path(number) };
        market.gifts().claim(claim, proof, 0, key.sign_claim(gift, &claim))
    };
    let first = "claim, the first share of 10,000, drawn";
    meter.write(first, ben.id(), signed(drawn, 7, nobody())).await?;
    for packet in [drawn, equal] {
        meter.chain.call(ben, signed(packet, 7, nobody())).await?;
    }
    let claim = |packet| signed(packet, 8, [201; 32].into());
    meter.write("claim, a share of 10,000, drawn", ben.id(), claim(drawn)).await?;
    meter.write("claim, a share of 10,000, equal", ben.id(), claim(equal)).await?;
    meter.write("take_back, a packet", merchant.id(), market.gifts().take_back(drawn)).await?;
    meter.read("share, drawn", market.gifts().share(drawn, 8)).await?;
    meter.read("is_claimed", market.gifts().is_claimed(drawn, 7)).await?;
    meter.read("claim_of", market.gifts().claim_of(drawn, nobody())).await
}

/// A packet of ten shares is over.
async fn clearing(meter: &mut Meter<'_, impl Chain>, market: &Market) -> Result<(), Fault> {
    let (tea, gift) = (&market.tea, market.gift);
    let (merchant, ben, key) = (&tea.shop.merchant, &tea.shop.ben, Account::dev("link"));
    market.fund(meter.chain, tea, merchant, 1_000, gift).await?;
    let codes = codes(&[key.id(); 10])?;
    let terms = terms(meter.chain, &codes, 10).await?;
    let give = market.gifts().give(points(tea, 1_000), terms);
    let packet = meter.chain.call(merchant, give).await?.value;
    let mut recipients: Vec<AccountId> = Vec::new();
    for number in 0..10u8 {
        let recipient = [number; 32].into();
        let number = number.into();
        let claim = Claim { gift: packet, number, recipient, max_fee: 0 };
        let proof = KeyProof { key: key.id(), path: codes.path(number) };
        let signed = market.gifts().claim(claim, proof, 0, key.sign_claim(gift, &claim));
        if number == 9 {
            meter.write("claim, the last share", ben.id(), signed.clone()).await?;
        }
        meter.chain.call(ben, signed).await?;
        recipients.push(recipient);
    }
    let clear = |recipients: &[AccountId]| market.gifts().clear_claims(packet, recipients.to_vec());
    meter.write("clear_claims, of one", ben.id(), clear(&recipients[..1])).await?;
    meter.write("clear_claims, of all ten", ben.id(), clear(&recipients)).await
}
