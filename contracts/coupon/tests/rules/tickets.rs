//! What is signed: tickets, vouchers and codes. Whatever is altered, the signature is worth nothing
//! (C5, G1, G2, R25 to R28).

use ink::primitives::AccountId;
use psp34::{Id, PSP34};
use tongquan_traits::{
    coupon_error::CouponError::*,
    coupons::{Coupons, Proof, Voucher},
    redemption::{Redemption, Ticket},
    tills::Tills,
};

use crate::{
    codes::{code_of, leaf, node, trees},
    counter::{free, good, order, voucher, HOUR},
    model::number,
    people::{ann, ben, gift, manager, merchant, other_till, stranger, till},
    shop::{Shop, START},
    signing::{Signature, Signed},
};

/// A till's shop with two vouchers of Ann, and her ticket for them.
fn with_ticket() -> (Shop, Ticket) {
    let mut shop = Shop::with(voucher(50));
    let coupons = vec![shop.give(1, ann()), shop.give(1, ann())];
    let ticket = Ticket { till: Some(till()), ..shop.ticket(order(1), 80, &coupons) };
    (shop, ticket)
}

fn altered(ticket: &Ticket) -> Vec<Ticket> {
    let [first, second] = [ticket.coupons[0], ticket.coupons[1]];
    vec![
        Ticket { till: None, ..ticket.clone() },
        Ticket { order: order(2), ..ticket.clone() },
        Ticket { amount: ticket.amount - 1, ..ticket.clone() },
        Ticket { amount: ticket.amount + 1, ..ticket.clone() },
        Ticket { coupons: vec![first], ..ticket.clone() },
        Ticket { coupons: vec![second, first], ..ticket.clone() },
        Ticket { deadline: ticket.deadline - 1, ..ticket.clone() },
        Ticket { deadline: ticket.deadline + 1, ..ticket.clone() },
    ]
}

#[test]
fn no_field_of_a_ticket_can_be_altered() {
    let (mut shop, ticket) = with_ticket();
    let signature = shop.consent(&ticket).bytes();
    for altered in altered(&ticket) {
        let until = shop.now + 1;
        let again = altered.clone();
        shop.refuses(till(), |c| c.redeem_with_ticket(altered, signature), BadSignature);
        shop.refuses(till(), |c| c.reserve_with_ticket(again, signature, until), BadSignature);
    }
    assert!(shop.by(till()).redeem_with_ticket(ticket, signature).is_ok());
}

#[test]
fn a_ticket_for_another_till_is_refused_by_name() {
    let (mut shop, ticket) = with_ticket();
    let signature = shop.consent(&ticket).bytes();
    let error = OtherTill { till: till() };
    shop.refuses(other_till(), |c| c.redeem_with_ticket(ticket.clone(), signature), error);
    let stolen = Ticket { till: Some(other_till()), ..ticket };
    shop.refuses(other_till(), |c| c.redeem_with_ticket(stolen, signature), BadSignature);
}

#[test]
fn a_ticket_is_as_good_raw_as_between_the_words_of_a_wallet() {
    for wrapped in [false, true] {
        let (mut shop, ticket) = with_ticket();
        let signature = Signature { wrapped, ..shop.consent(&ticket) };
        assert!(shop.by(till()).redeem_with_ticket(ticket, signature.bytes()).is_ok());
    }
}

#[test]
fn a_ticket_for_another_merchant_or_chain_is_refused() {
    let (mut shop, ticket) = with_ticket();
    // The genesis hash is a part of what makes the address.
    let signature = Signature { contract: stranger(), ..shop.consent(&ticket) }.bytes();
    shop.refuses(till(), |c| c.redeem_with_ticket(ticket, signature), BadSignature);
}

