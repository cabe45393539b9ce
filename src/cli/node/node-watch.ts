import { memoryUsage } from 'node:process';
import { NodeJournal, SAMPLE_MS } from '../../node/node-journal.ts';
import { runningOverview } from '../../node/node-overview.ts';
import type { RunningOverview } from '../../node/node-overview.ts';
import type { CliContext } from '../context.ts';
import type { RunningNode } from './running-node.ts';

/** How a node is watched. */
export interface NodeWatchOptions {
  /** Whether traffic is sampled: not where what is made of it is a series itself. */
  readonly takesSamples: boolean;
  /** After how long without any peer it is said that there is none, and what. */
  readonly lonelyMs: number;
  readonly lonelyLine: string;
}

/** Follows a node that runs: remembers what it tells, passes its warnings on, and says when it stays alone. */
export class NodeWatch {
  readonly #context: CliContext;
  readonly #running: RunningNode;
  readonly #journal: NodeJournal;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #unsubscribe: () => void;

  constructor(context: CliContext, running: RunningNode, options: NodeWatchOptions) {
    const { clock } = context;
    this.#context = context;
    this.#running = running;
    const journal = new NodeJournal(clock.nowMs());
    this.#journal = journal;
    this.#unsubscribe = running.subscribe((event) => {
      journal.note(event, clock.nowMs());
      if (event.event === 'warning') context.warn(`vigil: ${event.text}`);
    });
    const sayLonely = (): void => {
      if (!journal.hasHadPeers && !context.interrupt.aborted) context.warn(`vigil: ${options.lonelyLine}`);
    };
    this.#timers.push(setTimeout(sayLonely, options.lonelyMs).unref());
    if (!options.takesSamples) return;
    const sample = (): void => journal.sample(running.node.peers.totalTraffic(), clock.nowMs());
    sample();
    this.#timers.push(setInterval(sample, SAMPLE_MS).unref());
  }

  /** What the node does now. */
  overview(): RunningOverview {
    const nowMs = this.#context.clock.nowMs();
    return runningOverview(this.#running.node, { journal: this.#journal, nowMs, memoryBytes: memoryUsage.rss() });
  }

  /** Ends it. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#unsubscribe();
  }
}
