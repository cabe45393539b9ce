import type { BlockReader } from '../chain/block-reader.ts';
import type { ChainState } from '../chain/chain-state.ts';
import type { ScriptCache } from '../chain/script-cache.ts';
import { VersionBits } from '../consensus/version-bits.ts';
import { FeeEstimator } from '../mempool/fee-estimates/fee-estimator.ts';
import { Mempool } from '../mempool/mempool.ts';
import { DEFAULT_RELAY_POLICY } from '../mempool/policy/relay-policy.ts';
import type { RelayPolicy } from '../mempool/policy/relay-policy.ts';
import { TransactionRelay } from '../net/relay/transaction-relay.ts';
import { BuiltFilterIndex } from '../net/serve/filter-index.ts';
import { MemoryFilterStore } from '../net/serve/memory-filter-store.ts';
import { BlockSync } from '../net/sync/block-sync.ts';
import type { FilterStore } from '../ports/filter-store.ts';
import type { Random } from '../ports/random.ts';
import type { Secp256k1 } from '../ports/secp256k1.ts';
import { SERVICE_FLAGS } from '../wire/services.ts';
import { BlockWork } from './block-work.ts';
import { ChainDriver } from './chain-driver.ts';
import type { NodeOptions } from './node-options.ts';
import { Outbox } from './outbox.ts';
import type { RestoredThings } from './saved-things.ts';
import type { SavedThing } from './node-effect.ts';

/** What a node is given: a chain that is loaded, and ports. */
export interface NodeModules {
  readonly chain: ChainState;
  /** The chain's reader: filters are made from stored blocks and what they spent. */
  readonly reader: BlockReader;
  /** The chain's: what the mempool has checked need not be checked again in a block. */
  readonly scriptCache: ScriptCache;
  readonly secp256k1: Secp256k1;
  readonly random: Random;
  /** Where filters are kept, if they are made: in memory unless told. */
  readonly filterStore?: FilterStore | undefined;
  /** What an earlier run has left; nothing unless told. */
  readonly saved?: ReadonlyMap<SavedThing, Uint8Array>;
}

/** Parts of a node, made to fit each other. */
export interface NodeParts {
  readonly chain: ChainState;
  readonly policy: RelayPolicy;
  readonly pool: Mempool;
  readonly fees: FeeEstimator;
  readonly driver: ChainDriver;
  readonly sync: BlockSync;
  readonly relay: TransactionRelay;
  readonly filters: BuiltFilterIndex | undefined;
  readonly versionBits: VersionBits;
  readonly secp256k1: Secp256k1;
  readonly random: Random;
  readonly outbox: Outbox;
  readonly work: BlockWork;
}

/** Bits of `SERVICE_FLAGS` that a node offers. Source: Bitcoin Core's `AppInitParameterInteraction`. */
export function servicesOf(options: NodeOptions): bigint {
  const { networkLimited, witness, network, compactFilters, p2pV2 } = SERVICE_FLAGS;
  let services = networkLimited | witness;
  if (options.pruneTargetBytes === undefined) services |= network;
  if (options.servesFilters === true) services |= compactFilters;
  if (options.usesV2Transport !== false) services |= p2pV2;
  return services;
}

/** Makes the parts of a node that concern blocks and transactions. */
export function makeNodeParts(options: NodeOptions, modules: NodeModules, restored: RestoredThings): NodeParts {
  const { params, minimumChainWork, maxTipAgeMs } = options;
  const { chain, reader, scriptCache, secp256k1, random } = modules;
  const isBlocksOnly = options.wantsTransactions === false;
  const maxMempoolBytes = options.maxMempoolBytes ?? DEFAULT_RELAY_POLICY.maxMempoolBytes;
  const policy = { ...DEFAULT_RELAY_POLICY, ...options.policy, maxMempoolBytes };
  const pool = new Mempool({ params, policy }, { chain, secp256k1, scriptCache });
  const store = modules.filterStore ?? new MemoryFilterStore();
  const filters = options.servesFilters === true ? new BuiltFilterIndex({ chain, reader, store }) : undefined;
  const sync = new BlockSync(
    {
      params,
      services: servicesOf(options),
      isPruned: options.pruneTargetBytes !== undefined,
      isBlocksOnly,
      ...(minimumChainWork !== undefined && { minimumChainWork }),
      ...(maxTipAgeMs !== undefined && { maxTipAgeMs }),
    },
    { chain, pool, random, filters },
  );
  const relay = new TransactionRelay(
    {
      minRelayFeeRateSatsPerKvb: policy.minRelayFeeSatsPerKvb,
      blocksOnly: isBlocksOnly,
      servesMempool: false,
      isInitialBlockDownload: true,
    },
    { pool, random },
  );
  const driver = new ChainDriver({ pruneTargetBytes: options.pruneTargetBytes }, { chain, pool });
  const fees = new FeeEstimator(restored.fees);
  const outbox = new Outbox();
  const versionBits = new VersionBits(params, chain.tree);
  const work = new BlockWork({ chain, driver, sync, relay, fees, filters, outbox });
  return { chain, policy, pool, fees, driver, sync, relay, filters, versionBits, secp256k1, random, outbox, work };
}
