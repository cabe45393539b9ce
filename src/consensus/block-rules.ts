import { areSameBytes } from '../bytes/same-bytes.ts';
import type { Sats } from '../primitives/amount.ts';
import type { Block } from '../primitives/block.ts';
import type { BlockHash, Txid } from '../primitives/hash.ts';
import type { BlockReject } from './block-reject.ts';
import { isBuriedActive } from './deployment.ts';
import type { BlockAt, NetworkParams } from './params.ts';
import {
  SCRIPT_VERIFY_CHECKLOCKTIMEVERIFY,
  SCRIPT_VERIFY_CHECKSEQUENCEVERIFY,
  SCRIPT_VERIFY_DERSIG,
  SCRIPT_VERIFY_NULLDUMMY,
  SCRIPT_VERIFY_P2SH,
  SCRIPT_VERIFY_TAPROOT,
  SCRIPT_VERIFY_WITNESS,
} from './script/flags.ts';
import { blockSubsidy } from './subsidy.ts';

/** The rules for what the transactions of one block spend. */
export interface BlockRules {
  readonly height: number;
  readonly scriptFlags: number;
  /** Whether relative lock times hold (BIP68). */
  readonly hasSequenceLocks: boolean;
  /** Satoshis that the block may make beside its fees. */
  readonly subsidy: Sats;
}

/** Returns the rules of the block with this height and hash. */
export function blockRules(params: NetworkParams, block: BlockAt): BlockRules {
  return {
    height: block.height,
    scriptFlags: blockScriptFlags(params, block),
    hasSequenceLocks: isBuriedActive(params, 'csv', block.height),
    subsidy: blockSubsidy(params, block.height),
  };
}

/**
 * Returns the flags that the scripts of a block are checked with.
 *
 * P2SH, segwit and taproot hold from the first block on: only the blocks that `scriptFlagExceptions` names break them.
 *
 * Source: Bitcoin Core's `GetBlockScriptFlags`.
 */
export function blockScriptFlags(params: NetworkParams, { height, hash }: BlockAt): number {
  const exception = params.scriptFlagExceptions.find((each) => areSameBytes(each.hash, hash));
  let flags = exception?.flags ?? SCRIPT_VERIFY_P2SH | SCRIPT_VERIFY_WITNESS | SCRIPT_VERIFY_TAPROOT;
  if (isBuriedActive(params, 'bip66', height)) flags |= SCRIPT_VERIFY_DERSIG;
  if (isBuriedActive(params, 'bip65', height)) flags |= SCRIPT_VERIFY_CHECKLOCKTIMEVERIFY;
  if (isBuriedActive(params, 'csv', height)) flags |= SCRIPT_VERIFY_CHECKSEQUENCEVERIFY;
  if (isBuriedActive(params, 'segwit', height)) flags |= SCRIPT_VERIFY_NULLDUMMY;
  return flags;
}

/**
 * From this height on coinbases may again repeat earlier ones, whose scripts begin with a height above their own. Source:
 * Bitcoin Core's `BIP34_IMPLIES_BIP30_LIMIT`.
 */
const BIP34_IMPLIES_BIP30_LIMIT = 1_983_702;

/**
 * Whether BIP30 has to be checked for a block: not for the two that break it, and not where BIP34 makes it impossible to.
 *
 * Source: Bitcoin Core's `ConnectBlock`.
 *
 * @param bip34Ancestor Hash of the block at `params.bip34Height` that the block builds on; `undefined` if it is not above it.
 */
export function isBip30Checked(params: NetworkParams, block: BlockAt, bip34Ancestor: BlockHash | undefined): boolean {
  if (block.height >= BIP34_IMPLIES_BIP30_LIMIT) return true;
  const { bip30Repeats, bip34Hash } = params;
  if (bip30Repeats.some(({ height, hash }) => height === block.height && areSameBytes(hash, block.hash))) return false;
  return bip34Hash === undefined || bip34Ancestor === undefined || !areSameBytes(bip34Hash, bip34Ancestor);
}

/**
 * Checks that no transaction of a block repeats an earlier one that has unspent outputs (BIP30, CVE-2012-1909).
 *
 * @param isUnspent Whether an output is among the coins before the block.
 */
export function checkBip30(block: Block, isUnspent: (txid: Txid, vout: number) => boolean): BlockReject | undefined {
  for (let i = 0; i < block.transactionCount; i++) {
    const txid = block.txid(i);
    const { outputCount } = block.transaction(i);
    for (let output = 0; output < outputCount; output++) {
      if (isUnspent(txid, output)) return { code: 'bad-txns-BIP30', transaction: i, txid, output };
    }
  }
  return undefined;
}
