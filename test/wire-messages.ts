import fc from 'fast-check';
import { bytesToHex } from '../src/bytes/hex.ts';
import { encodeBlock } from '../src/primitives/block-data.ts';
import { Block, parseBlock } from '../src/primitives/block.ts';
import type { BlockHash } from '../src/primitives/hash.ts';
import { encodeTransaction } from '../src/primitives/transaction-data.ts';
import { Transaction, parseTransaction } from '../src/primitives/transaction.ts';
import type { BareMessageType, Message } from '../src/wire/message.ts';
import type { GossipedAddress, NetAddress } from '../src/wire/net-address.ts';
import { testTransactionData } from './block-builder.ts';

/** Objects as literals make them, so that they compare with what was read. */
const PLAIN = { noNullPrototype: true } as const;

const u8 = fc.integer({ min: 0, max: 0xff });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const i32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const i64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const bytesOf = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const hash = bytesOf(32);
const blockHash = hash.map((bytes) => bytes as BlockHash);

/** IPv6 that stands for nothing else. */
const ipv6Bytes = bytesOf(15).map((rest) => Uint8Array.of(0x20, ...rest));

const ipv4 = fc.record({ network: fc.constant('ipv4' as const), bytes: bytesOf(4), port: u16 }, PLAIN);
const ipv6 = fc.record({ network: fc.constant('ipv6' as const), bytes: ipv6Bytes, port: u16 }, PLAIN);
const legacyAddress: fc.Arbitrary<NetAddress> = fc.oneof(ipv4, ipv6);

/** An address of any network. */
export const anyAddress: fc.Arbitrary<NetAddress> = fc.oneof(
  ipv4,
  ipv6,
  fc.record({ network: fc.constantFrom('torv3' as const, 'i2p' as const), bytes: hash, port: u16 }, PLAIN),
  fc.record({ network: fc.constant('cjdns' as const), bytes: ipv6Bytes, port: u16 }, PLAIN),
);

const gossiped = (address: fc.Arbitrary<NetAddress>): fc.Arbitrary<GossipedAddress[]> =>
  fc.array(fc.record({ address, services: u64, timeSec: u32 }, PLAIN), { maxLength: 5 });

const transaction: fc.Arbitrary<Transaction> = fc
  .record({ lockTime: u32, hasWitness: fc.boolean(), txid: hash, vout: u32, script: fc.uint8Array({ maxLength: 300 }) })
  .map(({ lockTime, hasWitness, txid, vout, script }) => {
    const prevout = { txid: txid as never, vout };
    const witness = hasWitness ? [script] : [];
    const inputs = [{ prevout, scriptSig: script, sequence: lockTime, witness }];
    return parseTransaction(encodeTransaction(testTransactionData({ inputs, lockTime }))) as Transaction;
  });

const block: fc.Arbitrary<Block> = fc.array(transaction, { maxLength: 4 }).chain((transactions) =>
  fc.record({ version: i32, timeSec: u32, bits: u32, nonce: u32, prevHash: blockHash, root: hash }).map((fields) => {
    const { root, ...header } = fields;
    const encoded = transactions.map((tx) => tx.serialized());
    return parseBlock(encodeBlock({ ...header, merkleRoot: root as never }, encoded)) as Block;
  }),
);

/** Indexes that rise, with some far apart. */
const indexes = fc.uniqueArray(u16, { maxLength: 8 }).map((list) => list.toSorted((a, b) => a - b));

const compact = fc
  .record({
    header: bytesOf(80).map((bytes) => bytes.fill(1, 72, 73)),
    nonce: u64,
    shortIds: fc.array(fc.integer({ min: 0, max: 2 ** 48 - 1 }), { maxLength: 6 }),
    first: transaction,
    others: fc.array(transaction, { maxLength: 2 }),
  })
  .map(({ header, nonce, shortIds, first, others }) => {
    // The coinbase, and transactions from the end of the block.
    const last = shortIds.length + others.length;
    const rest = others.map((tx, i) => ({ index: last - others.length + 1 + i, tx }));
    return { header, nonce, shortIds, prefilled: [{ index: 0, tx: first }, ...rest] };
  });

const bare = fc.constantFrom<BareMessageType>(
  'verack',
  'wtxidrelay',
  'sendaddrv2',
  'sendheaders',
  'getaddr',
  'mempool',
  'filterclear',
);

