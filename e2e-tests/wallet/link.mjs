// Reads gift links by docs/links.md alone, as a page or a wallet does.
//
// usage: node link.mjs check FILE
//          reads and makes every link of a file like docs/link-vectors.json, and refuses what it says
//          is refused; - is the standard input
//          prints: {"valid": COUNT, "same": COUNT, "invalid": COUNT}
//        node link.mjs sign LINK RECIPIENT MAX_FEE, e.g. node link.mjs sign tongquan:g#... 0x0102... 0
//          prints: {"publicKey": HEX, "signature": HEX}

import { deepStrictEqual, strictEqual } from 'node:assert';
import { readFileSync } from 'node:fs';

import { hexToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import {
  blake2AsU8a,
  cryptoWaitReady,
  sr25519PairFromSeed,
  sr25519Sign,
  sr25519Verify,
} from '@polkadot/util-crypto';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VERSION = 1;
const CHECKSUM = 4;
const DEPTH_AT = 77;
const LEAST = 114;
const MAX_DEPTH = 20;
const MAX_GREETING = 280;

class LinkError extends Error {
  constructor(name) {
    super(name);
    this.name = name;
  }
}

function refuse(name) {
  throw new LinkError(name);
}

// What stands behind the #, if that before it is a gift link's.
function payloadOf(text) {
  const hash = text.indexOf('#');
  if (hash < 0) refuse('NotALink');
  const [address] = text.slice(0, hash).split('?');
  const page = /^(?:https:\/\/[^/]+|http:\/\/localhost(?::([1-9][0-9]{0,4}))?)\/(?:[^]*\/)?g$/;
  const match = page.exec(address);
  if (address !== 'tongquan:g' && (!match || Number(match[1] ?? 0) > 65535)) refuse('NotALink');
  return text.slice(hash + 1);
}

// The bytes of a text of digits. Bits that make no whole byte are left.
function fromDigits(text) {
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8));
  for (let place = 0; place < bytes.length; place++) {
    const first = Math.floor((place * 8) / 6);
    const pair = (DIGITS.indexOf(text[first]) << 6) | DIGITS.indexOf(text[first + 1]);
    bytes[place] = pair >> (4 - ((place * 8) % 6));
  }
  return bytes;
}

function toDigits(bytes) {
  let text = '';
  for (let bit = 0; bit < bytes.length * 8; bit += 6) {
    const place = bit >> 3;
    const pair = (bytes[place] << 8) | (bytes[place + 1] ?? 0);
    text += DIGITS[(pair >> (10 - (bit & 7))) & 63];
  }
  return text;
}

function littleEndian(value, length) {
  if (value < 0n || value >> BigInt(8 * length)) throw new RangeError(`${value} in ${length} bytes`);
  return Uint8Array.from({ length }, (_, place) => Number((value >> BigInt(8 * place)) & 255n));
}

