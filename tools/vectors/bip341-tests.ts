import { bytesToHex } from '../../src/bytes/hex.ts';
import { MANDATORY_SCRIPT_VERIFY_FLAGS } from '../../src/consensus/script/flags.ts';
import { PrecomputedTransaction } from '../../src/consensus/script/precomputed-transaction.ts';
import { taprootSighash } from '../../src/consensus/script/sighash-taproot.ts';
import { NO_CODE_SEPARATOR } from '../../src/consensus/script/taproot-execution.ts';
import {
  CONTROL_BASE_BYTES,
  TAP_SIGHASH_PREFIX,
  tapTweakHash,
  tapbranchHash,
  tapleafHash,
  taprootMerkleRoot,
} from '../../src/consensus/script/taproot.ts';
import { TransactionChecker } from '../../src/consensus/script/transaction-checker.ts';
import { verifyScript } from '../../src/consensus/script/verify-script.ts';
import { sha256 } from '../../src/crypto/hashes.ts';
import type { Secp256k1 } from '../../src/ports/secp256k1.ts';
import type { TransactionOutput } from '../../src/primitives/transaction-data.ts';
import { parseTransaction } from '../../src/primitives/transaction.ts';
import { arrayIn, fieldIn, hexIn, integerIn } from './json-value.ts';
import type { Json } from './json-value.ts';
import { BadVector, Tally } from './tally.ts';
import type { SetResult } from './tally.ts';

/**
 * Runs `bip341_wallet_vectors.json`: script trees with their hashes, tweaks and control blocks; and key path spends with
 * what is shared, what is signed, and signatures that have to verify.
 *
 * Source: BIP341's vectors; Bitcoin Core's `bip341_keypath_test_vectors` signs with them, which is a wallet's part.
 */
export function runBip341Tests(json: Json, secp256k1: Secp256k1): SetResult {
  const tally = new Tally('bip341_wallet_vectors');
  arrayIn(fieldIn(json, 'scriptPubKey'), 'scriptPubKey').forEach((entry, index) => {
    tally.case(`scriptPubKey[${index}]`, () => runOutput(tally, entry, secp256k1));
  });
  arrayIn(fieldIn(json, 'keyPathSpending'), 'keyPathSpending').forEach((entry, index) => {
    runSpending(tally, entry, { label: `keyPathSpending[${index}]`, secp256k1 });
  });
  return tally.result();
}

interface Leaf {
  readonly id: number;
  readonly hash: Uint8Array;
  readonly version: number;
}

/** Hashes a script tree: a leaf, or a pair of trees. @param leaves Gets the leaves. */
function hashTree(tree: Json, leaves: Leaf[]): Uint8Array {
  if (Array.isArray(tree)) {
    const [left, right] = tree as readonly Json[];
    return tapbranchHash(hashTree(left, leaves), hashTree(right, leaves));
  }
  const version = integerIn(fieldIn(tree, 'leafVersion'), 'leafVersion');
  const hash = tapleafHash(version, hexIn(fieldIn(tree, 'script'), 'script'));
  leaves.push({ id: integerIn(fieldIn(tree, 'id'), 'id'), hash, version });
  return hash;
}

function runOutput(tally: Tally, entry: Json, secp256k1: Secp256k1): void {
  const given = fieldIn(entry, 'given');
  const intermediary = fieldIn(entry, 'intermediary');
  const expected = fieldIn(entry, 'expected');
  const internalKey = hexIn(fieldIn(given, 'internalPubkey'), 'internalPubkey');
  const tree = fieldIn(given, 'scriptTree');
  const leaves: Leaf[] = [];
  const root = tree === null || tree === undefined ? undefined : hashTree(tree, leaves);
  tally.expect(root && bytesToHex(root), fieldIn(intermediary, 'merkleRoot') ?? undefined, () => 'merkleRoot');
  const tweak = tapTweakHash(internalKey, root);
  tally.expect(bytesToHex(tweak), fieldIn(intermediary, 'tweak'), () => 'tweak');
  const outputKey = hexIn(fieldIn(intermediary, 'tweakedPubkey'), 'tweakedPubkey');
  const parities = ([0, 1] as const).filter((parity) => secp256k1.checkTweak(internalKey, tweak, outputKey, parity));
  tally.expect(parities.length, 1, () => 'parities for which the tweak gives the output key');
  tally.expect(`5120${bytesToHex(outputKey)}`, fieldIn(expected, 'scriptPubKey'), () => 'scriptPubKey');
  const hashes = (fieldIn(intermediary, 'leafHashes') ?? []) as readonly Json[];
  const controlBlocks = (fieldIn(expected, 'scriptPathControlBlocks') ?? []) as readonly Json[];
  for (const { id, hash, version } of leaves) {
    tally.expect(bytesToHex(hash), hashes[id], () => `leafHashes[${id}]`);
    const controlBlock = hexIn(controlBlocks[id], 'a control block');
    tally.expect(controlBlock[0], version | parities[0]!, () => `first byte of control block ${id}`);
    const key = bytesToHex(controlBlock.subarray(1, CONTROL_BASE_BYTES));
    tally.expect(key, bytesToHex(internalKey), () => `key of control block ${id}`);
    const proven = bytesToHex(taprootMerkleRoot(controlBlock, hash));
    tally.expect(proven, root && bytesToHex(root), () => `root that control block ${id} proves`);
  }
}

