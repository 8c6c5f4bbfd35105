//! The suites that any implementation of the standard can run natively, in ink's test environment.
//!
//! Each takes the contract's name and that of a function `fn(u32) -> (Contract, Vec<Id>)`, which
//! deploys the contract and gives Alice, who calls it, so many tokens, and nobody any other. Ids
//! can be of any variant. Events of the contract's own are left aside.
//!
//! A suite is for one trait; those whose names speak of two need both. Where the standard leaves
//! something open, such as whether a transfer to oneself is an event, the suites do as well.
//!
//! Numbers such as C8 are those of the project's list of invariants and of errors that others made.

/// Inserts the tests of `PSP34`.
#[macro_export]
macro_rules! tests {
    ($contract:ident, $constructor:expr) => {
        mod psp34_tests {
            $crate::collection_under_test!($contract, $constructor);

            #[ink::test]
            fn who_is_given_tokens_owns_each_of_them() {
                let [alice, bob, ..] = people();
                let tokens = Collection::of(3);
                assert_eq!(tokens.balance_of(alice), 3);
                assert_eq!(tokens.balance_of(bob), 0);
                assert_eq!(tokens.total_supply(), 3);
                let different: BTreeSet<_> = tokens.ids.iter().collect();
                assert_eq!(different.len(), 3);
                for id in &tokens.ids {
                    assert_eq!(tokens.owner_of(id), Some(alice));
                }
            }

            #[ink::test]
            fn a_collection_can_be_without_tokens() {
                let mut tokens = Collection::of(0);
                assert_eq!(tokens.total_supply(), 0);
                assert_eq!(people().map(|somebody| tokens.balance_of(somebody)), [0; 5]);
                assert_eq!(tokens.said(), []);
            }

            #[ink::test]
            fn nobody_is_approved_to_begin_with() {
                let (tokens, [id]) = deploy();
                for owner in people() {
                    for operator in people() {
                        assert!(!tokens.allowance(owner, operator, Some(&id)));
                        assert!(!tokens.allowance(owner, operator, None));
                    }
                }
            }

            #[ink::test]
            fn the_variant_is_part_of_an_id() {
                let tokens = Collection::of(3);
                for number in 0..=u8::MAX {
                    for id in variants(number) {
                        let is_alices = tokens.owner_of(&id).is_some();
                        assert_eq!(is_alices, tokens.ids.contains(&id), "{id:?}");
                    }
                }
            }

            #[ink::test]
            fn an_owner_gives_a_token_away() {
                let [alice, bob, ..] = people();
                let (mut tokens, [first, second, third]) = deploy();
                tokens.said();
                assert_eq!(tokens.transfer(alice, bob, &second), Ok(()));
                assert_eq!(tokens.said(), [given(alice, bob, &second)]);
                assert_eq!(tokens.owner_of(&first), Some(alice));
                assert_eq!(tokens.owner_of(&second), Some(bob));
                assert_eq!(tokens.owner_of(&third), Some(alice));
                assert_eq!((tokens.balance_of(alice), tokens.balance_of(bob)), (2, 1));
                assert_eq!(tokens.total_supply(), 3);
            }

            #[ink::test]
            fn a_token_goes_from_hand_to_hand_and_back() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [id]) = deploy();
                let before = tokens.book();
                for (from, to) in [(alice, bob), (bob, charlie), (charlie, alice)] {
                    tokens.said();
                    assert_eq!(tokens.transfer(from, to, &id), Ok(()));
                    assert_eq!(tokens.owner_of(&id), Some(to));
                    assert_eq!((tokens.balance_of(from), tokens.balance_of(to)), (0, 1));
                    assert_eq!(tokens.said(), [given(from, to, &id)]);
                }
                assert_eq!(tokens.book(), before);
            }

            #[ink::test]
            fn the_events_alone_tell_who_owns_what() {
                let [alice, bob, charlie, django, ..] = people();
                let (mut tokens, [first, second, third]) = deploy();
                assert_eq!(tokens.approve(alice, bob, None, true), Ok(()));
                assert_eq!(tokens.approve(alice, charlie, Some(&second), true), Ok(()));
                assert_eq!(tokens.transfer(bob, django, &first), Ok(()));
                assert_eq!(tokens.transfer(charlie, charlie, &second), Ok(()));
                assert_eq!(tokens.transfer(charlie, bob, &second), Ok(()));
                assert_eq!(tokens.transfer(alice, alice, &third), Ok(()));

                let mut told = BTreeMap::new();
                for said in tokens.said() {
                    if let Said::Transfer(Transfer { from, to, id }) = said {
                        let owner = match to {
                            Some(to) => told.insert(id, to),
                            None => told.remove(&id),
                        };
                        assert_eq!(owner, from, "`from` is the owner");
                    }
                }
                assert_eq!(told, BTreeMap::from([(first, django), (second, bob), (third, alice)]));
            }

            #[ink::test]
            fn only_the_owner_and_operators_transfer() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [id]) = deploy();
                for to in [alice, bob, charlie] {
                    tokens.refuses(|tokens| tokens.transfer(bob, to, &id), NotApproved);
                }
            }

            #[ink::test]
            fn who_gave_a_token_away_has_no_right_to_it() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [id, _]) = deploy();
                assert_eq!(tokens.transfer(alice, bob, &id), Ok(()));
                tokens.refuses(|tokens| tokens.transfer(alice, alice, &id), NotApproved);
                tokens
                    .refuses(|tokens| tokens.approve(alice, charlie, Some(&id), true), NotApproved);
                assert!(!tokens.allowance(alice, alice, Some(&id)));
                assert!(!tokens.allowance(bob, alice, Some(&id)));
            }

            #[ink::test]
            fn an_unknown_token_is_refused_by_that_name_whoever_asks() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [_]) = deploy();
                let id = &tokens.unknown();
                assert_eq!(tokens.approve(alice, bob, None, true), Ok(()));
                for somebody in [alice, bob, charlie] {
                    tokens.refuses(|tokens| tokens.transfer(somebody, bob, id), TokenNotExists);
                    tokens
                        .refuses(|tokens| tokens.transfer(somebody, somebody, id), TokenNotExists);
                    for approved in [true, false] {
                        tokens.refuses(
                            |tokens| tokens.approve(somebody, charlie, Some(id), approved),
                            TokenNotExists,
                        );
                    }
                    assert!(!tokens.allowance(alice, somebody, Some(id)));
                    assert!(!tokens.allowance(somebody, bob, Some(id)));
                }
                assert_eq!(tokens.owner_of(id), None);
            }

            #[ink::test]
            fn unknown_ids_of_every_variant_are_refused() {
                let [alice, bob, ..] = people();
                let (mut tokens, [_]) = deploy();
                let unknown = variants(7).into_iter().filter(|id| tokens.owner_of(id).is_none());
                for id in Vec::from_iter(unknown) {
                    tokens.refuses(|tokens| tokens.transfer(alice, bob, &id), TokenNotExists);
                    tokens.refuses(
                        |tokens| tokens.approve(alice, bob, Some(&id), true),
                        TokenNotExists,
                    );
                }
            }

            // Approvals for one token.

            #[ink::test]
            fn an_approval_is_for_this_operator_and_this_token() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [id, other]) = deploy();
                tokens.said();
                assert_eq!(tokens.approve(alice, bob, Some(&id), true), Ok(()));
                assert_eq!(tokens.said(), [approval(alice, bob, Some(&id), true)]);

                assert!(tokens.allowance(alice, bob, Some(&id)));
                assert!(!tokens.allowance(alice, bob, Some(&other)));
                assert!(!tokens.allowance(alice, bob, None));
                assert!(!tokens.allowance(alice, charlie, Some(&id)));
                assert!(!tokens.allowance(bob, alice, Some(&id)));
                assert!(!tokens.allowance(charlie, bob, Some(&id)), "it is not Charlie's");
                assert_eq!((tokens.balance_of(alice), tokens.balance_of(bob)), (2, 0));
                tokens.refuses(|tokens| tokens.transfer(bob, charlie, &other), NotApproved);
                tokens.refuses(|tokens| tokens.transfer(charlie, charlie, &id), NotApproved);
            }

            #[ink::test]
            fn a_transfer_by_an_operator_is_one_from_the_owner() {
                let [alice, bob, charlie, ..] = people();
                for to in [bob, charlie] {
                    let (mut tokens, [id]) = deploy();
                    assert_eq!(tokens.approve(alice, bob, Some(&id), true), Ok(()));
                    tokens.said();
                    assert_eq!(tokens.transfer(bob, to, &id), Ok(()));
                    assert_eq!(tokens.said(), [given(alice, to, &id)]);
                    assert_eq!(tokens.owner_of(&id), Some(to));
                    assert_eq!((tokens.balance_of(alice), tokens.balance_of(to)), (0, 1));
                }
            }

            #[ink::test]
            fn an_approval_for_a_token_is_not_passed_on() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [id]) = deploy();
                assert_eq!(tokens.approve(alice, bob, Some(&id), true), Ok(()));
                for approved in [true, false] {
                    tokens.refuses(
                        |tokens| tokens.approve(bob, charlie, Some(&id), approved),
                        NotApproved,
                    );
                }
            }

            #[ink::test]
            fn a_stranger_approves_nobody_for_a_token() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [id]) = deploy();
                assert_eq!(tokens.approve(alice, charlie, Some(&id), true), Ok(()));
                for (operator, approved) in [(bob, true), (charlie, true), (charlie, false)] {
                    tokens.refuses(
                        |tokens| tokens.approve(bob, operator, Some(&id), approved),
                        NotApproved,
                    );
                }
            }

            #[ink::test]
            fn a_revoked_approval_is_gone_however_often_it_was_given() {
                let [alice, bob, charlie, ..] = people();
                for times in 1..=2 {
                    let (mut tokens, [id, other]) = deploy();
                    for somebody in [bob, charlie] {
                        assert_eq!(tokens.approve(alice, somebody, Some(&other), true), Ok(()));
                    }
                    assert_eq!(tokens.approve(alice, charlie, Some(&id), true), Ok(()));
                    let before = tokens.book();
                    for _ in 0..times {
                        assert_eq!(tokens.approve(alice, bob, Some(&id), true), Ok(()));
                    }
                    tokens.said();
                    assert_eq!(tokens.approve(alice, bob, Some(&id), false), Ok(()));
                    assert_eq!(tokens.said(), [approval(alice, bob, Some(&id), false)]);
                    assert_eq!(tokens.book(), before, "other approvals stay");
                    tokens.refuses(|tokens| tokens.transfer(bob, bob, &id), NotApproved);
                }
            }

            #[ink::test]
            fn every_approval_for_a_token_ends_with_a_transfer() {
                // C8, R14
                let [alice, bob, charlie, django, eve] = people();
                for sender in [alice, bob, charlie, eve] {
                    let (mut tokens, [id]) = deploy();
                    assert_eq!(tokens.approve(alice, eve, None, true), Ok(()));
                    assert_eq!(tokens.approve(alice, bob, Some(&id), true), Ok(()));
                    assert_eq!(tokens.approve(eve, charlie, Some(&id), true), Ok(()));
                    assert_eq!(tokens.transfer(sender, django, &id), Ok(()));
                    for operator in [alice, bob, charlie, eve] {
                        assert!(!tokens.allowance(django, operator, Some(&id)));
                        assert!(!tokens.allowance(alice, operator, Some(&id)));
                        tokens.refuses(|tokens| tokens.transfer(operator, eve, &id), NotApproved);
                    }
                }
            }

            #[ink::test]
            fn an_ended_approval_does_not_come_back_with_the_token() {
                // C8, R14
                let [alice, bob, charlie, django, eve] = people();
                for sender in [alice, bob, charlie, eve] {
                    let (mut tokens, [id]) = deploy();
                    assert_eq!(tokens.approve(alice, eve, None, true), Ok(()));
                    assert_eq!(tokens.approve(alice, bob, Some(&id), true), Ok(()));
                    assert_eq!(tokens.approve(eve, charlie, Some(&id), true), Ok(()));
                    assert_eq!(tokens.transfer(sender, django, &id), Ok(()));
                    for _ in 0..3 {
                        assert_eq!(tokens.transfer(django, alice, &id), Ok(()));
                        for operator in [bob, charlie] {
                            assert!(!tokens.allowance(alice, operator, Some(&id)));
                            tokens.refuses(
                                |tokens| tokens.transfer(operator, operator, &id),
                                NotApproved,
                            );
                        }
                        assert_eq!(tokens.transfer(alice, django, &id), Ok(()));
                    }
                }
            }

            #[ink::test]
            fn a_transfer_ends_no_approval_for_another_token() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [id, other]) = deploy();
                assert_eq!(tokens.approve(alice, bob, Some(&id), true), Ok(()));
                assert_eq!(tokens.approve(alice, bob, Some(&other), true), Ok(()));
                assert_eq!(tokens.transfer(bob, charlie, &id), Ok(()));
                assert!(tokens.allowance(alice, bob, Some(&other)));
                assert_eq!(tokens.transfer(bob, charlie, &other), Ok(()));
            }

            #[ink::test]
            fn a_new_owner_approves_anew() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [id]) = deploy();
                assert_eq!(tokens.approve(alice, charlie, Some(&id), true), Ok(()));
                assert_eq!(tokens.transfer(alice, bob, &id), Ok(()));
                assert_eq!(tokens.approve(bob, charlie, Some(&id), true), Ok(()));
                assert!(tokens.allowance(bob, charlie, Some(&id)));
                tokens.said();
                assert_eq!(tokens.transfer(charlie, alice, &id), Ok(()));
                assert_eq!(tokens.said(), [given(bob, alice, &id)]);
            }

            #[ink::test]
            fn an_owner_is_not_its_own_operator() {
                let [alice, bob, ..] = people();
                let (mut tokens, [id]) = deploy();
                tokens.refuses(|tokens| tokens.approve(alice, alice, Some(&id), true), SelfApprove);
                tokens.refuses(|tokens| tokens.approve(alice, alice, None, true), SelfApprove);
                assert_eq!(tokens.approve(alice, bob, None, true), Ok(()));
                tokens.refuses(|tokens| tokens.approve(bob, alice, Some(&id), true), SelfApprove);
            }

            // Approvals for all tokens.

            #[ink::test]
            fn an_operator_for_all_acts_for_every_token_of_the_owner() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [first, second]) = deploy();
                tokens.said();
                assert_eq!(tokens.approve(alice, bob, None, true), Ok(()));
                assert_eq!(tokens.said(), [approval(alice, bob, None, true)]);
                assert!(tokens.allowance(alice, bob, None));
                assert!(!tokens.allowance(bob, alice, None));
                assert!(!tokens.allowance(alice, charlie, None));
                for (id, to) in [(&first, charlie), (&second, bob)] {
                    assert!(tokens.allowance(alice, bob, Some(id)));
                    assert_eq!(tokens.transfer(bob, to, id), Ok(()));
                    assert_eq!(tokens.said(), [given(alice, to, id)]);
                }
            }

            #[ink::test]
            fn an_approval_for_all_outlives_transfers_and_covers_what_comes_later() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [first, second]) = deploy();
                assert_eq!(tokens.approve(alice, bob, None, true), Ok(()));
                assert_eq!(tokens.transfer(bob, charlie, &first), Ok(()));
                assert_eq!(tokens.transfer(alice, charlie, &second), Ok(()));
                assert!(tokens.allowance(alice, bob, None), "Alice has no token at the moment");
                assert_eq!(tokens.transfer(charlie, alice, &first), Ok(()));
                assert!(tokens.allowance(alice, bob, Some(&first)));
                assert_eq!(tokens.transfer(bob, bob, &first), Ok(()));
            }

            #[ink::test]
            fn an_approval_for_all_stays_with_the_owner_and_not_with_the_tokens() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [id, _]) = deploy();
                assert_eq!(tokens.approve(alice, bob, None, true), Ok(()));
                assert_eq!(tokens.transfer(alice, charlie, &id), Ok(()));
                assert!(!tokens.allowance(charlie, bob, Some(&id)));
                assert!(!tokens.allowance(alice, bob, Some(&id)));
                tokens.refuses(|tokens| tokens.transfer(bob, alice, &id), NotApproved);
                tokens.refuses(|tokens| tokens.approve(bob, bob, Some(&id), true), NotApproved);
            }

            #[ink::test]
            fn one_can_approve_for_all_without_a_token() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [id]) = deploy();
                assert_eq!(tokens.approve(bob, charlie, None, true), Ok(()));
                tokens.refuses(|tokens| tokens.transfer(charlie, bob, &id), NotApproved);
                assert_eq!(tokens.transfer(alice, bob, &id), Ok(()));
                assert_eq!(tokens.transfer(charlie, alice, &id), Ok(()));
            }

            #[ink::test]
            fn an_operator_for_all_approves_and_revokes_in_the_owners_name() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [id, other]) = deploy();
                assert_eq!(tokens.approve(alice, bob, None, true), Ok(()));
                tokens.said();
                assert_eq!(tokens.approve(bob, charlie, Some(&id), true), Ok(()));
                assert_eq!(tokens.said(), [approval(alice, charlie, Some(&id), true)]);
                assert!(tokens.allowance(alice, charlie, Some(&id)));
                assert!(!tokens.allowance(bob, charlie, Some(&id)));
                assert!(!tokens.allowance(alice, charlie, Some(&other)));

                assert_eq!(tokens.approve(bob, charlie, Some(&id), false), Ok(()));
                assert_eq!(tokens.said(), [approval(alice, charlie, Some(&id), false)]);
                tokens.refuses(|tokens| tokens.transfer(charlie, charlie, &id), NotApproved);
            }

            #[ink::test]
            fn an_operator_for_all_approves_for_all_only_in_its_own_name() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [id]) = deploy();
                assert_eq!(tokens.approve(alice, bob, None, true), Ok(()));
                assert_eq!(tokens.approve(bob, charlie, None, true), Ok(()));
                assert!(tokens.allowance(bob, charlie, None));
                assert!(!tokens.allowance(alice, charlie, None));
                tokens.refuses(|tokens| tokens.transfer(charlie, charlie, &id), NotApproved);
            }

            #[ink::test]
            fn a_revoked_approval_for_all_is_gone_however_often_it_was_given() {
                let [alice, bob, charlie, ..] = people();
                for times in 1..=2 {
                    let (mut tokens, [id]) = deploy();
                    assert_eq!(tokens.approve(alice, charlie, None, true), Ok(()));
                    let before = tokens.book();
                    for _ in 0..times {
                        assert_eq!(tokens.approve(alice, bob, None, true), Ok(()));
                    }
                    tokens.said();
                    assert_eq!(tokens.approve(alice, bob, None, false), Ok(()));
                    assert_eq!(tokens.said(), [approval(alice, bob, None, false)]);
                    assert_eq!(tokens.book(), before, "other approvals stay");
                    tokens.refuses(|tokens| tokens.transfer(bob, bob, &id), NotApproved);
                    tokens.refuses(|tokens| tokens.approve(bob, bob, Some(&id), true), NotApproved);
                }
            }

            #[ink::test]
            fn an_approval_for_a_token_and_one_for_all_are_revoked_each_for_itself() {
                let [alice, bob, ..] = people();
                for revoked_first in [true, false] {
                    let (mut tokens, [id]) = deploy();
                    let (first, second) =
                        if revoked_first { (None, Some(&id)) } else { (Some(&id), None) };
                    assert_eq!(tokens.approve(alice, bob, None, true), Ok(()));
                    assert_eq!(tokens.approve(alice, bob, Some(&id), true), Ok(()));
                    assert_eq!(tokens.approve(alice, bob, first, false), Ok(()));
                    assert!(tokens.allowance(alice, bob, Some(&id)));
                    assert_eq!(tokens.allowance(alice, bob, None), !revoked_first);
                    assert_eq!(tokens.approve(alice, bob, second, false), Ok(()));
                    assert!(!tokens.allowance(alice, bob, Some(&id)));
                    tokens.refuses(|tokens| tokens.transfer(bob, bob, &id), NotApproved);
                }
            }

            #[ink::test]
            fn an_operator_for_all_keeps_no_approval_for_a_token_that_came_back() {
                // C8, R14
                let [alice, bob, charlie, ..] = people();
                for sender in [alice, bob] {
                    let (mut tokens, [id]) = deploy();
                    assert_eq!(tokens.approve(alice, bob, None, true), Ok(()));
                    assert_eq!(tokens.approve(alice, bob, Some(&id), true), Ok(()));
                    assert_eq!(tokens.transfer(sender, charlie, &id), Ok(()));
                    assert_eq!(tokens.transfer(charlie, alice, &id), Ok(()));
                    assert_eq!(tokens.approve(alice, bob, None, false), Ok(()));
                    assert!(!tokens.allowance(alice, bob, Some(&id)));
                    tokens.refuses(|tokens| tokens.transfer(bob, bob, &id), NotApproved);
                }
            }

            // Transfers to the owner.

            #[ink::test]
            fn a_transfer_to_the_owner_changes_no_balance() {
                // R15
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [first, second, third]) = deploy();
                assert_eq!(tokens.approve(alice, bob, Some(&first), true), Ok(()));
                assert_eq!(tokens.approve(alice, charlie, None, true), Ok(()));
                for (sender, id) in [(bob, &first), (charlie, &second), (alice, &third)] {
                    tokens.said();
                    assert_eq!(tokens.transfer(sender, alice, id), Ok(()));
                    let said = tokens.said();
                    assert!(said.is_empty() || said == [given(alice, alice, id)], "{said:?}");
                    assert_eq!(tokens.owner_of(id), Some(alice));
                    assert_eq!(tokens.balance_of(alice), 3);
                    assert_eq!(tokens.balance_of(sender), if sender == alice { 3 } else { 0 });
                    assert_eq!(tokens.total_supply(), 3);
                }
                for id in [first, second, third] {
                    assert_eq!(tokens.transfer(alice, bob, &id), Ok(()), "as if nothing was");
                }
                assert_eq!((tokens.balance_of(alice), tokens.balance_of(bob)), (0, 3));
            }

            #[ink::test]
            fn only_who_may_transfer_may_transfer_to_the_owner() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [id, other]) = deploy();
                assert_eq!(tokens.approve(alice, bob, Some(&other), true), Ok(()));
                for sender in [bob, charlie] {
                    tokens.refuses(|tokens| tokens.transfer(sender, alice, &id), NotApproved);
                }
            }
        }
    };
}

