import { coinbaseHeightPush } from '../../consensus/check-block.ts';
import type { Block } from '../../primitives/block.ts';
import { OP } from '../../primitives/script/opcodes.ts';
import { numberOfOpcode } from '../../primitives/script/script-facts.ts';
import { numberOfBytes } from '../../primitives/script/script-number.ts';
import { ScriptReader } from '../../primitives/script/script-reader.ts';

/** Who says at which height a block stands. */
export type HeightSource = 'flag' | 'prevouts' | 'coinbase';

/** Most bytes of a height in a coinbase. */
const MAX_HEIGHT_BYTES = 4;

/** Blocks of lower versions need not say their height (BIP34). */
const FIRST_VERSION_WITH_HEIGHT = 2;

/** Returns the height that a block's coinbase begins with (BIP34), or `undefined` if it begins with none. */
export function heightOfCoinbase(block: Block): number | undefined {
  if (block.header.version < FIRST_VERSION_WITH_HEIGHT || block.transactionCount === 0) return undefined;
  const coinbase = block.transaction(0);
  if (coinbase.inputCount === 0) return undefined;
  const script = coinbase.scriptSig(0);
  const reader = new ScriptReader(script);
  if (!reader.next()) return undefined;
  const { opcode, data } = reader;
  let height: number;
  if (opcode >= OP.OP_1 && opcode <= OP.OP_16) height = numberOfOpcode(opcode);
  else if (data.length > 0 && data.length <= MAX_HEIGHT_BYTES) height = numberOfBytes(data);
  else return undefined;
  const isWritten = height > 0 && coinbaseHeightPush(height).every((byte, i) => byte === script[i]);
  return isWritten ? height : undefined;
}
