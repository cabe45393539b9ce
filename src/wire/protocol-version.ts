/** The version of the protocol that this node speaks. Source: Bitcoin Core's `PROTOCOL_VERSION`. */
export const PROTOCOL_VERSION = 70016;

/** Peers that are older are disconnected: they know no `getheaders`. Source: Bitcoin Core's `MIN_PEER_PROTO_VERSION`. */
export const MIN_PEER_PROTO_VERSION = 31800;

/** From the version after this one on, a `ping` has a nonce and is answered (BIP31). Source: Core's `BIP0031_VERSION`. */
export const BIP0031_VERSION = 60000;

/** From this version on, blocks may be announced by `headers` (BIP130). Source: Bitcoin Core's `SENDHEADERS_VERSION`. */
export const SENDHEADERS_VERSION = 70012;

/** From this version on, peers understand `feefilter` (BIP133). Source: Bitcoin Core's `FEEFILTER_VERSION`. */
export const FEEFILTER_VERSION = 70013;

/** From this version on, peers understand compact blocks (BIP152). Source: Bitcoin Core's `SHORT_IDS_BLOCKS_VERSION`. */
export const SHORT_IDS_BLOCKS_VERSION = 70014;

/** From this version on, an invalid compact block is not held against its sender. Core's `INVALID_CB_NO_BAN_VERSION`. */
export const INVALID_CB_NO_BAN_VERSION = 70015;

/** From this version on, peers understand `wtxidrelay` (BIP339) and `sendaddrv2`. Core's `WTXID_RELAY_VERSION`. */
export const WTXID_RELAY_VERSION = 70016;

/** The one version of compact blocks there is: short ids of wtxids. Source: Core's `CMPCTBLOCKS_VERSION`. */
export const CMPCTBLOCKS_VERSION = 2n;
