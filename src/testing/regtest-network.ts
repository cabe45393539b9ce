import { networkParams } from '../consensus/params.ts';
import { LabNetwork } from '../lab/lab-network.ts';
import { bestSecp256k1 } from '../platform/secp256k1/best-secp256k1.ts';
import { RegtestNode } from './regtest-node.ts';
import type { SharedNetwork } from './shared-network.ts';
import { warmUp } from './warm-up.ts';

/** Opened with this module, since that takes longer than to start a node. */
const SECP256K1 = bestSecp256k1();
const PARAMS = networkParams('regtest');

warmUp(PARAMS, SECP256K1);

/** When time begins unless told: 1 January 2026. */
const START_MS = Date.UTC(2026, 0, 1);

/** How far time may pass in one call: what a mistake of units would make of it never ends. */
const MAX_ADVANCE_SEC = 10 * 365 * 24 * 60 * 60;

/** What a network is made from. */
export interface RegtestNetworkOptions {
  /** 32-bit integer: the same seed and the same calls give the same blocks and messages. 1 unless told. */
  readonly seed?: number;
  /** When time begins: 1 January 2026, 00:00 UTC unless told. */
  readonly startTime?: Date;
}

/** One virtual clock and network, for nodes that are to meet. Times and delays in it cost no time. */
export class RegtestNetwork implements SharedNetwork {
  readonly #lab: LabNetwork;
  readonly #nodes: RegtestNode[] = [];

  constructor(options: RegtestNetworkOptions = {}) {
    const { seed = 1, startTime } = options;
    if (!Number.isInteger(seed)) throw new RangeError(`a seed is a whole number, not ${seed}`);
    const startMs = startTime?.getTime() ?? START_MS;
    if (!Number.isFinite(startMs)) throw new RangeError('startTime is no valid date');
    this.#lab = new LabNetwork({ seed, startMs, params: PARAMS, secp256k1: SECP256K1 });
  }

  /** The time in it. */
  get now(): Date {
    return new Date(this.#lab.world.nowMs);
  }

  /** All nodes that were started in it, stopped ones too. */
  get nodes(): readonly RegtestNode[] {
    return this.#nodes;
  }

  /** A hash of everything that has happened in it: equal for two runs that went alike. */
  get traceHash(): string {
    return this.#lab.world.trace.digest();
  }

  /** Starts a node in it. */
  start(): RegtestNode {
    const index = this.#lab.add({ connect: [] });
    const node = new RegtestNode({ network: this, lab: this.#lab, index });
    this.#nodes.push(node);
    return node;
  }

  /** Lets time pass: messages arrive, timers fire. */
  advance(seconds: number): void {
    if (!(seconds >= 0 && seconds <= MAX_ADVANCE_SEC)) throw new RangeError(`time can't pass by ${seconds} seconds`);
    this.#lab.world.run(Math.round(seconds * 1000));
  }

  /**
   * Lets time pass until something holds.
   *
   * @param limitSec The longest that it may take: 60 s unless told.
   * @returns Whether it came to hold.
   */
  until(holds: () => boolean, limitSec = 60): boolean {
    return this.#lab.world.runUntil(holds, Math.round(limitSec * 1000));
  }

  /** Lets time pass until all nodes that are connected have the same tip. @returns Whether they have. */
  sync(limitSec = 60): boolean {
    const running = (): string[] => this.#nodes.filter(({ peerCount }) => peerCount > 0).map(({ tip }) => tip);
    return this.until(() => new Set(running()).size <= 1, limitSec);
  }

  /** Splits the network: nodes of different groups don't hear each other until `heal`. Those not named are in a group of their own. */
  partition(...groups: readonly (readonly RegtestNode[])[]): void {
    this.#lab.world.partition(this.#nodes.map((node) => 1 + groups.findIndex((group) => group.includes(node))));
  }

  /** Ends the partition. */
  heal(): void {
    this.#lab.world.heal();
  }
}
