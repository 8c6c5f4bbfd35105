//! What the messages of coupons cost.

use coupon::CouponRef;
use points::Points;
use psp22::PSP22;
use psp34::{Id, PSP34Burnable, PSP34Enumerable, PSP34Metadata, PSP34};
use tongquan_client::{at, Account, AccountId, Chain, Codes};
use tongquan_traits::{
    campaigns::{CampaignState, Campaigns, Details, Kind, Price, Sale, Validity},
    coupons::{Coupons, Proof, Voucher},
    ownable::Ownable,
    redemption::{ticket_payload, Redemption},
    tills::Tills,
};

use super::Meter;
use crate::{
    bundle,
    counter::{order, Counter, DAY, HOUR, LIMITS},
    shop::Fault,
};

pub async fn measure(meter: &mut Meter<'_, impl Chain>) -> Result<(), Fault> {
    let counter = Counter::open(meter.chain).await?;
    let (front, desk) = (bundle("coupon")?, bundle("coupon-desk")?);
    let genesis_hash = meter.chain.genesis_hash().await?;
    let constructor = CouponRef::new("Tea House coupons".into(), genesis_hash, desk.code_hash());
    meter.deployment(counter.shop.merchant.id(), &front, constructor).await?;
    issue(meter, &counter).await?;
    claims(meter, &counter).await?;
    transfers(meter, &counter).await?;
    redemptions(meter, &counter).await?;
    undo(meter, &counter).await?;
    office(meter, &counter).await?;
    readers(meter, &counter).await
}

fn stranger(number: u8) -> AccountId {
    [number; 32].into()
}

async fn issue(meter: &mut Meter<'_, impl Chain>, counter: &Counter) -> Result<(), Fault> {
    let campaign = counter.vouchers(meter.chain, 100).await?;
    let merchant = counter.shop.merchant.id();
    counter.issue(meter.chain, campaign, &counter.shop.ann).await?;
    let messages = || counter.messages();
    let ann = counter.shop.ann.id();
    meter.write("issue, to a holder", merchant, messages().issue(campaign, ann)).await?;
    let issue = messages().issue(campaign, stranger(1));
    meter.write("issue, to a new holder", merchant, issue).await?;
    let members: Vec<AccountId> = (0..100).map(stranger).collect();
    let batch = || messages().issue_batch(campaign, members.clone());
    meter.write("issue_batch, to 100 new holders", merchant, batch()).await?;
    meter.chain.call(&counter.shop.merchant, batch()).await?;
    meter.write("issue_batch, to 100 holders", merchant, batch()).await?;

    let mut terms = counter.terms(meter.chain, Kind::Exchange {}).await?;
    terms.per_member = 5;
    let limited = counter.campaign(meter.chain, terms, Sale::default()).await?;
    let issue = messages().issue(limited, ann);
    meter.write("issue, with a limit per member", merchant, issue).await?;
    let name = "issue, with a limit per member, to a new holder";
    let issue = messages().issue(limited, stranger(201));
    meter.write(name, merchant, issue).await
}

async fn claims(meter: &mut Meter<'_, impl Chain>, counter: &Counter) -> Result<(), Fault> {
    let (shop, messages) = (&counter.shop, || counter.messages());
    let merchant = &shop.merchant;
    let price = |to| Price { token: shop.points, amount: 10, to };
    let terms = counter.terms(meter.chain, Kind::Exchange {}).await?;
    let sale = |to| Sale { price: Some(price(to)), royalty: None };
    let paid = counter.campaign(meter.chain, terms.clone(), sale(Some(merchant.id()))).await?;
    let burned = counter.campaign(meter.chain, terms, sale(None)).await?;
    shop.issue(meter.chain, &shop.ann, 1_000).await?;
    shop.issue(meter.chain, merchant, 1_000).await?;
    let approve = at::<Points>(shop.points).approve(counter.coupons, 500);
    meter.chain.call(&shop.ann, approve).await?;
    let ann = shop.ann.id();
    meter.write("exchange, paid to the merchant", ann, messages().exchange(paid)).await?;
    meter.write("exchange, burned", ann, messages().exchange(burned)).await?;

    let campaign = counter.vouchers(meter.chain, 100).await?;
    let deadline = meter.chain.now().await? + HOUR;
    let voucher = Voucher { campaign, number: 7, member: ann, deadline };
    let proof = Proof::Manager { signer: merchant.id() };
    let signature = merchant.sign_voucher(counter.coupons, &voucher);
    let claim = messages().claim(voucher, proof, signature);
    meter.write("claim, of a manager's voucher", ann, claim).await?;

    let key = Account::dev("code");
    let mut keys = vec![stranger(2); 10_000];
    keys[7] = key.id();
    let codes = Codes::new(&keys).ok_or("no codes")?;
    let root = codes.root();
    meter.write("publish_codes", merchant.id(), messages().publish_codes(campaign, root)).await?;
    meter.chain.call(merchant, messages().publish_codes(campaign, root)).await?;
    let proof = Proof::Code { root, key: key.id(), path: codes.path(7) };
    let signature = key.sign_code(counter.coupons, &root, &voucher);
    let claim = messages().claim(voucher, proof, signature);
    meter.write("claim, of one of 10,000 codes", ann, claim).await
}

