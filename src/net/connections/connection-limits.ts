/** Connections in all. Source: Core's `DEFAULT_MAX_PEER_CONNECTIONS`. */
export const DEFAULT_MAX_CONNECTIONS = 125;
/** Source: Core's `MAX_OUTBOUND_FULL_RELAY_CONNECTIONS`. */
export const MAX_OUTBOUND_FULL_RELAY = 8;
/** Source: Core's `MAX_BLOCK_RELAY_ONLY_CONNECTIONS`. */
export const MAX_BLOCK_RELAY_ONLY = 2;
/** Source: Core's `MAX_FEELER_CONNECTIONS`. */
const MAX_FEELERS = 1;

/** How many connections of each kind there may be. */
export interface ConnectionLimits {
  /** All but those that a person has asked for (`-maxconnections`). */
  readonly all: number;
  readonly outboundFullRelay: number;
  readonly blockRelayOnly: number;
  /** All that we open on our own account: feelers and address fetches too. */
  readonly automaticOutbound: number;
  readonly inbound: number;
}

/** Shares out `-maxconnections`. Source: Bitcoin Core's `CConnman::Init`. */
export function connectionLimits(all: number = DEFAULT_MAX_CONNECTIONS): ConnectionLimits {
  const outboundFullRelay = Math.min(MAX_OUTBOUND_FULL_RELAY, all);
  const blockRelayOnly = Math.min(MAX_BLOCK_RELAY_ONLY, all - outboundFullRelay);
  const wanted = outboundFullRelay + blockRelayOnly + MAX_FEELERS;
  const automaticOutbound = Math.min(wanted, all);
  return { all, outboundFullRelay, blockRelayOnly, automaticOutbound, inbound: Math.max(0, all - wanted) };
}
