// Opens an encrypted key as a wallet imports it.
//
// usage: node open.mjs PASSWORD < FILE
// prints: {"address": SS58}

import { readFileSync } from 'node:fs';
import { Keyring } from '@polkadot/keyring';
import { cryptoWaitReady } from '@polkadot/util-crypto';

await cryptoWaitReady();
const pair = new Keyring({ type: 'sr25519' }).addFromJson(JSON.parse(readFileSync(0, 'utf8')));
pair.unlock(process.argv[2]);
console.log(JSON.stringify({ address: pair.address }));
