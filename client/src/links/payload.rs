//! What stands behind the `#`: bytes in base64url, with a checksum.

use base64::{
    alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
    Engine,
};
use blake2::{digest::consts::U32, Blake2b, Digest};
use zeroize::Zeroizing;

use super::{ensure_share, GiftLink, GiftPlace, GiftSecret, LinkError, MAX_DEPTH};

const VERSION: u8 = 1;

const CHECKSUM: usize = 4;

/// Where the byte is that says how many hashes follow it.
const DEPTH_AT: usize = 1 + 32 + 32 + 8 + 4;

/// The bytes of a link without path and greeting.
const LEAST: usize = DEPTH_AT + 1 + 32 + CHECKSUM;

/// Reads also what has unused bits set at its end. That is refused by writing it again: a link that
/// was cut off should be told from one that was altered.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

pub(super) fn encode(link: &GiftLink) -> String {
    let GiftLink { place, number, path, secret, greeting } = link;
    let greeting = greeting.as_deref().unwrap_or_default();
    // The whole length at once: to grow would leave copies of the secret behind.
    let length = LEAST + 32 * path.len() + greeting.len();
    let mut bytes = Zeroizing::new(Vec::with_capacity(length));
    bytes.push(VERSION);
    bytes.extend(place.genesis_hash);
    bytes.extend_from_slice(place.contract.as_ref());
    bytes.extend(place.gift.to_le_bytes());
    bytes.extend(number.to_le_bytes());
    bytes.push(path.len() as u8);
    bytes.extend(path.iter().flatten());
    bytes.extend(secret.expose());
    bytes.extend(greeting.as_bytes());
    let checksum = checksum(&bytes);
    bytes.extend(checksum);
    BASE64.encode(&*bytes)
}

pub(super) fn decode(text: &str) -> Result<GiftLink, LinkError> {
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if let Some(at) = text.bytes().position(|byte| !is_digit(byte)) {
        return Err(LinkError::ForeignCharacter { at });
    }
    // One digit more than whole groups of four makes no byte.
    let digits = text.len() - usize::from(text.len() % 4 == 1);
    let bytes = Zeroizing::new(BASE64.decode(&text[..digits]).map_err(|_| LinkError::Altered)?);
    if bytes.len() < least(&bytes) {
        return Err(LinkError::Truncated);
    }
    let (fields, sum) = bytes.split_last_chunk().ok_or(LinkError::Truncated)?;
    let written_again = Zeroizing::new(BASE64.encode(&*bytes));
    if *written_again != text || *sum != checksum(fields) {
        return Err(LinkError::Altered);
    }
    if bytes[0] != VERSION {
        return Err(LinkError::UnknownVersion { version: bytes[0] });
    }
    read(fields)
}

/// How many bytes a link has at least that begins like this. Every version begins with its number and
/// ends with the checksum; more is known of this one only.
fn least(bytes: &[u8]) -> usize {
    if bytes.first() != Some(&VERSION) {
        return 1 + CHECKSUM;
    }
    let depth = bytes.get(DEPTH_AT).map_or(0, |depth| usize::from(*depth));
    LEAST + if depth <= MAX_DEPTH { 32 * depth } else { 0 }
}

fn checksum(bytes: &[u8]) -> [u8; CHECKSUM] {
    let [a, b, c, d, ..]: [u8; 32] = Blake2b::<U32>::digest(bytes).into();
    [a, b, c, d]
}

/// The fields between version and checksum, which are as they were made.
fn read(fields: &[u8]) -> Result<GiftLink, LinkError> {
    let mut rest = &fields[1..];
    let place = GiftPlace {
        genesis_hash: take(&mut rest)?,
        contract: take::<32>(&mut rest)?.into(),
        gift: u64::from_le_bytes(take(&mut rest)?),
    };
    let number = u32::from_le_bytes(take(&mut rest)?);
    let [depth] = take(&mut rest)?;
    let depth = usize::from(depth);
    // Before the path is read, for a path that is too deep may also be too long for what there is.
    ensure_share(number, depth)?;
    let path = (0..depth).map(|_| take(&mut rest)).collect::<Result<_, _>>()?;
    let secret = GiftSecret::from_bytes(take(&mut rest)?)?;
    let greeting = std::str::from_utf8(rest).map_err(|_| LinkError::GreetingNotText)?;
    GiftLink::of_share(place, number, path, secret, Some(greeting))
}

/// The next `N` bytes.
fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], LinkError> {
    let (next, after) = rest.split_first_chunk().ok_or(LinkError::Truncated)?;
    *rest = after;
    Ok(*next)
}