/// Inserts the tests of `PSP34Enumerable`.
#[macro_export]
macro_rules! enumerable_tests {
    ($contract:ident, $constructor:expr) => {
        mod psp34_enumerable_tests {
            $crate::collection_under_test!($contract, $constructor);
            $crate::enumeration_under_test!();

            #[ink::test]
            fn the_lists_have_what_was_created() {
                for count in [0].into_iter().chain(COUNTS) {
                    assert_listed(&Collection::of(count));
                }
            }

            #[ink::test]
            fn the_lists_are_right_whichever_token_is_given_away() {
                let [alice, bob, ..] = people();
                for count in COUNTS {
                    for place in 0..count {
                        let mut tokens = Collection::of(count);
                        let id = listed(&tokens, alice)[place as usize].clone();
                        assert_eq!(tokens.transfer(alice, bob, &id), Ok(()));
                        assert_listed(&tokens);
                    }
                }
            }

            #[ink::test]
            fn the_lists_are_right_while_all_tokens_go_over_and_back() {
                let [alice, bob, ..] = people();
                for count in COUNTS {
                    for place in PLACES {
                        let mut tokens = Collection::of(count);
                        for (from, to) in [(alice, bob), (bob, alice)] {
                            while let Some(id) = place(&listed(&tokens, from)) {
                                assert_eq!(tokens.transfer(from, to, &id), Ok(()));
                                assert_listed(&tokens);
                            }
                            assert_eq!(tokens.balance_of(to), count);
                        }
                    }
                }
            }

            #[ink::test]
            fn the_lists_are_right_when_tokens_are_dealt_to_many() {
                let [alice, bob, charlie, django, eve] = people();
                for count in COUNTS {
                    let mut tokens = Collection::of(count);
                    let to_everybody = [bob, charlie, alice, django, eve].into_iter().cycle();
                    for (id, to) in tokens.ids.clone().iter().zip(to_everybody) {
                        assert_eq!(tokens.transfer(alice, to, id), Ok(()));
                    }
                    assert_listed(&tokens);
                    for id in tokens.ids.clone().iter().rev() {
                        let owner = tokens.owner_of(id).expect("nothing was destroyed");
                        assert_eq!(tokens.transfer(owner, charlie, id), Ok(()));
                        assert_listed(&tokens);
                    }
                }
            }

            #[ink::test]
            fn a_transfer_to_the_owner_takes_no_token_from_the_lists_and_adds_none() {
                // R15
                let [alice, bob, charlie, ..] = people();
                for count in COUNTS {
                    let mut tokens = Collection::of(count);
                    assert_eq!(tokens.approve(alice, bob, None, true), Ok(()));
                    for id in tokens.ids.clone() {
                        assert_eq!(tokens.transfer(alice, alice, &id), Ok(()));
                        assert_listed(&tokens);
                        assert_eq!(tokens.transfer(bob, alice, &id), Ok(()));
                        assert_listed(&tokens);
                    }
                    for id in tokens.ids.clone() {
                        assert_eq!(tokens.transfer(bob, charlie, &id), Ok(()));
                        assert_listed(&tokens);
                    }
                }
            }

            #[ink::test]
            fn a_refused_transfer_leaves_the_lists_in_their_order() {
                let [alice, bob, charlie, ..] = people();
                let mut tokens = Collection::of(17);
                let (all, hers) = (all_listed(&tokens), listed(&tokens, alice));
                for id in tokens.ids.clone() {
                    for to in [alice, bob, charlie] {
                        tokens.refuses(|tokens| tokens.transfer(bob, to, &id), NotApproved);
                    }
                }
                let unknown = tokens.unknown();
                tokens.refuses(|tokens| tokens.transfer(alice, bob, &unknown), TokenNotExists);
                assert_eq!((all_listed(&tokens), listed(&tokens, alice)), (all, hers));
                assert_listed(&tokens);
            }
        }
    };
}

