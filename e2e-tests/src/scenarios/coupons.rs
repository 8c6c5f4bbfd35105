//! How coupons come to members, and from one to the other.

use points::Points;
use psp22::PSP22;
use psp34::{Id, PSP34Burnable, PSP34Enumerable, PSP34Error, PSP34Metadata, PSP34};
use tongquan_client::{at, Account, Chain, Codes, Error};
use tongquan_traits::{
    campaigns::{Kind, Policy, Price, Sale},
    coupon_error::{CouponError, PointsFault},
    coupons::{Claimed, Coupons, Exchanged, Proof, Status, Voucher},
};

use crate::{
    counter::{Counter, HOUR},
    shop::Fault,
};

// M8
pub async fn coupons_are_issued_given_and_burned(chain: &mut impl Chain) -> Result<(), Fault> {
    let counter = Counter::open(chain).await?;
    let (ann, ben) = (&counter.shop.ann, &counter.shop.ben);
    let campaign = counter.vouchers(chain, 5_000).await?;
    assert_eq!(campaign, 1);

    let issue = counter.messages().issue(campaign, ann.id());
    let issued = chain.call(&counter.shop.merchant, issue).await?;
    let coupon = issued.value;
    assert_eq!(coupon, (1 << 32) | 1);
    assert_eq!(counter.transfers(&issued.events), [(None, Some(ann.id()), coupon)]);
    let view = counter.view(chain, coupon).await?;
    assert_eq!((view.holder, view.left, view.status), (ann.id(), 5_000, Status::Usable {}));
    assert_eq!(view.kind, Kind::Voucher { value: 5_000 });

    let give = counter.messages().transfer(ben.id(), Id::U64(coupon), vec![]);
    let given = chain.call(ann, give).await?;
    assert_eq!(counter.transfers(&given.events), [(Some(ann.id()), Some(ben.id()), coupon)]);
    assert_eq!(counter.owner(chain, coupon).await?, Some(ben.id()));
    let messages = counter.messages();
    assert_eq!(chain.read(messages.balance_of(ann.id())).await?, 0);
    assert_eq!(chain.read(messages.balance_of(ben.id())).await?, 1);
    assert_eq!(chain.read(messages.total_supply()).await?, 1);
    let id = Some(Id::U64(coupon));
    assert_eq!(chain.read(messages.owners_token_by_index(ben.id(), 0)).await?, id);
    assert_eq!(chain.read(messages.token_by_index(0)).await?, id);
    let attribute = messages.get_attribute(Id::U64(coupon), b"name".to_vec());
    assert_eq!(chain.read(attribute).await?.as_deref(), Some(&b"Spring"[..]));
    let attribute =
        messages.get_attribute(chain.read(messages.collection_id()).await?, b"name".to_vec());
    assert_eq!(chain.read(attribute).await?.as_deref(), Some(&b"Tea House coupons"[..]));

    let burn = counter.messages().burn(ben.id(), Id::U64(coupon));
    let refused = chain.call(ann, burn).await;
    assert_eq!(refused.err(), Some(Error::Refused(PSP34Error::NotApproved)));
    let burn = counter.messages().burn(ben.id(), Id::U64(coupon));
    let burned = chain.call(ben, burn).await?;
    assert_eq!(counter.transfers(&burned.events), [(Some(ben.id()), None, coupon)]);
    assert_eq!(counter.owner(chain, coupon).await?, None);
    assert_eq!(chain.read(messages.total_supply()).await?, 0);
    Ok(())
}

// C8, R14
pub async fn an_approval_ends_when_the_coupon_moves(chain: &mut impl Chain) -> Result<(), Fault> {
    let counter = Counter::open(chain).await?;
    let (ann, ben, cai) = (&counter.shop.ann, &counter.shop.ben, &counter.shop.cai);
    let campaign = counter.vouchers(chain, 100).await?;
    let coupon = counter.issue(chain, campaign, ann).await?;
    let id = || Id::U64(coupon);
    chain.call(ann, counter.messages().approve(cai.id(), Some(id()), true)).await?;
    chain.call(ann, counter.messages().transfer(ben.id(), id(), vec![])).await?;
    chain.call(ben, counter.messages().transfer(ann.id(), id(), vec![])).await?;
    let refused = chain.call(cai, counter.messages().transfer(cai.id(), id(), vec![])).await;
    assert_eq!(refused.err(), Some(Error::Refused(PSP34Error::NotApproved)));
    chain.call(ann, counter.messages().approve(cai.id(), None, true)).await?;
    let taken = chain.call(cai, counter.messages().transfer(cai.id(), id(), vec![])).await?;
    assert_eq!(counter.transfers(&taken.events), [(Some(ann.id()), Some(cai.id()), coupon)]);
    Ok(())
}

