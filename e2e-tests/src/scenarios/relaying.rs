//! Members who have no native currency, and are nobody on the chain: others submit what they sign, and can
//! do nothing with it but delay it.

use psp22::PSP22;
use tongquan_client::{at, Account, Chain, Error};
use tongquan_traits::{
    assets::Asset,
    coupon_error::CouponError,
    coupons::{Coupons, Proof, Voucher},
    gifts::{Claim, GiftError, Gifts},
    redemption::Redemption,
};

use crate::{
    counter::{lines, order, HOUR},
    giving::{claim, give, passed_on, terms, GiftRefused},
    market::{item, points, Market},
    shop::Fault,
};

/// A member that this chain has never seen, told apart by the scenario's market.
fn newcomer(market: &Market) -> Account {
    let seed: [u8; 32] = *market.gift.as_ref();
    Account::from_secret("a newcomer", seed)
}

async fn assert_nobody(chain: &mut impl Chain, member: &Account) -> Result<(), Fault> {
    assert_eq!(chain.native_balance(member.id()).await?, 0);
    Ok(())
}

// G1
pub async fn a_newcomer_claims_a_gift_and_redeems_it(chain: &mut impl Chain) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, gift) = (&market.tea, market.gift);
    let (ann, relayer, till) = (&tea.shop.ann, &tea.shop.merchant, &tea.till);
    let newcomer = newcomer(&market);
    assert_nobody(chain, &newcomer).await?;
    let coupon = market.coupon(chain, tea, ann, gift).await?;
    let asset = Asset::Item { item: item(tea, coupon) };
    let terms = terms(chain, [0; 32]).await?;
    let (_, links) = give(chain, &market, ann, asset, terms.clone()).await?;
    claim(chain, &passed_on(&links[0])?, newcomer.id(), relayer).await?;
    assert_eq!(tea.owner(chain, coupon).await?, Some(newcomer.id()));

    // C5: at the till with a ticket, and nobody but this till can use that.
    let (ticket, signature) =
        tea.ticket(chain, &newcomer, order("first"), 3_000, &[coupon]).await?;
    let redeem = || tea.messages().redeem_with_ticket(ticket.clone(), signature);
    let stolen = chain.call(&tea.shop.mallory, redeem()).await;
    assert_eq!(stolen.err(), Some(Error::Refused(CouponError::NotTill)));
    chain.call(till, redeem()).await?;
    let receipt = tea.receipt(chain, ticket.order).await?.ok_or("no receipt")?;
    assert_eq!(lines(&receipt), [(coupon, 3_000)]);
    assert_eq!(chain.call(till, redeem()).await?.value, receipt);
    assert_nobody(chain, &newcomer).await
}

// G1, G4
pub async fn a_newcomer_claims_points_for_a_fee(chain: &mut impl Chain) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, gift) = (&market.tea, market.gift);
    let (ann, relayer) = (&tea.shop.ann, &tea.shop.ben);
    let newcomer = newcomer(&market);
    market.fund(chain, tea, ann, 300, gift).await?;
    let mut terms = terms(chain, [0; 32]).await?;
    let (_, links) = give(chain, &market, ann, points(tea, 100), terms.clone()).await?;
    let link = &links[0];
    let signed = link.claim(newcomer.id(), 3);
    let signature = link.account().sign_claim(gift, &signed);
    let submit = |claim, fee| market.gifts().claim(claim, link.proof(), fee, signature);
    let too_high: GiftRefused = Some(Error::Refused(GiftError::FeeTooHigh { at_most: 3 }));
    assert_eq!(chain.call(relayer, submit(signed, 4)).await.err(), too_high);
    let forged: GiftRefused = Some(Error::Refused(GiftError::BadSignature));
    let more = Claim { max_fee: 4, ..signed };
    assert_eq!(chain.call(relayer, submit(more, 4)).await.err(), forged);
    let elsewhere = Claim { recipient: relayer.id(), ..signed };
    assert_eq!(chain.call(relayer, submit(elsewhere, 0)).await.err(), forged);
    assert_eq!(chain.call(relayer, submit(signed, 3)).await?.value, 97);
    let twice: GiftRefused = Some(Error::Refused(GiftError::NoGift));
    assert_eq!(chain.call(relayer, submit(signed, 3)).await.err(), twice);
    let balance = |who: &Account| at::<::points::Points>(tea.shop.points).balance_of(who.id());
    assert_eq!(chain.read(balance(&newcomer)).await?, 97);
    assert_eq!(chain.read(balance(relayer)).await?, 3);

    terms.shares = 2;
    let (_, links) = give(chain, &market, ann, points(tea, 200), terms).await?;
    claim(chain, &passed_on(&links[1])?, newcomer.id(), relayer).await?;
    assert_eq!(chain.read(balance(&newcomer)).await?, 197);
    assert_nobody(chain, &newcomer).await
}

pub async fn a_newcomer_claims_vouchers(chain: &mut impl Chain) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let tea = &market.tea;
    let (merchant, relayer) = (&tea.shop.merchant, &tea.shop.cai);
    let newcomer = newcomer(&market);
    let campaign = tea.vouchers(chain, 100).await?;
    let deadline = chain.now().await? + HOUR;
    let voucher = Voucher { campaign, number: 1, member: newcomer.id(), deadline };
    let signature = merchant.sign_voucher(tea.coupons, &voucher);
    let by_manager = Proof::Manager { signer: merchant.id() };
    let claim = tea.messages().claim(voucher, by_manager, signature);
    let first = chain.call(relayer, claim).await?.value;

    let code = Account::dev("printed");
    let codes = tongquan_client::Codes::new(&[code.id()]).ok_or("no codes")?;
    let root = codes.root();
    chain.call(merchant, tea.messages().publish_codes(campaign, root)).await?;
    let voucher = Voucher { number: 0, ..voucher };
    let signature = code.sign_code(tea.coupons, &root, &voucher);
    let by_code = Proof::Code { root, key: code.id(), path: codes.path(0) };
    let claim = tea.messages().claim(voucher, by_code, signature);
    let second = chain.call(relayer, claim).await?.value;
    for coupon in [first, second] {
        assert_eq!(tea.owner(chain, coupon).await?, Some(newcomer.id()));
    }
    assert_nobody(chain, &newcomer).await
}
