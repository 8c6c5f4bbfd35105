use coupon::Coupon;
use e2e_tests::shop::Fault;
use hostile_coupon::{HostileCoupon, HostileCouponRef, Trick};
use ink::{codegen::ContractCallBuilder, scale::Encode};
use mischief::{Ended, Failed, Puppet};
use psp34::{Id, PSP34Error, PSP34};
use tongquan_client::{at, Account, AccountId, Chain, Error, Failure};
use tongquan_traits::{
    campaigns::{Kind, Policy, Royalty},
    coupons::{CouponView, Coupons, Status},
};

use crate::{parts, World, CHEAP};

type Messages = <HostileCoupon as ContractCallBuilder>::Type;

const COUPON: u64 = (1 << 32) | 1;
const ID: Id = Id::U64(COUPON);

/// Coupons of which Ann has one.
async fn world() -> Result<World, Fault> {
    let mut world = World::with("hostile-coupon", HostileCouponRef::new()).await?;
    let ann = world.ann.clone();
    let mint = world.coupons().mint(ann.id(), ID);
    world.call(&ann, mint).await?;
    let set = world.coupons().set_view(COUPON, Some(view(ann.id())));
    world.call(&ann, set).await?;
    Ok(world)
}

fn view(holder: AccountId) -> CouponView {
    CouponView {
        holder,
        kind: Kind::Voucher { value: 50 },
        left: 50,
        status: Status::Usable {},
        from: 0,
        until: u64::MAX,
        policy: Policy::Free {},
        royalty: None,
        stackable: true,
        issued_at: 0,
        moves: 0,
    }
}

impl World {
    fn coupons(&self) -> Messages {
        at::<HostileCoupon>(self.contract)
    }

    async fn cheat(&mut self, trick: impl Into<Option<Trick>>) -> Result<(), Fault> {
        let set = self.coupons().set_trick(trick.into());
        let anybody = self.cai.clone();
        Ok(self.call(&anybody, set).await?)
    }

    async fn cheat_of(
        &mut self,
        account: AccountId,
        trick: impl Into<Option<Trick>>,
    ) -> Result<(), Fault> {
        let set = self.coupons().set_trick_of(account, trick.into());
        let anybody = self.cai.clone();
        Ok(self.call(&anybody, set).await?)
    }

    async fn give(&mut self, from: &Account, to: &Account) -> Result<(), Error<PSP34Error>> {
        let transfer = self.coupons().transfer(to.id(), ID, vec![]);
        self.call(from, transfer).await
    }

    async fn owner(&mut self) -> Result<Option<AccountId>, Failure> {
        let owner = self.coupons().owner_of(ID);
        self.chain.read(owner).await
    }

    /// Asks as any coupon contract is asked.
    async fn look(&mut self) -> Result<Option<CouponView>, Failure> {
        self.chain.read(at::<Coupon>(self.contract).coupon(COUPON)).await
    }

    async fn count(&mut self, of: &Account) -> Result<u32, Failure> {
        let balance = self.coupons().balance_of(of.id());
        self.chain.read(balance).await
    }

    async fn memory(&mut self) -> Result<Option<Ended>, Failure> {
        let reentry = self.coupons().reentry();
        self.chain.read(reentry).await
    }
}

fn refused(error: PSP34Error) -> Option<Error<PSP34Error>> {
    Some(Error::Refused(error))
}

fn hostile() -> Option<Error<PSP34Error>> {
    refused(PSP34Error::from("Hostile"))
}

#[tokio::test]
async fn without_a_trick_coupons_are_honest() -> Result<(), Fault> {
    let mut world = world().await?;
    let (ann, ben, cai) = (world.ann.clone(), world.ben.clone(), world.cai.clone());
    assert_eq!(world.look().await?, Some(view(ann.id())));
    assert_eq!(world.give(&ben, &cai).await.err(), refused(PSP34Error::NotApproved));
    let approve = world.coupons().approve(cai.id(), Some(ID), true);
    world.call(&ann, approve).await?;
    let allowance = world.coupons().allowance(ann.id(), cai.id(), Some(ID));
    assert!(world.chain.read(allowance).await?);
    let transfer = world.coupons().transfer(ben.id(), ID, vec![]);
    let cost = world.chain.dry_run(cai.id(), transfer).await?.cost;
    assert!(cost.weight.ref_time < CHEAP, "{cost:?}");

    // The approval ends with the first move, also when the coupon comes back.
    world.give(&cai, &ben).await?;
    assert_eq!(world.owner().await?, Some(ben.id()));
    assert_eq!(world.look().await?, Some(CouponView { moves: 1, ..view(ben.id()) }));
    world.give(&ben, &ann).await?;
    assert_eq!(world.give(&cai, &ben).await.err(), refused(PSP34Error::NotApproved));
    assert_eq!((world.count(&ann).await?, world.count(&ben).await?), (1, 0));

    let all = world.coupons().approve(cai.id(), None, true);
    world.call(&ann, all).await?;
    let itself = world.coupons().approve(ann.id(), None, true);
    assert_eq!(world.call(&ann, itself).await.err(), refused(PSP34Error::SelfApprove));
    world.give(&cai, &ben).await?;
    let again = world.coupons().mint(ann.id(), ID);
    assert_eq!(world.call(&ann, again).await.err(), refused(PSP34Error::TokenExists));
    Ok(())
}

