import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { assert } from '../../bytes/assert.ts';
import type { AssumeValid } from '../../chain/assume-valid.ts';
import { BlockIndex } from '../../chain/block-index.ts';
import { BlockReader } from '../../chain/block-reader.ts';
import { IDENTITY_KEY } from '../../chain/chain-records.ts';
import { ChainState } from '../../chain/chain-state.ts';
import { CoinsCache } from '../../chain/coins/coins-cache.ts';
import { genesisBlock } from '../../chain/genesis-block.ts';
import { HeaderTree } from '../../chain/header-tree.ts';
import { InPlaceVerifier } from '../../chain/in-place-verifier.ts';
import { ScriptCache } from '../../chain/script-cache.ts';
import { StorageDamageError } from '../../chain/storage-damage.ts';
import type { VerifyParts } from '../../chain/verify-chain.ts';
import { networkParams } from '../../consensus/params.ts';
import type { NetworkName, NetworkParams } from '../../consensus/params.ts';
import type { FileEnds } from '../../ports/block-files.ts';
import type { ScriptVerifier } from '../../ports/script-verifier.ts';
import type { Secp256k1 } from '../../ports/secp256k1.ts';
import { makeFolder } from '../atomic-file.ts';
import { BlockFileSet, blockFileName, blockFileNames } from '../block-store/block-file-set.ts';
import { LevelStore } from '../coin-store/level-store.ts';
import { FileLock } from '../file-lock.ts';
import { ScriptPool } from '../script-pool/script-pool.ts';
import { bestSecp256k1 } from '../secp256k1/best-secp256k1.ts';
import { isSystemError } from '../system-error.ts';
import { chainPaths } from './chain-paths.ts';
import type { ChainPaths } from './chain-paths.ts';
import { ChainStoreError, notAccessible } from './chain-store-failure.ts';
import { loadIndex, readFileEnds, readTip } from './load-index.ts';
import { OpenChain, writeBatch } from './open-chain-handle.ts';

const MIB = 1024 * 1024;

/** Memory of the script cache where only blocks fill it, and where a mempool does: the latter as in Bitcoin Core. */
const SCRIPT_CACHE_BYTES = 4 * MIB;
export const MEMPOOL_SCRIPT_CACHE_BYTES: number = 16 * MIB;

/** Version of the layout on disk: 1 had no checksums in the store. */
const VERSION = 2;

/** Least and default memory for coins and store, in MiB. Source: Bitcoin Core's `nMinDbCache`, `nDefaultDbCache`. */
export const MIN_DB_CACHE_MIB = 4;
export const DEFAULT_DB_CACHE_MIB = 450;

/** What a chain is opened with. */
export interface OpenChainOptions {
  readonly dataDir: string;
  readonly network: NetworkName;
  /** In place of the network's own: those of a signet with another challenge. */
  readonly params?: NetworkParams | undefined;
  /** Memory for coins and store, in MiB. */
  readonly dbCacheMib: number;
  /** Threads that check scripts, from 1. */
  readonly threads: number;
  readonly assumeValid?: AssumeValid | undefined;
  /** Whether the index is made anew from block files that are there. */
  readonly reindex?: boolean;
  /** Memory for what remembers checked transactions. */
  readonly scriptCacheBytes?: number;
  readonly signal?: AbortSignal;
}

/**
 * Takes the lock, and opens a network's chain; creates it with the first block when there is none.
 *
 * @throws {ChainStoreError} When it is locked, can't be read or is another's. Nothing was changed then.
 * @throws {StorageDamageError} When what was written does not read as it was written.
 */
export async function openChain(options: OpenChainOptions): Promise<OpenChain> {
  const { dataDir, network } = options;
  const paths = chainPaths(dataDir, network);
  const lock = await takeLock(paths);
  const opened: Opened = {};
  try {
    if (options.reindex === true) await removeIndex(paths);
    const chain = await openLocked(options, { paths, lock, opened });
    return chain;
  } catch (error) {
    await opened.pool?.close();
    await opened.files?.close();
    await opened.store?.close();
    await lock.release();
    throw error;
  }
}

/** What has to be closed again when opening fails. */
interface Opened {
  store?: LevelStore;
  files?: BlockFileSet;
  pool?: ScriptPool;
}

