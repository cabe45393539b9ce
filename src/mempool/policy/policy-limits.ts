import { MAX_BLOCK_SIGOPS_COST } from '../../consensus/limits.ts';

// Bitcoin Core 28.1's policy/policy.h, kernel/mempool_options.h, policy/truc_policy.h, policy/rbf.h and policy/packages.h.

/** Heaviest transaction that is relayed or mined. Source: Core's `MAX_STANDARD_TX_WEIGHT`. */
export const MAX_STANDARD_TX_WEIGHT = 400_000;
/** Shortest one without its witnesses: 64 bytes look like an inner node of a merkle tree (CVE-2017-12842). */
export const MIN_STANDARD_TX_NONWITNESS_SIZE = 65;
/** Highest version. Source: Core's `TX_MAX_STANDARD_VERSION`. */
export const TX_MAX_STANDARD_VERSION = 3;
/** Most that a transaction's signature operations may cost. Source: Core's `MAX_STANDARD_TX_SIGOPS_COST`. */
export const MAX_STANDARD_TX_SIGOPS_COST: number = MAX_BLOCK_SIGOPS_COST / 5;
/** Most signature operations in the script of a P2SH input. Source: Core's `MAX_P2SH_SIGOPS`. */
export const MAX_P2SH_SIGOPS = 15;
/** Longest scriptSig, in bytes: 15 signatures and keys, and a little. Source: Core's `MAX_STANDARD_SCRIPTSIG_SIZE`. */
export const MAX_STANDARD_SCRIPTSIG_SIZE = 1650;
/** Most keys of a multisig that stands in an output. Source: Core's `IsStandard`. */
export const MAX_BARE_MULTISIG_KEYS = 3;
/** P2WSH: most items beside the script, their length, and the script's, in bytes. */
export const MAX_STANDARD_P2WSH_STACK_ITEMS = 100;
export const MAX_STANDARD_P2WSH_STACK_ITEM_SIZE = 80;
export const MAX_STANDARD_P2WSH_SCRIPT_SIZE = 3600;
/** Longest item that a tapscript gets, in bytes. */
export const MAX_STANDARD_TAPSCRIPT_STACK_ITEM_SIZE = 80;
/** Longest `OP_RETURN` script: 80 bytes of data, the opcode, and two for the push. Source: Core's `MAX_OP_RETURN_RELAY`. */
export const MAX_OP_RETURN_RELAY = 83;

/** Satoshis for 1,000 virtual bytes at which an output counts as dust. Source: Core's `DUST_RELAY_TX_FEE`. */
export const DUST_RELAY_TX_FEE = 3000n;
/** Least that a transaction pays, in satoshis for 1,000 virtual bytes. Source: Core's `DEFAULT_MIN_RELAY_TX_FEE`. */
export const DEFAULT_MIN_RELAY_TX_FEE = 1000n;
/** What a replacement pays more, and what the minimum rises by where the mempool is full. */
export const DEFAULT_INCREMENTAL_RELAY_FEE = 1000n;
/** Least that a transaction pays to get into a block that we make. Source: Core's `DEFAULT_BLOCK_MIN_TX_FEE`. */
export const DEFAULT_BLOCK_MIN_TX_FEE = 1000n;
/** Weight units that a unit of signature operations' cost counts as: 20 virtual bytes for one in a scriptPubKey. */
export const DEFAULT_BYTES_PER_SIGOP = 20;

/** Most ancestors and descendants in the mempool, itself among them, and their virtual bytes together. */
export const DEFAULT_ANCESTOR_LIMIT = 25;
export const DEFAULT_ANCESTOR_SIZE_LIMIT_VSIZE = 101_000;
export const DEFAULT_DESCENDANT_LIMIT = 25;
export const DEFAULT_DESCENDANT_SIZE_LIMIT_VSIZE = 101_000;
/** One descendant more is let in that has one ancestor and at most so many virtual bytes (CPFP carve-out). */
export const EXTRA_DESCENDANT_TX_SIZE_LIMIT = 10_000;

/** The version whose transactions are limited to one parent and one child (BIP431). */
export const TRUC_VERSION = 3;
/** Of such: most descendants and ancestors, itself among them; virtual bytes of one, and of one that spends another. */
export const TRUC_DESCENDANT_LIMIT = 2;
export const TRUC_ANCESTOR_LIMIT = 2;
export const TRUC_MAX_VSIZE = 10_000;
export const TRUC_CHILD_MAX_VSIZE = 1000;

/** Most transactions that one may replace, descendants among them (BIP125 rule 5). */
export const MAX_REPLACEMENT_CANDIDATES = 100;
/** Highest sequence of an input that says that its transaction may be replaced (BIP125). */
export const MAX_BIP125_RBF_SEQUENCE = 0xffff_fffd;

/** Most transactions of a package, and their weight. */
export const MAX_PACKAGE_COUNT = 25;
export const MAX_PACKAGE_WEIGHT = 404_000;

/** Memory that the mempool takes at most, in bytes. Source: Core's `DEFAULT_MAX_MEMPOOL_SIZE_MB`. */
export const DEFAULT_MAX_MEMPOOL_BYTES = 300_000_000;
/** How long a transaction waits, in seconds: two weeks. Source: Core's `DEFAULT_MEMPOOL_EXPIRY_HOURS`. */
export const DEFAULT_MEMPOOL_EXPIRY_SEC: number = 336 * 3600;