/// Inserts the tests of `PSP34Burnable`.
#[macro_export]
macro_rules! burnable_tests {
    ($contract:ident, $constructor:expr) => {
        mod psp34_burnable_tests {
            $crate::collection_under_test!($contract, $constructor);
            use $crate::PSP34Burnable;

            impl Collection {
                fn burn(&mut self, by: AccountId, of: AccountId, id: &Id) -> Answer {
                    PSP34Burnable::burn(self.by(by), of, id.clone())
                }
            }

            #[ink::test]
            fn an_owner_burns_a_token() {
                let [alice, bob, ..] = people();
                let (mut tokens, [first, second, third]) = deploy();
                assert_eq!(tokens.transfer(alice, bob, &third), Ok(()));
                tokens.said();
                assert_eq!(tokens.burn(alice, alice, &first), Ok(()));
                assert_eq!(tokens.said(), [burnt(alice, &first)]);
                assert_eq!(tokens.owner_of(&first), None);
                assert_eq!(tokens.owner_of(&second), Some(alice));
                assert_eq!(tokens.owner_of(&third), Some(bob));
                assert_eq!((tokens.balance_of(alice), tokens.balance_of(bob)), (1, 1));
                assert_eq!(tokens.total_supply(), 2);
            }

            #[ink::test]
            fn operators_burn_a_token_of_the_owner_they_name() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [first, second]) = deploy();
                assert_eq!(tokens.approve(alice, bob, Some(&first), true), Ok(()));
                assert_eq!(tokens.approve(alice, charlie, None, true), Ok(()));
                for (operator, id, left) in [(bob, &first, 1), (charlie, &second, 0)] {
                    tokens.said();
                    assert_eq!(tokens.burn(operator, alice, id), Ok(()));
                    assert_eq!(tokens.said(), [burnt(alice, id)]);
                    assert_eq!(tokens.owner_of(id), None);
                    assert_eq!(tokens.balance_of(alice), left);
                    assert_eq!(tokens.total_supply(), u128::from(left));
                }
            }

            #[ink::test]
            fn a_stranger_burns_nothing_whomever_it_names() {
                // R16
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [id, bobs]) = deploy();
                assert_eq!(tokens.transfer(alice, bob, &bobs), Ok(()));
                assert_eq!(tokens.approve(charlie, bob, None, true), Ok(()));
                for named in [alice, bob, charlie] {
                    tokens.refuses(|tokens| tokens.burn(bob, named, &id), NotApproved);
                }
            }

            #[ink::test]
            fn an_operator_burns_only_what_it_is_approved_for() {
                let [alice, bob, ..] = people();
                let (mut tokens, [id, other]) = deploy();
                assert_eq!(tokens.approve(alice, bob, Some(&id), true), Ok(()));
                tokens.refuses(|tokens| tokens.burn(bob, alice, &other), NotApproved);
                assert_eq!(tokens.approve(alice, bob, Some(&id), false), Ok(()));
                tokens.refuses(|tokens| tokens.burn(bob, alice, &id), NotApproved);
            }

            #[ink::test]
            fn nobody_burns_a_token_under_a_name_that_is_not_its_owners() {
                // R16
                let [alice, bob, charlie, django, ..] = people();
                let (mut tokens, [id, djangos]) = deploy();
                assert_eq!(tokens.transfer(alice, django, &djangos), Ok(()));
                assert_eq!(tokens.approve(alice, bob, Some(&id), true), Ok(()));
                assert_eq!(tokens.approve(alice, charlie, None, true), Ok(()));
                for caller in [alice, bob, charlie] {
                    for named in [bob, charlie, django] {
                        tokens.refuses(|tokens| tokens.burn(caller, named, &id), NotApproved);
                    }
                }
            }

            #[ink::test]
            fn who_gave_a_token_away_or_was_approved_before_burns_it_no_more() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [id]) = deploy();
                assert_eq!(tokens.approve(alice, bob, Some(&id), true), Ok(()));
                assert_eq!(tokens.transfer(alice, charlie, &id), Ok(()));
                for caller in [alice, bob] {
                    for named in [alice, bob, charlie] {
                        tokens.refuses(|tokens| tokens.burn(caller, named, &id), NotApproved);
                    }
                }
                assert_eq!(tokens.transfer(charlie, alice, &id), Ok(()));
                tokens.refuses(|tokens| tokens.burn(bob, alice, &id), NotApproved);
            }

            #[ink::test]
            fn an_unknown_token_cannot_be_burnt() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [_]) = deploy();
                let id = &tokens.unknown();
                assert_eq!(tokens.approve(alice, bob, None, true), Ok(()));
                for caller in [alice, bob, charlie] {
                    for named in [alice, bob, charlie] {
                        tokens.refuses(|tokens| tokens.burn(caller, named, id), TokenNotExists);
                    }
                }
            }

            #[ink::test]
            fn a_burnt_token_is_unknown_to_everybody() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [id, _]) = deploy();
                assert_eq!(tokens.approve(alice, bob, Some(&id), true), Ok(()));
                assert_eq!(tokens.approve(alice, charlie, None, true), Ok(()));
                assert_eq!(tokens.burn(alice, alice, &id), Ok(()));
                for caller in [alice, bob, charlie] {
                    assert!(!tokens.allowance(alice, caller, Some(&id)));
                    tokens.refuses(|tokens| tokens.transfer(caller, bob, &id), TokenNotExists);
                    tokens.refuses(|tokens| tokens.burn(caller, alice, &id), TokenNotExists);
                    tokens.refuses(
                        |tokens| tokens.approve(caller, bob, Some(&id), true),
                        TokenNotExists,
                    );
                }
                assert!(tokens.allowance(alice, charlie, None), "Charlie acts for all others");
            }
        }
    };
}

