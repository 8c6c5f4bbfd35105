// Signs bytes as a wallet in a browser does: raw, and between <Bytes> and </Bytes>, as wallets do
// with what a page asks them to sign.
//
// usage: node sign.mjs SURI HEX, e.g. node sign.mjs //Bob 0x0102
// prints: {"publicKey": HEX, "raw": HEX, "wrapped": HEX}

import { Keyring } from '@polkadot/keyring';
import { hexToU8a, u8aToHex, u8aWrapBytes } from '@polkadot/util';
import { cryptoWaitReady } from '@polkadot/util-crypto';

const [suri, payload] = process.argv.slice(2);
await cryptoWaitReady();
const pair = new Keyring({ type: 'sr25519' }).addFromUri(suri);
const bytes = hexToU8a(payload);
const sign = (message) => u8aToHex(pair.sign(message));
console.log(
  JSON.stringify({
    publicKey: u8aToHex(pair.publicKey),
    raw: sign(bytes),
    wrapped: sign(u8aWrapBytes(bytes)),
  }),
);