async function openLocked(
  options: OpenChainOptions,
  held: { readonly paths: ChainPaths; readonly lock: FileLock; readonly opened: Opened },
): Promise<OpenChain> {
  const { reindex = false } = options;
  const { paths, lock, opened } = held;
  const sizes = divideMemory(options.dbCacheMib);
  const params = options.params ?? networkParams(options.network);
  const network = chainName(params);
  const store = (opened.store = await openStore(paths, sizes));
  const identity = Buffer.from(JSON.stringify({ version: VERSION, network }), 'latin1');
  const isNamed = checkIdentity(store, { network, paths, mayReindex: reindex });
  // Before any block file is made: one that lies there without a named store belongs to an index that was lost.
  if (!isNamed && !reindex) await nameStore(store, identity, paths);
  const committed = reindex ? presentEnds(paths.blocks) : await readFileEnds(store);
  const isNew = reindex || (committed.length === 0 && readTip(store) === undefined);
  const magic = { folder: paths.blocks, magic: params.magic };
  const files = (opened.files = new BlockFileSet({ ...magic, committed, areNews: reindex }));
  const secp256k1 = bestSecp256k1();
  const pool = options.threads > 1 ? new ScriptPool(options.threads, secp256k1) : undefined;
  if (pool !== undefined) opened.pool = pool;
  const scripts = pool ?? new InPlaceVerifier(secp256k1);
  const parts = { params, store, files, scripts, secp256k1, coinsBytes: sizes.coinsBytes };
  const sizeBytes = options.scriptCacheBytes ?? SCRIPT_CACHE_BYTES;
  const scriptCache = new ScriptCache({ salt: randomBytes(32), sizeBytes, remembersBlocks: false });
  const chain = makeChain({ ...parts, scriptCache }, options.assumeValid);
  const { tree, index } = chain;
  const handle = new OpenChain({
    chain,
    reader: new BlockReader({ tree, index, files }),
    scriptCache,
    secp256k1,
    store,
    files,
    lock,
    pool,
    paths,
    verifyParts: () => verifyParts(chain, parts),
    identity,
  });
  if (!isNew) await loadIndex(chain, store, options.signal);
  else await begin(handle, { params, withGenesis: committed.length === 0 });
  return handle;
}

interface ChainMakings {
  readonly params: NetworkParams;
  readonly store: LevelStore;
  readonly files: BlockFileSet;
  readonly scripts: ScriptVerifier;
  readonly secp256k1: Secp256k1;
  readonly coinsBytes: number;
}

function makeChain(
  parts: ChainMakings & { readonly scriptCache: ScriptCache },
  assumeValid: AssumeValid | undefined,
): ChainState {
  const { params, store, files, scripts, secp256k1, coinsBytes, scriptCache } = parts;
  const salt = randomSalt();
  return new ChainState(
    { params, salt, assumeValid },
    {
      tree: new HeaderTree({ params, indexSalt: randomBytes(4).readUInt32LE() }),
      index: new BlockIndex(),
      coins: new CoinsCache({ source: store, salt, maxBytes: coinsBytes }),
      files,
      scripts,
      secp256k1,
      scriptCache,
    },
  );
}

function verifyParts(chain: ChainState, parts: ChainMakings): VerifyParts {
  const { store, coinsBytes, ...others } = parts;
  const { tree, index, active } = chain;
  const salt = randomSalt();
  return { ...others, tree, index, active, salt, coins: new CoinsCache({ source: store, salt, maxBytes: coinsBytes }) };
}

function randomSalt(): readonly [number, number] {
  const random = randomBytes(8);
  return [random.readInt32LE(0), random.readInt32LE(4)];
}

/** Commits the first block, so that what is there is always a chain. Where block files are, it lies in them. */
async function begin(
  handle: OpenChain,
  facts: { readonly params: NetworkParams; readonly withGenesis: boolean },
): Promise<void> {
  const { chain } = handle;
  chain.load(-1);
  if (facts.withGenesis) {
    const genesis = genesisBlock(facts.params);
    const accepted = chain.acceptBlock(genesis, { nowSec: genesis.header.timeSec });
    assert(accepted.status === 'added', 'the first block is accepted');
    const step = chain.step();
    assert(step?.did === 'connect', 'the first block connects');
  }
  await handle.flushWith(handle.store.batch());
}

