//! A shop that is ready to serve: people at work, campaigns as a tea shop has them, signed tickets.

use std::fmt::Debug;

use coupon::Coupon;
use ink::primitives::AccountId;
use tongquan_traits::{
    campaigns::{Campaigns, Details, Kind, Off, Policy, Price, RefundRule, Sale, Terms, Validity},
    coupons::{CouponView, Coupons, Status},
    redemption::{OrderRef, Receipt, Redemption, Ticket},
    tills::{TillLimits, Tills, DAY},
};

use crate::{
    people::{manager, merchant, other_till, till},
    shop::{address, token, Shop, START},
    signing::{Signature, Signed},
};

pub const HOUR: u64 = 60 * 60 * 1_000;

/// For how long the tills of these tests may void.
pub const VOID_WINDOW: u64 = HOUR;
/// For how long the campaigns of these tests can be refunded,
pub const REFUND_WINDOW: u64 = 2 * DAY;
/// and how long their coupons can be used.
pub const LENGTH: u64 = 10 * DAY;

pub const LIMITS: TillLimits =
    TillLimits { daily_value: 1_000, daily_coupons: 20, void_window: VOID_WINDOW };

pub fn terms(kind: Kind) -> Terms {
    Terms {
        kind,
        budget: 100,
        per_member: 0,
        issue_from: START,
        issue_until: START + 30 * DAY,
        validity: Validity::AfterIssue { delay: 0, length: LENGTH },
        policy: Policy::Free {},
        refund: RefundRule {
            window: REFUND_WINDOW,
            grace: 0,
            by_tills: true,
            points_within_balance: false,
        },
        stackable: true,
    }
}

pub fn voucher(value: u64) -> Terms {
    terms(Kind::Voucher { value })
}

pub fn points(amount: u128) -> Terms {
    terms(Kind::Points { token: token(), amount })
}

pub fn fixed(minimum: u64, amount: u64) -> Terms {
    terms(Kind::Deduction { minimum, off: Off::Fixed { amount } })
}

pub fn part(basis_points: u16, ceiling: u64) -> Terms {
    terms(Kind::Deduction { minimum: 0, off: Off::Part { basis_points, ceiling } })
}

pub fn good() -> Terms {
    terms(Kind::Exchange {})
}

pub fn free() -> Sale {
    Sale { price: None, royalty: None }
}

pub fn for_points(amount: u128, to: Option<AccountId>) -> Sale {
    Sale { price: Some(Price { token: token(), amount, to }), royalty: None }
}

pub fn details() -> Details {
    Details {
        name: "A cup of oolong".into(),
        terms_url: "https://lotus.example/terms".into(),
        terms_hash: [7; 32],
        image: "ipfs://oolong".into(),
    }
}

pub fn order(number: u8) -> OrderRef {
    [number; 32]
}

impl Shop {
    /// A shop with a manager and two tills. No event is unread.
    pub fn ready() -> Self {
        let mut shop = Self::open();
        shop.by(merchant()).set_manager(manager(), true).expect("the owner appoints");
        for account in [till(), other_till()] {
            shop.by(manager()).set_till(account, Some(LIMITS)).expect("a manager sets tills");
        }
        shop.points().set_issuer(address(), 1_000_000);
        shop.events();
        shop
    }

    /// A ready shop with one campaign.
    pub fn with(terms: Terms) -> Self {
        let mut shop = Self::ready();
        shop.campaign_of(terms, free());
        shop
    }

    pub fn campaign_of(&mut self, terms: Terms, sale: Sale) -> u32 {
        let campaign = self.by(manager()).open_campaign(terms, sale, details()).expect("terms");
        self.events();
        campaign
    }

    /// Issues a coupon of the campaign.
    #[track_caller]
    pub fn give(&mut self, campaign: u32, to: AccountId) -> u64 {
        let coupon = self.by(manager()).issue(campaign, to).expect("it is issued");
        self.events();
        coupon
    }

    #[track_caller]
    pub fn view(&self, number: u64) -> CouponView {
        self.coupon(number).expect("a coupon")
    }

    pub fn status(&self, number: u64) -> Status {
        self.view(number).status
    }

    /// The holder's ticket for any till, good for an hour.
    pub fn ticket(&self, order: OrderRef, amount: u64, coupons: &[u64]) -> Ticket {
        let deadline = self.now + HOUR;
        Ticket { till: None, order, amount, coupons: coupons.to_vec(), deadline }
    }

    /// What the holder of the first coupon signs for the ticket.
    pub fn consent(&self, ticket: &Ticket) -> Signature {
        let view = |coupon: &u64| self.coupon(*coupon);
        Signature {
            by: view(&ticket.coupons[0]).expect("a coupon").holder,
            what: Signed::Ticket {
                ticket: ticket.clone(),
                moves: ticket.coupons.iter().map(|c| view(c).map_or(0, |v| v.moves)).collect(),
            },
            contract: self.address(),
            wrapped: false,
        }
    }

    /// A till redeems with the holder's ticket.
    #[track_caller]
    pub fn serve(
        &mut self,
        at: AccountId,
        order: OrderRef,
        amount: u64,
        coupons: &[u64],
    ) -> Receipt {
        let ticket = self.ticket(order, amount, coupons);
        let signature = self.consent(&ticket).bytes();
        self.by(at).redeem_with_ticket(ticket, signature).expect("it is redeemed")
    }

    /// Calls a message that must be refused with `error`.
    #[track_caller]
    pub fn refuses<T: Debug + PartialEq, E: Debug + PartialEq>(
        &mut self,
        caller: AccountId,
        message: impl FnOnce(&mut Coupon) -> Result<T, E>,
        error: E,
    ) {
        assert_eq!(message(self.by(caller)), Err(error));
        self.events();
    }
}
