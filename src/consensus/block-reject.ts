import { bytesToHex } from '../bytes/hex.ts';
import { satsToBtcText } from '../primitives/amount.ts';
import type { Sats } from '../primitives/amount.ts';
import { merkleRootToHex, txidToHex } from '../primitives/hash.ts';
import type { MerkleRoot, Txid } from '../primitives/hash.ts';
import { describeReject, rejectReason } from './header-rules.ts';
import type { HeaderReject } from './header-rules.ts';
import { scriptErrorText } from './script/script-error.ts';
import type { ScriptError } from './script/script-error.ts';
import { describeTransactionReject, transactionRejectReason } from './transaction-reject.ts';
import type { AnyTransactionReject } from './transaction-reject.ts';

/** A rule that one of a block's transactions breaks: which one, counted from 0. */
export type InBlock<Reject> = Reject & { readonly transaction: number; readonly txid: Txid };

/** A rule that a block breaks as a whole. `code` is spelled as Bitcoin Core 28.1 spells its reject reason. */
export type WholeBlockReject =
  | {
      readonly code: 'bad-signet-blksig';
      /** No commitment to carry a solution, a solution that can't be read, or why its script fails. */
      readonly why: 'commitment-missing' | 'solution-malformed' | ScriptError;
    }
  | { readonly code: 'bad-txnmrklroot'; readonly stated: MerkleRoot; readonly computed: MerkleRoot }
  | { readonly code: 'bad-txns-duplicate' }
  | {
      readonly code: 'bad-blk-length';
      readonly transactionCount: number;
      readonly strippedSizeBytes: number;
      readonly maxSizeBytes: number;
    }
  | { readonly code: 'bad-cb-missing' }
  | { readonly code: 'bad-cb-multiple'; readonly transaction: number }
  | { readonly code: 'bad-blk-sigops'; readonly sigOpCost: number; readonly maxSigOpCost: number }
  | { readonly code: 'bad-cb-height'; readonly height: number; readonly scriptSig: Uint8Array }
  /** The coinbase's witness is not one item of 32 bytes. `itemBytes` is the first one's length, -1 if there is none. */
  | { readonly code: 'bad-witness-nonce-size'; readonly itemCount: number; readonly itemBytes: number }
  | { readonly code: 'bad-witness-merkle-match'; readonly stated: Uint8Array; readonly computed: Uint8Array }
  | { readonly code: 'unexpected-witness'; readonly transaction: number }
  | { readonly code: 'bad-blk-weight'; readonly weightWu: number; readonly maxWeightWu: number }
  | { readonly code: 'bad-txns-BIP30'; readonly transaction: number; readonly txid: Txid; readonly output: number }
  | { readonly code: 'bad-txns-accumulated-fee-outofrange'; readonly transaction: number; readonly fees: Sats }
  | { readonly code: 'bad-cb-amount'; readonly value: Sats; readonly limit: Sats };

/** One broken rule of a block. */
export type BlockReject = HeaderReject | WholeBlockReject | InBlock<AnyTransactionReject>;

/**
 * Whether what is wrong may have been put into the bytes by somebody other than the block's miner, so that another block with
 * the same hash may be good: such a hash must not be remembered as failed.
 *
 * Source: Bitcoin Core's `BlockValidationResult::BLOCK_MUTATED`.
 */
export function isBlockMutation(reject: { readonly code: string }): boolean {
  switch (reject.code) {
    case 'bad-txnmrklroot':
    case 'bad-txns-duplicate':
    case 'bad-witness-nonce-size':
    case 'bad-witness-merkle-match':
    case 'unexpected-witness':
      return true;
    default:
      return false;
  }
}

/** Says which transaction of a block breaks a rule. */
export function inBlock<Reject extends AnyTransactionReject>(
  reject: Reject,
  where: { readonly transaction: number; readonly txid: Txid },
): InBlock<Reject> {
  return { ...reject, transaction: where.transaction, txid: where.txid };
}

/** Returns the reason as Bitcoin Core 28.1 prints it (`BlockValidationState::GetRejectReason`). */
export function blockRejectReason(reject: BlockReject): string {
  if (isTransactionReject(reject)) return transactionRejectReason(reject);
  return reject.code === 'bad-version' ? rejectReason(reject) : reject.code;
}