/// Inserts the tests of `PSP34Burnable` that read the lists of `PSP34Enumerable`.
#[macro_export]
macro_rules! enumerable_burnable_tests {
    ($contract:ident, $constructor:expr) => {
        mod psp34_enumerable_burnable_tests {
            $crate::collection_under_test!($contract, $constructor);
            $crate::enumeration_under_test!();
            use $crate::PSP34Burnable;

            impl Collection {
                fn burn(&mut self, by: AccountId, id: &Id) -> Answer {
                    let owner = self.owner_of(id).expect("a token");
                    PSP34Burnable::burn(self.by(by), owner, id.clone())
                }
            }

            #[ink::test]
            fn the_lists_are_right_whichever_token_is_burnt() {
                let [alice, ..] = people();
                for count in COUNTS {
                    for place in 0..count {
                        let mut tokens = Collection::of(count);
                        let id = listed(&tokens, alice)[place as usize].clone();
                        assert_eq!(tokens.burn(alice, &id), Ok(()));
                        assert_listed(&tokens);
                    }
                }
            }

            #[ink::test]
            fn the_lists_are_right_until_the_last_token_is_burnt() {
                let [alice, ..] = people();
                for count in COUNTS {
                    for place in PLACES {
                        let mut tokens = Collection::of(count);
                        while let Some(id) = place(&listed(&tokens, alice)) {
                            assert_eq!(tokens.burn(alice, &id), Ok(()));
                            assert_listed(&tokens);
                        }
                        assert_eq!(tokens.total_supply(), 0);
                    }
                }
            }

            #[ink::test]
            fn the_lists_are_right_when_tokens_of_several_owners_are_burnt() {
                let [alice, bob, charlie, django, ..] = people();
                for count in COUNTS {
                    for place in PLACES {
                        let mut tokens = Collection::of(count);
                        let to_three = [bob, charlie, alice].into_iter().cycle();
                        for (id, to) in tokens.ids.clone().iter().zip(to_three) {
                            assert_eq!(tokens.transfer(alice, to, id), Ok(()));
                        }
                        for owner in [alice, bob, charlie] {
                            assert_eq!(tokens.approve(owner, django, None, true), Ok(()));
                        }
                        while let Some(id) = place(&all_listed(&tokens)) {
                            assert_eq!(tokens.burn(django, &id), Ok(()));
                            assert_listed(&tokens);
                        }
                    }
                }
            }

            #[ink::test]
            fn a_refused_burn_leaves_the_lists_in_their_order() {
                let [alice, bob, ..] = people();
                let mut tokens = Collection::of(17);
                let (all, hers) = (all_listed(&tokens), listed(&tokens, alice));
                for id in tokens.ids.clone() {
                    tokens.refuses(|tokens| tokens.burn(bob, &id), NotApproved);
                }
                assert_eq!((all_listed(&tokens), listed(&tokens, alice)), (all, hers));
            }
        }
    };
}

