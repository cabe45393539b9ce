import { assert } from '../bytes/assert.ts';
import { BlockIndex } from '../chain/block-index.ts';
import { ChainState } from '../chain/chain-state.ts';
import { CoinStatsSum } from '../chain/coin-stats.ts';
import type { CoinStats } from '../chain/coin-stats.ts';
import { COIN_PREFIX } from '../chain/coins/coin-key.ts';
import { CoinsCache } from '../chain/coins/coins-cache.ts';
import { genesisBlock } from '../chain/genesis-block.ts';
import { HeaderTree } from '../chain/header-tree.ts';
import { InPlaceVerifier } from '../chain/in-place-verifier.ts';
import { MemoryBlockFiles } from '../chain/memory-block-files.ts';
import { MemoryStore } from '../chain/memory-store.ts';
import { ScriptCache } from '../chain/script-cache.ts';
import type { NetworkParams } from '../consensus/params.ts';
import type { BlockFiles } from '../ports/block-files.ts';
import type { KeyValueStore } from '../ports/key-value-store.ts';
import type { Random } from '../ports/random.ts';
import type { ScriptVerifier } from '../ports/script-verifier.ts';
import type { Secp256k1 } from '../ports/secp256k1.ts';

const COINS_BYTES = 64 * 1024 * 1024;
const SCRIPT_CACHE_BYTES = 512 * 1024;

/** A moment after every block of a network: the first block is never from the future. */
const ANY_TIME_SEC = 0xffff_ffff;

/** What a chain in memory is made from. */
export interface MemoryChainParts {
  readonly params: NetworkParams;
  readonly secp256k1: Secp256k1;
  readonly random: Random;
  /** In place of files in memory. */
  readonly files?: BlockFiles;
  /** In place of parts that work: the lab plants faults there. */
  readonly faulty?: Faulty | undefined;
}

/** Wraps parts of a chain in others that fail when they are told to. */
export interface Faulty {
  readonly files?: (files: BlockFiles) => BlockFiles;
  readonly store?: (store: KeyValueStore) => KeyValueStore;
  readonly scripts?: (scripts: ScriptVerifier) => ScriptVerifier;
}

/** A chain that lives in memory, with the first block connected; and what remembers its scripts. */
export interface MemoryChain {
  readonly chain: ChainState;
  readonly scriptCache: ScriptCache;
  /** Where its blocks are. */
  readonly files: BlockFiles;
  /** What was committed. */
  readonly store: KeyValueStore;
  /** Takes what has changed as committed. What a crash would lose, a world's node has lost: it does not come back. */
  readonly commit: () => void;
  /** Commits, and sums up the coins as the store has them, with their hash. */
  readonly coinStats: () => CoinStats;
}

/** Makes a chain in memory, whose coins never leave the cache. */
export function memoryChain(parts: MemoryChainParts): MemoryChain {
  const { params, secp256k1, random, faulty = {} } = parts;
  const words = new DataView(random.bytes(12).slice().buffer);
  const salt = [words.getInt32(0), words.getInt32(4)] as const;
  const kept = new MemoryStore();
  const store = faulty.store?.(kept) ?? kept;
  const plainFiles = parts.files ?? new MemoryBlockFiles();
  const files = faulty.files?.(plainFiles) ?? plainFiles;
  const scripts = new InPlaceVerifier(secp256k1);
  const scriptCache = new ScriptCache({ salt: random.bytes(32), sizeBytes: SCRIPT_CACHE_BYTES, remembersBlocks: true });
  const chain = new ChainState(
    { params, salt },
    {
      tree: new HeaderTree({ params, indexSalt: words.getUint32(8) }),
      index: new BlockIndex(),
      coins: new CoinsCache({ source: store, salt, maxBytes: COINS_BYTES }),
      files,
      scripts: faulty.scripts?.(scripts) ?? scripts,
      secp256k1,
      scriptCache,
    },
  );
  chain.load(-1);
  const first = chain.acceptBlock(genesisBlock(params), { nowSec: ANY_TIME_SEC });
  assert(first.status === 'added', 'the first block is taken');
  const step = chain.step();
  assert(step?.did === 'connect', 'the first block connects');
  const commit = (): void => {
    const batch = store.batch();
    chain.flushInto(batch);
    // In memory, it is written when this returns.
    void batch.write();
  };
  const coinStats = (): CoinStats => {
    commit();
    const sum = new CoinStatsSum({ serialized: true, muhash: false });
    for (const { key, value } of kept.sorted(Uint8Array.of(COIN_PREFIX))) sum.add(key, value);
    return sum.finish();
  };
  return { chain, scriptCache, files, store, commit, coinStats };
}
