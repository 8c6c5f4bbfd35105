//! The test vectors in docs/link-vectors.json: made here, read by every implementation.

use std::{fmt::Write, fs};

use base64::{engine::general_purpose::URL_SAFE_NO_PAD, Engine};
use blake2::{digest::consts::U32, Blake2b, Digest};
use serde_json::{json, Value};
use tongquan_client::{
    greeting_hash, Account, GiftLink, GiftPlace, GiftSecret, Packet, Page, MAX_DEPTH, MAX_GREETING,
};
use tongquan_traits::gifts::claim_payload;

pub const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/link-vectors.json");

/// Takes what is made here as the committed vectors.
pub const ACCEPT: &str = "TONGQUAN_ACCEPT_LINKS";

/// What there is on an object's lines, in their order.
type Entry = Vec<(&'static str, Value)>;

pub fn blake2_256(bytes: &[u8]) -> [u8; 32] {
    Blake2b::<U32>::digest(bytes).into()
}

/// 32 bytes that are the same in each run.
pub fn bytes_of(what: &str) -> [u8; 32] {
    blake2_256(what.as_bytes())
}

pub fn secret(what: &str) -> GiftSecret {
    GiftSecret::from_bytes(bytes_of(what)).unwrap()
}

pub fn place() -> GiftPlace {
    GiftPlace {
        genesis_hash: bytes_of("a chain"),
        contract: bytes_of("a gift contract").into(),
        gift: 7,
    }
}

pub fn page() -> Page {
    Page::new("https://example.com").unwrap()
}

/// The payload of these fields, right or wrong, with the checksum that they should have.
pub fn sealed(fields: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode([fields, &blake2_256(fields)[..4]].concat())
}

/// A payload's bytes without the checksum.
pub fn fields_of(link: &GiftLink) -> Vec<u8> {
    let text = link.for_qr();
    let mut bytes = URL_SAFE_NO_PAD.decode(&text["tongquan:g#".len()..]).unwrap();
    bytes.truncate(bytes.len() - 4);
    bytes
}

/// A link for each thing that can differ: its name, its page, the link, the fee in the claim.
pub fn links() -> Vec<(&'static str, &'static str, GiftLink, u128)> {
    let gift = |secret, greeting| GiftLink::new(place(), secret, greeting).unwrap();
    let ten = (0..10).map(|number| secret(&format!("share {number} of 10"))).collect();
    let ten = Packet::of(ten).unwrap();
    let two = Packet::of(vec![secret("share 0 of 2"), secret("share 1 of 2")]).unwrap();
    let path = (0..MAX_DEPTH).map(|level| bytes_of(&format!("beside level {level}"))).collect();
    let last = (1 << MAX_DEPTH) - 1;
    let largest = GiftPlace { gift: u64::MAX, ..place() };
    vec![
        ("a gift link", "https://example.com", gift(secret("a key"), None), 0),
        (
            "a gift link with a greeting",
            "https://tea.example.com:8443/shop",
            gift(secret("another key"), Some("生日快乐！🎂")),
            1_000,
        ),
        (
            "a page on this machine",
            "http://localhost:3000",
            gift(GiftSecret::from_bytes([0xff; 32]).unwrap(), Some("hello")),
            1,
        ),
        (
            "the largest numbers and the longest greeting",
            "https://example.com/~tea/gifts",
            GiftLink::new(largest, secret("a third key"), Some(&"long ".repeat(MAX_GREETING / 5)))
                .unwrap(),
            u128::MAX,
        ),
        (
            "a greeting that begins with a byte order mark, which is a part of it",
            "https://example.com",
            gift(secret("a fourth key"), Some("\u{feff}\r\n<b>&amp;\0")),
            0,
        ),
        ("the second of two shares", "https://example.com", two.link(place(), 1, None).unwrap(), 0),
        (
            "the first of ten shares",
            "https://example.com",
            ten.link(place(), 0, Some("恭喜发财")).unwrap(),
            0,
        ),
        (
            "the last of ten shares",
            "https://example.com",
            ten.link(place(), 9, Some("恭喜发财")).unwrap(),
            25,
        ),
        (
            "the last share of the largest packet",
            "https://example.com",
            GiftLink::of_share(place(), last, path, secret("the last key"), None).unwrap(),
            0,
        ),
    ]
}

fn hex(bytes: impl AsRef<[u8]>) -> Value {
    json!(format!("0x{}", hex::encode(bytes)))
}

fn valid() -> Vec<Entry> {
    let recipient = Account::dev("bob").id();
    let entry = |(name, page, link, max_fee): (&str, &str, GiftLink, u128)| {
        let GiftPlace { genesis_hash, contract, gift } = link.place();
        let claim = link.claim(recipient, max_fee);
        vec![
            ("name", json!(name)),
            ("page", json!(page)),
            ("https", json!(link.on_page(&Page::new(page).unwrap()))),
            ("tongquan", json!(link.for_qr())),
            ("genesisHash", hex(genesis_hash)),
            ("contract", hex(contract)),
            ("gift", json!(gift.to_string())),
            ("number", json!(link.number())),
            ("path", json!(link.path().iter().map(hex).collect::<Vec<_>>())),
            ("secret", hex(link.secret().expose())),
            ("greeting", json!(link.greeting())),
            ("greetingHash", link.greeting().map(greeting_hash).map_or(Value::Null, hex)),
            ("publicKey", hex(link.account().id())),
            ("keys", hex(link.keys())),
            ("recipient", hex(recipient)),
            ("maxFee", json!(max_fee.to_string())),
            ("claimPayload", hex(claim_payload(&contract, &claim))),
        ]
    };
    links().into_iter().map(entry).collect()
}

/// The payload of a gift link, and of a packet's with a greeting.
fn payloads() -> (String, String) {
    let of = |name: &str| {
        let (_, _, link, _) = links().into_iter().find(|(other, ..)| *other == name).unwrap();
        link.for_qr()["tongquan:g#".len()..].to_owned()
    };
    (of("a gift link"), of("the last of ten shares"))
}

/// Other texts around the payload of the first link, which read as it does.
fn same() -> Vec<String> {
    let (payload, _) = payloads();
    [
        "https://example.com/g?utm_source=chat&from=singlemessage",
        "https://example.com/g?",
        "https://example.com/g?to=/other/path",
        "https://other.example/a/b/g",
        "https://EXAMPLE.com:443/g",
        "http://localhost/g",
        "http://localhost:8080/claims/g?x=1",
        "tongquan:g?from=scan",
    ]
    .map(|before| format!("{before}#{payload}"))
    .to_vec()
}

/// What is wrong, the text, and the error's name.
fn refused() -> Vec<(&'static str, String, &'static str)> {
    let (gift, share) = payloads();
    let (gift, share) = (gift.as_str(), share.as_str());
    let fields = fields_of(&links()[0].2);
    let qr = |payload: &str| format!("tongquan:g#{payload}");
    let changed = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut fields = fields.clone();
        change(&mut fields);
        fields
    };
    let made = |change: &dyn Fn(&mut Vec<u8>)| qr(&sealed(&changed(change)));
    let unsealed = |change: &dyn Fn(&mut Vec<u8>)| {
        let bytes = [&changed(change)[..], &blake2_256(&fields)[..4]].concat();
        qr(&URL_SAFE_NO_PAD.encode(bytes))
    };
    let greeted = |greeting: &[u8]| made(&|fields| fields.extend(greeting));
    // Any text may hold only one of the two digits that other alphabets write otherwise.
    let with = |digit: char, other: &str| {
        assert!(share.contains(digit), "the share's payload has no {digit}");
        qr(&share.replace(digit, other))
    };
    const NUMBER: usize = 73;
    const DEPTH: usize = 77;
    const SECRET: usize = 78;
    vec![
        ("nothing", String::new(), "NotALink"),
        ("no #", "https://example.com/g".into(), "NotALink"),
        ("the payload alone", gift.into(), "NotALink"),
        ("no encryption", format!("http://example.com/g#{gift}"), "NotALink"),
        ("a host like localhost", format!("http://localhost.example/g#{gift}"), "NotALink"),
        ("a name before the host", format!("http://localhost:80@example.com/g#{gift}"), "NotALink"),
        ("another scheme", format!("ftp://example.com/g#{gift}"), "NotALink"),
        ("a scheme in capitals", format!("HTTPS://example.com/g#{gift}"), "NotALink"),
        ("another path", format!("https://example.com/gift#{gift}"), "NotALink"),
        ("the path in capitals", format!("https://example.com/G#{gift}"), "NotALink"),
        ("a path that goes on", format!("https://example.com/g/#{gift}"), "NotALink"),
        ("a path that ends in g", format!("https://example.com/gg#{gift}"), "NotALink"),
        ("no path", format!("https://g#{gift}"), "NotALink"),
        ("no host", format!("https:///g#{gift}"), "NotALink"),
        ("the path in the query", format!("https://example.com/?x=/g#{gift}"), "NotALink"),
        ("another word of the scheme", format!("tongquan:gift#{gift}"), "NotALink"),
        ("a host in the scheme", format!("tongquan://g#{gift}"), "NotALink"),
        ("the scheme in capitals", format!("TONGQUAN:g#{gift}"), "NotALink"),
        ("a space before it", format!(" tongquan:g#{gift}"), "NotALink"),
        ("a space after it", qr(&format!("{gift} ")), "ForeignCharacter"),
        ("a line's end after it", qr(&format!("{gift}\n")), "ForeignCharacter"),
        ("a full stop after it", qr(&format!("{gift}.")), "ForeignCharacter"),
        ("a second #", qr(&format!("#{gift}")), "ForeignCharacter"),
        ("a parameter after it", qr(&format!("{gift}&from=chat")), "ForeignCharacter"),
        ("padding", qr(&format!("{share}=")), "ForeignCharacter"),
        ("the other base64's +", with('-', "+"), "ForeignCharacter"),
        ("the other base64's /", with('_', "/"), "ForeignCharacter"),
        ("a percent sign", with('-', "%2D"), "ForeignCharacter"),
        ("a letter that is not ASCII", qr(&format!("礼{gift}")), "ForeignCharacter"),
        ("all behind the # missing", qr(""), "Truncated"),
        ("one character", qr("A"), "Truncated"),
        ("two characters", qr("AQ"), "Truncated"),
        ("half of it", qr(&gift[..gift.len() / 2]), "Truncated"),
        ("the last character missing", qr(&gift[..gift.len() - 1]), "Truncated"),
        ("cut off in the path", qr(&share[..150]), "Truncated"),
        ("the greeting missing", qr(&share[..share.len() - 17]), "Truncated"),
        ("cut off in the greeting", qr(&share[..share.len() - 4]), "Altered"),
        ("an impossible length", qr(&share[..share.len() - 2]), "Altered"),
        ("a character more", qr(&format!("{gift}A")), "Altered"),
        ("a byte more", qr(&format!("{gift}AA")), "Altered"),
        ("an unused bit set", qr(&with_unused_bit(share)), "Altered"),
        ("another chain", unsealed(&|fields| fields[1] ^= 1), "Altered"),
        ("another contract", unsealed(&|fields| fields[33] ^= 1), "Altered"),
        ("another gift", unsealed(&|fields| fields[65] ^= 1), "Altered"),
        ("another secret", unsealed(&|fields| fields[SECRET] ^= 1), "Altered"),
        ("another version, unsealed", unsealed(&|fields| fields[0] = 2), "Altered"),
        ("a deep path, unsealed", unsealed(&|fields| fields[DEPTH] = 200), "Altered"),
        ("version 2", made(&|fields| fields[0] = 2), "UnknownVersion"),
        ("version 2, short", qr(&sealed(&[2])), "UnknownVersion"),
        ("version 0", made(&|fields| fields[0] = 0), "UnknownVersion"),
        (
            "a path of 21 hashes",
            made(&|fields| {
                fields[DEPTH] = 21;
                fields.extend([1; 21 * 32]);
            }),
            "TooDeep",
        ),
        ("a path of 255 hashes", made(&|fields| fields[DEPTH] = 255), "TooDeep"),
        ("a number without a path", made(&|fields| fields[NUMBER] = 1), "InvalidNumber"),
        (
            "number 2 of 2",
            made(&|fields| {
                fields[NUMBER] = 2;
                fields[DEPTH] = 1;
                fields.extend([1; 32]);
            }),
            "InvalidNumber",
        ),
        (
            "a number of four bytes",
            made(&|fields| {
                fields[NUMBER + 3] = 1;
                fields[DEPTH] = 1;
                fields.extend([1; 32]);
            }),
            "InvalidNumber",
        ),
        ("no secret", made(&|fields| fields[SECRET..].fill(0)), "NoKey"),
        ("a greeting of 281 bytes", greeted(&[b'a'; MAX_GREETING + 1]), "GreetingTooLong"),
        ("a greeting of no text", greeted(&[0xff]), "GreetingNotText"),
        ("half a letter", greeted(&"礼".as_bytes()[..2]), "GreetingNotText"),
        ("half of a pair", greeted(&[0xed, 0xa0, 0x80]), "GreetingNotText"),
        ("a letter that is too long", greeted(&[0xc0, 0x80]), "GreetingNotText"),
    ]
}