/// Inserts the tests of `PSP34Mintable`, for a contract that lets Alice create tokens of the ids
/// that she chooses.
#[macro_export]
macro_rules! mintable_tests {
    ($contract:ident, $constructor:expr) => {
        mod psp34_mintable_tests {
            $crate::collection_under_test!($contract, $constructor);
            use $crate::PSP34Mintable;

            impl Collection {
                fn mint(&mut self, to: AccountId, id: &Id) -> Answer {
                    let [alice, ..] = people();
                    PSP34Mintable::mint(self.by(alice), to, id.clone())
                }
            }

            #[ink::test]
            fn a_token_is_created_for_an_account() {
                let [alice, bob, ..] = people();
                for to in [alice, bob] {
                    let (mut tokens, [_]) = deploy();
                    let id = tokens.unknown();
                    let before = tokens.balance_of(to);
                    tokens.said();
                    assert_eq!(tokens.mint(to, &id), Ok(()));
                    assert_eq!(tokens.said(), [created(to, &id)]);
                    assert_eq!(tokens.owner_of(&id), Some(to));
                    assert_eq!(tokens.balance_of(to), before + 1);
                    assert_eq!(tokens.total_supply(), 2);
                }
            }

            #[ink::test]
            fn a_token_that_there_is_cannot_be_created() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [id, given_away]) = deploy();
                assert_eq!(tokens.transfer(alice, bob, &given_away), Ok(()));
                let new = tokens.unknown();
                assert_eq!(tokens.mint(charlie, &new), Ok(()));
                for id in [id, given_away, new] {
                    for to in [alice, bob, charlie] {
                        tokens.refuses(|tokens| tokens.mint(to, &id), TokenExists);
                    }
                }
            }

            #[ink::test]
            fn nobody_is_approved_for_a_created_token() {
                let [alice, bob, charlie, ..] = people();
                let (mut tokens, [_]) = deploy();
                let id = tokens.unknown();
                assert_eq!(tokens.mint(bob, &id), Ok(()));
                for somebody in people() {
                    assert!(!tokens.allowance(bob, somebody, Some(&id)));
                }
                for somebody in [alice, charlie] {
                    tokens.refuses(|tokens| tokens.transfer(somebody, charlie, &id), NotApproved);
                }
                assert_eq!(tokens.transfer(bob, charlie, &id), Ok(()));
            }

            #[ink::test]
            fn an_approval_for_all_covers_a_created_token() {
                let [_, bob, charlie, ..] = people();
                let (mut tokens, [_]) = deploy();
                let id = tokens.unknown();
                assert_eq!(tokens.approve(bob, charlie, None, true), Ok(()));
                assert_eq!(tokens.mint(bob, &id), Ok(()));
                assert!(tokens.allowance(bob, charlie, Some(&id)));
                tokens.said();
                assert_eq!(tokens.transfer(charlie, charlie, &id), Ok(()));
                assert_eq!(tokens.said(), [given(bob, charlie, &id)]);
            }
        }
    };
}

