//! A gift link has one text, is read back as it was made, and whatever is not as it was made is
//! refused with what is wrong.

mod vectors;

use std::{env, fs};

use proptest::{prelude::*, test_runner::Config};
use serde_json::Value;
use subxt_signer::sr25519::{self, PublicKey, Signature};
use tongquan_client::{
    greeting_hash, Account, GiftLink, GiftPlace, GiftSecret, InvalidPage, LinkError, Packet,
    PacketError, Page, MAX_DEPTH, MAX_GREETING,
};
use tongquan_traits::gifts::{claim_payload, Claim, KeyProof, Terms, MAX_SHARES};
use vectors::{bytes_of, committed, links, page, place, secret, ACCEPT, FILE};

const QR: &str = "tongquan:g#";

/// The digits of a payload, and some characters that are none.
const CHARACTERS: &str =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=%. #?&\0礼";

fn text_of<'a>(entry: &'a Value, name: &str) -> &'a str {
    entry[name].as_str().unwrap_or_else(|| panic!("{entry} has no {name}"))
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap().strip_prefix("0x").unwrap()).unwrap()
}

fn hash(value: &Value) -> [u8; 32] {
    bytes(value).try_into().unwrap()
}

fn entries(of: &str) -> Vec<Value> {
    committed()[of].as_array().unwrap().clone()
}

#[test]
fn the_vectors_in_docs_are_the_ones_of_this_library() {
    let made = vectors::text();
    if env::var_os(ACCEPT).is_some() {
        fs::write(FILE, &made).unwrap();
    }
    let committed = fs::read_to_string(FILE).unwrap_or_default();
    assert!(committed == made, "docs/link-vectors.json differs; if it should: {ACCEPT}=1");
}

#[test]
fn every_link_of_the_vectors_is_read_and_made_again() {
    for entry in entries("valid") {
        let name = text_of(&entry, "name");
        let link = GiftLink::read(text_of(&entry, "https")).unwrap();
        assert_eq!(GiftLink::read(text_of(&entry, "tongquan")).as_ref(), Ok(&link), "{name}");

        let place = GiftPlace {
            genesis_hash: hash(&entry["genesisHash"]),
            contract: hash(&entry["contract"]).into(),
            gift: text_of(&entry, "gift").parse().unwrap(),
        };
        let number = u32::try_from(entry["number"].as_u64().unwrap()).unwrap();
        let path: Vec<_> = entry["path"].as_array().unwrap().iter().map(hash).collect();
        let secret = GiftSecret::from_bytes(hash(&entry["secret"])).unwrap();
        let greeting = entry["greeting"].as_str();
        let made = GiftLink::of_share(place, number, path.clone(), secret, greeting).unwrap();
        assert_eq!(made, link, "{name}");
        assert_eq!(made.on_page(&Page::new(text_of(&entry, "page")).unwrap()), entry["https"]);
        assert_eq!(made.for_qr(), entry["tongquan"], "{name}");

        let key = hash(&entry["publicKey"]).into();
        assert_eq!(link.account().id(), key, "{name}");
        assert_eq!(link.proof(), KeyProof { key, path }, "{name}");
        assert_eq!(link.keys(), hash(&entry["keys"]), "{name}");
        let hashed = link.greeting().map(|text| greeting_hash(text).to_vec());
        let in_terms = Some(&entry["greetingHash"]).filter(|value| !value.is_null());
        assert_eq!(hashed, in_terms.map(bytes), "{name}");
        let recipient = hash(&entry["recipient"]).into();
        let claim = link.claim(recipient, text_of(&entry, "maxFee").parse().unwrap());
        assert_eq!(claim_payload(&place.contract, &claim), bytes(&entry["claimPayload"]), "{name}");
    }
}

#[test]
fn page_and_query_before_the_hash_make_no_difference() {
    let first = &links()[0].2;
    for text in entries("same") {
        assert_eq!(GiftLink::read(text.as_str().unwrap()).as_ref(), Ok(first), "{text}");
    }
}

