import path from 'node:path';
import { LOCAL_SCORE } from '../../net/addresses/local-addresses.ts';
import { Node } from '../../node/node.ts';
import type { NodeEvent } from '../../node/node-event.ts';
import type { OpenChain } from '../../platform/chain-folder/open-chain-handle.ts';
import { HostNames } from '../../platform/node-shell/host-names.ts';
import { NetworkRoutes } from '../../platform/node-shell/network-routes.ts';
import { NodeShell } from '../../platform/node-shell/node-shell.ts';
import type { CallOutcome } from '../../platform/node-shell/node-shell.ts';
import { SavedFiles } from '../../platform/node-shell/saved-files.ts';
import { SystemRandom } from '../../platform/random.ts';
import { OnionService } from '../../platform/tor/onion-service.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FilterStore } from '../../ports/filter-store.ts';
import type { NetAddress } from '../../wire/net-address.ts';
import { formatAddress, parseAddress } from '../../wire/net-address-text.ts';
import type { HostFlag } from './host-flag.ts';
import type { NodeSettings } from './node-settings.ts';

/** The file with the onion service's key, named as in Bitcoin Core. */
const ONION_KEY_FILE = 'onion_v3_private_key';

/** As in Bitcoin Core: `DEFAULT_MAX_PEER_CONNECTIONS`. */
export const DEFAULT_MAX_CONNECTIONS = 125;

/** Sockets besides those of peers: being opened, waiting to be let in, being closed. */
const SPARE_SOCKETS = 150;

/** What a node on this machine is made with. */
export interface RunningNodeParts {
  readonly chain: OpenChain;
  readonly clock: Clock;
  /** Takes a line for a person. */
  readonly warn: (line: string) => void;
}

/** What an earlier run has left. */
interface Kept {
  readonly files: SavedFiles;
  readonly saved: Awaited<ReturnType<SavedFiles['loadAll']>>;
  /** Where filters are kept, if they are served. */
  readonly filterStore: FilterStore | undefined;
}

/** Takes what a node tells. It must not throw. */
export type NodeListener = (event: NodeEvent) => void;

/** A node on this machine: with its chain on disk, its sockets, and an onion service if one was asked for. */
export class RunningNode {
  readonly node: Node;
  readonly shell: NodeShell;
  readonly chain: OpenChain;
  readonly #parts: RunningNodeParts;
  readonly #settings: NodeSettings;
  readonly #routes: NetworkRoutes;
  readonly #reachable: Set<NetAddress['network']>;
  readonly #listeners = new Set<NodeListener>();
  #onion: OnionService | undefined;
  #stopping: Promise<Error | undefined> | undefined;

  private constructor(settings: NodeSettings, parts: RunningNodeParts, kept: Kept) {
    this.#settings = settings;
    this.#parts = parts;
    this.chain = parts.chain;
    const random = new SystemRandom();
    const names = new HostNames();
    this.#routes = new NetworkRoutes(settings.routes);
    // The node looks at it each time: Tor may be found later.
    this.#reachable = new Set(this.#routes.reachable);
    const { options, connect, addNodes, listen, onion } = settings;
    const { defaultPort } = options.params;
    const addressOf = ({ host, port = defaultPort }: HostFlag): NetAddress =>
      parseAddress(host, { defaultPort: port }) ?? names.addressOf(host, port);
    const { chain, reader, scriptCache, secp256k1 } = parts.chain;
    this.node = new Node(
      {
        ...options,
        ...(connect !== undefined && { connect: connect.map(addressOf) }),
        addNodes: addNodes.map(addressOf),
        reachable: this.#reachable,
        listens: listen.length > 0 || onion !== undefined,
      },
      { chain, reader, scriptCache, secp256k1, random, saved: kept.saved, filterStore: kept.filterStore },
    );
    this.shell = new NodeShell(
      {
        listen: onion === undefined ? listen : [...listen, onion.listen],
        maxSockets: (options.maxConnections ?? DEFAULT_MAX_CONNECTIONS) + SPARE_SOCKETS,
      },
      {
        node: this.node,
        clock: parts.clock,
        random,
        chain: { commit: () => parts.chain.flush() },
        files: kept.files,
        routes: this.#routes,
        names,
        onEvent: (event) => this.#tell(event),
        lastEffects: () => this.node.stop(),
      },
    );
  }

