import type { SpentOutput } from '../../consensus/spent-output.ts';
import { txidToHex } from '../../primitives/hash.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import { parseBcoinUndo } from './bcoin-undo.ts';
import { FieldError } from './json-fields.ts';
import { prevoutsFromJson } from './json-prevouts.ts';
import { outPointText } from './prevouts-file.ts';
import type { PrevoutsFile, PrevoutsReject } from './prevouts-file.ts';

/** First bytes of JSON that can hold outputs: white space, an object, a list. */
const JSON_STARTS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0d, 0x20, 0x5b, 0x7b]);

/**
 * Reads a file of spent outputs, whichever form it has: JSON (see `prevoutsFromJson`), or bcoin's undo data.
 *
 * @returns What it holds, or why that can't be used.
 */
export function readPrevouts(bytes: Uint8Array): PrevoutsFile | PrevoutsReject {
  // A value of undo data may begin with the same byte as JSON does.
  const json = JSON_STARTS.has(bytes[0] ?? 0) ? parseJson(bytes) : undefined;
  if (json === undefined) return parseBcoinUndo(bytes);
  try {
    return prevoutsFromJson(json.value);
  } catch (error) {
    if (error instanceof FieldError) return error.reject;
    throw error;
  }
}

function parseJson(bytes: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return undefined;
  }
}

/**
 * Puts spent outputs in the order of the inputs that spend them, coinbases left out: by their outpoints where all have one,
 * else they are in that order already, and have to be as many.
 *
 * @returns One for each input; `undefined` for outputs of the transactions themselves that are not listed.
 */
export function spentOutputsInOrder(
  transactions: readonly Transaction[],
  outputs: readonly SpentOutput[],
): readonly (SpentOutput | undefined)[] | PrevoutsReject {
  const spending = transactions.filter((tx) => !tx.isCoinbase);
  const inputs = spending.reduce((sum, tx) => sum + tx.inputCount, 0);
  if (!outputs.every((output) => output.outPoint !== undefined)) {
    return outputs.length === inputs ? outputs : { code: 'prevouts-count', inputs, outputs: outputs.length };
  }
  const byOutPoint = new Map(outputs.map((output) => [output.outPoint, output]));
  const made = new Set(transactions.map((tx) => txidToHex(tx.txid)));
  const ordered: (SpentOutput | undefined)[] = [];
  for (const tx of spending) {
    for (let input = 0; input < tx.inputCount; input++) {
      const outPoint = outPointText(tx.prevout(input));
      const output = byOutPoint.get(outPoint);
      if (output === undefined && !made.has(txidToHex(tx.prevoutTxid(input)))) {
        return { code: 'prevout-missing', outPoint };
      }
      ordered.push(output);
    }
  }
  return ordered;
}
