// A regtest chain in memory with a mempool on it, and transactions whose outputs anybody can spend in a standard way.
import { ScriptCache } from '../src/chain/script-cache.ts';
import type { ChainState } from '../src/chain/chain-state.ts';
import { STANDARD_SCRIPT_VERIFY_FLAGS } from '../src/consensus/script/flags.ts';
import { nobleSecp256k1 } from '../src/crypto/noble-secp256k1.ts';
import { DEFAULT_RELAY_POLICY } from '../src/mempool/policy/relay-policy.ts';
import type { RelayPolicy } from '../src/mempool/policy/relay-policy.ts';
import { Mempool } from '../src/mempool/mempool.ts';
import type { PoolAcceptance, RemovedEntry } from '../src/mempool/transaction-pool.ts';
import type { Secp256k1 } from '../src/ports/secp256k1.ts';
import { parseBlock } from '../src/primitives/block.ts';
import type { Block } from '../src/primitives/block.ts';
import type { OutPoint } from '../src/primitives/out-point.ts';
import { encodeTransaction } from '../src/primitives/transaction-data.ts';
import type { TransactionOutput } from '../src/primitives/transaction-data.ts';
import { parseTransaction } from '../src/primitives/transaction.ts';
import type { Transaction } from '../src/primitives/transaction.ts';
import { assembleBlock, regtestSubsidy } from './chain-assemble-block.ts';
import { GENESIS_TEST_BLOCK, PARAMS, commit, deliver, memoryChain, rowOf, settle } from './chain-regtest.ts';
import type { MemoryChain, TestBlock } from './chain-regtest.ts';
import { OP_TRUE_SCRIPT, p2wsh } from './scenarios/spending.ts';

/** Anybody can spend it, with a witness of one item: a standard script. */
export const ANYONE: Uint8Array = p2wsh(OP_TRUE_SCRIPT);

/** An output that a transaction may spend. */
export interface SceneCoin extends OutPoint {
  readonly value: bigint;
}

/** What a scene's transaction is made of. */
export interface TxPlan {
  readonly version?: number;
  readonly lockTime?: number;
  readonly sequence?: number;
  /** What it pays, from its first output. */
  readonly fee: bigint;
  /** Outputs that share what is left evenly. */
  readonly outputs?: number;
  readonly extraOutputs?: readonly TransactionOutput[];
  /** Keeps transactions of the same coins apart. */
  readonly nonce?: number;
  /** Items of every input's witness: what spends `ANYONE`, unless told. */
  readonly witness?: readonly Uint8Array[];
}

/** Reads bytes that are a transaction. */
export function readTx(bytes: Uint8Array): Transaction {
  const tx = parseTransaction(bytes);
  if ('code' in tx) throw new Error(`a test's transaction does not parse: ${tx.code}`);
  return tx;
}

/** Makes a transaction that spends coins of `ANYONE`. */
export function makeTx(coins: readonly SceneCoin[], plan: TxPlan): Transaction {
  const { version = 2, lockTime = 0, sequence = 0xffff_fffd, outputs = 1, extraOutputs = [], nonce } = plan;
  const total = coins.reduce((sum, { value }) => sum + value, 0n) - plan.fee;
  const share = total / BigInt(outputs);
  const made = Array.from({ length: outputs }, (_, i) => ({
    value: i === 0 ? total - share * BigInt(outputs - 1) : share,
    scriptPubKey: ANYONE,
  }));
  const mark =
    nonce === undefined ? [] : [{ value: 0n, scriptPubKey: Uint8Array.of(0x6a, 2, nonce & 255, nonce >> 8) }];
  return readTx(
    encodeTransaction({
      version,
      lockTime,
      inputs: coins.map(({ txid, vout }) => ({
        prevout: { txid, vout },
        scriptSig: new Uint8Array(0),
        sequence,
        witness: plan.witness ?? [OP_TRUE_SCRIPT],
      })),
      outputs: [...made, ...mark, ...extraOutputs],
    }),
  );
}

/** An output of a transaction, to be spent. */
export function coinOf(tx: Transaction, vout: number = 0): SceneCoin {
  return { txid: tx.txid, vout, value: tx.value(vout) };
}

/** A chain and a mempool that are told of each other's changes as a node does it. */
export class MempoolScene {
  readonly chain: ChainState;
  readonly mempool: Mempool;
  readonly scriptCache: ScriptCache;
  readonly blocks: TestBlock[] = [GENESIS_TEST_BLOCK];
  /** Coins of coinbases, the oldest first: one of 50 bitcoin a block. */
  readonly coinbases: SceneCoin[] = [];
  nowSec: number;
  /** Inputs whose scripts the last block had to have checked. */
  scriptsChecked = 0;
  readonly #memory: MemoryChain;
  #extraNonce = 0;

