import { assert } from '../bytes/assert.ts';
import { readCommand, writeCommand } from './command-text.ts';
import { COMMAND_BYTES } from './message-limits.ts';

/** Names that are written as one byte: their place in this list, from 1 on. Source: BIP324, Core's `V2_MESSAGE_IDS`. */
const SHORT_NAMES: readonly string[] = [
  'addr',
  'block',
  'blocktxn',
  'cmpctblock',
  'feefilter',
  'filteradd',
  'filterclear',
  'filterload',
  'getblocks',
  'getblocktxn',
  'getdata',
  'getheaders',
  'headers',
  'inv',
  'mempool',
  'merkleblock',
  'notfound',
  'ping',
  'pong',
  'sendcmpct',
  'tx',
  'getcfilters',
  'cfilter',
  'getcfheaders',
  'cfheaders',
  'getcfcheckpt',
  'cfcheckpt',
  'addrv2',
];

/** The first byte of a name that is written out. */
const LONG = 0;

/** Bytes of a name that is written out. */
export const LONG_TYPE_BYTES: number = 1 + COMMAND_BYTES;

const SHORT_TYPES: ReadonlyMap<string, Uint8Array> = new Map(
  SHORT_NAMES.map((name, i) => [name, Uint8Array.of(i + 1)] as const),
);

/** Writes the name of a message as a packet's contents begin with it: 1 byte or 13. */
export function writeMessageType(command: string): Uint8Array {
  const short = SHORT_TYPES.get(command);
  if (short !== undefined) return short;
  assert(command.length > 0, 'a message has a name');
  const long = new Uint8Array(LONG_TYPE_BYTES);
  writeCommand(long, 1, command);
  return long;
}

/**
 * Reads the name of a message from the start of a packet's contents.
 *
 * @returns The name, and where the payload begins; or `undefined` when there is none that is known or well formed.
 */
export function readMessageType(
  contents: Uint8Array,
): { readonly command: string; readonly payloadAt: number } | undefined {
  const id = contents[0];
  if (id === undefined) return undefined;
  if (id !== LONG) {
    const command = SHORT_NAMES[id - 1];
    return command === undefined ? undefined : { command, payloadAt: 1 };
  }
  if (contents.length < LONG_TYPE_BYTES) return undefined;
  const command = readCommand(contents, 1);
  return command === undefined ? undefined : { command, payloadAt: LONG_TYPE_BYTES };
}
