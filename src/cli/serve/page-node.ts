import { memoryUsage } from 'node:process';
import type { HeaderTree } from '../../chain/header-tree.ts';
import type { NetworkName } from '../../consensus/params.ts';
import { NodeJournal, SAMPLE_MS } from '../../node/node-journal.ts';
import { runningOverview } from '../../node/node-overview.ts';
import type { NodeDocument } from '../../node/node-overview.ts';
import { overviewSentence, restOfPage } from '../../node/overview-sentence.ts';
import type { OpenChain } from '../../platform/chain-folder/open-chain-handle.ts';
import { readPackageVersion } from '../../platform/package-version.ts';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';
import { describeNodeFailure, launchNode } from '../node/launch-node.ts';
import type { NodeFlags } from '../node/node-flags.ts';
import type { RunningNode } from '../node/running-node.ts';

/** After so long without any peer it is said on the terminal that there is none. */
const LONELY_MS = 20_000;

/** How the flag for the node's port is called beside the page's own `--port`. */
export const NODE_PORT_FLAG = '--node-port';

/** The node beside the page. It starts while the page is served already, and whatever becomes of it, the page stays. */
export class PageNode {
  readonly #context: CliContext;
  readonly #network: NetworkName;
  readonly #version = readPackageVersion();
  #state: NodeDocument['state'] = 'off';
  #reason: string | null;
  #running: RunningNode | undefined;
  #journal: NodeJournal | undefined;
  #work: Promise<void> | undefined;
  #timers: NodeJS.Timeout[] = [];

  /** @param options.reason Why there is none, as long as none is started. */
  constructor(context: CliContext, options: { readonly network: NetworkName; readonly reason?: string }) {
    this.#context = context;
    this.#network = options.network;
    this.#reason = options.reason ?? null;
  }

  /** Starts the node, and says on the terminal what comes of it. */
  start(flags: NodeFlags): void {
    this.#state = 'starting';
    this.#reason = null;
    this.#work = this.#run(flags);
  }

  /** The node's headers, while it runs. */
  get tree(): HeaderTree | undefined {
    return this.#running?.chain.chain.tree;
  }

  /** The node's chain on disk, while it runs. */
  get chain(): OpenChain | undefined {
    return this.#running?.chain;
  }

  /** How the node stands. */
  document(): NodeDocument {
    const nowMs = this.#context.clock.nowMs();
    const journal = this.#journal;
    const node =
      this.#running === undefined || journal === undefined
        ? null
        : runningOverview(this.#running.node, { journal, nowMs, memoryBytes: memoryUsage.rss() });
    const facts = {
      network: this.#network,
      state: this.#state,
      reason: this.#reason,
      node,
      time: Math.floor(nowMs / 1000),
    };
    const { network, state, reason, time } = facts;
    const head = { schema: 'vigil.node-overview/1', version: this.#version, network, time, state, reason } as const;
    return { ...head, sentence: overviewSentence(facts), node };
  }

  /** Stops the node, if there is one. @returns What failed on the way: one line. */
  async stop(): Promise<string | undefined> {
    const failure = await this.#running?.stop();
    await this.#work;
    return failure === undefined || this.#state === 'failed' ? undefined : describeNodeFailure(failure);
  }

  async #run(flags: NodeFlags): Promise<void> {
    const { interrupt } = this.#context;
    try {
      const running = await launchNode(this.#context, flags, { portFlag: NODE_PORT_FLAG });
      if (interrupt.aborted) return void (await running.stop());
      this.#follow(running);
      const failure = await running.ended;
      if (failure === undefined) this.#end('stopped', null);
      else this.#end('failed', describeNodeFailure(failure));
      // Ended by itself: lets go of the chain.
      await running.stop();
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      if (!interrupt.aborted) this.#end('failed', error.message);
    }
  }

  #follow(running: RunningNode): void {
    const { clock } = this.#context;
    const journal = new NodeJournal(clock.nowMs());
    this.#journal = journal;
    this.#running = running;
    this.#state = 'running';
    running.subscribe((event) => {
      journal.note(event, clock.nowMs());
      if (event.event === 'warning') this.#context.warn(`vigil: ${event.text}`);
    });
    const sample = (): void => journal.sample(running.node.peers.totalTraffic(), clock.nowMs());
    sample();
    this.#timers = [
      setInterval(sample, SAMPLE_MS).unref(),
      setTimeout(() => this.#sayLonely(journal), LONELY_MS).unref(),
    ];
  }

  #sayLonely(journal: NodeJournal): void {
    if (journal.hasHadPeers || this.#context.interrupt.aborted) return;
    this.#context.warn(`vigil: no peer could be reached yet, trying on; ${restOfPage(this.#network)}`);
  }

  #end(state: 'stopped' | 'failed', reason: string | null): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#running = undefined;
    this.#state = state;
    this.#reason = reason;
    if (reason !== null) this.#context.warn(`vigil: the node is not running: ${reason}; the page goes on without it`);
  }
}
