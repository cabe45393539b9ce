import { coinbaseHeightPush } from '../consensus/check-block.ts';
import { merkleTree } from '../consensus/merkle-root.ts';
import { sha256d } from '../crypto/sha256d.ts';
import { HASH_BYTES } from '../primitives/hash.ts';
import type { Txid, Wtxid } from '../primitives/hash.ts';
import { NULL_VOUT } from '../primitives/out-point.ts';
import { OP } from '../primitives/script/opcodes.ts';
import type { TransactionData } from '../primitives/transaction-data.ts';

/** OP_RETURN, a push of 36 bytes, and BIP141's four bytes. */
const COMMITMENT_PREFIX: Uint8Array = Uint8Array.of(OP.OP_RETURN, 0x24, 0xaa, 0x21, 0xa9, 0xed);

/** The witness reserved value (BIP141): no soft fork has given it a meaning yet. */
const RESERVED_VALUE: Uint8Array = new Uint8Array(HASH_BYTES);

const NULL_TXID = new Uint8Array(HASH_BYTES) as Uint8Array as Txid;

/**
 * Makes the script of the output that commits to the witnesses of a block's transactions (BIP141), for a reserved value of
 * zeros. Source: Bitcoin Core's `GenerateCoinbaseCommitment`.
 *
 * @param wtxids Of all transactions but the coinbase, in order.
 */
export function commitmentScriptFor(wtxids: readonly Wtxid[]): Uint8Array {
  if (wtxids.length === 0) return EMPTY_COMMITMENT.slice();
  // The coinbase's own leaf is zeros.
  const leaves = new Uint8Array(HASH_BYTES * (1 + wtxids.length));
  wtxids.forEach((wtxid, i) => leaves.set(wtxid, HASH_BYTES * (i + 1)));
  return scriptFor(merkleTree(leaves).root);
}

function scriptFor(witnessRoot: Uint8Array): Uint8Array {
  const joined = new Uint8Array(2 * HASH_BYTES);
  joined.set(witnessRoot);
  joined.set(RESERVED_VALUE, HASH_BYTES);
  const script = new Uint8Array(COMMITMENT_PREFIX.length + HASH_BYTES);
  script.set(COMMITMENT_PREFIX);
  script.set(sha256d(joined), COMMITMENT_PREFIX.length);
  return script;
}

/** Of a block with nothing but its coinbase, whose leaf is zeros. */
const EMPTY_COMMITMENT: Uint8Array = scriptFor(new Uint8Array(HASH_BYTES));

/**
 * Makes a coinbase as Bitcoin Core's `CreateNewBlock` does: the height (BIP34) and `OP_0` in its script, one output that pays,
 * one that commits to the witnesses.
 *
 * @param options.valueSats Subsidy and fees.
 * @param options.hasWitness Whether it shows the reserved value: from segwit on.
 */
export function coinbaseFor(options: {
  readonly height: number;
  readonly valueSats: bigint;
  readonly scriptPubKey: Uint8Array;
  readonly commitmentScript: Uint8Array;
  readonly hasWitness: boolean;
}): TransactionData {
  const { height, valueSats, scriptPubKey, commitmentScript, hasWitness } = options;
  const heightPush = coinbaseHeightPush(height);
  const scriptSig = new Uint8Array(heightPush.length + 1);
  scriptSig.set(heightPush);
  scriptSig[heightPush.length] = OP.OP_0;
  const input = {
    prevout: { txid: NULL_TXID, vout: NULL_VOUT },
    scriptSig,
    sequence: 0xffff_ffff,
    witness: hasWitness ? [RESERVED_VALUE] : [],
  };
  const outputs = [
    { value: valueSats, scriptPubKey },
    { value: 0n, scriptPubKey: commitmentScript },
  ];
  return { version: 2, inputs: [input], outputs, lockTime: 0 };
}