const version = {
  version: i32,
  services: u64,
  timeSec: i64,
  receiver: legacyAddress,
  receiverServices: u64,
  sender: legacyAddress,
  senderServices: u64,
  nonce: u64,
  userAgent: fc.uint8Array({ maxLength: 256 }).map((bytes) => String.fromCharCode(...bytes)),
  startHeight: i32,
  relay: fc.boolean(),
};

const inventory = fc.array(fc.record({ type: u32, hash }, PLAIN), { maxLength: 5 });
const locator = fc.array(blockHash, { maxLength: 101 });
const headers = fc.integer({ min: 0, max: 3 }).chain((count) => bytesOf(80 * count));
const hashes = fc.array(hash, { maxLength: 4 });
const oneOf = <T extends string>(...types: T[]): fc.Arbitrary<T> => fc.constantFrom(...types);

/** Any message; each type, and each of its fields, in its whole range. */
export const anyMessage: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ type: oneOf('version'), ...version }, PLAIN),
  fc.record({ type: bare }, PLAIN),
  fc.record({ type: oneOf('filterload', 'filteradd', 'merkleblock') }, PLAIN),
  fc.record({ type: oneOf('sendtxrcncl'), version: u32, salt: u64 }, PLAIN),
  fc.record({ type: oneOf('addr'), addresses: gossiped(legacyAddress) }, PLAIN),
  fc.record({ type: oneOf('addrv2'), addresses: gossiped(anyAddress) }, PLAIN),
  fc.record({ type: oneOf('inv', 'getdata', 'notfound'), inventory }, PLAIN),
  fc.record({ type: oneOf('getheaders', 'getblocks'), version: u32, locator, stopHash: blockHash }, PLAIN),
  fc.record({ type: oneOf('headers'), headers }, PLAIN),
  fc.record({ type: oneOf('block'), block }, PLAIN),
  fc.record({ type: oneOf('tx'), tx: transaction }, PLAIN),
  fc.record({ type: oneOf('ping', 'pong'), nonce: u64 }, PLAIN),
  fc.record({ type: oneOf('feefilter'), feeRateSatsPerKvb: i64 }, PLAIN),
  fc.record({ type: oneOf('sendcmpct'), highBandwidth: fc.boolean(), version: u64 }, PLAIN),
  fc.record({ type: oneOf('cmpctblock'), compact }, PLAIN),
  fc.record({ type: oneOf('getblocktxn'), blockHash, indexes }, PLAIN),
  fc.record({ type: oneOf('blocktxn'), blockHash, transactions: fc.array(transaction, { maxLength: 4 }) }, PLAIN),
  fc.record(
    { type: oneOf('getcfilters', 'getcfheaders'), filterType: u8, startHeight: u32, stopHash: blockHash },
    PLAIN,
  ),
  fc.record({ type: oneOf('getcfcheckpt'), filterType: u8, stopHash: blockHash }, PLAIN),
  fc.record({ type: oneOf('cfilter'), filterType: u8, blockHash, filter: fc.uint8Array({ maxLength: 300 }) }, PLAIN),
  fc.record(
    { type: oneOf('cfheaders'), filterType: u8, stopHash: blockHash, previousHeader: hash, filterHashes: hashes },
    PLAIN,
  ),
  fc.record({ type: oneOf('cfcheckpt'), filterType: u8, stopHash: blockHash, filterHeaders: hashes }, PLAIN),
  fc.record(
    { type: oneOf('unknown'), command: fc.stringMatching(/^[ -~]{1,12}$/).map((name) => name.padEnd(1)) },
    PLAIN,
  ),
);

/** A message with its blocks and transactions as hex, so that two can be compared. */
export function comparable(value: unknown): unknown {
  if (value instanceof Block || value instanceof Transaction) return bytesToHex(value.serialized());
  if (value instanceof Uint8Array) return bytesToHex(value);
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, comparable(field)]));
}

/** Every name that has a decoder. */
export const COMMANDS: readonly string[] = [
  'version verack addr addrv2 sendaddrv2 inv getdata merkleblock getblocks getheaders tx headers block getaddr mempool',
  'ping pong notfound filterload filteradd filterclear sendheaders feefilter sendcmpct cmpctblock getblocktxn blocktxn',
  'getcfilters cfilter getcfheaders cfheaders getcfcheckpt cfcheckpt wtxidrelay sendtxrcncl',
].flatMap((line) => line.split(' '));
