import { memoryUsage } from 'node:process';
import type { CliContext } from '../context.ts';
import { nodeStatus } from '../../api/node/node-status.ts';
import type { NodeStatusDocument } from '../../api/node/node-status.ts';
import { nodeStatusText } from './node-status-text.ts';
import type { RunningNode } from './running-node.ts';

/** How often the line changes for a person who is looking, and how often one is printed otherwise. */
const REFRESH_MS = 1000;
const LINE_MS = 10_000;

/** After how long without any peer it is said that there is none. */
const LONELY_MS = 60_000;

/** Tells on the terminal how a node is doing. */
export class NodeReporter {
  readonly #context: CliContext;
  readonly #running: RunningNode;
  readonly #options: { readonly network: string; readonly asJson: boolean };
  readonly #startMs: number;
  #timer: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void) | undefined;
  #isPrinting = false;
  #hasHadPeers = false;
  #saidLonely = false;

  constructor(
    context: CliContext,
    running: RunningNode,
    options: { readonly network: string; readonly asJson: boolean },
  ) {
    this.#context = context;
    this.#running = running;
    this.#options = options;
    this.#startMs = context.clock.nowMs();
    this.#unsubscribe = running.subscribe((event) => {
      if (event.event === 'warning') context.warn(`vigil: ${event.text}`);
      else if (event.event === 'peer-ready') this.#hasHadPeers = true;
    });
  }

  /** Begins to report. */
  start(): void {
    const isLive = this.#context.interactive && !this.#options.asJson;
    this.#timer = setInterval(() => this.#report(isLive), isLive ? REFRESH_MS : LINE_MS);
    this.#report(isLive);
  }

  /** How the node is doing now. */
  status(): NodeStatusDocument {
    return nodeStatus(this.#running, {
      network: this.#options.network,
      nowMs: this.#context.clock.nowMs(),
      memoryBytes: memoryUsage.rss(),
    });
  }

  /** Ends the reports. */
  stop(): void {
    clearInterval(this.#timer);
    this.#unsubscribe?.();
    this.#context.progress('');
  }

  #report(isLive: boolean): void {
    const status = this.status();
    if (isLive) this.#context.progress(nodeStatusText(status));
    else void this.#print(this.#options.asJson ? JSON.stringify(status) : nodeStatusText(status));
    const aloneMs = this.#context.clock.nowMs() - this.#startMs;
    if (this.#hasHadPeers || this.#saidLonely || aloneMs < LONELY_MS) return;
    this.#saidLonely = true;
    this.#context.warn(
      'vigil: no peer could be reached yet; trying on. Is this machine online? A node can be named with --connect HOST or --add-node HOST',
    );
  }

  /** Leaves a line out when nobody has taken the last one yet. */
  async #print(line: string): Promise<void> {
    if (this.#isPrinting) return;
    this.#isPrinting = true;
    await this.#context.print(`${line}\n`);
    this.#isPrinting = false;
  }
}
