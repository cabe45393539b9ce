import { bytesToHex } from '../../src/bytes/hex.ts';
import { networkParams } from '../../src/consensus/params.ts';
import type { BlockHash } from '../../src/primitives/hash.ts';
import { OP } from '../../src/primitives/script/opcodes.ts';
import type { TransactionData, TransactionOutput } from '../../src/primitives/transaction-data.ts';
import { ScenarioBuilder } from '../scenarios/scenario-builder.ts';
import type { BlockPlan, BuiltBlock } from '../scenarios/scenario-builder.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import {
  OP_TRUE_SCRIPT,
  coinsOf,
  p2pkh,
  p2sh,
  p2wpkh,
  p2wsh,
  payTo,
  script,
  signLegacy,
  signTaproot,
  signWitnessV0,
  spend,
  taproot,
  testKey,
  withInput,
  witnessScriptPubKey,
} from '../scenarios/spending.ts';
import type { SpendableCoin } from '../scenarios/spending.ts';
import { mutateBytes } from './mutation.ts';
import type { Mutation } from './mutation.ts';

/** One transaction of a drawn block: numbers that are read modulo what there is to choose from. */
export interface TransactionPlan {
  readonly coins: readonly number[];
  readonly outputs: readonly number[];
  readonly lock: number;
  /** Satoshis more than is spent; or less. */
  readonly excess: number;
}

/** One drawn block. */
export interface DrawnBlock {
  /** How far back the block lies that it builds on; mostly 0, the last one. */
  readonly back: number;
  readonly txs: readonly TransactionPlan[];
  /** What is wrong with the block as a whole: mostly nothing. */
  readonly fault: number;
  readonly change: Mutation;
}

const KEY = testKey(20);
const TAPROOT = taproot(KEY);
const TIMED = script(OP.OP_2, OP.OP_CHECKSEQUENCEVERIFY, OP.OP_DROP, OP.OP_1);
const FAILING = script(OP.OP_1, OP.OP_RETURN);

type Unlock = (tx: TransactionData, input: number, coins: readonly SpendableCoin[]) => TransactionData;

/** Outputs of every kind, and how each is spent. */
const KINDS: readonly (readonly [scriptPubKey: Uint8Array, unlock: Unlock])[] = [
  [OP_TRUE_SCRIPT, (tx) => tx],
  [p2wsh(OP_TRUE_SCRIPT), (tx, input) => withInput(tx, input, { witness: [OP_TRUE_SCRIPT] })],
  [p2sh(TIMED), (tx, input) => withInput(tx, input, { scriptSig: script(TIMED) })],
  [
    witnessScriptPubKey(16, Uint8Array.of(1, 2)),
    (tx, input) => withInput(tx, input, { witness: [new Uint8Array(40)] }),
  ],
  [FAILING, (tx) => tx],
  [script(OP.OP_RETURN), (tx) => tx],
  [
    p2pkh(KEY.publicKey),
    (tx, input) => {
      const signature = signLegacy(tx, p2pkh(KEY.publicKey), KEY.secret, { input });
      return withInput(tx, input, { scriptSig: script(signature, KEY.publicKey) });
    },
  ],
  [
    p2wpkh(KEY.publicKey),
    (tx, input, coins) => {
      const signature = signWitnessV0(tx, p2pkh(KEY.publicKey), KEY.secret, { input, coins });
      return withInput(tx, input, { witness: [signature, KEY.publicKey] });
    },
  ],
  [
    TAPROOT.scriptPubKey,
    (tx, input, coins) => withInput(tx, input, { witness: [signTaproot(tx, TAPROOT.secret, { input, coins })] }),
  ],
];

/** What all sessions begin with: a hundred blocks and more, and coins of every kind. */
export interface SessionStart {
  readonly scenarios: readonly Scenario[];
  readonly coins: readonly SpendableCoin[];
  readonly builder: ScenarioBuilder;
}

/** Makes it: the same each time. */
export function sessionStart(): SessionStart {
  const builder = new ScenarioBuilder(networkParams('regtest'));
  builder.mineBase();
  const outputs = Array.from({ length: 45 }, (_, i) => payTo(KINDS[i % KINDS.length]![0], 10_000n));
  const coins = builder.fund('session.fund', outputs);
  return { scenarios: builder.finish('session', []).scenarios, coins, builder };
}

/** A block of a session, whatever may come of it. */
export interface SessionBlock {
  readonly built: BuiltBlock;
  readonly txs: readonly TransactionData[];
  readonly bytes: Uint8Array;
  readonly nowSec: number;
}

/** Builds the blocks of a session: the same ones from the same plans. */
export class SessionBuilder {
  readonly #b: ScenarioBuilder;
  #coins: SpendableCoin[];
  /** Blocks that were taken; and after them, for a while, the last one that was not. */
  readonly #blocks: BuiltBlock[];
  #refused: BuiltBlock;

