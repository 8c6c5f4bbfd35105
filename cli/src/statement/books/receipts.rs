//! Orders (核销): what receipts say of coupons.

use tongquan_traits::{
    campaigns::Kind,
    redemption::{OrderRef, Receipt, ReceiptRemoved, ReceiptState, ReceiptWritten},
};

use super::{
    accounts::Accounts,
    coupons::{campaign_of, CouponBook, Mark},
    journal::{count, Journal},
};

impl CouponBook {
    pub(super) fn write_receipt(
        &mut self,
        written: ReceiptWritten,
        accounts: &mut Accounts,
        journal: &mut Journal,
    ) {
        let ReceiptWritten { order, receipt, .. } = written;
        let before = self.receipts.insert(order, receipt.clone());
        let open = match &before {
            None => true,
            Some(before) => matches!(before.state, ReceiptState::Reserved { .. }),
        };
        match (receipt.state, before) {
            (ReceiptState::Reserved { until }, _) if open => {
                self.reserve(&order, &receipt, until, accounts, journal)
            }
            (ReceiptState::Redeemed {}, _) if open => {
                self.redeem(&order, &receipt, accounts, journal)
            }
            (state, Some(before))
                if before.state == (ReceiptState::Redeemed {})
                    && !matches!(state, ReceiptState::Reserved { .. }) =>
            {
                self.give_back(&before, &receipt, accounts, journal)
            }
            _ => journal.contradict(self.address, "a receipt that can't follow the one before"),
        }
    }

    pub(super) fn remove_receipt(&mut self, removed: ReceiptRemoved, journal: &mut Journal) {
        let Some(receipt) = self.receipts.remove(&removed.order) else {
            return journal.contradict(self.address, "a receipt goes that there is not");
        };
        let early = match receipt.state {
            ReceiptState::Reserved { .. } => false,
            _ => journal.at.time < receipt.keep_until,
        };
        if early {
            journal.contradict(self.address, "a receipt goes before its time");
        }
        for line in &receipt.lines {
            if let Some(coupon) = self.coupon(line.coupon) {
                match coupon.mark {
                    Mark::Held { order, .. } if order == removed.order => coupon.mark = Mark::None,
                    _ => {}
                }
            }
        }
    }

    fn reserve(
        &mut self,
        order: &OrderRef,
        receipt: &Receipt,
        until: u64,
        accounts: &mut Accounts,
        journal: &mut Journal,
    ) {
        self.look_at_lines(receipt, accounts, journal);
        let till = receipt.till;
        for line in &receipt.lines {
            if let Some(coupon) = self.coupon(line.coupon) {
                coupon.mark = Mark::Held { order: *order, until };
            }
            journal.coupon_day(self.address, campaign_of(line.coupon), till).reserved += 1;
        }
    }

    fn redeem(
        &mut self,
        order: &OrderRef,
        receipt: &Receipt,
        accounts: &mut Accounts,
        journal: &mut Journal,
    ) {
        let address = self.address;
        self.look_at_lines(receipt, accounts, journal);
        if receipt.at != journal.at.time || receipt.refunded > 0 {
            journal.contradict(address, "a receipt of another time, or refunded already");
        }
        let mut value = 0u64;
        for line in &receipt.lines {
            value = value.saturating_add(line.deduction);
            let number = campaign_of(line.coupon);
            let day = journal.coupon_day(address, number, receipt.till);
            day.redeemed += 1;
            count(&mut day.deducted, line.deduction.into());
            let Some(coupon) = self.coupon(line.coupon) else { continue };
            let drawn = coupon.left.min(line.deduction);
            coupon.left -= drawn;
            count(&mut day.drawn, drawn.into());
            coupon.mark = Mark::None;
            if coupon.left == 0 {
                coupon.mark = Mark::Used { order: *order };
                if let Some(campaign) = self.campaign(number) {
                    campaign.counts.redeemed += 1;
                }
            }
        }
        let holder = self.members.entry(accounts.number(&receipt.holder)).or_default();
        holder.redeemed += receipt.lines.len() as u64;
        count(&mut holder.saved, value.into());
        if value > receipt.amount {
            journal.contradict(address, "more is deducted than the order amounts to");
        }
        if let Some(till) = &receipt.till {
            let till = self.tills.get_mut(&accounts.number(till));
            let coupons = receipt.lines.len() as u32;
            if !till.is_some_and(|till| till.spend(journal.at.time, value, coupons)) {
                journal.contradict(address, "a till redeems that can't, or not so much");
            }
        }
    }