pub async fn a_policy_says_who_may_pass_a_coupon_on(chain: &mut impl Chain) -> Result<(), Fault> {
    let counter = Counter::open(chain).await?;
    let (ann, ben, gift) = (&counter.shop.ann, &counter.shop.ben, &counter.shop.cai);
    let mut terms = counter.terms(chain, Kind::Exchange {}).await?;
    terms.policy = Policy::Bound {};
    let bound = counter.campaign(chain, terms.clone(), Sale::default()).await?;
    terms.policy = Policy::GiftOnly { gift: gift.id() };
    let gift_only = counter.campaign(chain, terms, Sale::default()).await?;

    let coupon = counter.issue(chain, bound, ann).await?;
    let give = counter.messages().transfer(ben.id(), Id::U64(coupon), vec![]);
    let refused = chain.call(ann, give).await;
    assert_eq!(refused.err(), Some(Error::Refused(PSP34Error::Custom("Bound".into()))));

    let coupon = counter.issue(chain, gift_only, ann).await?;
    let give = counter.messages().transfer(ben.id(), Id::U64(coupon), vec![]);
    let refused = chain.call(ann, give).await;
    assert_eq!(refused.err(), Some(Error::Refused(PSP34Error::Custom("GiftOnly".into()))));
    let wrap = counter.messages().transfer(gift.id(), Id::U64(coupon), vec![]);
    chain.call(ann, wrap).await?;
    let unwrap = counter.messages().transfer(ben.id(), Id::U64(coupon), vec![]);
    chain.call(gift, unwrap).await?;
    assert_eq!(counter.owner(chain, coupon).await?, Some(ben.id()));
    Ok(())
}

// C1, C7
pub async fn limits_count_issues(chain: &mut impl Chain) -> Result<(), Fault> {
    let counter = Counter::open(chain).await?;
    let (ann, ben) = (counter.shop.ann.id(), counter.shop.ben.id());
    let merchant = &counter.shop.merchant;
    let mut terms = counter.terms(chain, Kind::Exchange {}).await?;
    terms.budget = 5;
    terms.per_member = 2;
    let campaign = counter.campaign(chain, terms, Sale::default()).await?;
    let batch = counter.messages().issue_batch(campaign, vec![ann, ben, ann]);
    let issued = chain.call(merchant, batch).await?;
    assert_eq!(issued.value, (1 << 32) | 1);
    assert_eq!(counter.transfers(&issued.events).len(), 3);
    let refused = chain.call(merchant, counter.messages().issue(campaign, ann)).await;
    let over = CouponError::OverMemberLimit { member: ann };
    assert_eq!(refused.err(), Some(Error::Refused(over)));
    let batch = counter.messages().issue_batch(campaign, vec![ben; 3]);
    let refused = chain.call(merchant, batch).await;
    assert_eq!(refused.err(), Some(Error::Refused(CouponError::OverBudget { left: 2 })));
    let refused = chain.call(&counter.shop.mallory, counter.messages().issue(campaign, ben)).await;
    assert_eq!(refused.err(), Some(Error::Refused(CouponError::NotManager)));
    Ok(())
}

// M5, M6
pub async fn points_are_exchanged_for_coupons(chain: &mut impl Chain) -> Result<(), Fault> {
    let counter = Counter::open(chain).await?;
    let shop = &counter.shop;
    let ann = &shop.ann;
    shop.issue(chain, ann, 1_000).await?;
    let mut price = Price { token: shop.points, amount: 300, to: Some(shop.merchant.id()) };
    let terms = counter.terms(chain, Kind::Exchange {}).await?;
    let sale = Sale { price: Some(price.clone()), royalty: None };
    let paid = counter.campaign(chain, terms.clone(), sale).await?;
    price.to = None;
    let sale = Sale { price: Some(price), royalty: None };
    let burned = counter.campaign(chain, terms, sale).await?;

    let refused = chain.call(ann, counter.messages().exchange(paid)).await;
    let fault = CouponError::Points(PointsFault::InsufficientAllowance);
    assert_eq!(refused.err(), Some(Error::Refused(fault)));
    let mut points = at::<Points>(shop.points);
    chain.call(ann, points.approve(counter.coupons, 600)).await?;
    let exchanged = chain.call(ann, counter.messages().exchange(paid)).await?;
    let expected =
        Exchanged { coupon: exchanged.value, member: ann.id(), token: shop.points, amount: 300 };
    assert_eq!(exchanged.events.of::<Exchanged>(counter.coupons), [expected]);
    assert_eq!(counter.owner(chain, exchanged.value).await?, Some(ann.id()));
    assert_eq!(shop.book(chain).await?, [300, 700, 0, 0, 0, 1_000]);
    chain.call(ann, counter.messages().exchange(burned)).await?;
    assert_eq!(shop.book(chain).await?, [300, 400, 0, 0, 0, 700]);
    Ok(())
}