#[test]
fn a_ticket_is_signed_by_the_holder_of_every_coupon() {
    let (mut shop, ticket) = with_ticket();
    for by in [ben(), till(), manager(), merchant()] {
        let signature = Signature { by, ..shop.consent(&ticket) }.bytes();
        shop.refuses(till(), |c| c.redeem_with_ticket(ticket.clone(), signature), BadSignature);
    }
    let theirs = shop.give(1, ben());
    let coupons = vec![ticket.coupons[0], theirs];
    let mixed = Ticket { coupons, ..ticket };
    let signature = shop.consent(&mixed).bytes();
    let error = NotHolder { coupon: theirs, holder: ben() };
    shop.refuses(till(), |c| c.redeem_with_ticket(mixed, signature), error);
}

#[test]
fn an_approval_is_no_consent_to_redeem() {
    let (mut shop, ticket) = with_ticket();
    shop.by(ann()).approve(ben(), None, true).unwrap();
    let signature = Signature { by: ben(), ..shop.consent(&ticket) }.bytes();
    shop.refuses(till(), |c| c.redeem_with_ticket(ticket.clone(), signature), BadSignature);
    let error = NotHolder { coupon: ticket.coupons[0], holder: ann() };
    shop.refuses(ben(), |c| c.redeem(order(1), 80, ticket.coupons), error);
}

#[test]
fn a_ticket_of_before_a_coupon_moved_and_came_back_is_refused() {
    let (mut shop, ticket) = with_ticket();
    let screenshot = shop.consent(&ticket).bytes();
    let id = Id::U64(ticket.coupons[1]);
    shop.by(ann()).transfer(ben(), id.clone(), vec![]).unwrap();
    shop.by(ben()).transfer(ann(), id, vec![]).unwrap();
    shop.refuses(till(), |c| c.redeem_with_ticket(ticket.clone(), screenshot), BadSignature);
    let fresh = shop.consent(&ticket).bytes();
    assert!(shop.by(till()).redeem_with_ticket(ticket, fresh).is_ok());
}

#[test]
fn no_signature_holds_for_the_key_of_zeros() {
    // R26
    let nobody = AccountId::from([0; 32]);
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, nobody);
    let ticket = shop.ticket(order(1), 40, &[coupon]);
    let neutral_point = {
        let mut signature = [0; 64];
        signature[63] = 0x80;
        signature
    };
    for signature in [[0; 64], neutral_point] {
        shop.refuses(till(), |c| c.redeem_with_ticket(ticket.clone(), signature), BadSignature);
    }
    let root = leaf(nobody);
    shop.by(manager()).publish_codes(1, root).unwrap();
    let voucher = Voucher { campaign: 1, number: 0, member: ann(), deadline: START + 1 };
    let proof = Proof::Code { root, key: nobody, path: vec![] };
    for signature in [[0; 64], neutral_point] {
        shop.refuses(ann(), |c| c.claim(voucher, proof.clone(), signature), BadSignature);
    }
}

#[test]
fn who_is_no_till_any_more_can_do_nothing_in_the_same_block() {
    // C9
    let (mut shop, ticket) = with_ticket();
    let signature = shop.consent(&ticket).bytes();
    shop.serve(till(), order(7), 10, &ticket.coupons[..1]);
    shop.by(manager()).set_till(till(), None).unwrap();
    let until = shop.now + 1;
    let again = ticket.clone();
    shop.refuses(till(), |c| c.redeem_with_ticket(ticket, signature), NotTill);
    shop.refuses(till(), |c| c.reserve_with_ticket(again, signature, until), NotTill);
    shop.refuses(till(), |c| c.void(order(7)), NotTill);
    shop.refuses(till(), |c| c.refund(order(7), 10), NotManager);
}

