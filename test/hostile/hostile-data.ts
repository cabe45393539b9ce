import { writeU32Le } from '../../src/bytes/u32-le.ts';
import { checkProofOfWork } from '../../src/consensus/proof-of-work.ts';
import type { Block } from '../../src/primitives/block.ts';
import type { BlockHash, MerkleRoot, Txid } from '../../src/primitives/hash.ts';
import { HEADER_BYTES, HEADER_OFFSETS, encodeHeader, hashHeader } from '../../src/primitives/header.ts';
import type { BlockHeader } from '../../src/primitives/header.ts';
import type { TransactionData } from '../../src/primitives/transaction-data.ts';
import type { InventoryItem } from '../../src/wire/inventory.ts';
import { testBlock, testCoinbase, testInput, testOutput, withCommitment } from '../block-builder.ts';
import { PARAMS } from './hostile-scene.ts';
import type { HostileScene } from './hostile-scene.ts';

/** A hash that is nobody's, by number. */
export function madeUpHash(number: number): Uint8Array {
  const hash = new Uint8Array(32).fill(0xee);
  writeU32Le(hash, 0, number);
  return hash;
}

/** Names of things that nobody has. */
export function madeUpItems(type: number, count: number, first = 0): InventoryItem[] {
  return Array.from({ length: count }, (_, i) => ({ type, hash: madeUpHash(first + i) }));
}

/** A chain of headers with the little work that regtest asks for. */
export function headerChain(
  from: { readonly hash: Uint8Array; readonly timeSec: number },
  count: number,
  changes: { readonly bits?: number; readonly salt?: number; readonly mine?: boolean } = {},
): Uint8Array {
  const headers = new Uint8Array(count * HEADER_BYTES);
  let prevHash = from.hash as BlockHash;
  for (let i = 0; i < count; i++) {
    const header: BlockHeader = {
      version: 0x2000_0000,
      prevHash,
      merkleRoot: madeUpHash(changes.salt ?? 1) as MerkleRoot,
      timeSec: from.timeSec + i + 1,
      bits: changes.bits ?? PARAMS.powLimitBits,
      nonce: 0,
    };
    const bytes = encodeHeader(header);
    if (changes.mine !== false) {
      for (let nonce = 1; checkProofOfWork(hashHeader(bytes, 0), header.bits, PARAMS) !== undefined; nonce++) {
        writeU32Le(bytes, HEADER_OFFSETS.nonce, nonce);
      }
    }
    headers.set(bytes, i * HEADER_BYTES);
    prevHash = hashHeader(bytes, 0);
  }
  return headers;
}

/** The first block's hash and time. */
export function genesis(): { readonly hash: Uint8Array; readonly timeSec: number } {
  const view = new DataView(PARAMS.genesisHeader.slice().buffer);
  return { hash: hashHeader(PARAMS.genesisHeader, 0), timeSec: view.getUint32(HEADER_OFFSETS.timeSec, true) };
}

/** The victim's tip. */
export function tipOf(scene: HostileScene): {
  readonly hash: BlockHash;
  readonly timeSec: number;
  readonly height: number;
} {
  const { active, tree } = scene.victim.parts.chain;
  return { hash: tree.hashOf(active.tip), timeSec: tree.timeOf(active.tip), height: active.height };
}

/** A block on the victim's tip. @param transactions Besides the coinbase. */
export function blockOnTip(
  scene: HostileScene,
  options: {
    readonly transactions?: readonly TransactionData[];
    readonly header?: Partial<BlockHeader>;
    readonly coinbase?: Partial<TransactionData>;
    readonly mine?: boolean;
    readonly isCommitted?: boolean;
  } = {},
): Block {
  const { hash, timeSec, height } = tipOf(scene);
  const list = [testCoinbase(height + 1, options.coinbase), ...(options.transactions ?? [])];
  return testBlock({
    transactions: options.isCommitted === false ? list : withCommitment(list),
    header: { prevHash: hash, timeSec: timeSec + 1, ...options.header },
    params: PARAMS,
    mine: options.mine ?? true,
  });
}

/** A transaction that spends a coin which is not there. */
export function orphan(number: number, inputs = 1): TransactionData {
  const prevout = (i: number): { txid: Txid; vout: number } => ({ txid: madeUpHash(number) as Txid, vout: i });
  return {
    version: 2,
    lockTime: 0,
    inputs: Array.from({ length: inputs }, (_, i) => testInput({ prevout: prevout(i) })),
    outputs: [testOutput({ value: 1000n, scriptPubKey: Uint8Array.of(0x00, 0x14, ...new Uint8Array(20).fill(7)) })],
  };
}
