import {
  DEFAULT_ANCESTOR_LIMIT,
  DEFAULT_ANCESTOR_SIZE_LIMIT_VSIZE,
  DEFAULT_BYTES_PER_SIGOP,
  DEFAULT_DESCENDANT_LIMIT,
  DEFAULT_DESCENDANT_SIZE_LIMIT_VSIZE,
  DEFAULT_INCREMENTAL_RELAY_FEE,
  DEFAULT_MAX_MEMPOOL_BYTES,
  DEFAULT_MEMPOOL_EXPIRY_SEC,
  DEFAULT_MIN_RELAY_TX_FEE,
  DUST_RELAY_TX_FEE,
  MAX_OP_RETURN_RELAY,
} from './policy-limits.ts';

/** What a node takes into its mempool beyond what consensus asks. Source: Bitcoin Core's `MemPoolOptions`. */
export interface RelayPolicy {
  /** Least fee rate, in satoshis for 1,000 virtual bytes (`-minrelaytxfee`). */
  readonly minRelayFeeSatsPerKvb: bigint;
  /** What replacing and a full mempool raise the least by (`-incrementalrelayfee`). */
  readonly incrementalRelayFeeSatsPerKvb: bigint;
  /** Rate at which an output is dust (`-dustrelayfee`). */
  readonly dustRelayFeeSatsPerKvb: bigint;
  /** Whether only standard transactions are taken. Core lets test networks alone switch it off (`-acceptnonstdtxn`). */
  readonly requireStandard: boolean;
  /** Whether multisig may stand in an output (`-permitbaremultisig`). */
  readonly permitBareMultisig: boolean;
  /** Longest `OP_RETURN` script, in bytes (`-datacarriersize`); `undefined` if there may be none (`-datacarrier=0`). */
  readonly maxDataCarrierBytes: number | undefined;
  /** Weight units for each unit of signature operations' cost (`-bytespersigop`). */
  readonly bytesPerSigOp: number;
  /** Whether any transaction may be replaced, or only one that says so (`-mempoolfullrbf`, BIP125). */
  readonly fullRbf: boolean;
  /** Memory at most, in bytes (`-maxmempool`). */
  readonly maxMempoolBytes: number;
  /** How long a transaction waits, in seconds (`-mempoolexpiry`). */
  readonly expirySec: number;
  /** Most in the mempool with one, itself among them, and their virtual bytes (`-limitancestorcount` and so on). */
  readonly ancestorLimit: number;
  readonly ancestorVsizeLimit: number;
  readonly descendantLimit: number;
  readonly descendantVsizeLimit: number;
}

/** What Core 28.1 does on all its networks unless told, regtest among them. */
export const DEFAULT_RELAY_POLICY: RelayPolicy = {
  minRelayFeeSatsPerKvb: DEFAULT_MIN_RELAY_TX_FEE,
  incrementalRelayFeeSatsPerKvb: DEFAULT_INCREMENTAL_RELAY_FEE,
  dustRelayFeeSatsPerKvb: DUST_RELAY_TX_FEE,
  requireStandard: true,
  permitBareMultisig: true,
  maxDataCarrierBytes: MAX_OP_RETURN_RELAY,
  bytesPerSigOp: DEFAULT_BYTES_PER_SIGOP,
  fullRbf: true,
  maxMempoolBytes: DEFAULT_MAX_MEMPOOL_BYTES,
  expirySec: DEFAULT_MEMPOOL_EXPIRY_SEC,
  ancestorLimit: DEFAULT_ANCESTOR_LIMIT,
  ancestorVsizeLimit: DEFAULT_ANCESTOR_SIZE_LIMIT_VSIZE,
  descendantLimit: DEFAULT_DESCENDANT_LIMIT,
  descendantVsizeLimit: DEFAULT_DESCENDANT_SIZE_LIMIT_VSIZE,
};