/// Inserts the tests of what `PSP34Mintable` makes of ids that `PSP34Burnable` set free. A contract
/// may refuse them.
#[macro_export]
macro_rules! mintable_burnable_tests {
    ($contract:ident, $constructor:expr) => {
        mod psp34_mintable_burnable_tests {
            $crate::collection_under_test!($contract, $constructor);
            use $crate::{PSP34Burnable, PSP34Mintable};

            #[ink::test]
            fn approvals_do_not_come_back_when_a_burnt_token_is_created_again() {
                // C8
                let [alice, bob, charlie, django, ..] = people();
                for burner in [alice, bob, django] {
                    let (mut tokens, [id, _]) = deploy();
                    assert_eq!(tokens.approve(alice, django, None, true), Ok(()));
                    assert_eq!(tokens.approve(alice, bob, Some(&id), true), Ok(()));
                    assert_eq!(tokens.approve(django, charlie, Some(&id), true), Ok(()));
                    let burning = PSP34Burnable::burn(tokens.by(burner), alice, id.clone());
                    assert_eq!(burning, Ok(()));
                    tokens.said();
                    let before = tokens.book();
                    match PSP34Mintable::mint(tokens.by(alice), alice, id.clone()) {
                        Ok(()) => {
                            assert_eq!(tokens.said(), [created(alice, &id)]);
                            for operator in [bob, charlie] {
                                assert!(!tokens.allowance(alice, operator, Some(&id)));
                                tokens.refuses(
                                    |tokens| tokens.transfer(operator, operator, &id),
                                    NotApproved,
                                );
                            }
                        }
                        Err(_) => {
                            assert_eq!(tokens.book(), before);
                            assert_eq!(tokens.said(), []);
                        }
                    }
                }
            }
        }
    };
}

