//! A merchant: its contracts, who may do what in them, and the first campaign.

use std::{fmt::Debug, path::Path};

use coupon::{Coupon, CouponRef};
use points::{Points, PointsRef};
use scale::{Decode, Encode};
use scale_info::TypeInfo;
use tongquan_client::{at, AccountId, Bundle, Chain, Message};
use tongquan_traits::{campaigns::Campaigns, issuance::Issuance, tills::Tills};

use super::{
    step::State,
    works::{Piece, Works},
    MerchantFile,
};
use crate::{
    book::{ContractKind, Merchant},
    campaign_file::{CampaignFile, Draft},
    problem::Problem,
    session::{Shop, Token},
    toml_file::{wrong, OfKey},
};

/// All that a merchant's file asks for. `folder` is where the file is.
pub async fn merchant<C: Chain>(
    works: &mut Works<'_, C>,
    file: &MerchantFile,
    folder: &Path,
    [points, coupon, desk]: [&Bundle; 3],
) -> Result<(), Problem> {
    let MerchantFile { name, money, .. } = file;
    if works.session.book.merchants.get(name).is_some_and(|known| known.money != *money) {
        return Err(wrong("money", "the address book has other money for this merchant"));
    }
    let token = Token { symbol: file.points.symbol.clone(), decimals: file.points.decimals };
    let names = [format!("{name}.points"), format!("{name}.coupon")];
    let constructor = PointsRef::new(
        file.points.name.clone(),
        file.points.symbol.clone(),
        token.decimals,
        file.points.cap()?,
    );
    let points = works
        .contract(Piece {
            name: names[0].clone(),
            kind: ContractKind::Points,
            bundle: points,
            constructor: constructor.into(),
            salt: name.as_bytes(),
            waits: false,
        })
        .await?;
    let genesis_hash = works.session.chain.genesis_hash().await?;
    let constructor = CouponRef::new(file.coupons.name.clone(), genesis_hash, desk.code_hash());
    let waits = !works.session.chain.has_code(desk.code_hash()).await?;
    let coupon = works
        .contract(Piece {
            name: names[1].clone(),
            kind: ContractKind::Coupon,
            bundle: coupon,
            constructor: constructor.into(),
            salt: name.as_bytes(),
            waits,
        })
        .await?;
    let entry =
        Merchant { points: names[0].clone(), coupon: names[1].clone(), money: money.clone() };
    works
        .enter(|book| {
            book.merchants.insert(name.clone(), entry.clone());
        })
        .await?;

    let shop = Shop { name: name.clone(), points, coupon, money: money.clone() };
    issuers(works, file, &shop, &token).await?;
    managers(works, file, &shop).await?;
    tills(works, file, &shop).await?;
    if let Some(campaign) = &file.campaign {
        first_campaign(works, campaign, &shop, &token, folder).await?;
    }
    Ok(())
}

async fn issuers<C: Chain>(
    works: &mut Works<'_, C>,
    file: &MerchantFile,
    shop: &Shop,
    token: &Token,
) -> Result<(), Problem> {
    let mut wanted = Vec::new();
    for (account, quota) in file.points.issuers()? {
        let id = works.session.account(account).of_key("points.issuers")?;
        wanted.push((account.to_owned(), id, quota));
    }
    let quota = file.coupons.quota(token.decimals)?;
    if quota > 0 {
        wanted.push((format!("{}.coupon", shop.name), shop.coupon, quota));
    }
    let contract = || at::<Points>(shop.points);
    for (name, account, quota) in wanted {
        let is_so = match works.is_there(shop.points).await? {
            true => {
                let issuer = works.session.read(contract().issuer(account)).await?;
                // A quota is never below what was issued.
                issuer.map_or(quota == 0, |issuer| issuer.quota == quota.max(issuer.issued))
            }
            false => quota == 0,
        };
        let what = format!("{}: {name} may issue {}", shop.name, token.show(quota));
        works.call(what, is_so, contract().set_issuer(account, quota)).await?;
    }
    Ok(())
}