// C1, C7: claimed by anyone for a member who has no native currency.
pub async fn vouchers_are_claimed_once(chain: &mut impl Chain) -> Result<(), Fault> {
    let counter = Counter::open(chain).await?;
    let (merchant, relayer) = (&counter.shop.merchant, &counter.shop.cai);
    let member = Account::dev("a member who is nobody on the chain yet");
    let campaign = counter.vouchers(chain, 100).await?;
    let deadline = chain.now().await? + HOUR;
    let voucher = Voucher { campaign, number: 7, member: member.id(), deadline };
    let signature = merchant.sign_voucher(counter.coupons, &voucher);
    let proof = || Proof::Manager { signer: merchant.id() };

    let other = Voucher { member: relayer.id(), ..voucher };
    let refused = chain.call(relayer, counter.messages().claim(other, proof(), signature)).await;
    assert_eq!(refused.err(), Some(Error::Refused(CouponError::BadSignature)));
    let claimed =
        chain.call(relayer, counter.messages().claim(voucher, proof(), signature)).await?;
    let issuer: [u8; 32] = *merchant.id().as_ref();
    let event = Claimed { coupon: claimed.value, issuer, number: 7 };
    assert_eq!(claimed.events.of::<Claimed>(counter.coupons), [event]);
    assert_eq!(counter.owner(chain, claimed.value).await?, Some(member.id()));
    let again = chain.call(relayer, counter.messages().claim(voucher, proof(), signature)).await;
    assert_eq!(again.err(), Some(Error::Refused(CouponError::VoucherUsed)));
    assert!(chain.read(counter.messages().is_claimed(campaign, issuer, 7)).await?);
    assert!(!chain.read(counter.messages().is_claimed(campaign, issuer, 6)).await?);
    Ok(())
}

pub async fn printed_codes_are_claimed_once(chain: &mut impl Chain) -> Result<(), Fault> {
    let counter = Counter::open(chain).await?;
    let (ann, ben) = (&counter.shop.ann, &counter.shop.ben);
    let campaign = counter.vouchers(chain, 100).await?;
    let keys: Vec<Account> = (0..5).map(|n| Account::dev(&format!("code-{n}"))).collect();
    let public: Vec<_> = keys.iter().map(Account::id).collect();
    let codes = Codes::new(&public).ok_or("no codes")?;
    let root = codes.root();
    let deadline = chain.now().await? + HOUR;
    let voucher = Voucher { campaign, number: 3, member: ann.id(), deadline };
    let signature = keys[3].sign_code(counter.coupons, &root, &voucher);
    let proof = || Proof::Code { root, key: public[3], path: codes.path(3) };

    let early = chain.call(ben, counter.messages().claim(voucher, proof(), signature)).await;
    assert_eq!(early.err(), Some(Error::Refused(CouponError::UnknownCode)));
    chain.call(&counter.shop.merchant, counter.messages().publish_codes(campaign, root)).await?;
    // Ben sees Ann's claim before it is in a block, and can do nothing but submit it.
    let his = Voucher { member: ben.id(), ..voucher };
    let refused = chain.call(ben, counter.messages().claim(his, proof(), signature)).await;
    assert_eq!(refused.err(), Some(Error::Refused(CouponError::BadSignature)));
    let claimed = chain.call(ben, counter.messages().claim(voucher, proof(), signature)).await?;
    assert_eq!(counter.owner(chain, claimed.value).await?, Some(ann.id()));

    let signature = keys[3].sign_code(counter.coupons, &root, &his);
    let again = chain.call(ben, counter.messages().claim(his, proof(), signature)).await;
    assert_eq!(again.err(), Some(Error::Refused(CouponError::VoucherUsed)));
    // The same leaf has no second number.
    let his = Voucher { number: 3 + 8, ..his };
    let signature = keys[3].sign_code(counter.coupons, &root, &his);
    let again = chain.call(ben, counter.messages().claim(his, proof(), signature)).await;
    assert_eq!(again.err(), Some(Error::Refused(CouponError::UnknownCode)));
    Ok(())
}