/// What all suites speak with: a contract, and what is seen and heard of it.
#[doc(hidden)]
#[macro_export]
macro_rules! collection_under_test {
    ($contract:ident, $constructor:expr) => {
        /// Alone, so that no name in here hides one that the constructor's name stands for.
        mod under_test {
            use super::super::*;

            pub(super) type ContractUnderTest = $contract;

            #[allow(clippy::redundant_closure_call)]
            pub(super) fn contract_under_test(count: u32) -> (ContractUnderTest, Vec<$crate::Id>) {
                $constructor(count)
            }
        }

        use self::under_test::{contract_under_test, ContractUnderTest};
        #[allow(unused_imports)]
        use ink::{
            env::{
                test::{default_accounts, recorded_events, run_test, set_caller},
                DefaultEnvironment, Event as _,
            },
            primitives::AccountId,
            scale::DecodeAll,
        };
        #[allow(unused_imports)]
        use std::collections::{BTreeMap, BTreeSet};
        #[allow(unused_imports)]
        use $crate::{
            Approval, Id,
            PSP34Error::{self, NotApproved, SelfApprove, TokenExists, TokenNotExists},
            Transfer, PSP34,
        };

        type Answer = Result<(), PSP34Error>;

        /// Alice, who has the tokens at first, Bob, Charlie, Django and Eve.
        fn people() -> [AccountId; 5] {
            let accounts = default_accounts::<DefaultEnvironment>();
            [accounts.alice, accounts.bob, accounts.charlie, accounts.django, accounts.eve]
        }

        fn variants(number: u8) -> [Id; 6] {
            [
                Id::U8(number),
                Id::U16(number.into()),
                Id::U32(number.into()),
                Id::U64(number.into()),
                Id::U128(number.into()),
                Id::Bytes(vec![number]),
            ]
        }

        /// An event of the standard.
        #[derive(Debug, PartialEq)]
        enum Said {
            Transfer(Transfer),
            Approval(Approval),
        }

        #[allow(dead_code)]
        fn given(from: AccountId, to: AccountId, id: &Id) -> Said {
            Said::Transfer(Transfer { from: Some(from), to: Some(to), id: id.clone() })
        }

        #[allow(dead_code)]
        fn created(to: AccountId, id: &Id) -> Said {
            Said::Transfer(Transfer { from: None, to: Some(to), id: id.clone() })
        }

        #[allow(dead_code)]
        fn burnt(from: AccountId, id: &Id) -> Said {
            Said::Transfer(Transfer { from: Some(from), to: None, id: id.clone() })
        }

        #[allow(dead_code)]
        fn approval(
            owner: AccountId,
            operator: AccountId,
            id: Option<&Id>,
            approved: bool,
        ) -> Said {
            Said::Approval(Approval { owner, operator, id: id.cloned(), approved })
        }

        /// All that the readers tell of the tokens that Alice had at first.
        #[derive(Debug, PartialEq)]
        struct Book {
            collection: Id,
            supply: u128,
            owners: Vec<Option<AccountId>>,
            balances: [u32; 5],
            allowances: Vec<bool>,
        }

        struct Collection {
            contract: ContractUnderTest,
            /// What Alice had at first.
            ids: Vec<Id>,
            events_read: usize,
        }

        #[allow(dead_code)]
        fn deploy<const COUNT: usize>() -> (Collection, [Id; COUNT]) {
            let tokens = Collection::of(COUNT.try_into().expect("a few"));
            let ids = tokens.ids.clone().try_into().expect("as many as are wanted");
            (tokens, ids)
        }

        #[allow(dead_code)]
        impl Collection {
            /// Alice deploys the contract on an empty chain and has so many tokens. The events of
            /// that are still unread.
            fn of(count: u32) -> Self {
                run_test::<DefaultEnvironment, _>(|_| Ok(())).expect("an empty chain");
                let [alice, ..] = people();
                set_caller::<DefaultEnvironment>(alice);
                let (contract, ids) = contract_under_test(count);
                assert_eq!(ids.len(), count as usize);
                Self { contract, ids, events_read: 0 }
            }

            fn by(&mut self, caller: AccountId) -> &mut ContractUnderTest {
                set_caller::<DefaultEnvironment>(caller);
                &mut self.contract
            }

            fn transfer(&mut self, by: AccountId, to: AccountId, id: &Id) -> Answer {
                PSP34::transfer(self.by(by), to, id.clone(), vec![1, 2, 3])
            }

            fn approve(
                &mut self,
                by: AccountId,
                operator: AccountId,
                id: Option<&Id>,
                approved: bool,
            ) -> Answer {
                PSP34::approve(self.by(by), operator, id.cloned(), approved)
            }

            fn owner_of(&self, id: &Id) -> Option<AccountId> {
                PSP34::owner_of(&self.contract, id.clone())
            }

            fn balance_of(&self, owner: AccountId) -> u32 {
                PSP34::balance_of(&self.contract, owner)
            }

            fn total_supply(&self) -> u128 {
                PSP34::total_supply(&self.contract)
            }

            fn allowance(&self, owner: AccountId, operator: AccountId, id: Option<&Id>) -> bool {
                PSP34::allowance(&self.contract, owner, operator, id.cloned())
            }

            /// An id that no token has, of the variant that the first token's id has.
            fn unknown(&self) -> Id {
                let of_same_variant = |number: u8| {
                    let first = std::mem::discriminant(&self.ids[0]);
                    variants(number).into_iter().find(|id| std::mem::discriminant(id) == first)
                };
                (0..=u8::MAX)
                    .rev()
                    .filter_map(of_same_variant)
                    .find(|id| self.owner_of(id).is_none())
                    .expect("less than 256 tokens")
            }

            fn book(&self) -> Book {
                let of_which = || self.ids.iter().map(Some).chain([None]);
                let mut allowances = Vec::new();
                for owner in people() {
                    for operator in people() {
                        allowances.extend(of_which().map(|id| self.allowance(owner, operator, id)));
                    }
                }
                Book {
                    collection: PSP34::collection_id(&self.contract),
                    supply: self.total_supply(),
                    owners: self.ids.iter().map(|id| self.owner_of(id)).collect(),
                    balances: people().map(|somebody| self.balance_of(somebody)),
                    allowances,
                }
            }

            /// The events of the standard since this was last asked.
            fn said(&mut self) -> Vec<Said> {
                let events: Vec<_> = recorded_events().skip(self.events_read).collect();
                self.events_read += events.len();
                let read = |event: &ink::env::test::EmittedEvent| {
                    let signature = event.topics.first()?;
                    let data = &mut &event.data[..];
                    if Transfer::SIGNATURE_TOPIC.is_some_and(|topic| *signature == topic) {
                        Some(Said::Transfer(DecodeAll::decode_all(data).expect("a Transfer")))
                    } else if Approval::SIGNATURE_TOPIC.is_some_and(|topic| *signature == topic) {
                        Some(Said::Approval(DecodeAll::decode_all(data).expect("an Approval")))
                    } else {
                        None
                    }
                };
                events.iter().filter_map(read).collect()
            }

            /// Sends a message that must be refused for this reason, change and say nothing.
            #[track_caller]
            fn refuses(&mut self, message: impl FnOnce(&mut Self) -> Answer, why: PSP34Error) {
                self.said();
                let before = self.book();
                assert_eq!(message(self), Err(why));
                assert_eq!(self.book(), before, "a refused message changed something");
                assert_eq!(self.said(), [], "a refused message emitted something");
            }
        }
    };
}