/// The payload with one of the bits set that its last character has no use for.
fn with_unused_bit(payload: &str) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    assert_ne!(payload.len() % 4, 0, "its last character has no unused bits");
    let (rest, last) = payload.split_at(payload.len() - 1);
    let value = DIGITS.iter().position(|digit| *digit == last.as_bytes()[0]).unwrap();
    format!("{rest}{}", char::from(DIGITS[value | 1]))
}

fn invalid() -> Vec<Entry> {
    let entry = |(name, text, error): (&str, String, &str)| {
        vec![("name", json!(name)), ("text", json!(text)), ("error", json!(error))]
    };
    let mut entries: Vec<Entry> = refused().into_iter().map(entry).collect();
    entries.push(vec![
        ("name", json!("used on another chain")),
        ("text", json!(links()[0].2.for_qr())),
        ("chain", hex(bytes_of("another chain"))),
        ("error", json!("OtherNetwork")),
    ]);
    entries
}

/// The file's text.
pub fn text() -> String {
    let mut text = String::from("{\n  \"format\": \"docs/links.md\",\n  \"valid\": [");
    write_all(&mut text, &valid());
    text.push_str("],\n  \"same\": [\n");
    let same: Vec<_> = same().into_iter().map(|text| format!("    {}", json!(text))).collect();
    text.push_str(&same.join(",\n"));
    text.push_str("\n  ],\n  \"invalid\": [");
    write_all(&mut text, &invalid());
    text.push_str("]\n}\n");
    text
}

/// Writes the entries with their lines in order, which a map of `serde_json` may not keep.
fn write_all(text: &mut String, entries: &[Entry]) {
    for (place, entry) in entries.iter().enumerate() {
        text.push_str(if place == 0 { "\n    {\n" } else { ",\n    {\n" });
        let lines: Vec<_> =
            entry.iter().map(|(name, value)| format!("      {}: {value}", json!(name))).collect();
        let _ = write!(text, "{}\n    }}", lines.join(",\n"));
    }
    text.push_str("\n  ");
}

/// The committed file.
pub fn committed() -> Value {
    serde_json::from_str(&fs::read_to_string(FILE).unwrap()).unwrap()
}