function runSpending(
  tally: Tally,
  entry: Json,
  { label, secp256k1 }: { readonly label: string; readonly secp256k1: Secp256k1 },
): void {
  const given = fieldIn(entry, 'given');
  const transaction = parseTransaction(hexIn(fieldIn(given, 'rawUnsignedTx'), 'rawUnsignedTx'));
  if ('code' in transaction) throw new BadVector(`${label}: the transaction does not parse: ${transaction.code}`);
  const spent = arrayIn(fieldIn(given, 'utxosSpent'), 'utxosSpent').map((output): TransactionOutput => ({
    value: BigInt(integerIn(fieldIn(output, 'amountSats'), 'amountSats')),
    scriptPubKey: hexIn(fieldIn(output, 'scriptPubKey'), 'scriptPubKey'),
  }));
  const precomputed = new PrecomputedTransaction(transaction, spent);
  tally.case(`${label} shared hashes`, () => {
    const shared = {
      hashAmounts: precomputed.spentAmountsHash,
      hashOutputs: precomputed.outputsHash,
      hashPrevouts: precomputed.prevoutsHash,
      hashScriptPubkeys: precomputed.spentScriptsHash,
      hashSequences: precomputed.sequencesHash,
    };
    const intermediary = fieldIn(entry, 'intermediary');
    for (const [name, hash] of Object.entries(shared)) {
      tally.expect(bytesToHex(hash), fieldIn(intermediary, name), () => name);
    }
  });
  for (const spend of arrayIn(fieldIn(entry, 'inputSpending'), 'inputSpending')) {
    const input = integerIn(fieldIn(fieldIn(spend, 'given'), 'txinIndex'), 'txinIndex');
    tally.case(`${label} input ${input}`, () => runInput(tally, spend, { precomputed, input, secp256k1 }));
  }
}

function runInput(
  tally: Tally,
  spend: Json,
  context: { readonly precomputed: PrecomputedTransaction; readonly input: number; readonly secp256k1: Secp256k1 },
): void {
  const { precomputed, input, secp256k1 } = context;
  const given = fieldIn(spend, 'given');
  const intermediary = fieldIn(spend, 'intermediary');
  const hashType = integerIn(fieldIn(given, 'hashType'), 'hashType');
  const internalKey = hexIn(fieldIn(intermediary, 'internalPubkey'), 'internalPubkey');
  const root = fieldIn(given, 'merkleRoot');
  const merkleRoot = root === null ? undefined : hexIn(root, 'merkleRoot');
  const tweak = tapTweakHash(internalKey, merkleRoot);
  tally.expect(bytesToHex(tweak), fieldIn(intermediary, 'tweak'), () => 'tweak');
  const execution = {
    annexHash: undefined,
    tapleafHash: undefined,
    codeSeparatorPosition: NO_CODE_SEPARATOR,
    validationWeightLeft: 0,
  };
  const sighash = taprootSighash(precomputed, { input, hashType, execution });
  tally.expect(sighash && bytesToHex(sighash), fieldIn(intermediary, 'sigHash'), () => 'sigHash');
  const message = hexIn(fieldIn(intermediary, 'sigMsg'), 'sigMsg');
  const hashed = sha256(Uint8Array.from([...TAP_SIGHASH_PREFIX, ...message]));
  tally.expect(bytesToHex(hashed), fieldIn(intermediary, 'sigHash'), () => 'hash of sigMsg');
  const witness = arrayIn(fieldIn(fieldIn(spend, 'expected'), 'witness'), 'witness').map((item) => hexIn(item, 'item'));
  const { value, scriptPubKey } = precomputed.spentOutputs[input]!;
  const error = verifyScript({
    scriptSig: new Uint8Array(0),
    scriptPubKey,
    witness,
    flags: MANDATORY_SCRIPT_VERIFY_FLAGS,
    checker: new TransactionChecker({ precomputed, input, amount: value }, { secp256k1 }),
  });
  tally.expect(error, undefined, () => 'verifyScript');
}
