//! Points and items as people write and read them: `points 12.50 tea`, `coupon 3-17@tea`.

use psp34::Id;
use tongquan_client::{ss58, AccountId, Chain};
use tongquan_traits::{
    assets::{Asset, Item},
    campaigns::{Kind, Off},
    coupons::{CouponView, Status},
    swaps::Want,
};

use crate::{amount, coupon_id::CouponId, problem::Problem, session::Session, time};

/// How assets are written, for the help of commands.
pub const ASSET_HELP: &str = "\
How an asset is written; a merchant can be left out where there is one only:
  points 12.50 tea          points of the merchant tea, or of a PSP22 contract's name or address
  coupon 3-17@tea           coupon 17 of campaign 3 of the merchant tea, or of a contract
  item u32:5@ADDRESS        another PSP34 token: u8: u16: u32: u128: and a number, or 0x and bytes";

impl<C: Chain> Session<C> {
    /// An asset that a user wrote.
    ///
    /// # Errors
    ///
    /// `InvalidArgument`, `UnknownName`, or what the token's contract fails with.
    pub async fn asset(&mut self, text: &str) -> Result<Asset, Problem> {
        match text.split_whitespace().collect::<Vec<_>>()[..] {
            ["points", amount] => self.points(amount, None).await,
            ["points", amount, token] => self.points(amount, Some(token)).await,
            ["coupon" | "item", item] => Ok(Asset::Item { item: self.item(item)? }),
            _ => Err(no_asset(text)),
        }
    }

    async fn points(&mut self, written: &str, token: Option<&str>) -> Result<Asset, Problem> {
        let (token, amount) = self.points_of(written, token).await?;
        Ok(Asset::Points { token, amount })
    }

    /// The token, and the amount in its smallest unit.
    async fn points_of(
        &mut self,
        written: &str,
        token: Option<&str>,
    ) -> Result<(AccountId, u128), Problem> {
        let token = self.token_address(token)?;
        let decimals = self.token(token).await?.decimals;
        Ok((token, amount::parse(written, decimals)?))
    }

    /// An item that a user wrote: `3-17@tea`.
    ///
    /// # Errors
    ///
    /// `InvalidArgument`, `UnknownName`.
    pub fn item(&self, text: &str) -> Result<Item, Problem> {
        let (id, contract) = match text.split_once('@') {
            Some((id, contract)) => (id, Some(contract)),
            None => (text, None),
        };
        Ok(Item { contract: self.coupon_contract(contract)?, id: item_id(id)? })
    }

    /// The coupon contract of a merchant, or a PSP34 contract by its name or address.
    ///
    /// # Errors
    ///
    /// `InvalidArgument`, `UnknownName`.
    pub fn coupon_contract(&self, named: Option<&str>) -> Result<AccountId, Problem> {
        match named {
            Some(name) if !self.book.merchants.contains_key(name) => self.account(name),
            named => Ok(self.merchant(named)?.coupon),
        }
    }

    /// What a maker wants, as a user wrote it: an asset, or `any campaign 3@tea`; of coupons also what
    /// they must be good for: `left 10.00`, `until 2026-12-31`.
    ///
    /// # Errors
    ///
    /// `InvalidArgument`, `UnknownName`, or what the token's contract fails with.
    pub async fn want(&mut self, text: &str) -> Result<Want, Problem> {
        let (text, until) = match text.split_once(" until ") {
            Some((text, until)) => (text, self.moment(until).await?),
            None => (text, 0),
        };
        let (text, left) = match text.split_once(" left ") {
            Some((text, left)) => (text, Some(left.trim())),
            None => (text, None),
        };
        if let ["any", "campaign", campaign] = text.split_whitespace().collect::<Vec<_>>()[..] {
            let (number, contract) = match campaign.split_once('@') {
                Some((number, contract)) => (number, Some(contract)),
                None => (campaign, None),
            };
            let contract = self.coupon_contract(contract)?;
            let campaign = number
                .parse()
                .map_err(|_| Problem::argument(format!("'{number}' is no campaign's number")))?;
            let left = self.left(&contract, left)?;
            return Ok(Want::AnyOf { contract, campaign, left, until });
        }
        match self.asset(text).await? {
            Asset::Item { item } => {
                let left = self.left(&item.contract, left)?;
                Ok(Want::Item { item, left, until })
            }
            Asset::Points { token, amount } if left.is_none() && until == 0 => {
                Ok(Want::Points { token, amount })
            }
            Asset::Points { .. } => {
                Err(Problem::argument("'left' and 'until' are said of coupons, not of points"))
            }
        }
    }

    fn left(&self, contract: &AccountId, left: Option<&str>) -> Result<u64, Problem> {
        left.map_or(Ok(0), |left| self.money_of(contract).parse(left))
    }

    /// An amount of a token that anybody may have made: of one that the address book doesn't know also
    /// its address, for the symbol could be that of another.
    pub async fn show_amount(&mut self, token: AccountId, amount: u128) -> String {
        let shown = self.show_points(token, amount).await;
        match self.is_known(&token) {
            true => shown,
            false => format!("{shown} of the unknown contract {}", ss58(&token)),
        }
    }

    fn is_known(&self, contract: &AccountId) -> bool {
        self.book.contracts.values().any(|found| found.address.0 == *contract)
    }

