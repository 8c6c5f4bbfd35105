//! Redemptions as fast as a node takes them: four tills with tickets, nobody waits for anybody.

mod on_a_node {
    use std::time::{Duration, Instant};

    use coupon::Coupon;
    use e2e_tests::{counter::Counter, node::NodeProcess, shop::Fault};
    use tongquan_client::{
        at, Account, AccountId, BlockId, Chain, Limits, Message, Node, Outbox, Request, SignedCall,
        Wait, Weight, UNIT,
    };
    use tongquan_traits::{
        campaigns::{Kind, Sale},
        coupons::Coupons,
        redemption::{OrderRef, Receipt, ReceiptState, Redemption, Ticket},
        tills::{TillLimits, Tills},
    };

    const TILLS: usize = 4;
    const ORDERS: usize = 1_000;
    /// Of each order, and of each voucher.
    const AMOUNT: u64 = 1_000;

    /// A call that is ready to be sent, and the gas that it was found to need.
    struct Ready {
        till: AccountId,
        call: SignedCall,
        weight: Weight,
    }

    fn order(number: usize) -> OrderRef {
        let mut order = [0x5a; 32];
        order[..8].copy_from_slice(&(number as u64).to_le_bytes());
        order
    }

    /// A merchant, its tills, and a voucher for each order, all held by Ann.
    async fn town(node: &mut Node) -> Result<(Counter, Vec<Account>, Vec<u64>), Fault> {
        let counter = Counter::open(node).await?;
        let merchant = &counter.shop.merchant;
        let limits = TillLimits { daily_value: u64::MAX, daily_coupons: u32::MAX, void_window: 0 };
        let mut tills = Vec::new();
        for number in 0..TILLS {
            let till = Account::dev(&format!("till {number}"));
            node.pay(merchant, till.id(), 1_000 * UNIT).await?;
            node.call(merchant, counter.messages().set_till(till.id(), Some(limits))).await?;
            tills.push(till);
        }
        let mut terms = counter.terms(node, Kind::Voucher { value: AMOUNT }).await?;
        terms.budget = ORDERS as u32;
        let campaign = counter.campaign(node, terms, Sale::default()).await?;
        let mut coupons = Vec::new();
        for batch in vec![counter.shop.ann.id(); ORDERS].chunks(250) {
            let issue = counter.messages().issue_batch(campaign, batch.to_vec());
            node.call(merchant, issue).await?;
        }
        coupons.extend((1..=ORDERS as u64).map(|serial| (u64::from(campaign) << 32) | serial));
        Ok((counter, tills, coupons))
    }

    /// The holder signs, then the till: as it would be offline, beforehand.
    async fn prepared(
        node: &mut Node,
        counter: &Counter,
        tills: &[Account],
        coupons: &[u64],
    ) -> Result<Vec<Ready>, Fault> {
        let deadline = node.now().await? + 60 * 60 * 1_000;
        let mut ready = Vec::new();
        let mut needed: Option<Limits> = None;
        for (number, coupon) in coupons.iter().enumerate() {
            let till = &tills[number % TILLS];
            let ticket = Ticket {
                till: Some(till.id()),
                order: order(number),
                amount: AMOUNT,
                coupons: vec![*coupon],
                deadline,
            };
            let signature = counter.shop.ann.sign_ticket(counter.coupons, &ticket, &[0]);
            let redeem = at::<Coupon>(counter.coupons).redeem_with_ticket(ticket, signature);
            let Message { contract, input, .. } = Message::from(redeem);
            let limits = match needed {
                Some(limits) => limits,
                None => {
                    let request = Request::Call { contract, input: input.clone() };
                    *needed.insert(node.preview(till.id(), request).await?.1)
                }
            };
            // A till's first redemption of a day needs a little more than the others.
            let generous = Limits {
                weight: Weight {
                    ref_time: limits.weight.ref_time / 4 * 5,
                    proof_size: limits.weight.proof_size / 4 * 5,
                },
                deposit: limits.deposit * 2,
            };
            let nonce = (number / TILLS) as u64;
            let call = node.sign(till, contract, input, generous, nonce).await?;
            ready.push(Ready { till: till.id(), call, weight: limits.weight });
        }
        Ok(ready)
    }

    /// How many of these calls each block after `from` has, when all of them are in.
    async fn counted(node: &mut Node, from: BlockId, ready: &[Ready]) -> Result<Vec<usize>, Fault> {
        let patience = Instant::now() + Duration::from_secs(120);
        let mut missing = ready.len();
        let mut blocks = Vec::new();
        while missing > 0 {
            let Some(block) = node.canonical_block(from.number + 1 + blocks.len() as u64).await?
            else {
                assert!(Instant::now() < patience, "{missing} redemptions are in no block");
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            };
            let inside = node.transactions_of(block).await?;
            let ours = ready.iter().filter(|one| inside.contains(&one.call.hash)).count();
            missing -= ours;
            blocks.push(ours);
        }
        Ok(blocks)
    }

    #[tokio::test]
    async fn a_node_takes_hundreds_of_redemptions_a_second() -> Result<(), Fault> {
        let process = NodeProcess::start()?;
        let mut node = process.connect(Wait::Included).await?;
        let (counter, tills, coupons) = town(&mut node).await?;
        let ready = prepared(&mut node, &counter, &tills, &coupons).await?;
        let from = node.newest_block().await?;

        let begin = Instant::now();
        for one in &ready {
            node.hand_in(one.till, &one.call).await?;
        }
        let handed_in = begin.elapsed();
        let blocks = counted(&mut node, from, &ready).await?;
        let all = begin.elapsed();

        for (number, coupon) in coupons.iter().enumerate() {
            let receipt: Option<Receipt> = counter.receipt(&mut node, order(number)).await?;
            let receipt = receipt.ok_or("an order without a receipt")?;
            assert_eq!(receipt.state, ReceiptState::Redeemed {});
            assert_eq!((receipt.lines[0].coupon, receipt.lines[0].deduction), (*coupon, AMOUNT));
        }
        let fullest = *blocks.iter().max().ok_or("no block")?;
        let weight = ready[0].weight;
        println!(
            "{ORDERS} redemptions in {:.2} s ({:.0} a second), handed in after {:.2} s; {} blocks, \
             the fullest with {fullest}; each needs {} µs and {} bytes of proof",
            all.as_secs_f64(),
            ORDERS as f64 / all.as_secs_f64(),
            handed_in.as_secs_f64(),
            blocks.len(),
            weight.ref_time / 1_000_000,
            weight.proof_size,
        );
        Ok(())
    }
}
