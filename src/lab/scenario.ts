import { assert } from '../bytes/assert.ts';
import type { CoinStats } from '../chain/coin-stats.ts';
import { networkParams } from '../consensus/params.ts';
import { exponentialDelayMs } from '../net/exponential-delay.ts';
import type { NodeEvent } from '../node/node-event.ts';
import type { Secp256k1 } from '../ports/secp256k1.ts';
import { blockHashToHex } from '../primitives/hash.ts';
import { ANYONE_CAN_SPEND } from './anyone-can-spend.ts';
import { mineBadBlock } from './bad-block.ts';
import { BlindVerifier, CoinLosingStore, UndoLosingFiles } from './faulty-parts.ts';
import { WorkWatch, checkAgreement, checkKeepsUp, checkMempoolOf, checkPeerGone, checkSupply } from './invariants.ts';
import type { Finding, Violation, WatchedNode } from './invariants.ts';
import { LabNetwork } from './lab-network.ts';
import type { LabNodeOptions } from './lab-network.ts';
import { LabWallet } from './lab-wallet.ts';
import type { PlantedFault } from './planted-fault.ts';
import { HEALING_MS, QUIET_MS, checkScenario, faultMs, scenarioLine } from './scenario-options.ts';
import type { ScenarioOptions, ScenarioPartition } from './scenario-options.ts';
import type { SeededRandom } from './seeded-random.ts';

/** When a scenario begins: 5 January 2022, 10:30 UTC. */
const START_MS = 1_641_378_600_000;

/** Blocks that are there at first: ten coinbases can be spent, which are split into coins for transactions. */
const FIRST_BLOCKS = 110;
const SPLIT_COINBASES = 4;
const COINS_OF_EACH = 50;

/** Nodes that mine, half of all at the most, each with a smaller share than the one before: 1, 1/2, 1/3, ... */
const MAX_MINERS = 10;

/** How many of a hundred nodes can't be connected to, miners apart. */
const UNREACHABLE_PERCENT = 30;

/** Nodes get so long to find each other before anything happens. */
const WARM_UP_MS = 60_000;

/** How often invariants are looked at. */
const LOOK_INTERVAL_MS = 10 * 60_000;

/** How long a block takes to get everywhere, at most; a new node gets as much again to catch up. */
const SPREAD_MS = 5 * 60_000;

/** Violations that are kept. */
const MAX_VIOLATIONS = 100;

/** What came of a scenario. */
export interface ScenarioResult {
  readonly options: ScenarioOptions;
  /** In the order in which they were found; nothing, where all invariants held. */
  readonly violations: readonly Violation[];
  /** A hash of all that happened, and how many things that is. */
  readonly traceHash: string;
  readonly events: number;
  /** Blocks that were mined, besides the first ones, and transactions that nodes took from their wallets. */
  readonly blocks: number;
  readonly transactions: number;
  /** The most blocks that one node took back at a time. */
  readonly deepestReorganization: number;
  /** Nodes that joined later, each for one that left. */
  readonly joined: number;
  readonly height: number;
  /** 64 hex digits, as RPC shows it. */
  readonly tip: string;
}

/** What is told while a scenario runs. */
export interface ScenarioProgress {
  readonly atMs: number;
  readonly height: number;
  readonly violations: number;
}

/** What a scenario works with. */
export interface ScenarioModules {
  readonly secp256k1: Secp256k1;
  /** Called at each look. */
  readonly progress?: (progress: ScenarioProgress) => void;
}

/** An invariant did not hold: says which, where, when, and how to see it again. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly result: ScenarioResult;

  constructor(result: ScenarioResult) {
    super(describeViolations(result).join('\n'));
    this.result = result;
  }
}

/**
 * Runs a network of nodes for a while, with miners, wallets, nodes that come and go, and cut cables; watches that all invariants
 * hold.
 *
 * @throws {RangeError} Where the options make no scenario.
 */
export function runScenario(options: ScenarioOptions, modules: ScenarioModules): ScenarioResult {
  checkScenario(options);
  return new ScenarioRun(options, modules).run();
}