  /** @param session Number of the session: blocks of two sessions are never the same. */
  constructor(start: SessionStart, session: number = 0) {
    this.#b = start.builder.fork(session * 1000);
    this.#coins = [...start.coins];
    this.#blocks = [this.#b.tip];
    this.#refused = this.#b.tip;
  }

  /** Builds a block: mostly on the last good one, now and then on one before, or on one that was refused. */
  build(drawn: DrawnBlock, index: number): SessionBlock {
    const back = drawn.back % 4 === 0 ? (drawn.back >>> 2) % Math.min(5, this.#blocks.length) : 0;
    const isOnRefused = drawn.back % 16 === 15;
    const on = isOnRefused ? this.#refused : this.#blocks[this.#blocks.length - 1 - back]!;
    const txs = drawn.txs.map((plan) => this.#transaction(plan, on.height));
    const built = this.#b.build(`session.${index}`, withFault({ on, txs }, drawn.fault, on));
    const bytes = drawn.fault % 16 === 15 ? mutateBytes(built.bytes, drawn.change) : built.bytes;
    return { built, txs, bytes, nowSec: this.#b.nowSec };
  }

  /** Takes note of what came of a block, and of the tip: later ones build on good ones, and spend what they made. */
  judged({ built, txs }: SessionBlock, { isTaken, tip }: { readonly isTaken: boolean; readonly tip: BlockHash }): void {
    if (!isTaken) {
      this.#refused = built;
      // A branch may have failed long after its blocks were taken: back to what is good.
      const good = this.#blocks.findLast(({ hash }) => hash.every((byte, i) => byte === tip[i]));
      if (good !== undefined && good !== this.#blocks.at(-1)) this.#blocks.push(good);
      return;
    }
    this.#blocks.push(built);
    const spent = new Set(txs.flatMap(({ inputs }) => inputs.map(({ prevout }) => nameOf(prevout))));
    // Each third block's coins stay, to be spent again.
    if (built.height % 3 !== 0) this.#coins = this.#coins.filter(({ prevout }) => !spent.has(nameOf(prevout)));
    for (const tx of txs) this.#coins.push(...coinsOf(tx));
    if (built.height % 4 === 0) this.#coins.push(this.#b.coinbaseCoin(built));
  }

  #transaction(plan: TransactionPlan, height: number): TransactionData {
    // Coins that were made last are chosen more often: those of other branches, of later blocks and spent ones among them.
    const coins = plan.coins.map((drawn) => {
      const recent = Math.min(this.#coins.length, drawn % 2 === 0 ? 12 : 400);
      return this.#coins[this.#coins.length - 1 - ((drawn >>> 1) % recent)]!;
    });
    const total = coins.reduce((sum, { value }) => sum + value, 0n) + BigInt(plan.excess);
    const outputs = splitInto(plan.outputs, total < 0n ? 0n : total);
    const options = {
      version: plan.lock % 8 === 1 ? 1 : 2,
      lockTime: plan.lock % 4 === 2 ? height - 1 + ((plan.lock >>> 2) % 4) : 0,
      sequence: plan.lock % 3 === 0 ? (plan.lock >>> 2) % 6 : 0xffff_fffe,
    };
    return coins.reduce((tx, coin, input) => unlock(tx, input, coins, coin), spend(coins, outputs, options));
  }
}

function nameOf({ txid, vout }: SpendableCoin['prevout']): string {
  return `${bytesToHex(txid)}:${vout}`;
}

function unlock(
  tx: TransactionData,
  input: number,
  coins: readonly SpendableCoin[],
  { scriptPubKey }: SpendableCoin,
): TransactionData {
  const kind = KINDS.find(
    ([each]) => each.length === scriptPubKey.length && each.every((byte, i) => byte === scriptPubKey[i]),
  );
  return kind === undefined ? tx : kind[1](tx, input, coins);
}

function splitInto(kinds: readonly number[], total: bigint): TransactionOutput[] {
  const share = total / BigInt(Math.max(1, kinds.length));
  return kinds.map((kind) => payTo(KINDS[kind % KINDS.length]![0], share));
}

/** Breaks one rule of the block as a whole, for half of the numbers; the others leave it good. */
function withFault(plan: BlockPlan, fault: number, on: BuiltBlock): BlockPlan {
  switch (fault % 16) {
    case 8:
      return { ...plan, extra: 1n };
    case 9:
      return { ...plan, commit: false };
    case 10:
      return { ...plan, finish: (txs) => [...txs, ...txs.slice(-1)] };
    case 11:
      return { ...plan, header: { timeSec: on.timeSec + 600 * ((fault % 40) - 20) } };
    case 12:
      return { ...plan, header: { version: fault % 8 } };
    case 13:
      return { ...plan, finish: (txs) => [...txs.slice(0, 1), ...txs.slice(1).toReversed()] };
    case 14:
      return { ...plan, extra: -1000n };
    default:
      return plan;
  }
}
