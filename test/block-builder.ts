import { assert } from '../src/bytes/assert.ts';
import { bytesFromHex } from '../src/bytes/hex.ts';
import { writeU32Le } from '../src/bytes/u32-le.ts';
import { coinbaseHeightPush } from '../src/consensus/check-block.ts';
import { merkleTree } from '../src/consensus/merkle-root.ts';
import { networkParams } from '../src/consensus/params.ts';
import type { NetworkParams } from '../src/consensus/params.ts';
import { checkProofOfWork } from '../src/consensus/proof-of-work.ts';
import { witnessCommitment } from '../src/consensus/witness-commitment.ts';
import { encodeBlock } from '../src/primitives/block-data.ts';
import { parseBlock } from '../src/primitives/block.ts';
import type { Block } from '../src/primitives/block.ts';
import { HASH_BYTES } from '../src/primitives/hash.ts';
import type { BlockHash, MerkleRoot, Txid } from '../src/primitives/hash.ts';
import { HEADER_OFFSETS, hashHeader } from '../src/primitives/header.ts';
import type { BlockHeader } from '../src/primitives/header.ts';
import { NULL_VOUT } from '../src/primitives/out-point.ts';
import { encodeTransaction } from '../src/primitives/transaction-data.ts';
import type { TransactionData, TransactionInput, TransactionOutput } from '../src/primitives/transaction-data.ts';
import { parseTransaction } from '../src/primitives/transaction.ts';
import type { Transaction } from '../src/primitives/transaction.ts';

const OP_TRUE = Uint8Array.of(0x51);

/** Bytes of a constant in hex. */
export function hex(text: string): Uint8Array {
  const bytes = bytesFromHex(text.replaceAll(' ', ''));
  assert(bytes !== undefined, 'a test’s constant is hex');
  return bytes;
}

/** A txid that is easy to tell from others: 32 times the same byte. */
export function testTxid(byte: number): Txid {
  return new Uint8Array(HASH_BYTES).fill(byte) as Txid;
}

/** An input; spends output 0 of transaction 1 unless told. */
export function testInput(input: Partial<TransactionInput> = {}): TransactionInput {
  return {
    prevout: { txid: testTxid(1), vout: 0 },
    scriptSig: new Uint8Array(0),
    sequence: 0xffff_ffff,
    witness: [],
    ...input,
  };
}

/** An output; 1 satoshi to OP_TRUE unless told. */
export function testOutput(output: Partial<TransactionOutput> = {}): TransactionOutput {
  return { value: 1n, scriptPubKey: OP_TRUE, ...output };
}

/** A transaction's data; one input, one output, version 2 unless told. */
export function testTransactionData(data: Partial<TransactionData> = {}): TransactionData {
  return { version: 2, inputs: [testInput()], outputs: [testOutput()], lockTime: 0, ...data };
}

/** The same, as it is read from its bytes. */
export function testTransaction(data: Partial<TransactionData> = {}): Transaction {
  const encoded = encodeTransaction(testTransactionData(data));
  // Without inputs, the form of BIP144 can't be told apart.
  const transaction = parseTransaction(encoded, { allowWitness: data.inputs?.length !== 0 });
  assert(!('code' in transaction), 'a test’s transaction can be read');
  return transaction;
}

/** The data of a coinbase at a height, that takes nothing unless told. */
export function testCoinbase(height: number, data: Partial<TransactionData> = {}): TransactionData {
  const push = coinbaseHeightPush(height);
  const scriptSig = new Uint8Array(Math.max(2, push.length));
  scriptSig.set(push);
  const inputs = [testInput({ prevout: { txid: testTxid(0), vout: NULL_VOUT }, scriptSig })];
  return testTransactionData({ inputs, outputs: [testOutput({ value: 0n })], ...data });
}

/** What a test's block is made of. */
export interface TestBlock {
  readonly transactions: readonly TransactionData[];
  readonly header?: Partial<BlockHeader>;
  readonly params?: NetworkParams;
  /** Whether the nonce is searched: yes unless told. */
  readonly mine?: boolean;
}

/** Builds a block with the merkle root of its transactions, unless the header says otherwise, and proof of work. */
export function testBlock({ transactions, header, params = networkParams('regtest'), mine = true }: TestBlock): Block {
  const encoded = transactions.map((data) => encodeTransaction(data));
  const draft = blockOf(encodeBlock(testHeader(header), encoded));
  const merkleRoot = header?.merkleRoot ?? (merkleTree(draft.txids).root as MerkleRoot);
  const bytes = encodeBlock(testHeader({ ...header, merkleRoot }), encoded);
  if (mine) mineInPlace(bytes, params);
  return blockOf(bytes);
}

/** Adds the witness commitment that a block of these transactions needs as the last output of its coinbase. */
export function withCommitment(
  transactions: readonly TransactionData[],
  reserved: Uint8Array = new Uint8Array(HASH_BYTES),
): TransactionData[] {
  const [coinbase, ...others] = transactions;
  assert(coinbase !== undefined, 'a block has a coinbase');
  const commitment = witnessCommitment(testBlock({ transactions, mine: false }), reserved);
  const scriptPubKey = new Uint8Array(6 + HASH_BYTES);
  scriptPubKey.set(hex('6a24aa21a9ed'));
  scriptPubKey.set(commitment, 6);
  const inputs = coinbase.inputs.map((input) => ({ ...input, witness: [reserved] }));
  return [{ ...coinbase, inputs, outputs: [...coinbase.outputs, { value: 0n, scriptPubKey }] }, ...others];
}

function testHeader(header: Partial<BlockHeader> = {}): BlockHeader {
  return {
    version: 0x2000_0000,
    prevHash: new Uint8Array(HASH_BYTES) as BlockHash,
    merkleRoot: new Uint8Array(HASH_BYTES) as MerkleRoot,
    timeSec: 1_700_000_000,
    bits: networkParams('regtest').powLimitBits,
    nonce: 0,
    ...header,
  };
}

/** Searches the nonce of an easy block. */
function mineInPlace(bytes: Uint8Array, params: NetworkParams): void {
  const { bits } = blockOf(bytes).header;
  for (let nonce = 0; checkProofOfWork(hashHeader(bytes, 0), bits, params) !== undefined; nonce++) {
    writeU32Le(bytes, HEADER_OFFSETS.nonce, nonce);
  }
}

function blockOf(bytes: Uint8Array): Block {
  const block = parseBlock(bytes);
  assert(!('code' in block), 'a test’s block can be read');
  return block;
}
