import type { NetworkName } from '../../consensus/params.ts';
import type { NodeDocument, RunningOverview } from '../../node/node-overview.ts';
import { nodeDocument } from '../../node/overview-sentence.ts';
import { readPackageVersion } from '../../platform/package-version.ts';
import type { CliContext } from '../context.ts';
import { nodeStatusText } from './node-status-text.ts';
import { NodeWatch } from './node-watch.ts';
import type { RunningNode } from './running-node.ts';

/** How often the line changes for a person who is looking, and how often one is printed otherwise. */
const REFRESH_MS = 1000;
const LINE_MS = 10_000;

/** After how long without any peer it is said that there is none. */
const LONELY_MS = 60_000;

const LONELY_LINE =
  'no peer could be reached yet; trying on. Is this machine online? A node can be named with --connect HOST or --add-node HOST';

/** Tells on the terminal how a node is doing. */
export class NodeReporter {
  readonly #context: CliContext;
  readonly #options: { readonly network: NetworkName; readonly asJson: boolean };
  readonly #version = readPackageVersion();
  readonly #watch: NodeWatch;
  readonly #timer: NodeJS.Timeout;
  #isPrinting = false;

  constructor(
    context: CliContext,
    running: RunningNode,
    options: { readonly network: NetworkName; readonly asJson: boolean },
  ) {
    this.#context = context;
    this.#options = options;
    // Documents that come a line at a time are samples themselves.
    const watched = { takesSamples: false, lonelyMs: LONELY_MS, lonelyLine: LONELY_LINE };
    this.#watch = new NodeWatch(context, running, watched);
    const isLive = context.interactive && !options.asJson;
    this.#timer = setInterval(() => this.#report(isLive), isLive ? REFRESH_MS : LINE_MS);
    this.#report(isLive);
  }

  /** What the node does now. */
  overview(): RunningOverview {
    return this.#watch.overview();
  }

  /** The document on a node that does this, or that has stopped. */
  document(node: RunningOverview | undefined): NodeDocument {
    const { network } = this.#options;
    const state = node === undefined ? 'stopped' : 'running';
    return nodeDocument({
      version: this.#version,
      network,
      time: this.#nowSec,
      state,
      reason: null,
      node: node ?? null,
    });
  }

  /** Ends the reports. */
  stop(): void {
    clearInterval(this.#timer);
    this.#watch.stop();
    this.#context.progress('');
  }

  get #nowSec(): number {
    return Math.floor(this.#context.clock.nowMs() / 1000);
  }

  #report(isLive: boolean): void {
    const node = this.overview();
    if (isLive) this.#context.progress(nodeStatusText(node, this.#nowSec));
    else void this.#print(node);
  }

  /** Leaves a line out when nobody has taken the last one yet. */
  async #print(node: RunningOverview): Promise<void> {
    if (this.#isPrinting) return;
    this.#isPrinting = true;
    const line = this.#options.asJson ? JSON.stringify(this.document(node)) : nodeStatusText(node, this.#nowSec);
    await this.#context.print(`${line}\n`);
    this.#isPrinting = false;
  }
}
