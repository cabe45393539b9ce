import { writeU32Le } from '../../src/bytes/u32-le.ts';
import { checkProofOfWork } from '../../src/consensus/proof-of-work.ts';
import type { Block } from '../../src/primitives/block.ts';
import type { BlockHash, MerkleRoot } from '../../src/primitives/hash.ts';
import { HEADER_BYTES, HEADER_OFFSETS, encodeHeader, hashHeader } from '../../src/primitives/header.ts';
import type { BlockHeader } from '../../src/primitives/header.ts';
import type { TransactionData } from '../../src/primitives/transaction-data.ts';
import { testBlock, testCoinbase, withCommitment } from '../block-builder.ts';
import { madeUpHash } from './hostile-items.ts';
import { PARAMS } from './hostile-scene.ts';
import type { HostileScene } from './hostile-scene.ts';

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
