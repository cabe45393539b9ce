import { assert } from '../bytes/assert.ts';
import { ByteReader } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import { sha256d } from '../crypto/sha256d.ts';
import type { Secp256k1 } from '../ports/secp256k1.ts';
import type { Block } from '../primitives/block.ts';
import { HASH_BYTES } from '../primitives/hash.ts';
import type { Txid } from '../primitives/hash.ts';
import { HEADER_BYTES, HEADER_OFFSETS } from '../primitives/header.ts';
import { NULL_VOUT } from '../primitives/out-point.ts';
import { OP } from '../primitives/script/opcodes.ts';
import { ScriptReader } from '../primitives/script/script-reader.ts';
import { ScriptWriter } from '../primitives/script/script-writer.ts';
import { encodeTransaction } from '../primitives/transaction-data.ts';
import type { TransactionData } from '../primitives/transaction-data.ts';
import { parseTransaction } from '../primitives/transaction.ts';
import type { Transaction } from '../primitives/transaction.ts';
import type { BlockReject } from './block-reject.ts';
import { merkleTree } from './merkle-root.ts';
import type { NetworkParams } from './params.ts';
import {
  SCRIPT_VERIFY_DERSIG,
  SCRIPT_VERIFY_NULLDUMMY,
  SCRIPT_VERIFY_P2SH,
  SCRIPT_VERIFY_WITNESS,
} from './script/flags.ts';
import { PrecomputedTransaction } from './script/precomputed-transaction.ts';
import { TransactionChecker } from './script/transaction-checker.ts';
import { verifyScript } from './script/verify-script.ts';
import { witnessCommitmentIndex } from './witness-commitment.ts';

/** What the push that carries a solution begins with (BIP325). */
export const SIGNET_HEADER: Uint8Array = Uint8Array.of(0xec, 0xc7, 0xda, 0xa2);

/** The rules that a solution's script runs under. Source: Core's `BLOCK_SCRIPT_VERIFY_FLAGS`. */
const SOLUTION_FLAGS = SCRIPT_VERIFY_P2SH | SCRIPT_VERIFY_WITNESS | SCRIPT_VERIFY_DERSIG | SCRIPT_VERIFY_NULLDUMMY;

/** What satisfies the challenge. */
interface Solution {
  readonly scriptSig: Uint8Array;
  readonly witness: readonly Uint8Array[];
}

const NO_SOLUTION: Solution = { scriptSig: new Uint8Array(0), witness: [] };

/**
 * Checks that a block on signet is signed (BIP325): that the solution in its coinbase satisfies the network's challenge, as
 * the script of a transaction that spends another one, which commits to the block without its solution.
 *
 * Source: Bitcoin Core's `CheckSignetBlockSolution`.
 *
 * @returns The reject, or `undefined`: also for the first block, and on networks without a challenge.
 */
export function checkSignetSolution(
  block: Block,
  params: Pick<NetworkParams, 'signetChallenge' | 'genesisHeader'>,
  secp256k1: Secp256k1,
): BlockReject | undefined {
  const { signetChallenge: challenge } = params;
  if (challenge === undefined || isGenesis(block, params.genesisHeader)) return undefined;
  const transactions = signetTransactions(block, challenge);
  if (typeof transactions === 'string') return { code: 'bad-signet-blksig', why: transactions };
  const { toSpend, toSign } = transactions;
  const spent = { value: toSpend.value(0), scriptPubKey: challenge };
  const error = verifyScript({
    scriptSig: toSign.scriptSig(0),
    scriptPubKey: challenge,
    witness: toSign.witness(0),
    flags: SOLUTION_FLAGS,
    checker: new TransactionChecker(
      { precomputed: new PrecomputedTransaction(toSign, [spent]), input: 0, amount: spent.value },
      { secp256k1 },
    ),
  });
  return error === undefined ? undefined : { code: 'bad-signet-blksig', why: error };
}