/// A signed ticket is used once, however its use is split into a hold and its completion.
#[test]
fn a_ticket_is_used_once_also_if_it_is_reserved_first() {
    // C5
    let mut terms = voucher(100);
    terms.refund.window = 0;
    let mut shop = Shop::with(terms);
    let coupon = shop.give(1, ann());
    let ticket = Ticket { deadline: START + 9 * HOUR, ..shop.ticket(order(1), 40, &[coupon]) };
    let signature = shop.consent(&ticket).bytes();
    shop.by(till()).reserve_with_ticket(ticket.clone(), signature, START + HOUR).unwrap();
    let shorter = Ticket { deadline: START + 1, ..ticket.clone() };
    // Nobody signed this one; completing asks for no signature.
    let _ = shop.by(till()).redeem_with_ticket(shorter, [0; 64]);
    let over = shop.receipt(order(1)).unwrap().keep_until;
    if over < ticket.deadline {
        shop.at(over).by(till()).clear_receipts(vec![order(1)]).unwrap();
        let _ = shop.by(till()).redeem_with_ticket(ticket, signature);
    }
    assert!(
        shop.view(coupon).left >= 60,
        "one ticket for 40 took {}",
        100 - shop.view(coupon).left
    );
}

#[test]
fn a_till_that_holds_coupons_is_two_makers_of_receipts() {
    // C4
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, till());
    let receipt = shop.by(till()).redeem(order(1), 40, vec![coupon]).unwrap();
    let ticket = shop.ticket(order(1), 40, &[coupon]);
    let signature = shop.consent(&ticket).bytes();
    let error = OrderUsed { receipt };
    shop.refuses(till(), |c| c.redeem_with_ticket(ticket, signature), error);
    let receipt = shop.serve(till(), order(2), 10, &[coupon]);
    shop.refuses(till(), |c| c.redeem(order(2), 10, vec![coupon]), OrderUsed { receipt });
}

/// A manager's voucher for Ann.
fn from_manager(shop: &Shop, by: AccountId) -> (Voucher, Proof, Signature) {
    let voucher = Voucher { campaign: 1, number: 7, member: ann(), deadline: START + HOUR };
    let signature = Signature {
        by,
        what: Signed::Voucher { issuer: *by.as_ref(), voucher },
        contract: shop.address(),
        wrapped: false,
    };
    (voucher, Proof::Manager { signer: by }, signature)
}

fn altered_vouchers(voucher: Voucher) -> [Voucher; 5] {
    [
        Voucher { campaign: 2, ..voucher },
        Voucher { number: 8, ..voucher },
        Voucher { member: ben(), ..voucher },
        Voucher { deadline: voucher.deadline - 1, ..voucher },
        Voucher { deadline: voucher.deadline + 1, ..voucher },
    ]
}

#[test]
fn no_field_of_a_voucher_can_be_altered() {
    let mut shop = Shop::with(voucher(50));
    shop.campaign_of(good(), free());
    let (voucher, proof, signature) = from_manager(&shop, manager());
    let signed = signature.bytes();
    for altered in altered_vouchers(voucher) {
        shop.refuses(stranger(), |c| c.claim(altered, proof.clone(), signed), BadSignature);
    }
    let owners = Proof::Manager { signer: merchant() };
    shop.refuses(stranger(), |c| c.claim(voucher, owners, signed), BadSignature);
    let elsewhere = Signature { contract: gift(), ..signature }.bytes();
    shop.refuses(stranger(), |c| c.claim(voucher, proof.clone(), elsewhere), BadSignature);
    assert_eq!(shop.by(stranger()).claim(voucher, proof, signed), Ok(number(1, 1)));
    assert_eq!(shop.owner_of(Id::U64(number(1, 1))), Some(ann()), "whoever submits it");
}

#[test]
fn a_voucher_is_claimed_once_in_whatever_form_it_is_signed() {
    let mut shop = Shop::with(voucher(50));
    let (voucher, proof, signature) = from_manager(&shop, manager());
    shop.by(ann()).claim(voucher, proof.clone(), signature.bytes()).unwrap();
    for wrapped in [false, true] {
        // Signatures are drawn with new randomness each time (R27).
        let another = Signature { wrapped, ..signature.clone() }.bytes();
        shop.refuses(ann(), |c| c.claim(voucher, proof.clone(), another), VoucherUsed);
    }
    assert!(shop.is_claimed(1, *manager().as_ref(), 7));
    assert!(!shop.is_claimed(1, *merchant().as_ref(), 7));
    assert!(!shop.is_claimed(2, *manager().as_ref(), 7));
}