/** Returns one plain line for a person: which rule, where, and what was compared. */
export function describeBlockReject(reject: BlockReject): string {
  if (isTransactionReject(reject)) {
    return `transaction ${reject.transaction} (${txidToHex(reject.txid)}): ${describeTransactionReject(reject)}`;
  }
  return isHeaderReject(reject) ? describeReject(reject) : describeWholeBlockReject(reject);
}

function isTransactionReject(reject: BlockReject): reject is InBlock<AnyTransactionReject> {
  return 'txid' in reject && reject.code !== 'bad-txns-BIP30';
}

const HEADER_CODES: ReadonlySet<string> = new Set<HeaderReject['code']>([
  'high-hash',
  'prev-blk-not-found',
  'bad-diffbits',
  'time-too-old',
  'time-timewarp-attack',
  'time-too-new',
  'bad-version',
]);

function isHeaderReject(reject: HeaderReject | WholeBlockReject): reject is HeaderReject {
  return HEADER_CODES.has(reject.code);
}

function describeWholeBlockReject(reject: WholeBlockReject): string {
  switch (reject.code) {
    case 'bad-signet-blksig':
      return `the signet solution does not hold: ${describeSolution(reject.why)}`;
    case 'bad-txnmrklroot':
      return `the header states the merkle root ${merkleRootToHex(reject.stated)}, the transactions have ${merkleRootToHex(reject.computed)}`;
    case 'bad-txns-duplicate':
      return 'transactions are repeated in a way that leaves the merkle root as it is';
    case 'bad-blk-length':
      return `${reject.transactionCount} transactions of ${reject.strippedSizeBytes} bytes without witnesses: from 1 on, and at most ${reject.maxSizeBytes} bytes, are allowed`;
    case 'bad-cb-missing':
      return 'the first transaction is no coinbase';
    case 'bad-cb-multiple':
      return `transaction ${reject.transaction} is a second coinbase`;
    case 'bad-blk-sigops':
      return `signature operations cost ${reject.sigOpCost} or more, at most ${reject.maxSigOpCost} is allowed`;
    case 'bad-cb-height':
      return `the coinbase's script does not begin with the height ${reject.height}: ${bytesToHex(reject.scriptSig)}`;
    default:
      return describeWitnessOrAmountReject(reject);
  }
}

type WitnessOrAmountReject = Extract<
  WholeBlockReject,
  {
    code:
      | 'bad-witness-nonce-size'
      | 'bad-witness-merkle-match'
      | 'unexpected-witness'
      | 'bad-blk-weight'
      | 'bad-txns-BIP30'
      | 'bad-txns-accumulated-fee-outofrange'
      | 'bad-cb-amount';
  }
>;

function describeWitnessOrAmountReject(reject: WitnessOrAmountReject): string {
  switch (reject.code) {
    case 'bad-witness-nonce-size':
      return reject.itemCount === 1
        ? `the coinbase's witness has ${reject.itemBytes} bytes, and not 32`
        : `the coinbase's witness has ${reject.itemCount} items, and not one`;
    case 'bad-witness-merkle-match':
      return `the coinbase commits to the witnesses ${bytesToHex(reject.stated)}, the block has ${bytesToHex(reject.computed)}`;
    case 'unexpected-witness':
      return `transaction ${reject.transaction} has a witness, and the block commits to none`;
    case 'bad-blk-weight':
      return `it weighs ${reject.weightWu} weight units, at most ${reject.maxWeightWu} are allowed`;
    case 'bad-txns-BIP30':
      return `transaction ${reject.transaction} (${txidToHex(reject.txid)}) repeats one whose output ${reject.output} is unspent`;
    case 'bad-txns-accumulated-fee-outofrange':
      return `fees up to transaction ${reject.transaction} come to ${satsToBtcText(reject.fees)} BTC, more than there can be`;
    case 'bad-cb-amount':
      return `the coinbase takes ${satsToBtcText(reject.value)} BTC, subsidy and fees are ${satsToBtcText(reject.limit)} BTC`;
  }
}

function describeSolution(why: (WholeBlockReject & { code: 'bad-signet-blksig' })['why']): string {
  if (why === 'commitment-missing') return 'the coinbase has no witness commitment to carry one';
  return why === 'solution-malformed' ? 'it cannot be read' : `${scriptErrorText(why)} (${why})`;
}
