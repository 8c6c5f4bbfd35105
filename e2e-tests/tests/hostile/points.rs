use e2e_tests::{
    counter::Counter,
    shop::{Fault, Shop},
};
use hostile_points::{HostilePoints, HostilePointsRef, Trick};
use ink::{codegen::ContractCallBuilder, scale::Encode};
use mischief::{Ended, Failed, Puppet};
use points::Points;
use psp22::{PSP22Error, PSP22};
use tongquan_client::{at, Account, AccountId, Chain, Error, Failure};
use tongquan_traits::{
    campaigns::{Kind, Price, Sale},
    coupons::Coupons,
    issuance::Issuance,
};

use crate::{parts, World, CHEAP};

type Messages = <HostilePoints as ContractCallBuilder>::Type;

/// Points of which Ann has 100.
async fn world() -> Result<World, Fault> {
    let mut world = World::with("hostile-points", HostilePointsRef::new()).await?;
    let mint = world.points().mint(world.ann.id(), 100);
    let ann = world.ann.clone();
    world.call(&ann, mint).await?;
    Ok(world)
}

impl World {
    fn points(&self) -> Messages {
        at::<HostilePoints>(self.contract)
    }

    async fn trick(&mut self, trick: impl Into<Option<Trick>>) -> Result<(), Fault> {
        let set = self.points().set_trick(trick.into());
        let anybody = self.cai.clone();
        Ok(self.call(&anybody, set).await?)
    }

    async fn trick_of(
        &mut self,
        account: AccountId,
        trick: impl Into<Option<Trick>>,
    ) -> Result<(), Fault> {
        let set = self.points().set_trick_of(account, trick.into());
        let anybody = self.cai.clone();
        Ok(self.call(&anybody, set).await?)
    }

    /// Ann sends points to Ben.
    async fn send(&mut self, amount: u128) -> Result<(), Error<PSP22Error>> {
        let transfer = self.points().transfer(self.ben.id(), amount, vec![]);
        let ann = self.ann.clone();
        self.call(&ann, transfer).await
    }

    /// Cai sends points of Ann, who approved it, to Ben.
    async fn fetch(&mut self, amount: u128) -> Result<(), Error<PSP22Error>> {
        let (ann, cai) = (self.ann.clone(), self.cai.clone());
        let approve = self.points().approve(cai.id(), amount);
        self.call(&ann, approve).await?;
        let transfer = self.points().transfer_from(ann.id(), self.ben.id(), amount, vec![]);
        self.call(&cai, transfer).await
    }

    async fn balance(&mut self, of: &Account) -> Result<u128, Failure> {
        let balance = self.points().balance_of(of.id());
        self.chain.read(balance).await
    }

    /// The balances of Ann, Ben and Cai, and the supply.
    async fn book(&mut self) -> Result<[u128; 4], Failure> {
        let (ann, ben, cai) = (self.ann.clone(), self.ben.clone(), self.cai.clone());
        let supply = self.points().total_supply();
        Ok([
            self.balance(&ann).await?,
            self.balance(&ben).await?,
            self.balance(&cai).await?,
            self.chain.read(supply).await?,
        ])
    }

    async fn reentry(&mut self) -> Result<Option<Ended>, Failure> {
        let reentry = self.points().reentry();
        self.chain.read(reentry).await
    }
}

fn hostile() -> Option<Error<PSP22Error>> {
    Some(Error::Refused(PSP22Error::Custom("Hostile".into())))
}

#[tokio::test]
async fn without_a_trick_points_are_honest() -> Result<(), Fault> {
    let mut world = world().await?;
    let (ann, cai) = (world.ann.clone(), world.cai.clone());
    world.send(10).await?;
    world.fetch(20).await?;
    assert_eq!(world.book().await?, [70, 30, 0, 100]);
    let allowance = world.points().allowance(ann.id(), cai.id());
    assert_eq!(world.chain.read(allowance).await?, 0);

    let refused = world.send(71).await;
    assert_eq!(refused.err(), Some(Error::Refused(PSP22Error::InsufficientBalance)));
    let again = world.points().transfer_from(ann.id(), cai.id(), 1, vec![]);
    let refused = world.call(&cai, again).await;
    assert_eq!(refused.err(), Some(Error::Refused(PSP22Error::InsufficientAllowance)));

    let raise = world.points().increase_allowance(cai.id(), 5);
    world.call(&ann, raise).await?;
    let lower = world.points().decrease_allowance(cai.id(), 2);
    world.call(&ann, lower).await?;
    let allowance = world.points().allowance(ann.id(), cai.id());
    assert_eq!(world.chain.read(allowance).await?, 3);

    let fetch = world.points().transfer_from(ann.id(), cai.id(), 3, vec![]);
    let cost = world.chain.dry_run(cai.id(), fetch).await?.cost;
    assert!(cost.weight.ref_time < CHEAP, "{cost:?}");
    Ok(())
}