async fn transfers(meter: &mut Meter<'_, impl Chain>, counter: &Counter) -> Result<(), Fault> {
    let campaign = counter.vouchers(meter.chain, 100).await?;
    let (merchant, ann, ben, cai) =
        (&counter.shop.merchant, &counter.shop.ann, &counter.shop.ben, &counter.shop.cai);
    let first = counter.issue(meter.chain, campaign, ann).await?;
    counter.issue(meter.chain, campaign, ben).await?;
    let messages = || counter.messages();
    let give = |coupon, to: AccountId| messages().transfer(to, Id::U64(coupon), vec![]);
    meter.write("transfer, both hold coupons", ann.id(), give(first, ben.id())).await?;
    meter.write("transfer, to a new holder", ann.id(), give(first, stranger(200))).await?;
    let approve = |coupon: Option<u64>| messages().approve(cai.id(), coupon.map(Id::U64), true);
    meter.write("approve, a coupon", ann.id(), approve(Some(first))).await?;
    meter.write("approve, all coupons", ann.id(), approve(None)).await?;
    meter.chain.call(ann, approve(Some(first))).await?;
    let message = give(first, ben.id());
    meter.write("transfer, by who is approved for the coupon", cai.id(), message).await?;
    meter.chain.call(ann, approve(None)).await?;
    let message = give(first, ben.id());
    meter.write("transfer, by who is approved for all", cai.id(), message).await?;
    let burn = messages().burn(ann.id(), Id::U64(first));
    meter.write("burn", ann.id(), burn).await?;

    // Cai's first page is full and not the last, and his list ends with a page of one; Ben's is full.
    let batch = messages().issue_batch(campaign, vec![cai.id(); 33]);
    let of_cai = meter.chain.call(merchant, batch).await?.value;
    let batch = messages().issue_batch(campaign, vec![ben.id(); 15]);
    meter.chain.call(merchant, batch).await?;
    let name = "transfer, at worst: from an early page to a full one";
    meter.write(name, cai.id(), give(of_cai, ben.id())).await
}

async fn redemptions(meter: &mut Meter<'_, impl Chain>, counter: &Counter) -> Result<(), Fault> {
    let campaign = counter.vouchers(meter.chain, 100).await?;
    let (ann, till) = (&counter.shop.ann, &counter.till);
    let messages = || counter.messages();
    let mut vouchers = Vec::new();
    for _ in 0..10 {
        vouchers.push(counter.issue(meter.chain, campaign, ann).await?);
    }
    let one = vec![vouchers[0]];
    let redeem = messages().redeem(order("1"), 100, one.clone());
    meter.write("redeem, by the holder", ann.id(), redeem).await?;
    let redeem = messages().redeem(order("1"), 60, one.clone());
    meter.write("redeem, a part of a voucher", ann.id(), redeem).await?;
    let redeem = messages().redeem(order("1"), 1_000, vouchers.clone());
    meter.write("redeem, 10 of one campaign", ann.id(), redeem).await?;

    let (ticket, signature) = counter.ticket(meter.chain, ann, order("1"), 100, &one).await?;
    let by_ticket = || messages().redeem_with_ticket(ticket.clone(), signature);
    meter.write("redeem_with_ticket", till.id(), by_ticket()).await?;
    let payload = ticket_payload(&counter.coupons, &ticket, &[0]);
    let wrapped = ann.sign(&[b"<Bytes>", &payload[..], b"</Bytes>"].concat());
    let redeem = messages().redeem_with_ticket(ticket.clone(), wrapped);
    meter.write("redeem_with_ticket, wrapped by a wallet", till.id(), redeem).await?;
    let (all, signature_of_all) =
        counter.ticket(meter.chain, ann, order("1"), 1_000, &vouchers).await?;
    let redeem = messages().redeem_with_ticket(all, signature_of_all);
    meter.write("redeem_with_ticket, 10 of one campaign", till.id(), redeem).await?;

    let mut mixed = Vec::new();
    for _ in 0..10 {
        let campaign = counter.vouchers(meter.chain, 100).await?;
        mixed.push(counter.issue(meter.chain, campaign, ann).await?);
    }
    let redeem = messages().redeem(order("1"), 1_000, mixed);
    meter.write("redeem, 10 of 10 campaigns", ann.id(), redeem).await?;

    let kind = Kind::Points { token: counter.shop.points, amount: 5 };
    let terms = counter.terms(meter.chain, kind).await?;
    let campaign = counter.campaign(meter.chain, terms, Sale::default()).await?;
    let coupon = counter.issue(meter.chain, campaign, ann).await?;
    let redeem = messages().redeem(order("1"), 0, vec![coupon]);
    meter.write("redeem, a points coupon", ann.id(), redeem).await?;

    let until = ticket.deadline;
    let reserve = messages().reserve(order("1"), 100, one, until);
    meter.write("reserve, by the holder", ann.id(), reserve).await?;
    let reserve = || messages().reserve_with_ticket(ticket.clone(), signature, until);
    meter.write("reserve_with_ticket", till.id(), reserve()).await?;
    meter.chain.call(till, reserve()).await?;
    meter.write("redeem_with_ticket, what was reserved", till.id(), by_ticket()).await?;
    meter.write("release", till.id(), messages().release(order("1"))).await?;
    meter.chain.call(till, by_ticket()).await?;
    meter.write("redeem_with_ticket, sent again", till.id(), by_ticket()).await
}

