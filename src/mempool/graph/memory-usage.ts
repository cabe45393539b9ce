// What Bitcoin Core 28.1's mempool would take for the same transactions on a 64-bit machine with glibc (`memusage.h`,
// `core_memusage.h`): so that `-maxmempool` means the same here and there, and both evict at the same point. Our own
// objects take about half as much again for small transactions, less for large ones, which are plain bytes here.
import type { Transaction } from '../../primitives/transaction.ts';

/** Sizes of Core's types, in bytes. */
const TRANSACTION_BYTES = 128;
const SHARED_COUNTER_BYTES = 24;
const INPUT_BYTES = 104;
const OUTPUT_BYTES = 40;
const WITNESS_ITEM_BYTES = 24;
/** A script up to this length lies within its input or output (`prevector<28>`). */
const INLINE_SCRIPT_BYTES = 28;

/** What malloc takes for so many bytes. Source: Core's `MallocUsage`. */
function mallocUsage(bytes: number): number {
  return bytes === 0 ? 0 : ((bytes + 31) >>> 4) << 4;
}

/** An entry with its place in four indexes: `sizeof(CTxMemPoolEntry) + 15 * sizeof(void*)`, and in `txns_randomized`. */
export const ENTRY_USAGE_BYTES: number = mallocUsage(272 + 15 * 8) + 16;
/** An input's place in `mapNextTx`. */
export const SPENDER_USAGE_BYTES: number = mallocUsage(48);
/** A parent among an entry's parents, or a child among its children. */
export const LINK_USAGE_BYTES: number = mallocUsage(40);
/** One of `mapDeltas`. */
export const DELTA_USAGE_BYTES: number = mallocUsage(72);

const FIXED_BYTES = mallocUsage(TRANSACTION_BYTES) + mallocUsage(SHARED_COUNTER_BYTES);

function scriptUsage(bytes: number): number {
  return bytes <= INLINE_SCRIPT_BYTES ? 0 : mallocUsage(bytes);
}

/** Returns what Core counts for a transaction. Source: Core's `RecursiveDynamicUsage(CTransactionRef)`. */
export function transactionUsageBytes(tx: Transaction): number {
  const { inputCount, outputCount, hasWitness } = tx;
  let usage = FIXED_BYTES + mallocUsage(inputCount * INPUT_BYTES) + mallocUsage(outputCount * OUTPUT_BYTES);
  for (let input = 0; input < inputCount; input++) {
    usage += scriptUsage(tx.scriptSigEnd(input) - tx.scriptSigStart(input));
    if (hasWitness) usage += witnessUsage(tx, input);
  }
  for (let output = 0; output < outputCount; output++) {
    usage += scriptUsage(tx.scriptPubKeyEnd(output) - tx.scriptPubKeyStart(output));
  }
  return usage;
}

function witnessUsage(tx: Transaction, input: number): number {
  const items = tx.witness(input);
  let usage = mallocUsage(items.length * WITNESS_ITEM_BYTES);
  for (const item of items) usage += mallocUsage(item.length);
  return usage;
}
