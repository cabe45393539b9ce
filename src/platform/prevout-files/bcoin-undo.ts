import { ByteReader } from '../../bytes/byte-reader.ts';
import type { SpentOutput } from '../../consensus/spent-output.ts';
import type { PrevoutsFile, PrevoutsReject } from './prevouts-file.ts';

/**
 * Reads bcoin's undo data: for each input in order the value (8 bytes, little-endian), and the script with its length as a
 * compact size. Heights are not told.
 *
 * @returns The outputs, whose scripts are views of `bytes`; or why they are none.
 */
export function parseBcoinUndo(bytes: Uint8Array): PrevoutsFile | PrevoutsReject {
  const reader = new ByteReader(bytes);
  const outputs: SpentOutput[] = [];
  while (reader.remaining > 0) {
    const value = BigInt.asIntN(64, reader.u64Le());
    outputs.push({ value, scriptPubKey: reader.varBytes() });
  }
  if (reader.failure === undefined) return { form: "bcoin's undo data", outputs };
  return {
    code: 'prevouts-format-unknown',
    found: `no JSON, and as bcoin's undo data it makes no sense at byte ${reader.failureOffset}`,
  };
}