#[tokio::test]
async fn points_say_ok_and_move_what_they_want() -> Result<(), Fault> {
    let cai = Account::dev("dave").id();
    for (trick, book) in [
        (None, [90, 10, 0, 100]),
        (Some(Trick::MoveNothing), [100, 0, 0, 100]),
        (Some(Trick::MoveLess(3)), [93, 7, 0, 100]),
        (Some(Trick::MoveLess(11)), [100, 0, 0, 100]),
        (Some(Trick::Keep(3)), [90, 7, 0, 97]),
        (Some(Trick::Keep(11)), [90, 0, 0, 90]),
        (Some(Trick::MintOnTransfer(5)), [90, 15, 0, 105]),
        (Some(Trick::TakeMore(20)), [70, 10, 0, 80]),
        (Some(Trick::TakeMore(91)), [0, 10, 0, 10]),
        (Some(Trick::MoveTo(cai)), [90, 0, 10, 100]),
    ] {
        for fetched in [false, true] {
            let mut world = world().await?;
            world.trick(trick.clone()).await?;
            match fetched {
                false => world.send(10).await?,
                true => world.fetch(10).await?,
            }
            assert_eq!(world.book().await?, book, "{trick:?}, fetched: {fetched}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn points_fail_in_every_way() -> Result<(), Fault> {
    let mut world = world().await?;
    let ben = world.ben.id();
    for (trick, error) in [
        (Trick::Trap, Some(Error::Trapped)),
        (Trick::BurnGas, Some(Error::OutOfGas)),
        (Trick::Revert, hostile()),
        (Trick::RefuseReceiver(ben), hostile()),
        (Trick::Garbage(vec![7, 7, 7]), Some(Error::UnexpectedAnswer)),
        (Trick::Silence, Some(Error::UnexpectedAnswer)),
    ] {
        world.trick(trick.clone()).await?;
        assert_eq!(world.send(10).await.err(), error, "{trick:?}");
        assert_eq!(world.fetch(10).await.err(), error, "{trick:?}");
        assert_eq!(world.book().await?, [100, 0, 0, 100], "{trick:?}");
    }
    world.trick(None).await?;
    world.send(10).await?;
    Ok(())
}

#[tokio::test]
async fn points_answer_any_bytes_as_if_all_were_well() -> Result<(), Fault> {
    let mut world = world().await?;
    let ann = world.ann.clone();
    for (trick, bytes) in [
        (Trick::Garbage(vec![7, 7, 7]), vec![7, 7, 7]),
        (Trick::Garbage(vec![0; 10_000]), vec![0; 10_000]),
        (Trick::Silence, vec![]),
    ] {
        world.trick(trick).await?;
        let transfer = world.points().transfer(world.ben.id(), 10, vec![]);
        let outcome = world.bytes(&ann, transfer).await?;
        assert_eq!((outcome.reverted, outcome.answer), (false, bytes));
    }
    Ok(())
}

#[tokio::test]
async fn a_trick_can_be_for_one_account() -> Result<(), Fault> {
    let mut world = world().await?;
    let (ann, ben, cai) = (world.ann.clone(), world.ben.clone(), world.cai.clone());
    world.trick_of(ben.id(), Trick::Revert).await?;
    world.send(10).await?;
    let back = |world: &World| world.points().transfer(ann.id(), 10, vec![]);
    let message = back(&world);
    assert_eq!(world.call(&ben, message).await.err(), hostile());

    // It comes before what is done at any account, which goes on after what lets the points move.
    world.trick(Trick::MoveNothing).await?;
    let message = back(&world);
    assert_eq!(world.call(&ben, message).await.err(), hostile());
    world.trick_of(ben.id(), Trick::RefuseReceiver(cai.id())).await?;
    let message = back(&world);
    world.call(&ben, message).await?;
    assert_eq!(world.book().await?, [90, 10, 0, 100]);

    world.trick(None).await?;
    world.trick_of(ben.id(), None).await?;
    let message = back(&world);
    world.call(&ben, message).await?;
    assert_eq!(world.book().await?, [100, 0, 0, 100]);
    Ok(())
}

#[tokio::test]
async fn points_lie_about_balances() -> Result<(), Fault> {
    let mut world = world().await?;
    let (ann, ben) = (world.ann.clone(), world.ben.clone());
    world.trick_of(ben.id(), Trick::LieBalance(u128::MAX)).await?;
    assert_eq!(world.book().await?, [100, u128::MAX, 0, 100]);
    world.trick(Trick::LieBalance(7)).await?;
    assert_eq!(world.book().await?, [7, u128::MAX, 7, 100]);
    world.trick_of(ben.id(), None).await?;
    world.send(10).await?;
    assert_eq!(world.book().await?, [7, 7, 7, 100]);

    world.trick(Trick::TrapBalance).await?;
    assert_eq!(world.balance(&ann).await, Err(Error::Trapped));
    world.trick(Trick::GarbageBalance(vec![0, 9])).await?;
    assert_eq!(world.balance(&ann).await, Err(Error::UnexpectedAnswer));
    world.trick(None).await?;
    assert_eq!(world.book().await?, [90, 10, 0, 100]);
    Ok(())
}

#[tokio::test]
async fn points_reenter_another_contract_and_go_on() -> Result<(), Fault> {
    let mut world = world().await?;
    let ben = world.ben.id();
    let shop = Shop::open(&mut world.chain, None, 5).await?;
    let issue = at::<Points>(shop.points).issue(world.contract, 5);
    world.call(&shop.merchant, issue).await?;
    assert_eq!(world.reentry().await?, None);

    let (contract, input) = parts(at::<Points>(shop.points).transfer(ben, 3, vec![]));
    world.trick(Trick::Reenter { contract, input }).await?;
    world.send(10).await?;
    assert_eq!(world.reentry().await?, Some(Ok(Ok::<(), PSP22Error>(()).encode())));
    assert_eq!(world.chain.read(at::<Points>(shop.points).balance_of(ben)).await?, 3);
    assert_eq!(world.book().await?, [90, 10, 0, 100]);

    // 2 are left.
    world.send(10).await?;
    let refused = Err::<(), _>(PSP22Error::InsufficientBalance).encode();
    assert_eq!(world.reentry().await?, Some(Ok(refused)));
    assert_eq!(world.chain.read(at::<Points>(shop.points).balance_of(ben)).await?, 3);
    assert_eq!(world.book().await?, [80, 20, 0, 100]);

    let (contract, input) = parts(at::<Points>([7; 32].into()).transfer(ben, 3, vec![]));
    world.trick(Trick::Reenter { contract, input }).await?;
    world.send(10).await?;
    assert_eq!(world.reentry().await?, Some(Err(Failed)));
    assert_eq!(world.book().await?, [70, 30, 0, 100]);
    Ok(())
}

// A contract further up that doesn't allow it is not entered again. The points notice and go on.
#[tokio::test]
async fn points_survive_a_refused_reentry() -> Result<(), Fault> {
    let mut world = world().await?;
    let counter = Counter::open(&mut world.chain).await?;
    let (merchant, ann) = (counter.shop.merchant.id(), world.ann.clone());
    let price = Price { token: world.contract, amount: 10, to: Some(merchant) };
    let terms = counter.terms(&mut world.chain, Kind::Voucher { value: 5 }).await?;
    let sale = Sale { price: Some(price), royalty: None };
    let campaign = counter.campaign(&mut world.chain, terms, sale).await?;
    let approve = world.points().approve(counter.coupons, 100);
    world.call(&ann, approve).await?;

    let (contract, input) = parts(counter.messages().exchange(campaign));
    world.trick(Trick::Reenter { contract, input }).await?;
    let coupon = world.call(&ann, counter.messages().exchange(campaign)).await?;
    assert_eq!(counter.view(&mut world.chain, coupon).await?.holder, ann.id());
    assert_eq!(world.reentry().await?, Some(Err(Failed)));
    assert_eq!(world.book().await?, [90, 0, 0, 100]);
    Ok(())
}

#[tokio::test]
async fn points_can_be_called_back() -> Result<(), Fault> {
    let mut world = world().await?;
    let (contract, input) = parts(world.points().balance_of(world.ann.id()));
    world.trick(Trick::Reenter { contract, input }).await?;
    world.send(10).await?;
    assert_eq!(world.reentry().await?, Some(Ok(100u128.encode())));
    Ok(())
}

#[tokio::test]
async fn points_do_what_anybody_tells_them_to() -> Result<(), Fault> {
    let mut world = world().await?;
    let (ann, ben) = (world.ann.clone(), world.ben.clone());
    let shop = Shop::open(&mut world.chain, None, 5).await?;
    let issue = at::<Points>(shop.points).issue(world.contract, 5);
    world.call(&shop.merchant, issue).await?;
    let (contract, input) = parts(at::<Points>(shop.points).transfer(ben.id(), 5, vec![]));
    let act = |world: &World| world.points().act(contract, input.clone());
    let message = act(&world);
    assert_eq!(world.call(&ann, message).await?, Ok::<(), PSP22Error>(()).encode());
    assert_eq!(shop.balance(&mut world.chain, &ben).await?, 5);
    let message = act(&world);
    let refused = Err::<(), _>(PSP22Error::InsufficientBalance).encode();
    assert_eq!(world.call(&ann, message).await?, refused);

    let nothing = world.points().act(contract, vec![1, 2, 3, 4]);
    assert_eq!(world.call(&ann, nothing).await, Err(Error::Refused(Failed)));
    let too_short = world.points().act(contract, vec![1, 2]);
    assert_eq!(world.call(&ann, too_short).await, Err(Error::Refused(Failed)));
    Ok(())
}

#[tokio::test]
async fn anybody_destroys_points_of_anybody() -> Result<(), Fault> {
    let mut world = world().await?;
    let ben = world.ben.clone();
    let seize = world.points().seize(world.ann.id(), 40);
    world.call(&ben, seize).await?;
    assert_eq!(world.book().await?, [60, 0, 0, 60]);
    Ok(())
}