async fn managers<C: Chain>(
    works: &mut Works<'_, C>,
    file: &MerchantFile,
    shop: &Shop,
) -> Result<(), Problem> {
    let contract = || at::<Coupon>(shop.coupon);
    for name in &file.coupons.managers {
        let account = works.session.account(name).of_key("coupons.managers")?;
        let is_so = works.is_there(shop.coupon).await?
            && works.session.read(contract().is_manager(account)).await?;
        let what = format!("{}: {name} is a manager", shop.name);
        works.call(what, is_so, contract().set_manager(account, true)).await?;
    }
    Ok(())
}

async fn tills<C: Chain>(
    works: &mut Works<'_, C>,
    file: &MerchantFile,
    shop: &Shop,
) -> Result<(), Problem> {
    let contract = || at::<Coupon>(shop.coupon);
    for till in &file.tills {
        let account = works.session.account(&till.account).of_key("tills.account")?;
        let limits = till.limits(&shop.money)?;
        let is_so = works.is_there(shop.coupon).await?
            && works
                .session
                .read(contract().till(account))
                .await?
                .is_some_and(|till| till.limits == limits);
        let what = format!(
            "{}: {} is a till, {} and {} coupons a day",
            shop.name,
            till.account,
            shop.money.show(limits.daily_value),
            limits.daily_coupons
        );
        works.call(what, is_so, contract().set_till(account, Some(limits))).await?;
    }
    Ok(())
}

async fn first_campaign<C: Chain>(
    works: &mut Works<'_, C>,
    file: &CampaignFile,
    shop: &Shop,
    token: &Token,
    folder: &Path,
) -> Result<(), Problem> {
    let draft = file.draft_before(works.session, shop, token, folder).await?;
    let is_so = works.is_there(shop.coupon).await? && is_open(works, shop.coupon, &draft).await?;
    let Draft { terms, sale, details, .. } = draft;
    let what = format!("{}: the campaign '{}'", shop.name, details.name);
    works.call(what, is_so, at::<Coupon>(shop.coupon).open_campaign(terms, sale, details)).await
}

/// Whether there is such a campaign.
async fn is_open<C: Chain>(
    works: &mut Works<'_, C>,
    coupon: AccountId,
    draft: &Draft,
) -> Result<bool, Problem> {
    let contract = || at::<Coupon>(coupon);
    for number in 1..=works.session.read(contract().campaign_count()).await? {
        let details = works.session.read(contract().campaign_details(number)).await?;
        let campaign = works.session.read(contract().campaign(number)).await?;
        if let (Some(found), Some(details)) = (campaign, details) {
            if draft.describes(&found.terms, &found.sale, &details) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

impl<C: Chain> Works<'_, C> {
    /// A message that has to be sent, unless it is so already.
    async fn call<T, E>(
        &mut self,
        what: String,
        is_so: bool,
        message: impl Into<Message<Result<T, E>>>,
    ) -> Result<(), Problem>
    where
        T: Decode,
        E: Encode + Decode + TypeInfo + Debug + 'static,
    {
        let message = message.into();
        if is_so {
            self.push(what, State::There, None, None);
            return Ok(());
        }
        let of_message = |problem: Problem| Problem {
            message: format!("{what}: {}", problem.message),
            ..problem
        };
        match self.signer.clone() {
            Some(signer) => {
                self.session.screen.say(format!("{what} ..."));
                let receipt = self.session.chain.call(&signer, message).await;
                let receipt = receipt.map_err(Problem::of_message).map_err(of_message)?;
                self.push(what, State::Done, None, Some(receipt.cost));
            }
            None => {
                let cost = match self.is_there(message.contract).await? {
                    true => {
                        let tried = self.session.chain.dry_run(self.by, message).await;
                        Some(tried.map_err(Problem::of_message).map_err(of_message)?.cost)
                    }
                    false => None,
                };
                self.push(what, State::Missing, None, cost);
            }
        }
        Ok(())
    }
}
