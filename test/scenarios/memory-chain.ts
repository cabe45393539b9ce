import { assert } from '../../src/bytes/assert.ts';
import { bytesFromHex, bytesToHex } from '../../src/bytes/hex.ts';
import { BlockIndex } from '../../src/chain/block-index.ts';
import { chainRejectReason } from '../../src/chain/chain-reject.ts';
import type { ChainReject } from '../../src/chain/chain-reject.ts';
import { ChainState } from '../../src/chain/chain-state.ts';
import { CoinStatsSum } from '../../src/chain/coin-stats.ts';
import { CoinsCache } from '../../src/chain/coins/coins-cache.ts';
import { genesisBlock } from '../../src/chain/genesis-block.ts';
import { HeaderTree } from '../../src/chain/header-tree.ts';
import { MemoryBlockFiles } from '../../src/chain/memory-block-files.ts';
import { MemoryStore } from '../../src/chain/memory-store.ts';
import { ScriptCache } from '../../src/chain/script-cache.ts';
import type { NetworkParams } from '../../src/consensus/params.ts';
import type { ScriptVerifier } from '../../src/ports/script-verifier.ts';
import type { Secp256k1 } from '../../src/ports/secp256k1.ts';
import { parseBlockPrefix } from '../../src/primitives/block.ts';
import type { BlockHash } from '../../src/primitives/hash.ts';
import type { Verdict } from './scenario.ts';

const SALT = [0x1234_5678, 0x0fed_cba9] as const;
const COINS_BYTES = 32 * 1024 * 1024;
const SCRIPT_CACHE_BYTES = 1024 * 1024;

/** What a chain in memory is made from. */
export interface MemoryChainOptions {
  readonly params: NetworkParams;
  readonly scripts: ScriptVerifier;
  readonly secp256k1: Secp256k1;
  /** Whether scripts that were checked are remembered. */
  readonly remembersScripts: boolean;
}

/** A whole chain in memory that is given blocks and tells what it makes of them. */
export class MemoryChain {
  readonly state: ChainState;

  constructor(options: MemoryChainOptions) {
    const { params, scripts, secp256k1, remembersScripts } = options;
    const cacheOptions = { salt: new Uint8Array(32).fill(7), sizeBytes: SCRIPT_CACHE_BYTES, remembersBlocks: true };
    this.state = new ChainState(
      { params, salt: SALT },
      {
        tree: new HeaderTree({ params }),
        index: new BlockIndex(),
        coins: new CoinsCache({ source: new MemoryStore(), salt: SALT, maxBytes: COINS_BYTES }),
        files: new MemoryBlockFiles(),
        scripts,
        secp256k1,
        scriptCache: remembersScripts ? new ScriptCache(cacheOptions) : undefined,
      },
    );
    this.state.load(-1);
    const first = this.state.acceptBlock(genesisBlock(params), { nowSec: 0xffff_ffff });
    assert(first.status !== 'rejected', 'the first block is taken');
    this.#activate(-1);
  }

  get tip(): BlockHash {
    return this.state.tree.hashOf(this.state.active.tip);
  }

  /**
   * Gives a block, and connects the best chain. As Core's `submitblock`: what comes after a block is not read.
   */
  give(bytes: Uint8Array, nowSec: number): Verdict {
    const block = parseBlockPrefix(bytes);
    if ('code' in block) return { is: 'undecodable' };
    const known = this.#verdictOfKnown(block.hash);
    if (known !== undefined) return known;
    const accepted = this.state.acceptBlock(block, { nowSec });
    if (accepted.status === 'rejected') return rejected(accepted.reject);
    const failure = this.#activate(accepted.row);
    if (failure !== undefined) return rejected(failure);
    return this.state.active.tip === accepted.row ? { is: 'tip' } : { is: 'side' };
  }

  /** Bytes of the active chain's blocks from a height on. */
  bestBlocks(height: number): Uint8Array[] {
    const { active } = this.state;
    const blocks: Uint8Array[] = [];
    for (let at = height; at <= active.height; at++) {
      const block = this.state.readBlock(active.at(at));
      assert(block !== undefined, 'blocks of the active chain are there');
      blocks.push(block.serialized());
    }
    return blocks;
  }

  /** All coins, as key and value in hex, in the order of their keys. Asked for once, at the end: they count as flushed. */
  coins(): (readonly [key: string, value: string])[] {
    const entries: (readonly [string, string])[] = [];
    this.state.coins.flushInto({
      put: (key, value) => entries.push([bytesToHex(key), bytesToHex(value)]),
      del: () => {},
      sizeBytes: 0,
      write: async () => {},
    });
    return entries.sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Bitcoin Core's `hash_serialized_3` of all coins, in the byte order of hashes. Asked for once, as `coins`. */
  coinsHash(): Uint8Array {
    const sum = new CoinStatsSum({ serialized: true, muhash: false });
    for (const [key, value] of this.coins()) sum.add(bytesFromHex(key)!, bytesFromHex(value)!);
    const { hashSerialized3 } = sum.finish();
    assert(hashSerialized3 !== undefined, 'the hash was asked for');
    return hashSerialized3;
  }

  #verdictOfKnown(hash: BlockHash): Verdict | undefined {
    const row = this.state.tree.indexOf(hash);
    if (row < 0) return undefined;
    if (this.state.index.isFailed(row)) return { is: 'known-failed' };
    return this.state.readBlock(row) === undefined ? undefined : { is: 'known' };
  }

  /** Goes to the best chain. @returns Why the block of a row fails, if it was tried and does. */
  #activate(row: number): ChainReject | undefined {
    let failure: ChainReject | undefined;
    for (let step = this.state.step(); step !== undefined; step = this.state.step()) {
      if (step.did === 'fail' && step.row === row) failure = step.reject;
    }
    return failure;
  }
}

function rejected(reject: ChainReject): Verdict {
  if (reject.code === 'prev-blk-not-found') return { is: 'orphan' };
  return { is: 'rejected', reason: chainRejectReason(reject) };
}
