//! What anyone can look up about the collection and its coupons.

use psp34::{Id, PSP34Burnable, PSP34Enumerable, PSP34Metadata, PSP34};
use tongquan_traits::{
    campaigns::{Campaigns, Kind, Policy, Royalty, Sale, Validity},
    coupons::{CouponView, Coupons, Status},
    ownable::Ownable,
};

use crate::{
    counter::{details, good, voucher, HOUR},
    people::{ann, gift, manager, merchant},
    shop::{Shop, DESK, GENESIS, NAME, START},
};

fn text(attribute: Option<Vec<u8>>) -> Option<String> {
    attribute.map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
}

#[test]
fn a_new_collection_has_its_name_its_chain_and_its_owner() {
    let shop = Shop::open();
    let collection = Id::Bytes(AsRef::<[u8]>::as_ref(&shop.address()).to_vec());
    assert_eq!(shop.collection_id(), collection);
    let attribute = |key: &[u8]| text(shop.get_attribute(collection.clone(), key.to_vec()));
    assert_eq!(attribute(b"name").as_deref(), Some(NAME));
    for unknown in [&b"image"[..], b"terms_url", b"Name", b""] {
        assert_eq!(attribute(unknown), None);
    }
    assert_eq!((shop.genesis_hash(), shop.desk()), (GENESIS, DESK));
    assert_eq!((shop.owner(), shop.pending_owner()), (merchant(), None));
    assert_eq!((shop.total_supply(), shop.campaign_count()), (0, 0));
    assert_eq!(shop.token_by_index(0), None);
}

#[test]
fn a_coupon_has_the_attributes_of_its_campaign() {
    let mut shop = Shop::with(good());
    let coupon = shop.give(1, ann());
    let attribute = |id: Id, key: &[u8]| text(shop.get_attribute(id, key.to_vec()));
    let id = Id::U64(coupon);
    assert_eq!(attribute(id.clone(), b"name"), Some(details().name));
    assert_eq!(attribute(id.clone(), b"image"), Some(details().image));
    assert_eq!(attribute(id.clone(), b"terms_url"), Some(details().terms_url));
    assert_eq!(attribute(id.clone(), b"terms_hash"), None);
    assert_eq!(attribute(id, b""), None);
    for other in [Id::U64(coupon + 1), Id::U32(1), Id::U128(coupon.into()), Id::Bytes(vec![])] {
        assert_eq!(attribute(other, b"name"), None);
    }
}

#[test]
fn long_texts_are_kept_whole() {
    let mut shop = Shop::ready();
    let mut long = details();
    long.name = "乌龙茶".repeat(400);
    long.image = "x".repeat(3_000);
    shop.by(manager()).open_campaign(good(), Sale::default(), long.clone()).unwrap();
    let id = Id::U64(shop.give(1, ann()));
    assert_eq!(shop.campaign_details(1), Some(long.clone()));
    assert_eq!(text(shop.get_attribute(id, b"name".to_vec())), Some(long.name));
}

#[test]
fn a_wallet_sees_all_of_a_coupon() {
    let mut shop = Shop::ready();
    let mut terms = voucher(50);
    terms.validity = Validity::AfterIssue { delay: HOUR, length: HOUR };
    terms.policy = Policy::GiftOnly { gift: gift() };
    terms.stackable = false;
    let royalty = Some(Royalty { to: merchant(), basis_points: 500 });
    shop.campaign_of(terms, Sale { price: None, royalty });
    let coupon = shop.at(START + 5).give(1, ann());
    shop.by(ann()).transfer(gift(), Id::U64(coupon), vec![]).unwrap();
    let expected = CouponView {
        holder: gift(),
        kind: Kind::Voucher { value: 50 },
        left: 50,
        status: Status::NotYet {},
        from: START + 5 + HOUR,
        until: START + 5 + 2 * HOUR,
        policy: Policy::GiftOnly { gift: gift() },
        royalty,
        stackable: false,
        issued_at: START + 5,
        moves: 1,
    };
    assert_eq!(shop.view(coupon), expected);
    shop.by(gift()).burn(gift(), Id::U64(coupon)).unwrap();
    assert_eq!(shop.coupon(coupon), None);
    assert_eq!([0, 1, coupon + 1, 2 << 32].map(|none| shop.coupon(none)), [const { None }; 4]);
}
