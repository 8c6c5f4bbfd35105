//! The main flow once more with `ink_e2e`, the ecosystem's own tool, so that no mistake of our
//! client can hide one of the contract. Its macro would build the contract anew, in debug mode;
//! here it drives a node of ours with the release code.

mod on_a_node {
    use std::{env, fs};

    use e2e_tests::bundle;
    use ink::primitives::AccountId;
    use ink_e2e::{alice, bob, Client, ContractsBackend, PolkadotConfig, TestNodeProcess};
    use points::PointsRef;
    use psp22::{PSP22Burnable, PSP22};
    use tongquan_traits::issuance::Issuance;

    #[tokio::test(flavor = "multi_thread")]
    async fn points_are_issued_moved_and_burnt() {
        let process = TestNodeProcess::<PolkadotConfig>::build_with_env_or_default()
            .spawn()
            .await
            .expect("the node starts");
        // ink_e2e wants the raw code in a file, named as the contract.
        let folder = env::temp_dir().join(format!("tongquan-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let code = folder.join("points.wasm");
        fs::write(&code, bundle("points").unwrap().code()).unwrap();
        let mut client =
            Client::<PolkadotConfig, ink::env::DefaultEnvironment>::new(process.rpc(), [code])
                .await
                .unwrap();

        let mut constructor =
            PointsRef::new("Tea House points".into(), "TEA".into(), 2, Some(1_000));
        let contract = client
            .instantiate("points", &alice(), &mut constructor)
            .submit()
            .await
            .expect("points are deployed");
        let mut points = contract.call_builder::<points::Points>();
        let (merchant, member) =
            (AccountId::from(alice().public_key().0), AccountId::from(bob().public_key().0));

        let appoint = points.set_issuer(merchant, 1_000);
        client.call(&alice(), &appoint).submit().await.expect("an issuer is appointed");
        let issue = points.issue(member, 600);
        client.call(&alice(), &issue).submit().await.expect("points are issued");
        let transfer = points.transfer(merchant, 250, vec![]);
        let paid = client.call(&bob(), &transfer).value(1).dry_run().await;
        assert!(paid.is_err(), "points take no native currency");
        client.call(&bob(), &transfer).submit().await.expect("points move");
        let burn = points.burn(50);
        client.call(&bob(), &burn).submit().await.expect("points are burnt");

        let mut balance = async |of| {
            let read = points.balance_of(of);
            client.call(&alice(), &read).dry_run().await.unwrap().return_value()
        };
        assert_eq!(balance(member).await, 300);
        assert_eq!(balance(merchant).await, 250);
        let supply = points.total_supply();
        assert_eq!(client.call(&alice(), &supply).dry_run().await.unwrap().return_value(), 550);
        fs::remove_dir_all(folder).unwrap();
    }
}