/** Throws what was violated. @throws {ScenarioError} Where anything was. */
export function throwViolations(result: ScenarioResult): void {
  if (result.violations.length > 0) throw new ScenarioError(result);
}

/** Says what was violated, a line each, and last the command that shows it again. */
export function describeViolations({ violations, options }: ScenarioResult): string[] {
  const lines = violations.map(
    ({ invariant, node, atMs, seen }) => `${timeText(atMs)} node ${node}: ${invariant}: ${seen}`,
  );
  return [...lines, `to see it again: ${scenarioLine(options)}`];
}

function timeText(atMs: number): string {
  const seconds = Math.floor(atMs / 1000);
  const two = (value: number): string => `${value}`.padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

interface Mined {
  readonly atMs: number;
  readonly work: bigint;
}

class ScenarioRun {
  readonly #options: ScenarioOptions;
  readonly #modules: ScenarioModules;
  readonly #params = networkParams('regtest');
  readonly #lab: LabNetwork;
  readonly #random: SeededRandom;
  readonly #wallet: LabWallet;
  readonly #work = new WorkWatch();
  /** When each node was added. */
  readonly #bornMs: number[] = [];
  /** Blocks that each node has taken back since it last connected one. */
  readonly #takenBack: number[] = [];
  readonly #mined: Mined[] = [];
  readonly #violations: Violation[] = [];
  /**
   * Since when the network is in one piece; `Infinity` while it is not. At first it is as one that has just healed: a node that asks
   * another for headers which has none yet either waits for the next block, or for a quarter of an hour, as Bitcoin Core does.
   */
  #wholeSinceMs = 0;
  #transactions = 0;
  #deepest = 0;

  constructor(options: ScenarioOptions, modules: ScenarioModules) {
    const { secp256k1 } = modules;
    this.#options = options;
    this.#modules = modules;
    this.#lab = new LabNetwork({ seed: options.seed, startMs: START_MS, params: this.#params, secp256k1 });
    this.#random = this.#lab.world.random.fork();
    this.#wallet = new LabWallet(this.#random.fork());
  }

  run(): ScenarioResult {
    const { nodes, partitions, durationMs, fault } = this.#options;
    const { world } = this.#lab;
    this.#add();
    this.#makeCoins();
    for (let i = 1; i < nodes; i++) this.#add();
    const quietMs = durationMs - QUIET_MS;
    this.#often(this.#options.blockIntervalMs, quietMs, () => this.#mine());
    this.#often(this.#options.transactionIntervalMs, quietMs, () => this.#pay());
    if (this.#options.leaversPerHour > 0) {
      this.#often(Math.round(3_600_000 / this.#options.leaversPerHour), quietMs, () => this.#replaceOne());
    }
    for (const partition of partitions) {
      world.later(partition.atMs, () => this.#cut(partition));
      world.later(partition.healMs, () => this.#heal());
    }
    if (fault?.kind === 'scripts-unchecked') {
      world.later(faultMs(this.#options) + 1000, () => mineBadBlock(this.#lab, fault.node, this.#params));
    }
    for (let atMs = LOOK_INTERVAL_MS; atMs <= durationMs; atMs += LOOK_INTERVAL_MS) {
      world.later(atMs, () => this.#look());
    }
    world.run(durationMs);
    this.#lookAtTheEnd();
    return this.#result();
  }

  get #atMs(): number {
    return this.#lab.world.nowMs - START_MS;
  }

  /** Whether the network has been in one piece long enough for all nodes to know. */
  get #isWhole(): boolean {
    return this.#atMs >= this.#wholeSinceMs + HEALING_MS;
  }

  #watched(): WatchedNode[] {
    return this.#lab.nodes.map((node, index) => ({ index, node })).filter(({ index }) => this.#lab.world.isUp(index));
  }

  get #minerCount(): number {
    return Math.min(MAX_MINERS, Math.ceil(this.#options.nodes / 2));
  }

  #add(): void {
    const index = this.#lab.nodes.length;
    const isReachable = index < this.#minerCount || this.#random.below(100) >= UNREACHABLE_PERCENT;
    const { fault } = this.#options;
    this.#bornMs.push(this.#atMs);
    this.#takenBack.push(0);
    this.#lab.add({
      isReachable,
      tell: (event) => this.#hear(index, event),
      crashed: (error) => this.#crashed(index, error),
      ...(fault?.node === index && this.#faulty(fault)),
    });
  }

  #faulty({ kind }: PlantedFault): LabNodeOptions {
    const dueMs = faultMs(this.#options);
    const isDue = (): boolean => this.#atMs >= dueMs;
    switch (kind) {
      case 'undo-lost':
        return { faulty: { files: (files) => new UndoLosingFiles(files, isDue) } };
      case 'coin-lost':
        return { faulty: { store: (store) => new CoinLosingStore(store, isDue) } };
      case 'scripts-unchecked':
        return { faulty: { scripts: (scripts) => new BlindVerifier(scripts, isDue) } };
      case 'blocks-unheard':
        return { hears: (bytes) => !isDue() || !bringsBlocks(bytes) };
    }
  }

  /** Mines the first blocks, and splits some of their coinbases. */
  #makeCoins(): void {
    const lab = this.#lab;
    const coinbases = Array.from({ length: FIRST_BLOCKS }, () => {
      const block = lab.mine(0, ANYONE_CAN_SPEND);
      assert(block !== undefined, 'a nonce is found');
      return block.transaction(0);
    });
    for (const coinbase of coinbases.slice(0, SPLIT_COINBASES)) {
      const tx = this.#wallet.split(coinbase, COINS_OF_EACH);
      assert(lab.submit(0, tx).status === 'accepted', 'a mature coinbase is spent');
      this.#wallet.add(tx);
    }
    assert(lab.mine(0, ANYONE_CAN_SPEND) !== undefined, 'a nonce is found');
  }

  /** Does something again and again, at times that know nothing of each other. */
  #often(meanMs: number, untilMs: number, run: () => void): void {
    const random = this.#random.fork();
    const plan = (fromMs: number): void => {
      const waitMs = fromMs + exponentialDelayMs(random, meanMs);
      if (this.#atMs + waitMs >= untilMs) return;
      this.#lab.world.later(waitMs, () => {
        run();
        plan(0);
      });
    };
    plan(WARM_UP_MS);
  }

  #mine(): void {
    const miner = this.#drawMiner();
    const block = this.#lab.mine(miner, ANYONE_CAN_SPEND);
    if (block === undefined) return;
    const { tree, active } = this.#lab.nodes[miner]!.parts.chain;
    this.#mined.push({ atMs: this.#atMs, work: tree.chainworkOf(active.tip) });
  }

  /** Draws a miner by its share of the hashrate. */
  #drawMiner(): number {
    const weights = Array.from({ length: this.#minerCount }, (_, i) => Math.floor(10_000 / (i + 1)));
    let at = this.#random.below(weights.reduce((sum, weight) => sum + weight, 0));
    return weights.findIndex((weight) => (at -= weight) < 0);
  }

  #pay(): void {
    const watched = this.#watched();
    const { index, node } = watched[this.#random.below(watched.length)]!;
    const tx = this.#wallet.pay(node.parts);
    if (tx === undefined || this.#lab.submit(index, tx).status !== 'accepted') return;
    this.#wallet.add(tx);
    this.#transactions++;
  }

  /** A node leaves for good, and another begins. Miners stay, and the one with a fault. */
  #replaceOne(): void {
    const { fault } = this.#options;
    const leavers = this.#watched().filter(({ index }) => index >= this.#minerCount && index !== fault?.node);
    const leaver = leavers.length === 0 ? undefined : leavers[this.#random.below(leavers.length)];
    if (leaver === undefined) return;
    this.#lab.world.remove(leaver.index);
    this.#add();
  }

  /** Cuts off a share of the nodes; among them the one with a fault, so that it has something to go wrong with. */
  #cut({ sharePercent }: ScenarioPartition): void {
    const groupOf = this.#lab.nodes.map(() => 0);
    const left = this.#watched().map(({ index }) => index);
    const { fault } = this.#options;
    let count = Math.max(1, Math.round((left.length * sharePercent) / 100));
    if (fault !== undefined && left.includes(fault.node)) {
      left.splice(left.indexOf(fault.node), 1);
      groupOf[fault.node] = 1;
      count--;
    }
    for (; count > 0; count--) {
      const [index] = left.splice(this.#random.below(left.length), 1);
      groupOf[index!] = 1;
    }
    this.#wholeSinceMs = Infinity;
    this.#lab.world.partition(groupOf);
  }

  #heal(): void {
    this.#wholeSinceMs = this.#atMs;
    this.#lab.world.heal();
  }

  #hear(index: number, event: NodeEvent): void {
    switch (event.event) {
      case 'block-connected':
        this.#takenBack[index] = 0;
        break;
      case 'block-disconnected':
        this.#deepest = Math.max(this.#deepest, ++this.#takenBack[index]!);
        break;
      case 'block-rejected':
        this.#note([{ invariant: 'block-accepted', node: index, seen: `a block was refused: ${event.code}` }]);
        break;
      case 'peer-gone':
        this.#note(checkPeerGone(index, event.reason, this.#isWhole));
        break;
      default:
    }
  }

  #crashed(index: number, error: unknown): void {
    const seen = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.#note([{ invariant: 'node-runs', node: index, seen }]);
  }

  #look(): void {
    const spreadMs = this.#atMs - SPREAD_MS;
    const work = this.#mined.reduce(
      (most, mined) => (mined.atMs <= spreadMs && mined.work > most ? mined.work : most),
      0n,
    );
    const watched = this.#watched();
    for (const one of watched) {
      this.#note(this.#work.check(one));
      this.#note(checkMempoolOf(one));
      if (this.#isWhole && this.#bornMs[one.index]! <= spreadMs) this.#note(checkKeepsUp(one, work));
    }
    const height = Math.max(...watched.map(({ index }) => this.#lab.heightOf(index)));
    this.#modules.progress?.({ atMs: this.#atMs, height, violations: this.#violations.length });
  }

  #lookAtTheEnd(): void {
    this.#look();
    const watched = this.#watched();
    const coins = new Map<number, CoinStats>(watched.map(({ index }) => [index, this.#lab.chains[index]!.coinStats()]));
    this.#note(checkAgreement(watched, coins));
    for (const one of watched) this.#note(checkSupply(one, coins.get(one.index)!, this.#params));
  }

  #note(findings: readonly Finding[]): void {
    for (const finding of findings) {
      if (this.#violations.length < MAX_VIOLATIONS) this.#violations.push({ ...finding, atMs: this.#atMs });
    }
  }

  #result(): ScenarioResult {
    const { trace } = this.#lab.world;
    const best = this.#watched().reduce((a, b) => (this.#lab.heightOf(b.index) > this.#lab.heightOf(a.index) ? b : a));
    const { tree, active } = best.node.parts.chain;
    return {
      options: this.#options,
      violations: this.#violations,
      traceHash: trace.digest(),
      events: trace.count,
      blocks: this.#mined.length,
      transactions: this.#transactions,
      deepestReorganization: this.#deepest,
      joined: this.#lab.nodes.length - this.#options.nodes,
      height: active.height,
      tip: blockHashToHex(tree.hashOf(active.tip)),
    };
  }
}

/** Messages of the first transport that bring a block, or what is missing of one. */
const BLOCK_COMMANDS: ReadonlySet<string> = new Set(['block', 'cmpctblock', 'blocktxn']);

/** Whether one message, as the first transport writes it, brings a block. */
function bringsBlocks(bytes: Uint8Array): boolean {
  let command = '';
  for (let at = 4; at < 16 && bytes[at] !== 0; at++) command += String.fromCharCode(bytes[at]!);
  return BLOCK_COMMANDS.has(command);
}
