import { ByteWriter } from '../../bytes/byte-writer.ts';
import { OP } from './opcodes.ts';
import { bytesOfNumber } from './script-number.ts';

/** Writes a script, operation by operation, as Bitcoin Core's `CScript <<` does. */
export class ScriptWriter {
  readonly #writer = new ByteWriter(64);

  /** Writes an operation that is no push of bytes. */
  op(opcode: number): this {
    this.#writer.u8(opcode);
    return this;
  }

  /** Pushes bytes with the shortest of the opcodes that hold their length; never with `OP_1` to `OP_16`. */
  push(data: Uint8Array): this {
    const size = data.length;
    if (size < OP.OP_PUSHDATA1) this.#writer.u8(size);
    else if (size <= 0xff) this.#writer.u8(OP.OP_PUSHDATA1).u8(size);
    else if (size <= 0xffff) {
      this.#writer
        .u8(OP.OP_PUSHDATA2)
        .u8(size)
        .u8(size >>> 8);
    } else this.#writer.u8(OP.OP_PUSHDATA4).u32Le(size);
    this.#writer.raw(data);
    return this;
  }

  /** Pushes a number: by `OP_0`, `OP_1NEGATE`, `OP_1` to `OP_16` where there is one, else by its bytes. */
  number(value: number): this {
    if (value === 0) return this.op(OP.OP_0);
    if (value === -1 || (value >= 1 && value <= 16)) return this.op(value + OP.OP_1 - 1);
    return this.push(bytesOfNumber(value));
  }

  /** Returns the script. */
  finish(): Uint8Array {
    return this.#writer.finish();
  }
}