/** Removes what is made from the block files: the store, filters and undo data. */
async function removeIndex(paths: ChainPaths): Promise<void> {
  await rm(paths.store, { recursive: true, force: true });
  await rm(paths.filters, { recursive: true, force: true });
  for (const { kind, file } of blockFileNames(paths.blocks)) {
    if (kind === 'rev') await rm(path.join(paths.blocks, blockFileName(kind, file)), { force: true });
  }
}

/** The block files as they are. */
function presentEnds(folder: string): FileEnds[] {
  return blockFileNames(folder).map(({ kind, file }) => ({
    file,
    blockBytes: statSync(path.join(folder, blockFileName(kind, file))).size,
    undoBytes: 0,
  }));
}

/** How a chain is called in its store: signets with a challenge of their own are different networks. */
function chainName(params: NetworkParams): string {
  const { name, magic } = params;
  const isKnown = magic.every((byte, i) => networkParams(name).magic[i] === byte);
  return isKnown ? name : `${name}-${Buffer.from(magic).toString('hex')}`;
}

/** @returns Whether the store says who it is. */
function checkIdentity(
  store: LevelStore,
  facts: { readonly network: string; readonly paths: ChainPaths; readonly mayReindex: boolean },
): boolean {
  const { network, paths, mayReindex } = facts;
  const stored = store.getUnchecked(IDENTITY_KEY);
  if (stored === undefined) {
    if (!mayReindex && blockFileNames(paths.blocks).length > 0) {
      throw new ChainStoreError({ code: 'index-missing', path: paths.blocks });
    }
    return false;
  }
  const { version, network: found } = readIdentity(stored);
  if (version !== VERSION) {
    throw new ChainStoreError({ code: 'chain-version', path: paths.store, found: version, known: VERSION });
  }
  // Now that it is known to have a checksum.
  store.get(IDENTITY_KEY);
  if (found !== network) {
    throw new ChainStoreError({ code: 'chain-network-mismatch', path: paths.store, expected: network, found });
  }
  return true;
}

/** Reads who a store is, with or without a checksum behind it. @throws {StorageDamageError} When it makes no sense. */
function readIdentity(stored: Uint8Array): { readonly version: number; readonly network: NetworkName } {
  const text = Buffer.from(stored).toString('latin1');
  try {
    return JSON.parse(text.slice(0, text.lastIndexOf('}') + 1)) as { version: number; network: NetworkName };
  } catch {
    throw new StorageDamageError({ code: 'value-damaged', key: IDENTITY_KEY });
  }
}

async function nameStore(store: LevelStore, identity: Uint8Array, paths: ChainPaths): Promise<void> {
  const batch = store.batch();
  batch.put(IDENTITY_KEY, identity);
  await writeBatch(batch, paths.store);
}

async function openStore(
  paths: ChainPaths,
  sizes: { readonly cacheBytes: number; readonly writeBufferBytes: number },
): Promise<LevelStore> {
  try {
    return await LevelStore.open({ folder: paths.store, ...sizes });
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    const reason = cause instanceof Error ? cause.message : error instanceof Error ? error.message : String(error);
    throw new ChainStoreError({ code: 'chain-store-damaged', path: paths.store, reason });
  }
}

async function takeLock(paths: ChainPaths): Promise<FileLock> {
  try {
    await makeFolder(paths.blocks);
    const lock = await FileLock.take(paths.lock);
    if (lock instanceof FileLock) return lock;
    throw new ChainStoreError({ code: 'chain-locked', lockPath: paths.lock, pid: lock.heldBy });
  } catch (error) {
    throw isSystemError(error) ? notAccessible(paths.lock, error) : error;
  }
}

/** The store gets an eighth for reading, and up to twice a sixteenth for writing; coins in memory get the rest. */
function divideMemory(mib: number): { cacheBytes: number; writeBufferBytes: number; coinsBytes: number } {
  const bytes = Math.max(mib, MIN_DB_CACHE_MIB) * MIB;
  const cacheBytes = Math.min(bytes / 8, 64 * MIB);
  const writeBufferBytes = Math.min(Math.max(bytes / 16, MIB), 32 * MIB);
  return {
    cacheBytes: Math.floor(cacheBytes),
    writeBufferBytes: Math.floor(writeBufferBytes),
    // The table of coins holds 2^26 at the most: 6 GB.
    coinsBytes: Math.floor(Math.min(bytes - cacheBytes - 2 * writeBufferBytes, 5000 * MIB)),
  };
}