/// Goes on with the order that was redeemed last.
async fn undo(meter: &mut Meter<'_, impl Chain>, counter: &Counter) -> Result<(), Fault> {
    let messages = || counter.messages();
    let (merchant, till) = (counter.shop.merchant.id(), counter.till.id());
    meter.write("void, by the till", till, messages().void(order("1"))).await?;
    meter.write("refund, in full", merchant, messages().refund(order("1"), 100)).await?;
    meter.write("refund, in part", merchant, messages().refund(order("1"), 40)).await?;

    // Without a refund window, receipts and used coupons can be cleared at once.
    let mut terms = counter.terms(meter.chain, Kind::Exchange {}).await?;
    terms.refund.window = 0;
    let campaign = counter.campaign(meter.chain, terms, Sale::default()).await?;
    let ann = &counter.shop.ann;
    let coupon = counter.issue(meter.chain, campaign, ann).await?;
    let redeem = messages().redeem(order("2"), 0, vec![coupon]);
    meter.chain.call(ann, redeem).await?;
    let clear = messages().clear_receipts(vec![order("2")]);
    meter.write("clear_receipts, one", ann.id(), clear).await?;
    let clear = messages().clear_coupons(vec![coupon]);
    meter.write("clear_coupons, one", merchant, clear).await
}

async fn office(meter: &mut Meter<'_, impl Chain>, counter: &Counter) -> Result<(), Fault> {
    let messages = || counter.messages();
    let merchant = counter.shop.merchant.id();
    let terms = counter.terms(meter.chain, Kind::Voucher { value: 100 }).await?;
    let (budget, until) = (terms.budget, terms.issue_until);
    let Validity::Dates { until: end, .. } = terms.validity else { return Err("no dates".into()) };
    let open = messages().open_campaign(terms, Sale::default(), Details::default());
    meter.write("open_campaign", merchant, open).await?;
    let extend = messages().extend_campaign(1, budget, until, end + DAY);
    meter.write("extend_campaign", merchant, extend).await?;
    let pause = messages().set_campaign_state(1, CampaignState::Paused {});
    meter.write("set_campaign_state", merchant, pause).await?;
    meter.write("set_manager", merchant, messages().set_manager(stranger(3), true)).await?;
    let appoint = messages().set_till(stranger(3), Some(LIMITS));
    meter.write("set_till, a new one", merchant, appoint).await?;
    let dismiss = messages().set_till(counter.till.id(), None);
    meter.write("set_till, none any more", merchant, dismiss).await?;
    let offer = || messages().transfer_ownership(Some(counter.shop.ben.id()));
    meter.write("transfer_ownership", merchant, offer()).await?;
    meter.chain.call(&counter.shop.merchant, offer()).await?;
    meter.write("accept_ownership", counter.shop.ben.id(), messages().accept_ownership()).await
}

async fn readers(meter: &mut Meter<'_, impl Chain>, counter: &Counter) -> Result<(), Fault> {
    let messages = counter.messages();
    let (ann, till) = (counter.shop.ann.id(), counter.till.id());
    let coupon = (1 << 32) | 1;
    let id = || Id::U64(coupon);
    meter.read("coupon", messages.coupon(coupon)).await?;
    meter.read("receipt", messages.receipt(order("1"))).await?;
    meter.read("campaign", messages.campaign(1)).await?;
    meter.read("campaign_count", messages.campaign_count()).await?;
    meter.read("campaign_details", messages.campaign_details(1)).await?;
    meter.read("issued_to", messages.issued_to(1, ann)).await?;
    meter.read("is_claimed", messages.is_claimed(1, [1; 32], 1)).await?;
    meter.read("genesis_hash", messages.genesis_hash()).await?;
    meter.read("desk", messages.desk()).await?;
    meter.read("is_manager", messages.is_manager(ann)).await?;
    meter.read("till", messages.till(till)).await?;
    meter.read("owner", messages.owner()).await?;
    meter.read("pending_owner", messages.pending_owner()).await?;
    meter.read("collection_id", messages.collection_id()).await?;
    meter.read("balance_of", messages.balance_of(ann)).await?;
    meter.read("owner_of", messages.owner_of(id())).await?;
    meter.read("allowance", messages.allowance(ann, till, Some(id()))).await?;
    meter.read("total_supply", messages.total_supply()).await?;
    meter.read("get_attribute", messages.get_attribute(id(), b"name".to_vec())).await?;
    meter.read("owners_token_by_index", messages.owners_token_by_index(ann, 0)).await?;
    meter.read("token_by_index", messages.token_by_index(0)).await
}
