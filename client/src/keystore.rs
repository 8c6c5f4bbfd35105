//! Encrypted keys in files, in the format of wallets: Polkadot-JS JSON, version 3.
//!
//! Source: `@polkadot/keyring`, `pair/encode.ts` and `pair/toJson.ts`; `@polkadot/util-crypto`, `json` and
//! `scrypt`.

use base64::{engine::general_purpose::STANDARD, Engine};
use crypto_secretbox::{aead::Aead, Key, KeyInit, Nonce, XSalsa20Poly1305};
use schnorrkel::{ExpansionMode, MiniSecretKey};
use serde_json::{json, Value};
use subxt_signer::polkadot_js_compat::{decrypt_json, Error};
use zeroize::Zeroizing;

use crate::account::{ss58, Account};

/// What stands before the ciphertext: salt, parameters of scrypt, nonce.
const PREFIX: usize = 32 + 12 + 24;
/// The parameters that wallets write, and the only ones that they read.
const LOG_N: u8 = 15;
const R: u32 = 8;
const P: u32 = 1;

/// Why a keystore's key can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKeystore {
    #[error("not an encrypted sr25519 key as wallets export it (Polkadot-JS JSON, version 3)")]
    Format,
    #[error("the password is wrong, or the file was altered")]
    Password,
}

impl Account {
    /// The account of an encrypted key, under a name that is only for people.
    ///
    /// # Errors
    ///
    /// `Format`, `Password`.
    pub fn from_keystore(name: &str, json: &str, password: &str) -> Result<Self, InvalidKeystore> {
        let file: Value = serde_json::from_str(json).map_err(|_| InvalidKeystore::Format)?;
        let encoded = file["encoded"].as_str().and_then(|text| STANDARD.decode(text).ok());
        // The library takes this for granted.
        if encoded.is_none_or(|bytes| bytes.len() <= PREFIX) {
            return Err(InvalidKeystore::Format);
        }
        let keypair = decrypt_json(json, password).map_err(|error| match error {
            Error::Secretbox(_) => InvalidKeystore::Password,
            _ => InvalidKeystore::Format,
        })?;
        Ok(Self::from_keypair(name, keypair))
    }
}

/// The file of a key that is made of these 32 bytes, encrypted with the password. `random` are 56 bytes
/// that nobody can guess; `created` is in ms since 1970.
pub fn seal_keystore(
    name: &str,
    secret: [u8; 32],
    password: &str,
    random: [u8; 56],
    created: u64,
) -> String {
    let account = Account::from_secret(name, secret);
    let mini = MiniSecretKey::from_bytes(&secret).expect("any 32 bytes are a mini secret");
    let pair = mini.expand_to_keypair(ExpansionMode::Ed25519);
    let mut plain = Zeroizing::new(vec![48, 83, 2, 1, 1, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32]);
    plain.extend(pair.secret.to_ed25519_bytes());
    plain.extend([161, 35, 3, 33, 0]);
    plain.extend(pair.public.to_bytes());

    let (salt, nonce) = random.split_at(32);
    let parameters = scrypt::Params::new(LOG_N, R, P, 32).expect("they are valid");
    let mut key = Key::default();
    scrypt::scrypt(password.as_bytes(), salt, &parameters, &mut key).expect("a key has 32 bytes");
    let cipher = XSalsa20Poly1305::new(&key);
    let sealed = cipher.encrypt(Nonce::from_slice(nonce), plain.as_slice());
    let sealed = sealed.expect("so few bytes can be encrypted");

    let mut encoded = salt.to_vec();
    for number in [1 << LOG_N, P, R] {
        encoded.extend(u32::to_le_bytes(number));
    }
    encoded.extend(nonce);
    encoded.extend(sealed);
    let file = json!({
        "encoded": STANDARD.encode(encoded),
        "encoding": {
            "content": ["pkcs8", "sr25519"],
            "type": ["scrypt", "xsalsa20-poly1305"],
            "version": "3",
        },
        "address": ss58(&account.id()),
        "meta": { "name": name, "whenCreated": created },
    });
    format!("{file:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the extension of Polkadot-JS exported `//Alice`; of subxt's tests.
    const OF_A_WALLET: &str = r#"{
        "encoded": "DumgApKCTqoCty1OZW/8WS+sgo6RdpHhCwAkA2IoDBMAgAAAAQAAAAgAAAB6IG/q24EeVf0JqWqcBd5m2tKq5BlyY84IQ8oamLn9DZe9Ouhgunr7i36J1XxUnTI801axqL/ym1gil0U8440Qvj0lFVKwGuxq38zuifgoj0B3Yru0CI6QKEvQPU5xxj4MpyxdSxP+2PnTzYao0HDH0fulaGvlAYXfqtU89xrx2/z9z7IjSwS3oDFPXRQ9kAdDebtyCVreZ9Otw9v3",
        "encoding": {
            "content": ["pkcs8", "sr25519"],
            "type": ["scrypt", "xsalsa20-poly1305"],
            "version": "3"
        },
        "address": "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
        "meta": { "genesisHash": "", "name": "Alice", "whenCreated": 1718265838755 }
    }"#;

    #[test]
    fn a_wallets_file_opens_with_its_password_alone() {
        let alice = Account::from_keystore("alice", OF_A_WALLET, "whoisalice").unwrap();
        assert_eq!(alice.id(), Account::dev("alice").id());
        let refused = Account::from_keystore("alice", OF_A_WALLET, "whoisbob");
        assert_eq!(refused.err(), Some(InvalidKeystore::Password));
    }

    #[test]
    fn what_is_sealed_opens_again() {
        let sealed = seal_keystore("till", [7; 32], "tea", [9; 56], 0);
        let opened = Account::from_keystore("till", &sealed, "tea").unwrap();
        assert_eq!(opened.id(), Account::from_secret("till", [7; 32]).id());
        let wrong = Account::from_keystore("till", &sealed, "coffee");
        assert_eq!(wrong.err(), Some(InvalidKeystore::Password));
    }

    #[test]
    fn other_files_are_refused() {
        let short = r#"{"encoded": "AAAA", "encoding": {}, "address": "5"}"#;
        let unencrypted = OF_A_WALLET.replace("xsalsa20-poly1305", "none");
        for wrong in ["", "{}", short, &unencrypted] {
            let refused = Account::from_keystore("x", wrong, "whoisalice");
            assert_eq!(refused.err(), Some(InvalidKeystore::Format), "{wrong}");
        }
    }
}
