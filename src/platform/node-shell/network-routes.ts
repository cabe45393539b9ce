import type { AddressNetwork } from '../../wire/net-address.ts';

/** Where a proxy or a control port answers: host and port, or a socket in the file system. */
export type Endpoint = { readonly host: string; readonly port: number } | { readonly path: string };

/** What decides which networks are reached, and how. */
export interface RouteOptions {
  /** SOCKS5 proxy for everything but what `onionProxy` is for (`-proxy`). */
  readonly proxy?: Endpoint | undefined;
  /** SOCKS5 proxy for Tor (`-onion`); `false`: Tor is not reached, even if there is `proxy` (`-noonion`). */
  readonly onionProxy?: Endpoint | false | undefined;
  /** The only networks that connections are made to (`-onlynet`); all when it is not there. */
  readonly onlyNetworks?: readonly AddressNetwork[] | undefined;
  /** Whether addresses in fc00::/8 are CJDNS's and are reached (`-cjdnsreachable`). */
  readonly isCjdnsReachable?: boolean | undefined;
}

/** How a network is reached. */
export type Route = { readonly via: 'direct' } | { readonly via: 'proxy'; readonly proxy: Endpoint };

const DIRECT: Route = { via: 'direct' };

/**
 * Knows which networks can be reached, and through what. Source: Bitcoin Core's `AppInitMain` (`-proxy`, `-onion`,
 * `-onlynet`), `ReachableNets`.
 *
 * I2P is not reached: there is no client for its SAM bridge here.
 */
export class NetworkRoutes {
  readonly #options: RouteOptions;
  #onionProxy: Endpoint | undefined;

  constructor(options: RouteOptions) {
    this.#options = options;
    const { proxy, onionProxy } = options;
    this.#onionProxy = onionProxy === false ? undefined : (onionProxy ?? proxy);
  }

  /** How addresses of a network are reached; `undefined` when they are not. */
  routeTo(network: AddressNetwork): Route | undefined {
    const { onlyNetworks, isCjdnsReachable, proxy } = this.#options;
    if (onlyNetworks !== undefined && !onlyNetworks.includes(network)) return undefined;
    if (network === 'i2p' || (network === 'cjdns' && isCjdnsReachable !== true)) return undefined;
    if (network === 'torv3') return this.#onionProxy && { via: 'proxy', proxy: this.#onionProxy };
    return proxy === undefined ? DIRECT : { via: 'proxy', proxy };
  }

  /** How names of hosts are resolved: by the proxy, if there is one, so that nobody else learns them. */
  get nameRoute(): Route {
    const { proxy } = this.#options;
    return proxy === undefined ? DIRECT : { via: 'proxy', proxy };
  }

  /** The networks that connections can be made to. */
  get reachable(): AddressNetwork[] {
    const all: readonly AddressNetwork[] = ['ipv4', 'ipv6', 'torv3', 'i2p', 'cjdns'];
    return all.filter((network) => this.routeTo(network) !== undefined);
  }

  /** Whether a proxy for Tor is still looked for. */
  get wantsOnionProxy(): boolean {
    return this.#onionProxy === undefined && this.#options.onionProxy !== false;
  }

  /** Says that Tor has told where its SOCKS5 port is. Does nothing when a person has named one. */
  offerOnionProxy(proxy: Endpoint): void {
    if (this.wantsOnionProxy) this.#onionProxy = proxy;
  }

  get isCjdnsReachable(): boolean {
    return this.#options.isCjdnsReachable === true;
  }
}