    /// Looks whether the holder could use the coupons so.
    fn look_at_lines(&mut self, receipt: &Receipt, accounts: &mut Accounts, journal: &mut Journal) {
        let holder = accounts.number(&receipt.holder);
        for line in &receipt.lines {
            let usable = self.find(line.coupon).is_some_and(|(campaign, coupon)| {
                let worth = match campaign.terms.kind {
                    Kind::Voucher { .. } => line.deduction <= coupon.left,
                    _ => true,
                };
                worth
                    && coupon.holder == holder
                    && coupon.moves == line.moves
                    && !matches!(coupon.mark, Mark::Used { .. })
            });
            if !usable {
                journal.contradict(self.address, "an order uses a coupon that can't be used so");
            }
        }
    }

    /// Takes all or a part of an order back.
    fn give_back(
        &mut self,
        before: &Receipt,
        receipt: &Receipt,
        accounts: &mut Accounts,
        journal: &mut Journal,
    ) {
        let (address, now) = (self.address, journal.at.time);
        let in_full = receipt.state != (ReceiptState::Redeemed {});
        let same = Receipt { state: receipt.state, refunded: receipt.refunded, ..before.clone() };
        let more = receipt.refunded > before.refunded || in_full;
        let whole = (receipt.refunded == receipt.amount) == in_full;
        if same != *receipt || !more || !whole || receipt.refunded > receipt.amount {
            journal.contradict(address, "a refund that can't be");
        }
        let mut undone = 0u64;
        let mut days = Vec::new();
        for line in &receipt.lines {
            let number = campaign_of(line.coupon);
            let share = |refunded| share(line.deduction, refunded, receipt.amount);
            let value = share(receipt.refunded).saturating_sub(share(before.refunded));
            undone = undone.saturating_add(value);
            if !days.contains(&number) {
                days.push(number);
                let day = journal.coupon_day(address, number, receipt.till);
                match receipt.state {
                    ReceiptState::Voided {} => day.voids += 1,
                    _ => day.refunds += 1,
                }
            }
            let day = journal.coupon_day(address, number, receipt.till);
            count(&mut day.undone, value.into());
            let terms = self
                .campaign(number)
                .map(|book| (book.terms.kind.clone(), book.terms.refund.grace));
            let (Some((kind, grace)), Some(coupon)) = (terms, self.coupon(line.coupon)) else {
                journal.contradict(address, "a refund of a coupon that there is not");
                continue;
            };
            let back = match kind {
                Kind::Voucher { .. } => {
                    coupon.left = coupon.left.saturating_add(value);
                    count(&mut day.restored, value.into());
                    value > 0
                }
                _ => in_full,
            };
            if coupon.moves != line.moves {
                journal.contradict(address, "a refund of a coupon that changed hands");
            }
            if !back {
                continue;
            }
            if grace > 0 {
                coupon.extended = coupon.extended.max(now.saturating_add(grace));
            }
            if let Mark::Used { .. } = coupon.mark {
                coupon.mark = Mark::None;
                journal.coupon_day(address, number, receipt.till).returned += 1;
                if let Some(campaign) = self.campaign(number) {
                    campaign.counts.redeemed -= 1;
                }
            }
        }
        let holder = self.members.entry(accounts.number(&receipt.holder)).or_default();
        count(&mut holder.undone, undone.into());
    }
}

/// `deduction * refunded / amount`, rounded down.
fn share(deduction: u64, refunded: u64, amount: u64) -> u64 {
    let product = u128::from(deduction) * u128::from(refunded);
    let share = product.checked_div(amount.into()).unwrap_or(0);
    u64::try_from(share).unwrap_or(u64::MAX)
}