/// What the suites of lists use besides.
#[doc(hidden)]
#[macro_export]
macro_rules! enumeration_under_test {
    () => {
        use $crate::PSP34Enumerable;

        /// How many tokens there are: one, and as many as fill pages, or nearly, or a bit more.
        const COUNTS: [u32; 5] = [1, 16, 17, 33, 50];

        /// The token that goes next: the first, the last, or one from the middle.
        const PLACES: [fn(&[Id]) -> Option<Id>; 3] = [
            |ids| ids.first().cloned(),
            |ids| ids.last().cloned(),
            |ids| ids.get(ids.len() / 2).cloned(),
        ];

        /// What an account owns, in the list's order.
        #[track_caller]
        fn listed(tokens: &Collection, owner: AccountId) -> Vec<Id> {
            let get =
                |index| PSP34Enumerable::owners_token_by_index(&tokens.contract, owner, index);
            read_list(tokens.balance_of(owner).into(), get)
        }

        /// All tokens, in the list's order.
        #[track_caller]
        fn all_listed(tokens: &Collection) -> Vec<Id> {
            let get = |index| PSP34Enumerable::token_by_index(&tokens.contract, index);
            read_list(tokens.total_supply(), get)
        }

        #[track_caller]
        fn read_list(len: u128, get: impl Fn(u128) -> Option<Id>) -> Vec<Id> {
            for index in [len, len + 1, len + 15, len + 16, 1 << 32, 1 << 64, u128::MAX] {
                assert_eq!(get(index), None, "there are {len} only");
            }
            (0..len).map(|index| get(index).expect("a token at each index")).collect()
        }

        /// M8: the lists have each token once, where it belongs, and nothing else.
        #[track_caller]
        fn assert_listed(tokens: &Collection) {
            let mut owned = BTreeMap::from(people().map(|somebody| (somebody, Vec::new())));
            let mut all = Vec::new();
            let mut ids = tokens.ids.clone();
            ids.sort();
            for id in ids {
                if let Some(owner) = tokens.owner_of(&id) {
                    owned.entry(owner).or_default().push(id.clone());
                    all.push(id);
                }
            }
            for (owner, ids) in owned {
                let mut listed = listed(tokens, owner);
                listed.sort();
                assert_eq!(listed, ids);
            }
            let mut all_listed = all_listed(tokens);
            all_listed.sort();
            assert_eq!(all_listed, all);
        }
    };
}