  private constructor(memory: MemoryChain, scriptCache: ScriptCache, options: SceneOptions) {
    const { chain } = memory;
    this.#memory = memory;
    this.chain = chain;
    this.scriptCache = scriptCache;
    this.nowSec = GENESIS_TEST_BLOCK.timeSec;
    this.mempool = new Mempool(
      { params: PARAMS, policy: { ...DEFAULT_RELAY_POLICY, ...options.policy } },
      { chain, secp256k1: options.secp256k1 ?? nobleSecp256k1, scriptCache },
    );
  }

  /** Begins with so many blocks: 100 more than coins that can be spent at once. */
  static async create(options: SceneOptions = {}): Promise<MempoolScene> {
    const salt = new Uint8Array(32).fill(9);
    const scriptCache = new ScriptCache({ salt, sizeBytes: 1 << 22, remembersBlocks: true });
    const scene = new MempoolScene(await memoryChain({ scriptCache }), scriptCache, options);
    for (let i = 0; i < (options.blocks ?? 110); i++) scene.mine();
    return scene;
  }

  get height(): number {
    return this.blocks.length - 1;
  }

  get tip(): TestBlock {
    return this.blocks.at(-1)!;
  }

  /** Writes the coins to the store. */
  async commit(): Promise<void> {
    await commit(this.#memory);
  }

  accept(tx: Transaction): PoolAcceptance {
    return this.mempool.accept(tx, { nowSec: this.nowSec });
  }

  /** Accepts what has to be good. */
  add(tx: Transaction): Transaction {
    const result = this.accept(tx);
    if (result.status !== 'accepted') throw new Error(`not accepted: ${codeOf(result)}`);
    return tx;
  }

  /** Mines a block with transactions on the tip, and tells the mempool. */
  mine(transactions: readonly Transaction[] = []): RemovedEntry[] {
    const block = this.makeBlock(this.tip, transactions);
    return this.connect(block);
  }

  /** Mines a block with one transaction. */
  mineOne(tx: Transaction): Transaction {
    this.mine([tx]);
    return tx;
  }

  makeBlock(prev: TestBlock, transactions: readonly Transaction[]): TestBlock {
    const [height, timeSec] = [prev.height + 1, prev.timeSec + 600];
    const plan = {
      height,
      prevHash: prev.hash,
      timeSec,
      outputs: [{ value: regtestSubsidy(height), scriptPubKey: ANYONE }],
      transactions: transactions.map((tx) => ({ bytes: tx.serialized(), txid: tx.txid, wtxid: tx.wtxid })),
      extraNonce: this.#extraNonce++,
    };
    return { ...assembleBlock(plan), height, timeSec };
  }

  connect(block: TestBlock): RemovedEntry[] {
    const { accepted, steps } = deliver(this.chain, block);
    if (accepted.status === 'rejected') throw new Error(`a test's block is rejected: ${accepted.reject.code}`);
    const removed: RemovedEntry[] = [];
    for (const step of steps) {
      if (step.did !== 'connect') {
        throw new Error(`a test's block does not connect: ${step.did === 'fail' ? step.reject.code : step.did}`);
      }
      this.scriptsChecked = step.result.scriptsChecked;
      removed.push(...this.mempool.blockConnected(step.block, block.height, block.timeSec));
    }
    this.#push(block);
    return removed;
  }

  /** Disconnects so many blocks, and connects others that hold these transactions instead, one list a block. */
  reorg(
    depth: number,
    transactions: readonly (readonly Transaction[])[],
  ): ReturnType<Mempool['reorganized']> & { readonly taken: RemovedEntry[] } {
    const row = rowOf(this.chain, this.blocks[this.height - depth + 1]!.hash);
    const disconnected: Block[] = this.chain.invalidate(row).map((step) => {
      if (step.did !== 'disconnect') throw new Error('invalidating only disconnects');
      return step.block;
    });
    settle(this.chain);
    this.blocks.length -= depth;
    this.coinbases.length -= depth;
    const taken: RemovedEntry[] = [];
    for (const each of transactions) taken.push(...this.connect(this.makeBlock(this.tip, each)));
    return { ...this.mempool.reorganized(disconnected, this.nowSec), taken };
  }

  #push(block: TestBlock): void {
    const parsed = parseBlock(block.bytes);
    if ('code' in parsed) throw new Error('a test’s block does not parse');
    const { txid } = parsed.transaction(0);
    this.blocks.push(block);
    this.coinbases.push({ txid, vout: 0, value: regtestSubsidy(block.height) });
    this.nowSec = Math.max(this.nowSec, block.timeSec);
  }
}

/** What a scene is made with. */
export interface SceneOptions {
  readonly blocks?: number;
  readonly policy?: Partial<RelayPolicy>;
  readonly secp256k1?: Secp256k1;
}

/** What became of a transaction, in a word. */
export function codeOf(acceptance: PoolAcceptance | undefined): string {
  if (acceptance === undefined) return 'not looked at';
  return acceptance.status === 'rejected' ? acceptance.reject.code : acceptance.status;
}

/** Whether its scripts are known to be good under the flags of relay. */
export function isRemembered(scene: MempoolScene, tx: Transaction): boolean {
  return scene.scriptCache.has(tx.wtxid, 0, STANDARD_SCRIPT_VERIFY_FLAGS);
}
