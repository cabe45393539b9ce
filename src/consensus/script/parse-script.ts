import { bytesFromHex } from '../../bytes/hex.ts';
import { MAX_OPCODE, OP, opcodeName } from '../../primitives/script/opcodes.ts';
import { ByteWriter } from '../../bytes/byte-writer.ts';
import { ScriptWriter } from '../../primitives/script/script-writer.ts';

/** The word of a script's text that means nothing, and why. */
export interface ScriptTextReject {
  readonly code: 'script-parse-error';
  readonly word: string;
  readonly reason: 'unknown opcode' | 'number out of range' | 'not ASCII';
}

/** Numbers beyond are of no use in scripts. */
const MAX_NUMBER = 0xffff_ffff;

/** Opcodes by name, with and without `OP_`; no pushes, which are written as what they push. */
const OPCODES: ReadonlyMap<string, number> = opcodesByName();

/**
 * Reads a script that a person wrote, in the notation of Bitcoin Core's tests and `bitcoin-tx`: words with white space
 * between them.
 *
 * - `OP_DUP`, `DUP`: an opcode;
 * - `-1`, `16`, `1000`: pushes that number as short as can be;
 * - `0x4c01ff`: these bytes, as they are: no push;
 * - `'text'`: pushes the text.
 *
 * Source: Bitcoin Core's `ParseScript` (`core_read.cpp`). Known here, and not there: OP_0 to OP_16, OP_1NEGATE, OP_TRUE and
 * OP_FALSE by name, and tapscript's OP_CHECKSIGADD.
 */
export function parseScript(text: string): Uint8Array | ScriptTextReject {
  const out = new ByteWriter();
  for (const word of text.split(/[ \t\n]/)) {
    if (word === '') continue;
    const part = parseWord(word);
    if (!(part instanceof Uint8Array)) return part;
    out.raw(part);
  }
  return out.finish();
}

function parseWord(word: string): Uint8Array | ScriptTextReject {
  if (/^-?[0-9]+$/.test(word)) {
    const value = Number(word);
    if (Math.abs(value) > MAX_NUMBER) return { code: 'script-parse-error', word, reason: 'number out of range' };
    return new ScriptWriter().number(value).finish();
  }
  const raw = word.length > 2 && word.startsWith('0x') ? bytesFromHex(word.slice(2)) : undefined;
  if (raw !== undefined) return raw;
  if (word.length >= 2 && word.startsWith("'") && word.endsWith("'")) {
    const codes = Array.from(word.slice(1, -1), (character) => character.codePointAt(0)!);
    if (codes.some((code) => code > 0x7f)) return { code: 'script-parse-error', word, reason: 'not ASCII' };
    return new ScriptWriter().push(Uint8Array.from(codes)).finish();
  }
  const opcode = OPCODES.get(word);
  return opcode === undefined ? { code: 'script-parse-error', word, reason: 'unknown opcode' } : Uint8Array.of(opcode);
}

function opcodesByName(): Map<string, number> {
  const names = new Map<string, number>();
  const add = (name: string, opcode: number): void => {
    names.set(name, opcode);
    names.set(name.replace(/^OP_/, ''), opcode);
  };
  add('OP_RESERVED', OP.OP_RESERVED);
  for (let opcode = OP.OP_NOP; opcode <= MAX_OPCODE; opcode++) {
    const name = opcodeName(opcode);
    if (name !== 'OP_UNKNOWN') add(name, opcode);
  }
  add('OP_CHECKSIGADD', OP.OP_CHECKSIGADD);
  add('OP_1NEGATE', OP.OP_1NEGATE);
  add('OP_TRUE', OP.OP_TRUE);
  add('OP_FALSE', OP.OP_FALSE);
  for (let n = 0; n <= 16; n++) names.set(`OP_${n}`, n === 0 ? OP.OP_0 : OP.OP_1 + n - 1);
  // Names of before BIP65 and BIP112, in older tests.
  add('OP_NOP2', OP.OP_NOP2);
  add('OP_NOP3', OP.OP_NOP3);
  return names;
}