#[test]
fn a_wrapped_voucher_is_good() {
    let mut shop = Shop::with(voucher(50));
    let (voucher, proof, signature) = from_manager(&shop, merchant());
    let wrapped = Signature { wrapped: true, ..signature }.bytes();
    assert!(shop.by(ann()).claim(voucher, proof, wrapped).is_ok());
}

#[test]
fn a_voucher_of_somebody_who_is_no_manager_any_more_is_worth_nothing() {
    let mut shop = Shop::with(voucher(50));
    let (voucher, proof, signature) = from_manager(&shop, manager());
    shop.by(merchant()).set_manager(manager(), false).unwrap();
    shop.refuses(ann(), |c| c.claim(voucher, proof, signature.bytes()), NotManager);
    for other in [ann(), till()] {
        let (voucher, proof, signature) = from_manager(&shop, other);
        shop.refuses(ann(), |c| c.claim(voucher, proof, signature.bytes()), NotManager);
    }
}

#[test]
fn a_ticket_is_no_voucher() {
    let (mut shop, ticket) = with_ticket();
    let (voucher, proof, _) = from_manager(&shop, manager());
    let signature = Signature { by: manager(), ..shop.consent(&ticket) }.bytes();
    shop.refuses(ann(), |c| c.claim(voucher, proof, signature), BadSignature);
}

/// What claims the code with this number in the largest tree.
fn from_code(shop: &Shop, number: u32) -> (Voucher, Proof, Signature) {
    let [tree, ..] = trees();
    let voucher = Voucher { campaign: 1, number, member: ann(), deadline: START + HOUR };
    let (root, key) = (tree.root(), tree.key(number));
    let signature = Signature {
        by: key,
        what: Signed::Voucher { issuer: root, voucher },
        contract: shop.address(),
        wrapped: false,
    };
    (voucher, Proof::Code { root, key, path: tree.path(number) }, signature)
}

fn with_codes() -> Shop {
    let mut shop = Shop::with(voucher(50));
    shop.campaign_of(good(), free());
    let [tree, ..] = trees();
    shop.by(manager()).publish_codes(1, tree.root()).unwrap();
    shop.events();
    shop
}

#[test]
fn every_code_of_a_tree_claims_one_coupon() {
    let mut shop = with_codes();
    let [tree, ..] = trees();
    for number in 0..tree.len() {
        let (voucher, proof, signature) = from_code(&shop, number);
        assert!(shop.by(stranger()).claim(voucher, proof, signature.bytes()).is_ok());
    }
    for number in 0..tree.len() {
        let (voucher, proof, signature) = from_code(&shop, number);
        shop.refuses(ann(), |c| c.claim(voucher, proof, signature.bytes()), VoucherUsed);
    }
    assert_eq!(shop.balance_of(ann()), tree.len());
}

#[test]
fn a_code_in_a_tree_of_its_own_is_its_root() {
    let mut shop = with_codes();
    let [.., single] = trees();
    assert_eq!(single.root(), leaf(single.key(0)));
    shop.by(manager()).publish_codes(1, single.root()).unwrap();
    let (root, key) = (single.root(), single.key(0));
    let voucher = Voucher { campaign: 1, number: 0, member: ann(), deadline: START + HOUR };
    let what = Signed::Voucher { issuer: root, voucher };
    let contract = shop.address();
    let signature = Signature { by: key, what, contract, wrapped: false }.bytes();
    let proof = Proof::Code { root, key, path: vec![] };
    assert!(shop.by(ann()).claim(voucher, proof, signature).is_ok());
}

