import type { HeaderTree } from '../../chain/header-tree.ts';
import type { NetworkName } from '../../consensus/params.ts';
import type { NodeDocument } from '../../node/node-overview.ts';
import { nodeDocument, restOfPage } from '../../node/overview-sentence.ts';
import type { OpenChain } from '../../platform/chain-folder/open-chain-handle.ts';
import { readPackageVersion } from '../../platform/package-version.ts';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';
import { describeNodeFailure, launchNode } from '../node/launch-node.ts';
import { NODE_PORT_FLAG } from '../node/node-flags.ts';
import type { NodeFlags } from '../node/node-flags.ts';
import { NodeWatch } from '../node/node-watch.ts';
import type { RunningNode } from '../node/running-node.ts';

/** After so long without any peer it is said on the terminal that there is none. */
const LONELY_MS = 20_000;

/** The node beside the page. It starts while the page is served already, and whatever becomes of it, the page stays. */
export class PageNode {
  readonly #context: CliContext;
  readonly #network: NetworkName;
  readonly #version = readPackageVersion();
  #state: NodeDocument['state'] = 'off';
  #reason: string | null;
  #running: RunningNode | undefined;
  #watch: NodeWatch | undefined;
  #work: Promise<void> | undefined;

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
    return nodeDocument({
      version: this.#version,
      network: this.#network,
      state: this.#state,
      reason: this.#reason,
      node: this.#watch?.overview() ?? null,
      time: Math.floor(this.#context.clock.nowMs() / 1000),
      rest: restOfPage(this.#network),
    });
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
    this.#running = running;
    this.#state = 'running';
    this.#watch = new NodeWatch(this.#context, running, {
      takesSamples: true,
      lonelyMs: LONELY_MS,
      lonelyLine: `no peer could be reached yet, trying on; ${restOfPage(this.#network)}`,
    });
  }

  #end(state: 'stopped' | 'failed', reason: string | null): void {
    this.#watch?.stop();
    this.#watch = undefined;
    this.#running = undefined;
    this.#state = state;
    this.#reason = reason;
    if (reason !== null) this.#context.warn(`vigil: the node is not running: ${reason}; the page goes on without it`);
  }
}