    pub async fn show_asset(&mut self, asset: &Asset) -> String {
        match asset {
            Asset::Points { token, amount } => self.show_amount(*token, *amount).await,
            Asset::Item { item } => self.show_item(item),
        }
    }

    /// Several assets in a sentence.
    pub async fn show_assets(&mut self, assets: &[Asset]) -> String {
        let mut shown = Vec::new();
        for asset in assets {
            shown.push(self.show_asset(asset).await);
        }
        shown.join(" + ")
    }

    /// `coupon 3-17@tea.coupon`; a contract that the address book doesn't know with its whole address,
    /// of which the ends alone could be like those of another.
    pub fn show_item(&self, item: &Item) -> String {
        let contract = match self.is_known(&item.contract) {
            true => self.name(&item.contract),
            false => ss58(&item.contract),
        };
        match &item.id {
            Id::U64(coupon) => format!("coupon {}@{contract}", CouponId(*coupon)),
            Id::U8(id) => format!("item u8:{id}@{contract}"),
            Id::U16(id) => format!("item u16:{id}@{contract}"),
            Id::U32(id) => format!("item u32:{id}@{contract}"),
            Id::U128(id) => format!("item u128:{id}@{contract}"),
            Id::Bytes(id) => format!("item 0x{}@{contract}", hex::encode(id)),
        }
    }

    pub async fn show_want(&mut self, want: &Want) -> String {
        match want {
            Want::Points { token, amount } => self.show_amount(*token, *amount).await,
            Want::Item { item, left, until } => {
                let shown = self.show_item(item);
                self.with_conditions(shown, &item.contract, *left, *until)
            }
            Want::AnyOf { contract, campaign, left, until } => {
                let shown = format!("any coupon of campaign {campaign}@{}", self.name(contract));
                self.with_conditions(shown, contract, *left, *until)
            }
        }
    }

    fn with_conditions(
        &self,
        mut shown: String,
        contract: &AccountId,
        left: u64,
        until: u64,
    ) -> String {
        if left > 0 {
            shown.push_str(&format!(" with {} left", self.money_of(contract).show(left)));
        }
        if until > 0 {
            shown.push_str(&format!(" good until {}", self.show_time(until)));
        }
        shown
    }

    /// What a coupon is good for: `voucher of 50.00 CNY`.
    pub async fn show_kind(&mut self, contract: &AccountId, kind: &Kind) -> String {
        let money = self.money_of(contract);
        match kind {
            Kind::Voucher { value } => format!("voucher of {}", money.show(*value)),
            Kind::Points { token, amount } => {
                format!("points coupon for {}", self.show_amount(*token, *amount).await)
            }
            Kind::Deduction { minimum, off } => {
                let off = match off {
                    Off::Fixed { amount } => money.show(*amount),
                    Off::Part { basis_points, ceiling } => {
                        let percent = amount::show(u128::from(*basis_points), 2);
                        format!("{percent} %, at most {},", money.show(*ceiling))
                    }
                };
                format!("deduction of {off} from {}", money.show(*minimum))
            }
            Kind::Exchange {} => "exchange coupon".into(),
        }
    }

    /// A coupon as it is now, in one line.
    pub async fn show_coupon(&mut self, contract: &AccountId, view: &CouponView) -> String {
        let mut shown = self.show_kind(contract, &view.kind).await;
        if let Kind::Voucher { value } = view.kind {
            if view.left < value {
                shown.push_str(&format!(", {} left", self.money_of(contract).show(view.left)));
            }
        }
        let status = match view.status {
            Status::Usable {} => "usable".into(),
            Status::NotYet {} => format!("usable from {}", self.show_time(view.from)),
            Status::Reserved { until, .. } => format!("reserved until {}", self.show_time(until)),
            Status::Redeemed { .. } => "used up".into(),
            Status::Expired {} => "expired".into(),
        };
        format!("{shown}, {status}, good until {}", self.show_time(view.until))
    }

    /// A duration, or a time to come, from now.
    pub fn show_rest(&self, until: u64, now: u64) -> String {
        match until.checked_sub(now) {
            None | Some(0) => "over".into(),
            Some(rest) => time::show_duration(rest),
        }
    }
}

fn item_id(text: &str) -> Result<Id, Problem> {
    fn number<T: std::str::FromStr>(text: &str) -> Result<T, Problem> {
        text.parse().map_err(|_| Problem::argument(format!("'{text}' is no number of an item")))
    }
    if let Some(digits) = text.strip_prefix("0x") {
        let bytes = hex::decode(digits);
        return bytes
            .map(Id::Bytes)
            .map_err(|error| Problem::argument(format!("'{text}' is no item: {error}")));
    }
    match text.split_once(':') {
        Some(("u8", id)) => Ok(Id::U8(number(id)?)),
        Some(("u16", id)) => Ok(Id::U16(number(id)?)),
        Some(("u32", id)) => Ok(Id::U32(number(id)?)),
        Some(("u128", id)) => Ok(Id::U128(number(id)?)),
        Some(_) => Err(no_asset(text)),
        None => Ok(Id::U64(text.parse::<CouponId>()?.0)),
    }
}

fn no_asset(text: &str) -> Problem {
    Problem::argument(format!("'{text}' is no asset"))
        .advise("write 'points 12.50 tea' or 'coupon 3-17@tea'")
}