function fromLittleEndian(bytes) {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

// The length that a link has at least which begins like this.
function least(bytes) {
  if (bytes[0] !== VERSION) return 1 + CHECKSUM;
  const depth = bytes[DEPTH_AT] ?? 0;
  return LEAST + (depth <= MAX_DEPTH ? 32 * depth : 0);
}

function checksum(bytes) {
  return blake2AsU8a(bytes).subarray(0, CHECKSUM);
}

function read(text) {
  const payload = payloadOf(text);
  if ([...payload].some((digit) => !DIGITS.includes(digit))) refuse('ForeignCharacter');
  const bytes = fromDigits(payload);
  if (bytes.length < least(bytes)) refuse('Truncated');
  const fields = bytes.subarray(0, -CHECKSUM);
  const sum = bytes.subarray(-CHECKSUM);
  if (toDigits(bytes) !== payload || u8aToHex(sum) !== u8aToHex(checksum(fields))) {
    refuse('Altered');
  }
  if (fields[0] !== VERSION) refuse('UnknownVersion');

  let next = 1;
  const take = (length) => fields.slice(next, (next += length));
  const link = {
    genesisHash: take(32),
    contract: take(32),
    gift: fromLittleEndian(take(8)),
    number: Number(fromLittleEndian(take(4))),
  };
  const [depth] = take(1);
  if (depth > MAX_DEPTH) refuse('TooDeep');
  if (link.number >= 2 ** depth) refuse('InvalidNumber');
  link.path = Array.from({ length: depth }, () => take(32));
  link.secret = take(32);
  if (link.secret.every((byte) => byte === 0)) refuse('NoKey');
  const greeting = fields.slice(next);
  try {
    // Without ignoreBOM the decoder would drop the first letter of some greetings.
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    link.greeting = decoder.decode(greeting) || null;
  } catch {
    refuse('GreetingNotText');
  }
  if (greeting.length > MAX_GREETING) refuse('GreetingTooLong');
  return link;
}

function ensureOn(link, genesisHash) {
  if (u8aToHex(link.genesisHash) !== genesisHash) refuse('OtherNetwork');
}

// The payload of a link.
function make(link) {
  const fields = u8aConcat(
    [VERSION],
    link.genesisHash,
    link.contract,
    littleEndian(link.gift, 8),
    littleEndian(BigInt(link.number), 4),
    [link.path.length],
    ...link.path,
    link.secret,
    new TextEncoder().encode(link.greeting ?? ''),
  );
  return toDigits(u8aConcat(fields, checksum(fields)));
}

// The root that the contract compares with the gift's.
function rootAbove(publicKey, link) {
  return link.path.reduce(
    (below, beside, level) =>
      (link.number >> level) & 1
        ? blake2AsU8a(u8aConcat([1], beside, below))
        : blake2AsU8a(u8aConcat([1], below, beside)),
    blake2AsU8a(u8aConcat([0], publicKey)),
  );
}

// What the gift's key signs.
function claimPayload(link, recipient, maxFee) {
  if (recipient.length !== 32) throw new RangeError('a recipient has 32 bytes');
  return u8aConcat(
    new TextEncoder().encode('tongquan gift\0\0\0'),
    link.contract,
    littleEndian(link.gift, 8),
    littleEndian(BigInt(link.number), 4),
    recipient,
    littleEndian(maxFee, 16),
  );
}

function checkValid(vector) {
  const link = read(vector.https);
  deepStrictEqual(read(vector.tongquan), link);
  const pair = sr25519PairFromSeed(link.secret);
  const recipient = hexToU8a(vector.recipient);
  const payload = claimPayload(link, recipient, BigInt(vector.maxFee));
  const seen = {
    genesisHash: u8aToHex(link.genesisHash),
    contract: u8aToHex(link.contract),
    gift: link.gift.toString(),
    number: link.number,
    path: link.path.map((hash) => u8aToHex(hash)),
    secret: u8aToHex(link.secret),
    greeting: link.greeting,
    greetingHash: link.greeting === null ? null : u8aToHex(blake2AsU8a(link.greeting)),
    publicKey: u8aToHex(pair.publicKey),
    keys: u8aToHex(rootAbove(pair.publicKey, link)),
    claimPayload: u8aToHex(payload),
    https: `${vector.page}/g#${make(link)}`,
    tongquan: `tongquan:g#${make(link)}`,
  };
  const said = Object.fromEntries(Object.keys(seen).map((field) => [field, vector[field]]));
  deepStrictEqual(seen, said);
  strictEqual(sr25519Verify(payload, sr25519Sign(payload, pair), pair.publicKey), true);
}

function refusal({ text, chain }) {
  try {
    const link = read(text);
    if (chain) ensureOn(link, chain);
  } catch (error) {
    if (error instanceof LinkError) return error.name;
    throw error;
  }
  return 'none';
}

// Names the vector that something is wrong with.
function each(vectors, check) {
  for (const vector of vectors) {
    try {
      check(vector);
    } catch (error) {
      throw new Error(`${vector.name ?? vector}: ${error.message}`);
    }
  }
  return vectors.length;
}

function check(file) {
  const { valid, same, invalid } = JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  return {
    valid: each(valid, checkValid),
    same: each(same, (text) => deepStrictEqual(read(text), read(valid[0].https))),
    invalid: each(invalid, (vector) => strictEqual(refusal(vector), vector.error)),
  };
}

function sign(text, recipient, maxFee) {
  const link = read(text);
  const pair = sr25519PairFromSeed(link.secret);
  const payload = claimPayload(link, hexToU8a(recipient), BigInt(maxFee));
  return {
    publicKey: u8aToHex(pair.publicKey),
    signature: u8aToHex(sr25519Sign(payload, pair)),
  };
}

const [command, ...rest] = process.argv.slice(2);
const commands = { check, sign };
if (!Object.hasOwn(commands, command)) {
  console.error('usage: node link.mjs check FILE, or node link.mjs sign LINK RECIPIENT MAX_FEE');
  process.exit(1);
}
await cryptoWaitReady();
console.log(JSON.stringify(commands[command](...rest)));
