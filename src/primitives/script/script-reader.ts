import { readU32Le } from '../../bytes/u32-le.ts';
import { OP } from './opcodes.ts';

/**
 * Walks over a script, operation by operation.
 *
 *     const reader = new ScriptReader(script);
 *     while (reader.next()) use(reader.opcode, reader.data);
 *     if (reader.failed) ...
 *
 * Source: Bitcoin Core's `GetScriptOp`: a push of more bytes than are left fails, and ends the script. No object is made for
 * an operation; `data` makes a view when it is asked for.
 */
export class ScriptReader {
  readonly script: Uint8Array;
  /** The operation's opcode; `OP_INVALIDOPCODE` before the first and after a failure. */
  opcode: number = OP.OP_INVALIDOPCODE;
  /** Where the next operation begins. */
  offset: number;
  /** Where the bytes that the operation pushes begin and end; equal when it pushes none. */
  dataStart = 0;
  dataEnd = 0;
  /** The script ended in the middle of an operation. */
  failed = false;

  /** @param offset Where in the script to begin. */
  constructor(script: Uint8Array, offset: number = 0) {
    this.script = script;
    this.offset = offset;
  }

  /** View of the bytes that the operation pushes; empty for operations that are no push (`OP_1` to `OP_16` included). */
  get data(): Uint8Array {
    return this.script.subarray(this.dataStart, this.dataEnd);
  }

  /** Reads the next operation. @returns `false` at the end of the script, and when the operation can't be read. */
  next(): boolean {
    const { script } = this;
    const end = script.length;
    this.opcode = OP.OP_INVALIDOPCODE;
    if (this.failed || this.offset >= end) return false;
    let at = this.offset;
    const opcode = script[at++]!;
    let size = 0;
    if (opcode < OP.OP_PUSHDATA1) {
      size = opcode;
    } else if (opcode <= OP.OP_PUSHDATA4) {
      const lengthBytes = 1 << (opcode - OP.OP_PUSHDATA1);
      if (end - at < lengthBytes) return this.#fail();
      if (lengthBytes === 4) size = readU32Le(script, at);
      else size = lengthBytes === 1 ? script[at]! : script[at]! | (script[at + 1]! << 8);
      at += lengthBytes;
    }
    if (end - at < size) return this.#fail();
    this.opcode = opcode;
    this.dataStart = at;
    this.dataEnd = at + size;
    this.offset = at + size;
    return true;
  }

  #fail(): false {
    this.failed = true;
    this.dataStart = 0;
    this.dataEnd = 0;
    return false;
  }
}
