// Small regtest chains whose coins anybody can spend, and chains in memory to try them on.
import { assembleBlock, regtestSubsidy } from './chain-assemble-block.ts';
import type { AssembledBlock, BlockTransaction } from './chain-assemble-block.ts';
import { BlockIndex } from '../src/chain/block-index.ts';
import { ChainState } from '../src/chain/chain-state.ts';
import type { ChainStep } from '../src/chain/chain-state.ts';
import { CoinsCache } from '../src/chain/coins/coins-cache.ts';
import { genesisBlock } from '../src/chain/genesis-block.ts';
import { HeaderTree } from '../src/chain/header-tree.ts';
import { InPlaceVerifier } from '../src/chain/in-place-verifier.ts';
import { MemoryBlockFiles } from '../src/chain/memory-block-files.ts';
import { MemoryStore } from '../src/chain/memory-store.ts';
import type { ScriptCache } from '../src/chain/script-cache.ts';
import type { VerifyParts } from '../src/chain/verify-chain.ts';
import { networkParams } from '../src/consensus/params.ts';
import type { NetworkParams } from '../src/consensus/params.ts';
import { nobleSecp256k1 } from '../src/crypto/noble-secp256k1.ts';
import { sha256d } from '../src/crypto/sha256d.ts';
import { loadIndex } from '../src/platform/chain-folder/load-index.ts';
import type { ScriptVerifier } from '../src/ports/script-verifier.ts';
import { parseBlock } from '../src/primitives/block.ts';
import type { Block } from '../src/primitives/block.ts';
import type { BlockHash, Txid, Wtxid } from '../src/primitives/hash.ts';
import type { OutPoint } from '../src/primitives/out-point.ts';
import { encodeTransaction } from '../src/primitives/transaction-data.ts';
import type { TransactionOutput } from '../src/primitives/transaction-data.ts';

export const PARAMS: NetworkParams = networkParams('regtest');
export const GENESIS: Block = genesisBlock(PARAMS);

/** A moment after every block here. */
export const NOW_SEC = 2_000_000_000;

/** Anybody can spend it. */
export const OP_TRUE: Uint8Array = Uint8Array.of(0x51);
/** Nobody can, and only running it tells. */
export const OP_FALSE: Uint8Array = Uint8Array.of(0x00);

/** A block, with what is needed to build on it. */
export interface TestBlock extends AssembledBlock {
  readonly height: number;
  readonly timeSec: number;
}

export const GENESIS_TEST_BLOCK: TestBlock = {
  bytes: GENESIS.serialized(),
  hash: GENESIS.hash,
  coinbaseTxid: GENESIS.transaction(0).txid,
  height: 0,
  timeSec: GENESIS.header.timeSec,
};

/** Makes a transaction that spends coins of `OP_TRUE`. */
export function spend(coins: readonly OutPoint[], outputs: readonly TransactionOutput[]): BlockTransaction {
  const bytes = encodeTransaction({
    version: 2,
    inputs: coins.map((prevout) => ({ prevout, scriptSig: new Uint8Array(0), sequence: 0xffff_ffff, witness: [] })),
    outputs,
    lockTime: 0,
  });
  const txid = sha256d(bytes) as Txid;
  return { bytes, txid, wtxid: txid as Uint8Array as Wtxid };
}

/** Makes a block after another. `extraNonce` keeps siblings apart; `excess` satoshis are more than it may make. */
export function blockAfter(
  prev: TestBlock,
  options: {
    readonly transactions?: readonly BlockTransaction[];
    readonly extraNonce?: number;
    readonly excess?: bigint;
  } = {},
): TestBlock {
  const { transactions = [], extraNonce = 0, excess = 0n } = options;
  const [height, timeSec] = [prev.height + 1, prev.timeSec + 600];
  const outputs = [{ value: regtestSubsidy(height) + excess, scriptPubKey: OP_TRUE }];
  const plan = { height, prevHash: prev.hash, timeSec, outputs, transactions, extraNonce };
  return { ...assembleBlock(plan), height, timeSec };
}

/** Makes so many empty blocks, one after the other. */
export function blocksAfter(prev: TestBlock, count: number): TestBlock[] {
  const blocks: TestBlock[] = [];
  for (let last = prev; blocks.length < count;) {
    last = blockAfter(last);
    blocks.push(last);
  }
  return blocks;
}

/** A chain in memory, with what it is kept in. */
export interface MemoryChain {
  readonly chain: ChainState;
  readonly store: MemoryStore;
  readonly files: MemoryBlockFiles;
  /** What a verification reads. */
  readonly verifyParts: () => VerifyParts;
}

/** Begins a chain in memory with the first block; or takes up what another left in its store and files. */
export async function memoryChain(
  options: {
    readonly before?: Pick<MemoryChain, 'store' | 'files'>;
    readonly scripts?: ScriptVerifier;
    readonly scriptCache?: ScriptCache;
    readonly coinsBytes?: number;
  } = {},
): Promise<MemoryChain> {
  const store = options.before?.store ?? new MemoryStore();
  const files = options.before?.files ?? new MemoryBlockFiles(20_000);
  const salt: readonly [number, number] = [11, 22];
  const chain = new ChainState(
    { params: PARAMS, salt },
    {
      tree: new HeaderTree({ params: PARAMS }),
      index: new BlockIndex(),
      coins: new CoinsCache({ source: store, salt, maxBytes: options.coinsBytes ?? 1 << 26 }),
      files,
      scripts: options.scripts ?? new InPlaceVerifier(nobleSecp256k1),
      secp256k1: nobleSecp256k1,
      scriptCache: options.scriptCache,
    },
  );
  await loadIndex(chain, store);
  if (options.before === undefined) deliver(chain, GENESIS_TEST_BLOCK);
  const verifyParts = (): VerifyParts => {
    const { tree, index, active } = chain;
    const coins = new CoinsCache({ source: store, salt, maxBytes: 1 << 26 });
    const scripts = new InPlaceVerifier(nobleSecp256k1);
    return { params: PARAMS, tree, index, active, files, coins, scripts, secp256k1: nobleSecp256k1, salt };
  };
  return { chain, store, files, verifyParts };
}

/** Hands a block to a chain, and goes on to the best chain. @returns What became of it, and the steps. */
export function deliver(
  chain: ChainState,
  block: Pick<TestBlock, 'bytes'>,
): { readonly accepted: ReturnType<ChainState['acceptBlock']>; readonly steps: ChainStep[] } {
  const parsed = parseBlock(block.bytes);
  if ('code' in parsed) throw new Error(`a test's block does not parse: ${parsed.code}`);
  const accepted = chain.acceptBlock(parsed, { nowSec: NOW_SEC });
  return { accepted, steps: settle(chain) };
}

/** Takes all steps to the best chain. */
export function settle(chain: ChainState): ChainStep[] {
  const steps: ChainStep[] = [];
  for (let step = chain.step(); step !== undefined; step = chain.step()) steps.push(step);
  return steps;
}

/** Commits what has changed. */
export async function commit({ chain, store }: MemoryChain): Promise<void> {
  const batch = store.batch();
  chain.flushInto(batch);
  await batch.write();
}

export function rowOf(chain: ChainState, hash: BlockHash): number {
  return chain.tree.indexOf(hash);
}

/** The hash of the tip. */
export function tipHash(chain: ChainState): string {
  return Buffer.from(chain.tree.hashOf(chain.active.tip)).toString('hex');
}