#[tokio::test]
async fn items_have_ids_of_any_kind() -> Result<(), Fault> {
    let mut world = world().await?;
    let (ann, ben) = (world.ann.clone(), world.ben.clone());
    for (id, supply) in [(Id::U8(1), 2), (Id::Bytes(vec![1; 32]), 3)] {
        let transfer = world.coupons().transfer(ben.id(), id.clone(), vec![]);
        let none = world.call(&ann, transfer.clone()).await;
        assert_eq!(none.err(), refused(PSP34Error::TokenNotExists));
        let mint = world.coupons().mint(ann.id(), id.clone());
        world.call(&ben, mint).await?;
        world.call(&ann, transfer).await?;
        let owner = world.coupons().owner_of(id);
        assert_eq!(world.chain.read(owner).await?, Some(ben.id()));
        let total = world.coupons().total_supply();
        assert_eq!(world.chain.read(total).await?, supply);
    }
    assert_eq!((world.count(&ann).await?, world.count(&ben).await?), (1, 2));
    Ok(())
}

#[tokio::test]
async fn coupons_say_ok_and_move_where_they_want() -> Result<(), Fault> {
    let mut world = world().await?;
    let (ann, ben, cai) = (world.ann.clone(), world.ben.clone(), world.cai.clone());
    world.cheat(Trick::MoveNothing).await?;
    world.give(&ann, &ben).await?;
    assert_eq!(world.owner().await?, Some(ann.id()));
    world.cheat(Trick::MoveTo(cai.id())).await?;
    world.give(&ann, &ben).await?;
    assert_eq!(world.owner().await?, Some(cai.id()));
    assert_eq!((world.count(&ann).await?, world.count(&cai).await?), (0, 1));
    Ok(())
}

#[tokio::test]
async fn coupons_fail_in_every_way() -> Result<(), Fault> {
    let mut world = world().await?;
    let (ann, ben, cai) = (world.ann.clone(), world.ben.clone(), world.cai.clone());
    for (trick, error) in [
        (Trick::Trap, Some(Error::Trapped)),
        (Trick::BurnGas, Some(Error::OutOfGas)),
        (Trick::Revert, hostile()),
        (Trick::RefuseReceiver(ben.id()), hostile()),
        (Trick::Garbage(vec![7, 7, 7]), Some(Error::UnexpectedAnswer)),
        (Trick::Silence, Some(Error::UnexpectedAnswer)),
    ] {
        world.cheat(trick.clone()).await?;
        assert_eq!(world.give(&ann, &ben).await.err(), error, "{trick:?}");
        assert_eq!(world.owner().await?, Some(ann.id()), "{trick:?}");
        assert_eq!(world.look().await?, Some(view(ann.id())), "{trick:?}");
    }
    world.cheat(Trick::RefuseReceiver(ben.id())).await?;
    world.give(&ann, &cai).await?;
    for (trick, bytes) in
        [(Trick::Garbage(vec![7; 10_000]), vec![7; 10_000]), (Trick::Silence, vec![])]
    {
        world.cheat(trick).await?;
        let transfer = world.coupons().transfer(ben.id(), ID, vec![]);
        let outcome = world.bytes(&cai, transfer).await?;
        assert_eq!((outcome.reverted, outcome.answer), (false, bytes));
    }
    Ok(())
}

#[tokio::test]
async fn coupons_can_be_let_in_and_not_out() -> Result<(), Fault> {
    let mut world = world().await?;
    let (ann, ben) = (world.ann.clone(), world.ben.clone());
    for (trick, error) in
        [(Trick::Trap, Some(Error::Trapped)), (Trick::BurnGas, Some(Error::OutOfGas))]
    {
        world.cheat_of(ben.id(), trick).await?;
        world.give(&ann, &ben).await?;
        assert_eq!(world.give(&ben, &ann).await.err(), error);
        world.cheat_of(ben.id(), None).await?;
        world.give(&ben, &ann).await?;
    }
    Ok(())
}

