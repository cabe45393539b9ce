import type { NodeOptions } from '../../node/node-options.ts';
import type { ListenAddress } from '../../platform/node-shell/listener.ts';
import type { Endpoint, RouteOptions } from '../../platform/node-shell/network-routes.ts';
import type { HostFlag } from './host-flag.ts';

/** An onion service that Tor is asked for. */
export interface OnionSettings {
  readonly control: Endpoint;
  readonly password: string | undefined;
  /** Where its connections come in: a port of its own. */
  readonly listen: ListenAddress;
}

/** All that a node is run with, but for its chain. */
export interface NodeSettings {
  /** What the node decides by; addresses of names are added when it is started. */
  readonly options: Omit<NodeOptions, 'connect' | 'addNodes' | 'reachable' | 'listens'>;
  readonly connect: readonly HostFlag[] | undefined;
  readonly addNodes: readonly HostFlag[];
  /** Nowhere when empty. */
  readonly listen: readonly ListenAddress[];
  readonly routes: RouteOptions;
  readonly onion: OnionSettings | undefined;
}
