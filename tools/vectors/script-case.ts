import {
  ALL_SCRIPT_FLAGS,
  SCRIPT_VERIFY_CLEANSTACK,
  SCRIPT_VERIFY_P2SH,
  SCRIPT_VERIFY_WITNESS,
  parseScriptFlags,
} from '../../src/consensus/script/flags.ts';
import { parseScript } from '../../src/consensus/script/parse-script.ts';
import { BadVector } from './tally.ts';

/** Reads a script in the notation of Core's tests. @throws {BadVector} When a word of it means nothing. */
export function scriptIn(text: string): Uint8Array {
  const script = parseScript(text.replaceAll(/(?<=^|\s)-?[0-9]{10,}(?=\s|$)/g, rawNumber));
  if (script instanceof Uint8Array) return script;
  throw new BadVector(`bad script: ${script.reason}: ${script.word}`);
}

/** Writes a large number as raw bytes of script: files from before Core 22 have some that its parser no longer takes. */
function rawNumber(word: string): string {
  const value = BigInt(word);
  let hex = (value < 0n ? -value : value).toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  const bytes = Buffer.from(hex, 'hex').reverse();
  const sign = value < 0n ? 0x80 : 0;
  const last = bytes.length - 1;
  const whole = bytes[last]! < 0x80 ? bytes : Buffer.concat([bytes, Buffer.of(0)]);
  whole[whole.length - 1]! |= sign;
  return `0x${Buffer.concat([Buffer.of(whole.length), whole]).toString('hex')}`;
}

/** Reads flags. @throws {BadVector} When a name is unknown. */
export function flagsIn(text: string): number {
  const flags = parseScriptFlags(text);
  if (typeof flags === 'number') return flags;
  throw new BadVector(`unknown flag ${flags.name}`);
}

/** Takes away flags whose company is missing. Source: Bitcoin Core's `TrimFlags` (`transaction_tests.cpp`). */
export function trimFlags(flags: number): number {
  let trimmed = flags;
  if ((trimmed & SCRIPT_VERIFY_P2SH) === 0) trimmed &= ~SCRIPT_VERIFY_WITNESS;
  if ((trimmed & SCRIPT_VERIFY_WITNESS) === 0) trimmed &= ~SCRIPT_VERIFY_CLEANSTACK;
  return trimmed;
}

/** Every flag that is not among these. */
export function otherFlags(flags: number): number {
  return ALL_SCRIPT_FLAGS & ~flags;
}

/**
 * Draws combinations of flags: the same ones in each run, others in each case.
 *
 * Source of the generator: Marsaglia, "Xorshift RNGs" (2003), 32 bits.
 */
export class FlagDraw {
  #state: number;

  /** @param seed Any integer, such as the case's index. */
  constructor(seed: number) {
    this.#state = (seed + 1) * 0x9e37_79b1 || 1;
  }

  /** Flags of the `bits` lowest bits. */
  next(bits: number): number {
    let state = this.#state | 0 || 1;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return state & ((1 << bits) - 1);
  }
}