#[tokio::test]
async fn coupons_lie_about_who_has_them() -> Result<(), Fault> {
    let mut world = world().await?;
    let (ann, ben, cai) = (world.ann.clone(), world.ben.clone(), world.cai.clone());
    world.cheat(Trick::LieAboutOwner(ben.id())).await?;
    assert_eq!(world.owner().await?, Some(ben.id()));
    assert_eq!(world.look().await?, Some(view(ann.id())));
    assert_eq!(world.give(&ben, &cai).await.err(), refused(PSP34Error::NotApproved));
    world.cheat(Trick::LieAboutHolder(ben.id())).await?;
    assert_eq!(world.owner().await?, Some(ann.id()));
    assert_eq!(world.look().await?, Some(view(ben.id())));
    world.cheat(Trick::TrapOwner).await?;
    assert_eq!(world.owner().await, Err(Error::Trapped));

    // Two tricks at once: it says that it moved, and has not.
    world.cheat_of(ann.id(), Trick::MoveNothing).await?;
    world.cheat(Trick::LieAboutOwner(ben.id())).await?;
    world.give(&ann, &ben).await?;
    assert_eq!(world.owner().await?, Some(ben.id()));
    assert_eq!(world.look().await?, Some(view(ann.id())));
    Ok(())
}

#[tokio::test]
async fn coupons_show_whatever_they_want() -> Result<(), Fault> {
    let mut world = world().await?;
    let (ann, ben) = (world.ann.clone(), world.ben.clone());
    let royalty = Some(Royalty { to: ben.id(), basis_points: u16::MAX });
    let worse =
        CouponView { royalty, left: 1, until: 1, status: Status::Expired {}, ..view(ann.id()) };
    let set = world.coupons().set_view(COUPON, Some(worse.clone()));
    world.call(&ben, set).await?;
    assert_eq!(world.look().await?, Some(worse));
    let set = world.coupons().set_view(COUPON, None);
    world.call(&ben, set).await?;
    assert_eq!(world.look().await?, None);

    let contract = world.contract;
    for (trick, error) in [
        (Trick::NoView, Error::NotUnderstood { contract }),
        (Trick::GarbageView(vec![0, 1, 2]), Error::UnexpectedAnswer),
        (Trick::GarbageView(vec![]), Error::UnexpectedAnswer),
        (Trick::TrapView, Error::Trapped),
        (Trick::BurnView, Error::OutOfGas),
    ] {
        world.cheat(trick.clone()).await?;
        assert_eq!(world.look().await, Err(error), "{trick:?}");
        assert_eq!(world.owner().await?, Some(ann.id()));
    }
    world.give(&ann, &ben).await?;

    // As ink answers to a message that it doesn't know.
    world.cheat(Trick::NoView).await?;
    let looked = world.bytes(&ann, at::<Coupon>(contract).coupon(COUPON)).await?;
    let unknown = world.bytes(&ann, at::<Coupon>(contract).desk()).await?;
    assert_eq!((looked.reverted, looked.answer), (unknown.reverted, unknown.answer));
    Ok(())
}

#[tokio::test]
async fn coupons_reenter_another_contract_and_go_on() -> Result<(), Fault> {
    let mut world = world().await?;
    let (ann, ben) = (world.ann.clone(), world.ben.clone());
    let other = HostileCouponRef::new();
    let bundle = e2e_tests::hostile_bundle("hostile-coupon")?;
    let other = world.chain.deploy(&ann, &bundle, other, b"other").await?.value;
    let mint = at::<HostileCoupon>(other).mint(world.contract, ID);
    world.call(&ann, mint).await?;
    assert_eq!(world.memory().await?, None);

    let (contract, input) = parts(at::<HostileCoupon>(other).transfer(ben.id(), ID, vec![]));
    world.cheat(Trick::Reenter { contract, input: input.clone() }).await?;
    world.give(&ann, &ben).await?;
    assert_eq!(world.memory().await?, Some(Ok(Ok::<(), PSP34Error>(()).encode())));
    let owner = at::<HostileCoupon>(other).owner_of(ID);
    assert_eq!(world.chain.read(owner).await?, Some(ben.id()));
    assert_eq!(world.owner().await?, Some(ben.id()));

    world.give(&ben, &ann).await?;
    let gone = Err::<(), _>(PSP34Error::NotApproved).encode();
    assert_eq!(world.memory().await?, Some(Ok(gone.clone())));
    let act = world.coupons().act(contract, input);
    assert_eq!(world.call(&ann, act).await?, gone);

    let trap = at::<HostileCoupon>(other).set_trick(Some(Trick::Trap));
    world.call(&ann, trap).await?;
    world.give(&ann, &ben).await?;
    assert_eq!(world.memory().await?, Some(Err(Failed)));
    assert_eq!(world.owner().await?, Some(ben.id()));
    Ok(())
}

#[tokio::test]
async fn anybody_moves_items_of_anybody() -> Result<(), Fault> {
    let mut world = world().await?;
    let (ann, ben) = (world.ann.clone(), world.ben.clone());
    let seize = world.coupons().seize(ben.id(), ID);
    world.call(&ben, seize).await?;
    assert_eq!(world.owner().await?, Some(ben.id()));
    assert_eq!(world.look().await?, Some(CouponView { moves: 1, ..view(ben.id()) }));
    assert_eq!((world.count(&ann).await?, world.count(&ben).await?), (0, 1));
    Ok(())
}