#[test]
fn what_is_no_link_or_was_made_wrong_is_refused_by_name() {
    for entry in entries("invalid") {
        let read = GiftLink::read(text_of(&entry, "text")).and_then(|link| {
            let chain = Some(&entry["chain"]).filter(|value| !value.is_null());
            chain.map_or(Ok(()), |chain| link.ensure_on(hash(chain)))
        });
        let name = read.err().as_ref().map(LinkError::name);
        assert_eq!(name, entry["error"].as_str(), "{}", entry["name"]);
    }
}

#[test]
fn the_vectors_have_every_error() {
    let named: Vec<_> =
        entries("invalid").iter().map(|entry| text_of(entry, "error").to_owned()).collect();
    let all = [
        LinkError::NotALink,
        LinkError::ForeignCharacter { at: 0 },
        LinkError::Truncated,
        LinkError::Altered,
        LinkError::UnknownVersion { version: 2 },
        LinkError::TooDeep { depth: 21 },
        LinkError::InvalidNumber { number: 1, depth: 0 },
        LinkError::NoKey,
        LinkError::GreetingTooLong { bytes: 281 },
        LinkError::GreetingNotText,
        LinkError::OtherNetwork { genesis_hash: [0; 32] },
    ];
    for error in all {
        assert!(named.iter().any(|name| name == error.name()), "{error:?}");
    }
}

#[test]
fn a_link_that_lost_its_end_is_refused_and_more_than_a_greeting_is_noticed_as_lost() {
    for (name, address, link, _) in links() {
        for text in [link.for_qr(), link.on_page(&Page::new(address).unwrap())] {
            let payload = text.find('#').unwrap() + 1;
            let greeting = link.greeting().map_or(0, str::len);
            let whole = (text.len() - payload) * 6 / 8;
            for end in 0..text.len() {
                let left = end.saturating_sub(payload) * 6 / 8;
                let error = match end < payload {
                    true => LinkError::NotALink,
                    false if whole - left > greeting => LinkError::Truncated,
                    false => LinkError::Altered,
                };
                assert_eq!(GiftLink::read(&text[..end]), Err(error), "{name}, {end} characters");
            }
        }
    }
}

#[test]
fn a_link_with_one_other_character_is_refused() {
    for (name, _, link, _) in links() {
        let text = link.for_qr();
        for (at, right) in text.char_indices() {
            for other in CHARACTERS.chars().filter(|other| *other != right) {
                let (before, after) = (&text[..at], &text[at + 1..]);
                let altered = format!("{before}{other}{after}");
                assert!(GiftLink::read(&altered).is_err(), "{name}: {altered}");
            }
        }
    }
}

#[test]
fn a_link_with_a_character_more_or_less_or_two_exchanged_is_refused() {
    for (name, _, link, _) in links() {
        let text = link.for_qr();
        for at in QR.len()..text.len() {
            let (before, after) = text.split_at(at);
            let less = format!("{before}{}", &after[1..]);
            assert!(GiftLink::read(&less).is_err(), "{name}: {less}");
            for more in CHARACTERS.chars() {
                let more = format!("{before}{more}{after}");
                assert!(GiftLink::read(&more).is_err(), "{name}: {more}");
            }
            let swapped: String = after.get(..2).unwrap_or_default().chars().rev().collect();
            let exchanged = format!("{before}{swapped}{}", after.get(2..).unwrap_or(after));
            assert!(
                exchanged == text || GiftLink::read(&exchanged).is_err(),
                "{name}: {exchanged}"
            );
        }
        assert!(GiftLink::read(&format!("{text}{}", &text[QR.len()..])).is_err(), "{name}, twice");
    }
}

#[test]
fn a_page_whose_path_is_altered_is_none_for_gift_links() {
    let text = links()[0].2.on_page(&page());
    let path = text.find("/g#").unwrap();
    for at in [path, path + 1, path + 2] {
        for other in ('a'..='z').filter(|other| *other != 'g') {
            let altered = format!("{}{other}{}", &text[..at], &text[at + 1..]);
            assert_eq!(GiftLink::read(&altered), Err(LinkError::NotALink), "{altered}");
        }
    }
}