#[test]
fn a_wrong_way_to_the_root_is_refused() {
    let mut shop = with_codes();
    let (voucher, proof, signature) = from_code(&shop, 5);
    let signed = signature.bytes();
    let Proof::Code { root, key, path } = proof else { unreachable!() };
    let mut wrong = vec![];
    for level in 0..path.len() {
        let mut other = path.clone();
        other[level][31] ^= 1;
        wrong.push(other);
    }
    wrong.push(path[..2].to_vec());
    wrong.push([&path[..], &[root]].concat());
    wrong.push(path.iter().rev().copied().collect());
    wrong.push(vec![[0; 32]; 32]);
    wrong.push(vec![[0; 32]; 31]);
    for path in wrong {
        let proof = Proof::Code { root, key, path };
        shop.refuses(ann(), |c| c.claim(voucher, proof, signed), UnknownCode);
    }
    let [tree, ..] = trees();
    let neighbours = Proof::Code { root, key: tree.key(4), path: path.clone() };
    shop.refuses(ann(), |c| c.claim(voucher, neighbours, signed), UnknownCode);
    let unpublished = Proof::Code { root: [9; 32], key, path };
    shop.refuses(ann(), |c| c.claim(voucher, unpublished, signed), UnknownCode);
}

#[test]
fn a_code_has_one_number_only() {
    let mut shop = with_codes();
    let [tree, ..] = trees();
    let (voucher, Proof::Code { root, key, path }, signature) = from_code(&shop, 5) else {
        unreachable!()
    };
    shop.by(ann())
        .claim(voucher, Proof::Code { root, key, path: path.clone() }, signature.bytes())
        .unwrap();
    for number in [4, 5 + tree.len(), 5 + 2 * tree.len(), 5 | (1 << 31), u32::MAX] {
        let voucher = Voucher { number, ..voucher };
        let what = Signed::Voucher { issuer: root, voucher };
        let signed = Signature { what, ..signature.clone() }.bytes();
        let proof = Proof::Code { root, key, path: path.clone() };
        shop.refuses(ann(), |c| c.claim(voucher, proof, signed), UnknownCode);
    }
}

#[test]
fn a_node_of_a_tree_is_no_code() {
    let mut shop = with_codes();
    let [tree, ..] = trees();
    let path = tree.path(0);
    let inner = node(leaf(tree.key(0)), leaf(tree.key(1)));
    let voucher = Voucher { campaign: 1, number: 0, member: ann(), deadline: START + HOUR };
    let key = AccountId::from(inner);
    let proof = Proof::Code { root: tree.root(), key, path: path[1..].to_vec() };
    shop.refuses(ann(), |c| c.claim(voucher, proof, [1; 64]), UnknownCode);
}

#[test]
fn a_code_is_worth_nothing_in_a_second_campaign_that_did_not_publish_it() {
    let mut shop = with_codes();
    let (voucher, proof, signature) = from_code(&shop, 5);
    let second = Voucher { campaign: 2, ..voucher };
    let Proof::Code { root, .. } = proof else { unreachable!() };
    let what = Signed::Voucher { issuer: root, voucher: second };
    let signed = Signature { what, ..signature.clone() }.bytes();
    shop.refuses(ann(), |c| c.claim(second, proof.clone(), signed), UnknownCode);
    shop.by(manager()).publish_codes(2, root).unwrap();
    shop.refuses(ann(), |c| c.claim(second, proof.clone(), signature.bytes()), BadSignature);
    assert!(shop.by(ann()).claim(second, proof, signed).is_ok(), "if both published it");
    assert!(!shop.is_claimed(1, root, 5));
}

#[test]
fn nobody_who_sees_a_claim_can_redirect_it() {
    // G1
    let mut shop = with_codes();
    let (voucher, proof, signature) = from_code(&shop, 5);
    let mine = Voucher { member: ben(), ..voucher };
    shop.refuses(ben(), |c| c.claim(mine, proof.clone(), signature.bytes()), BadSignature);
    assert!(code_of(signature.by).is_some());
    let by_ben = Signature { by: ben(), ..signature }.bytes();
    shop.refuses(ben(), |c| c.claim(mine, proof, by_ben), BadSignature);
}
