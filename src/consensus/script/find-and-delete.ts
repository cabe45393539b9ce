import { ScriptReader } from '../../primitives/script/script-reader.ts';
import { ScriptWriter } from '../../primitives/script/script-writer.ts';

/**
 * Takes a signature out of the script that it signs: every push of it, as Bitcoin has always done outside of witnesses.
 *
 * A quirk to be kept: only pushes in the shortest form of `CScript <<` are found (no OP_1 to OP_16 either), and they are found
 * where an instruction begins. An empty signature's push is a single OP_0, so each OP_0 goes.
 *
 * Source: Bitcoin Core's `FindAndDelete(scriptCode, CScript() << vchSig)`.
 *
 * @returns The script as it was given when there is nothing to take out, else a shorter copy.
 */
export function withoutPushesOf(signature: Uint8Array, script: Uint8Array): Uint8Array {
  // A script that is shorter than the push can't hold it: the common case of a key's hash, at the price of a comparison.
  if (script.length <= signature.length) return script;
  return findAndDelete(script, new ScriptWriter().push(signature).finish());
}

/**
 * Removes each occurrence of `pattern` that begins where an instruction does, or directly after another one removed.
 *
 * @param pattern At least one byte.
 * @returns `script` itself when nothing was found.
 */
export function findAndDelete(script: Uint8Array, pattern: Uint8Array): Uint8Array {
  let kept: Uint8Array | undefined;
  let keptLength = 0;
  let from = 0;
  let reader = new ScriptReader(script);
  let more = true;
  while (more) {
    const found = reader.offset;
    let at = found;
    while (startsWith(script, at, pattern)) at += pattern.length;
    if (at > found) {
      kept ??= new Uint8Array(script.length);
      kept.set(script.subarray(from, found), keptLength);
      keptLength += found - from;
      from = at;
      reader = new ScriptReader(script, at);
    }
    more = reader.next();
  }
  if (kept === undefined) return script;
  kept.set(script.subarray(from), keptLength);
  return kept.subarray(0, keptLength + script.length - from);
}

function startsWith(script: Uint8Array, at: number, pattern: Uint8Array): boolean {
  if (script.length - at < pattern.length) return false;
  for (let i = 0; i < pattern.length; i++) if (script[at + i] !== pattern[i]) return false;
  return true;
}
