//! The suite that the crate `psp22` exports for every implementation of the standard.
//!
//! It wants a constructor that issues a supply and records the events of PSP22 only, while points
//! come into being by three messages with events of their own (`OwnershipTransferred`, `IssuerSet`,
//! `Issued`). So the suite reads the record through the `ink` below, which is ink but for
//! `recorded_events`: that leaves out what the standard knows nothing of. It hides no `Transfer`
//! and no `Approval`, those of the deployment included.

extern crate ink as the_real_ink;
extern crate self as ink;

pub use the_real_ink::{prelude, primitives, scale, test};

pub mod env {
    pub use crate::the_real_ink::env::{DefaultEnvironment, Event};

    pub mod test {
        pub use crate::the_real_ink::env::test::{
            default_accounts, run_test, set_caller, EmittedEvent,
        };

        use super::Event;
        use crate::the_real_ink::env::test::recorded_events as all_recorded_events;

        pub fn recorded_events() -> impl Iterator<Item = EmittedEvent> {
            let standard = [psp22::Transfer::SIGNATURE_TOPIC, psp22::Approval::SIGNATURE_TOPIC];
            all_recorded_events().filter(move |event| {
                standard.iter().flatten().any(|topic| event.topics.first() == Some(&topic.to_vec()))
            })
        }
    }
}

mod points {
    use crate::the_real_ink::{env, primitives::AccountId};
    use ::points::Points;
    use tongquan_traits::issuance::Issuance;

    /// Points whose deployer, the suite's Alice, issues `supply` to itself.
    fn deploy(supply: u128) -> Points {
        let alice: AccountId = env::test::default_accounts::<env::DefaultEnvironment>().alice;
        let mut points = Points::new("Points".into(), "PTS".into(), 2, None);
        points.set_issuer(alice, u128::MAX).expect("the deployer is the owner");
        if supply > 0 {
            points.issue(alice, supply).expect("the quota is large enough");
        }
        points
    }

    psp22::tests!(Points, deploy);
}
