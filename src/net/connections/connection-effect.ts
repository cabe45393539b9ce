import type { NetAddress } from '../../wire/net-address.ts';
import type { NetEffect } from '../net-effect.ts';
import type { ConnectionKind, PeerId } from '../peer.ts';

/** How long an attempt may take. Source: Core's `DEFAULT_CONNECT_TIMEOUT`. */
export const CONNECT_TIMEOUT_MS = 5000;

/** What the plan wants done, besides what all parts of `net` do. */
export type ConnectionEffect =
  | NetEffect
  /** Open a connection under a name that the plan has taken; it is told `opened` or `closed`. */
  | {
      readonly do: 'open';
      readonly connection: PeerId;
      readonly address: NetAddress;
      readonly kind: ConnectionKind;
      /** Begin with the encrypted transport of BIP324. */
      readonly usesV2: boolean;
      readonly timeoutMs: number;
    }
  /** Look up the addresses of a name; the plan is told `seedAnswered`. */
  | { readonly do: 'look-up-seed'; readonly seed: string };
