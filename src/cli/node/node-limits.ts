/** As in Bitcoin Core: `DEFAULT_MAX_PEER_CONNECTIONS`. */
export const DEFAULT_MAX_CONNECTIONS = 125;

/** Sockets besides those of peers: being opened, waiting to be let in, being closed. */
export const SPARE_SOCKETS = 150;
