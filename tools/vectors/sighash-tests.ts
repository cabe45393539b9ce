import { bytesToHex } from '../../src/bytes/hex.ts';
import { checkTransaction } from '../../src/consensus/check-transaction.ts';
import { PrecomputedTransaction } from '../../src/consensus/script/precomputed-transaction.ts';
import { legacySighash } from '../../src/consensus/script/sighash-legacy.ts';
import { parseTransaction } from '../../src/primitives/transaction.ts';
import { arrayIn, hexIn, integerIn, stringIn } from './json-value.ts';
import type { Json } from './json-value.ts';
import { BadVector, Tally } from './tally.ts';
import type { SetResult } from './tally.ts';

/**
 * Runs `sighash.json`: transaction, script, input, hash type, and the hash of 2009's rules that has to come out.
 *
 * Source: Bitcoin Core's `sighash_from_data` (`sighash_tests.cpp`).
 */
export function runSighashTests(json: Json): SetResult {
  const tally = new Tally('sighash');
  arrayIn(json, 'the file').forEach((entry, index) => {
    const fields = arrayIn(entry, `case ${index}`);
    // The first entry names the fields.
    if (fields.length > 1) tally.case(`[${index}]`, () => runCase(tally, fields));
  });
  return tally.result();
}

function runCase(tally: Tally, [hex, script, input, hashType, expected]: readonly Json[]): void {
  const transaction = parseTransaction(hexIn(hex, 'the transaction'));
  if ('code' in transaction) throw new BadVector(`the transaction does not parse: ${transaction.code}`);
  tally.expect(checkTransaction(transaction), undefined, () => 'CheckTransaction');
  const hash = legacySighash(new PrecomputedTransaction(transaction), {
    input: integerIn(input, 'the input'),
    scriptCode: hexIn(script, 'the script'),
    hashType: integerIn(hashType, 'the hash type'),
  });
  tally.expect(bytesToHex(hash.toReversed()), stringIn(expected, 'the hash'), () => 'the hash');
}