/** The two transactions that a block's solution is checked with, or why there are none. Source: Core's `SignetTxs`. */
export function signetTransactions(
  block: Block,
  challenge: Uint8Array,
): { readonly toSpend: Transaction; readonly toSign: Transaction } | 'commitment-missing' | 'solution-malformed' {
  const output = block.transactionCount === 0 ? -1 : witnessCommitmentIndex(block.transaction(0));
  if (output < 0) return 'commitment-missing';
  const section = takeSolution(block.transaction(0).scriptPubKey(output));
  // A block without a solution may still satisfy a challenge that asks for none, such as OP_TRUE.
  const solution = section.data === undefined ? NO_SOLUTION : parseSolution(section.data);
  if (solution === undefined) return 'solution-malformed';
  const signed = signedBlockData(block, { output, scriptPubKey: section.rest });
  const toSpend = transactionOf({
    version: 0,
    inputs: [
      {
        prevout: { txid: new Uint8Array(HASH_BYTES) as Txid, vout: NULL_VOUT },
        scriptSig: new ScriptWriter().op(OP.OP_0).push(signed).finish(),
        sequence: 0,
        witness: [],
      },
    ],
    outputs: [{ value: 0n, scriptPubKey: challenge }],
    lockTime: 0,
  });
  const toSign = transactionOf({
    version: 0,
    inputs: [{ prevout: { txid: toSpend.txid, vout: 0 }, ...solution, sequence: 0 }],
    outputs: [{ value: 0n, scriptPubKey: Uint8Array.of(OP.OP_RETURN) }],
    lockTime: 0,
  });
  return { toSpend, toSign };
}

/**
 * Takes the solution out of a commitment's script: what follows the header in the first push that begins with it. The header
 * stays. Source: Core's `FetchAndClearCommitmentSection`, which writes all pushes anew, in their shortest form.
 */
function takeSolution(script: Uint8Array): { readonly data?: Uint8Array; readonly rest: Uint8Array } {
  const writer = new ScriptWriter();
  const reader = new ScriptReader(script);
  let found: Uint8Array | undefined;
  while (reader.next()) {
    const { data, opcode } = reader;
    const isSolution =
      found === undefined && data.length > SIGNET_HEADER.length && SIGNET_HEADER.every((byte, i) => data[i] === byte);
    if (isSolution) {
      found = data.subarray(SIGNET_HEADER.length);
      writer.push(SIGNET_HEADER);
    } else if (data.length > 0) {
      writer.push(data);
    } else {
      writer.op(opcode);
    }
  }
  return found === undefined ? { rest: script } : { data: found, rest: writer.finish() };
}

/** Reads a scriptSig and a witness, and nothing after them. */
function parseSolution(data: Uint8Array): Solution | undefined {
  const reader = new ByteReader(data);
  const scriptSig = reader.varBytes();
  const witness: Uint8Array[] = [];
  for (let left = reader.compactSize(); left > 0 && reader.failure === undefined; left--) {
    witness.push(reader.varBytes());
  }
  return reader.failure === undefined && reader.remaining === 0 ? { scriptSig, witness } : undefined;
}

/** Version, previous hash, merkle root with the coinbase's script replaced, and time. */
function signedBlockData(
  block: Block,
  replaced: { readonly output: number; readonly scriptPubKey: Uint8Array },
): Uint8Array {
  const coinbase = block.transaction(0);
  const { bytes, start, bodyStart, bodyEnd, end } = coinbase;
  const modified = new ByteWriter(coinbase.strippedSize)
    .raw(bytes.subarray(start, start + 4))
    .raw(bytes.subarray(bodyStart, coinbase.outputStart(replaced.output) + 8))
    .varBytes(replaced.scriptPubKey)
    .raw(bytes.subarray(coinbase.scriptPubKeyEnd(replaced.output), bodyEnd))
    .raw(bytes.subarray(end - 4, end))
    .finish();
  const leaves = block.txids.slice();
  leaves.set(sha256d(modified));
  const at = block.start;
  return new ByteWriter()
    .raw(block.bytes.subarray(at, at + HEADER_OFFSETS.merkleRoot))
    .raw(merkleTree(leaves).root)
    .raw(block.bytes.subarray(at + HEADER_OFFSETS.timeSec, at + HEADER_OFFSETS.bits))
    .finish();
}

function transactionOf(data: TransactionData): Transaction {
  const transaction = parseTransaction(encodeTransaction(data));
  assert(!('code' in transaction), 'what was serialized here can be read');
  return transaction;
}

function isGenesis(block: Block, genesisHeader: Uint8Array): boolean {
  const header = block.bytes.subarray(block.start, block.start + HEADER_BYTES);
  return header.every((byte, i) => byte === genesisHeader[i]);
}