  /**
   * Starts a node on a chain that is open; the chain is the node's from now on, also when this fails.
   *
   * @throws {ListenError} When an address to listen on can't be had.
   */
  static async start(settings: NodeSettings, parts: RunningNodeParts): Promise<RunningNode> {
    try {
      const { chain, warn } = parts;
      const files = new SavedFiles(chain.paths.folder, warn);
      const filterStore = settings.options.servesFilters === true ? await chain.openFilters(warn) : undefined;
      const running = new RunningNode(settings, parts, { files, saved: await files.loadAll(), filterStore });
      const prunedHeight = running.node.parts.filters?.prunedHeight;
      if (prunedHeight !== undefined) {
        const why = 'it was pruned before its filter was made';
        warn(`there are no filters from block ${prunedHeight} on: ${why}; sync into a new folder to have them all`);
      }
      for (const { thing, why } of running.node.damaged) await files.setAside(thing, why);
      await running.shell.start();
      running.#startOnion();
      return running;
    } catch (error) {
      await parts.chain.abandon();
      throw error;
    }
  }

  /** Where connections are taken, without the onion service's own port. */
  get listening(): readonly { readonly host: string; readonly port: number }[] {
    return this.shell.listening.slice(0, this.#settings.onion === undefined ? undefined : -1);
  }

  /** Resolves when the node has stopped by itself: with why. */
  get ended(): Promise<Error | undefined> {
    return this.shell.ended;
  }

  /** Has somebody told what the node tells. @returns What ends that. */
  subscribe(listener: NodeListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Calls the node when it is its turn: see `NodeShell.call`. */
  call<Result>(work: (node: Node, nowMs: number) => CallOutcome<Result>): Promise<Result> {
    return this.shell.call((nowMs) => work(this.node, nowMs));
  }

  /** Stops, commits, and gives everything back. @returns What failed, if anything did. */
  stop(): Promise<Error | undefined> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<Error | undefined> {
    const [failure] = await Promise.all([this.shell.stop(), this.#onion?.stop()]);
    await this.chain.abandon();
    return failure;
  }

  #tell(event: NodeEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #startOnion(): void {
    const { onion, options } = this.#settings;
    const target = this.shell.listening.at(-1);
    if (onion === undefined || target === undefined) return;
    let advertised: NetAddress | undefined;
    this.#onion = new OnionService(
      {
        control: onion.control,
        password: onion.password,
        keyPath: path.join(this.chain.paths.folder, ONION_KEY_FILE),
        port: options.params.defaultPort,
        target,
        asksForProxy: this.#routes.wantsOnionProxy,
      },
      {
        random: new SystemRandom(),
        onProxy: (proxy) => {
          this.#routes.offerOnionProxy(proxy);
          for (const network of this.#routes.reachable) this.#reachable.add(network);
        },
        onAddress: (address) => {
          if (address !== undefined) this.#parts.warn(`the onion service ${formatAddress(address)} is there`);
          this.#advertise(address, advertised);
          advertised = address;
        },
        warn: this.#parts.warn,
      },
    );
  }

  /** Has the node tell others where it is reached, or no longer. */
  #advertise(address: NetAddress | undefined, before: NetAddress | undefined): void {
    const told = this.call(({ local }) => {
      if (before !== undefined) local.remove(before);
      if (address !== undefined) local.add(address, LOCAL_SCORE.manual);
      return { effects: [], result: undefined };
    });
    // Too late: it is stopping.
    told.catch(() => {});
  }
}