fn any_link() -> impl Strategy<Value = GiftLink> {
    let path = prop::collection::vec(any::<[u8; 32]>(), 0..=MAX_DEPTH);
    let place = any::<([u8; 32], [u8; 32], u64)>();
    let secret = any::<[u8; 32]>().prop_filter("a key", |secret| *secret != [0; 32]);
    let greeting = prop::option::of("\\PC{0,93}").prop_filter("it fits", |greeting| {
        greeting.as_ref().map_or(0, String::len) <= MAX_GREETING
    });
    (place, path, any::<u32>(), secret, greeting).prop_map(
        |((genesis_hash, contract, gift), path, number, secret, greeting)| {
            let place = GiftPlace { genesis_hash, contract: contract.into(), gift };
            let number = number & ((1 << path.len()) - 1);
            let secret = GiftSecret::from_bytes(secret).unwrap();
            GiftLink::of_share(place, number, path, secret, greeting.as_deref()).unwrap()
        },
    )
}

#[test]
fn any_link_is_read_back_as_it_was_made() {
    let config = Config { cases: 500, ..Config::default() };
    let (seed, mut runner) = seeded::runner("LINKS_SEED", config);
    let outcome = runner.run(&any_link(), |link| {
        for text in [link.for_qr(), link.on_page(&page())] {
            prop_assert_eq!(GiftLink::read(&text), Ok(link.clone()));
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("LINKS_SEED={seed}: {error}"));
}

#[test]
fn whatever_bytes_are_read_as_a_link_have_that_link_as_their_text() {
    let config = Config { cases: 2_000, ..Config::default() };
    let (seed, mut runner) = seeded::runner("LINKS_SEED", config);
    let bytes = prop::collection::vec(any::<u8>(), 0..1_100);
    let outcome = runner.run(&(bytes, any::<bool>()), |(mut bytes, version)| {
        if let Some(first) = bytes.first_mut().filter(|_| version) {
            *first = 1;
        }
        if let Some(depth) = bytes.get_mut(77) {
            *depth %= 24;
            // A number that fits each depth: else hardly any is read to its end.
            bytes[73..77].fill(0);
        }
        let text = format!("{QR}{}", vectors::sealed(&bytes));
        if let Ok(link) = GiftLink::read(&text) {
            prop_assert_eq!(link.for_qr(), text);
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("LINKS_SEED={seed}: {error}"));
}

#[test]
fn no_text_makes_the_reading_stop() {
    let config = Config { cases: 2_000, ..Config::default() };
    let (seed, mut runner) = seeded::runner("LINKS_SEED", config);
    let outcome = runner.run(&("(tongquan:g#|https://a/g#)?", "\\PC*"), |(before, text)| {
        let _ = GiftLink::read(&format!("{before}{text}"));
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("LINKS_SEED={seed}: {error}"));
}

#[test]
fn the_secret_is_in_the_fragment_only_and_never_in_debug_output() {
    let secret = secret("a key");
    let link = GiftLink::new(place(), secret.clone(), Some("hello")).unwrap();
    let text = link.on_page(&page());
    assert_eq!(text.split_once('#').unwrap().0, "https://example.com/g");
    let packet = Packet::of(vec![secret.clone()]).unwrap();
    let shown = format!("{link:?} {link:#?} {secret:?} {packet:?} {:?}", GiftLink::read(&text));
    let bytes = secret.expose();
    assert!(shown.contains("GiftSecret(..)") && shown.contains("hello"), "{shown}");
    assert!(!shown.contains(&hex::encode(bytes)), "{shown}");
    let listed = format!("{bytes:?}");
    assert!(!shown.contains(listed.trim_matches(['[', ']'])), "{shown}");
    assert!(!shown.contains(&text[text.len() - 60..]), "{shown}");
}

#[test]
fn the_secret_is_expanded_as_wallets_do() {
    let seed = "e5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a";
    let alice = Account::from_secret("alice", hex::decode(seed).unwrap().try_into().unwrap());
    assert_eq!(alice.id(), Account::dev("alice").id());
}

#[test]
fn a_page_has_a_plain_address() {
    let link = &links()[0].2;
    for address in [
        "https://example.com",
        "https://example.com/",
        "https://a.b-c.example:8443/Shop/~tea/v1.0_x",
        "https://xn--fiqs8s.example",
        "http://localhost",
        "http://localhost:3000/app/",
    ] {
        let text = link.on_page(&Page::new(address).unwrap());
        let base = address.strip_suffix('/').unwrap_or(address);
        assert!(text.starts_with(&format!("{base}/g#")), "{text}");
        assert_eq!(GiftLink::read(&text).as_ref(), Ok(link), "{text}");
    }
    for address in [
        "",
        "example.com",
        "https://",
        "https:///",
        "https:///path",
        "https://example.com//",
        "https://example.com/a//b",
        "https://example.com/#",
        "https://example.com/a#b",
        "https://example.com/?a",
        "https://example.com/a?b=c",
        "https://example.com/a b",
        " https://example.com",
        "https://example.com\n",
        "https://example.com/../a",
        "https://example.com/.",
        "https://example.com/%67",
        "https://example.com/礼",
        "https://券.example",
        "https://Example.com",
        "HTTPS://example.com",
        "https://user@example.com",
        "https://user:1@example.com",
        "https://example.com:",
        "https://example.com:port",
        "https://example.com:+1",
        "https://example.com:0",
        "https://example.com:0443",
        "https://example.com:65536",
        "https://example.com:1:2",
        "https://example..com",
        "https://.example.com",
        "https://-a.example.com",
        "https://a-.example.com",
        "https://[::1]",
        "https:\\\\example.com",
        "http://example.com",
        "http://localhost.example.com",
        "http://localhost@example.com",
        "http://127.0.0.1",
        "ftp://example.com",
        "javascript:alert(1)",
        "tongquan:",
    ] {
        assert_eq!(Page::new(address), Err(InvalidPage), "{address}");
    }
}

#[test]
fn every_share_of_a_packet_has_a_link_that_leads_to_its_keys() {
    for shares in [1, 2, 3, 4, 5, 8, 9, 33] {
        let packet = Packet::fresh(shares).unwrap();
        let depth = shares.next_power_of_two().trailing_zeros() as usize;
        assert_eq!(packet.secrets().len(), shares as usize);
        for number in 0..shares {
            let link = packet.link(place(), number, Some("恭喜发财")).unwrap();
            assert_eq!((link.number(), link.path().len()), (number, depth));
            assert_eq!(link.keys(), packet.keys());
            assert_eq!(link.secret(), &packet.secrets()[number as usize]);
            assert_eq!(GiftLink::read(&link.for_qr()), Ok(link));
        }
        let missing = packet.link(place(), shares, None);
        assert_eq!(missing, Err(PacketError::NoShare { number: shares, shares: shares as usize }));
        let again = Packet::of(packet.secrets().to_vec()).unwrap();
        assert_eq!(again.keys(), packet.keys());
    }
}

#[test]
fn a_packet_has_a_share_and_not_too_many() {
    for shares in [0, MAX_SHARES + 1, u32::MAX] {
        let refused = PacketError::InvalidShares { shares: shares as usize, at_most: MAX_SHARES };
        assert_eq!(Packet::fresh(shares).err(), Some(refused));
    }
    let none = PacketError::InvalidShares { shares: 0, at_most: MAX_SHARES };
    assert_eq!(Packet::of(Vec::new()).err(), Some(none));
    assert_eq!(1 << MAX_DEPTH, MAX_SHARES);
}

#[test]
fn a_packet_of_one_share_is_a_gift_link() {
    let secret = secret("a key");
    let packet = Packet::of(vec![secret.clone()]).unwrap();
    assert_eq!(packet.keys(), secret.keys());
    let link = GiftLink::new(place(), secret, None).unwrap();
    assert_eq!(packet.link(place(), 0, None), Ok(link));
}

#[test]
fn no_two_secrets_are_the_same() {
    let packet = Packet::fresh(100).unwrap();
    let mut secrets: Vec<_> = packet.secrets().iter().map(GiftSecret::expose).collect();
    secrets.sort();
    secrets.dedup();
    assert_eq!(secrets.len(), 100);
    assert_eq!(GiftSecret::from_bytes([0; 32]), Err(LinkError::NoKey));
}

#[test]
fn a_link_that_could_not_be_read_is_not_made() {
    let made = |number, depth, greeting| {
        GiftLink::of_share(place(), number, vec![[1; 32]; depth], secret("a key"), greeting)
    };
    assert_eq!(made(0, 21, None), Err(LinkError::TooDeep { depth: 21 }));
    assert_eq!(made(1, 0, None), Err(LinkError::InvalidNumber { number: 1, depth: 0 }));
    assert_eq!(made(4, 2, None), Err(LinkError::InvalidNumber { number: 4, depth: 2 }));
    assert!(made(3, 2, None).is_ok());
    // 282 bytes in 94 characters.
    let long = "礼".repeat(94);
    assert_eq!(made(0, 0, Some(&long)), Err(LinkError::GreetingTooLong { bytes: 282 }));
    assert!(made(0, 0, Some(&long[3..])).is_ok());
    assert_eq!(made(0, 0, Some("")), made(0, 0, None));
}

#[test]
fn a_link_is_used_on_its_own_chain_only() {
    let GiftPlace { genesis_hash, .. } = place();
    let link = &links()[0].2;
    assert_eq!(link.ensure_on(genesis_hash), Ok(()));
    let other = link.ensure_on(bytes_of("another chain"));
    assert_eq!(other, Err(LinkError::OtherNetwork { genesis_hash }));
    assert!(other.unwrap_err().to_string().contains(&hex::encode(genesis_hash)));
}

#[test]
fn a_greeting_is_the_one_on_the_chain_or_is_not_confirmed() {
    let terms = |greeting| Terms {
        shares: 1,
        drawn: false,
        keys: [0; 32],
        recipient: None,
        until: 0,
        notice: 0,
        greeting,
    };
    let greets = |text, on_chain: Option<&str>| {
        let link = GiftLink::new(place(), secret("a key"), text).unwrap();
        link.greets_as(&terms(on_chain.map(greeting_hash)))
    };
    assert!(greets(None, None));
    assert!(greets(Some("生日快乐"), Some("生日快乐")));
    assert!(!greets(Some("生日快乐"), Some("生日快乐!")));
    assert!(!greets(Some("生日快乐"), None));
    assert!(!greets(None, Some("生日快乐")));
    assert!(!greets(Some(""), Some("")));
    // Of "abc", from RFC 7693 for 64 bytes; for 32 bytes b2sum -l 256 tells it.
    let abc = "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319";
    assert_eq!(hex::encode(greeting_hash("abc")), abc);
}

#[test]
fn a_link_signs_the_claim_of_its_recipient() {
    let contract = place().contract;
    let ann = Account::dev("ann").id();
    for (name, _, link, max_fee) in links() {
        let claim = link.claim(ann, max_fee);
        let gift = link.place().gift;
        assert_eq!(claim, Claim { gift, number: link.number(), recipient: ann, max_fee });
        let signature = Signature(link.account().sign_claim(contract, &claim));
        let key = PublicKey(*link.proof().key.as_ref());
        assert!(sr25519::verify(&signature, claim_payload(&contract, &claim), &key), "{name}");
        let other = Claim { recipient: Account::dev("eve").id(), ..claim };
        assert!(!sr25519::verify(&signature, claim_payload(&contract, &other), &key), "{name}");
    }
    assert_eq!(links()[0].2.account().name(), "gift 7");
    assert_eq!(links()[7].2.account().name(), "gift 7, share 9");
}

#[test]
fn errors_say_what_to_do() {
    let error = |text: &str| GiftLink::read(text).unwrap_err().to_string();
    assert!(error("https://example.com").contains("copy it again, to its end"));
    assert!(error("tongquan:g#A").contains("ask for it again"));
    assert!(error("tongquan:g#AB.C").contains("from character 2 on; copy the link alone"));
    let newer = error(&format!("{QR}{}", vectors::sealed(&[2; 200])));
    assert!(newer.contains("version 2") && newer.contains("update"));
}
