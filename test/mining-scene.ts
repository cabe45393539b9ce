// A regtest chain in memory with its mempool, that mines its own blocks.
import { NOW_SEC, OP_TRUE, PARAMS, deliver, memoryChain } from './chain-regtest.ts';
import type { MemoryChain } from './chain-regtest.ts';
import { assert } from '../src/bytes/assert.ts';
import { VersionBits } from '../src/consensus/version-bits.ts';
import { nobleSecp256k1 } from '../src/crypto/noble-secp256k1.ts';
import { Mempool } from '../src/mempool/mempool.ts';
import { DEFAULT_RELAY_POLICY } from '../src/mempool/policy/relay-policy.ts';
import { assembleBlock } from '../src/mining/assemble-block.ts';
import type { AssemblyInput } from '../src/mining/assemble-block.ts';
import type { BlockTemplate } from '../src/mining/block-template.ts';
import { mineBlock } from '../src/mining/mine-block.ts';
import { parseBlock } from '../src/primitives/block.ts';
import type { Block } from '../src/primitives/block.ts';
import type { OutPoint } from '../src/primitives/out-point.ts';

/** A chain, its mempool, and what mines on it. */
export interface MiningScene extends MemoryChain {
  readonly pool: Mempool;
  readonly versionBits: VersionBits;
  /** What a block is assembled from, with the mempool's transactions. */
  readonly input: (nowSec?: number) => AssemblyInput;
  /** Mines a template, or the next block, and connects it. */
  readonly mine: (template?: BlockTemplate) => Block;
}

/** Begins a chain on which so many empty blocks are mined, to anybody. The mempool takes what is not standard. */
export async function miningScene(blocks: number): Promise<MiningScene> {
  const base = await memoryChain();
  const { chain } = base;
  const policy = { ...DEFAULT_RELAY_POLICY, requireStandard: false };
  const pool = new Mempool({ params: PARAMS, policy }, { chain, secp256k1: nobleSecp256k1 });
  const versionBits = new VersionBits(PARAMS, chain.tree);
  const input = (nowSec = chain.tree.timeOf(chain.active.tip) + 600): AssemblyInput => ({
    params: PARAMS,
    chain,
    versionBits,
    pool,
    coinbaseScript: OP_TRUE,
    nowSec,
  });
  const mine = (template: BlockTemplate = assembleBlock(input())): Block => {
    const { bytes } = mineBlock(template, { params: PARAMS });
    assert(bytes !== undefined, 'a regtest block is mined at once');
    const block = parseBlock(bytes);
    assert(!('code' in block), 'what was mined can be read');
    const { accepted, steps } = deliver(chain, { bytes });
    assert(accepted.status === 'added' && steps.length === 1, 'what was mined is the next block');
    pool.blockConnected(block, chain.active.height, NOW_SEC);
    return block;
  };
  for (let i = 0; i < blocks; i++) mine();
  return { ...base, pool, versionBits, input, mine };
}

/** The first output of a block's coinbase. */
export function coinbaseCoin(block: Block): OutPoint {
  return { txid: block.transaction(0).txid, vout: 0 };
}
