import { assert } from '../bytes/assert.ts';
import { COMMAND_BYTES } from './message-limits.ts';

/**
 * Reads the name of a message from the 12 bytes at `offset`: printable ASCII, then zeros.
 *
 * Source: Bitcoin Core's `CMessageHeader::IsCommandValid`.
 *
 * @returns The name, or `undefined` when it holds another byte, or more after a zero. The caller has checked the length.
 */
export function readCommand(bytes: Uint8Array, offset: number): string | undefined {
  let length = 0;
  while (length < COMMAND_BYTES && bytes[offset + length] !== 0) {
    const byte = bytes[offset + length]!;
    if (byte < 0x20 || byte > 0x7e) return undefined;
    length++;
  }
  for (let i = length; i < COMMAND_BYTES; i++) if (bytes[offset + i] !== 0) return undefined;
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}

/** Writes the name of a message to the 12 bytes at `offset`, which are zeros yet. */
export function writeCommand(bytes: Uint8Array, offset: number, command: string): void {
  assert(command.length <= COMMAND_BYTES, 'the name of a message has at most 12 characters');
  for (let i = 0; i < command.length; i++) bytes[offset + i] = command.charCodeAt(i);
}
