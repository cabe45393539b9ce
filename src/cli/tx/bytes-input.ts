import { createReadStream } from 'node:fs';
import { bytesFromHex } from '../../bytes/hex.ts';
import { isSystemError, reasonOf } from '../../platform/system-error.ts';
import { CliError, usageError } from '../cli-error.ts';

/** Characters of an argument that an error shows. */
const SHOWN_CHARS = 40;

/** What a command read, and what errors call it. */
export interface BytesInput {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads bytes that a person gives: as hex digits, as `-` for standard input, or as the name of a file. A file or standard
 * input may hold the bytes themselves, or hex digits with any white space.
 *
 * @param options.maxBytes Most bytes that are read of a file: of its content, be it hex or not.
 * @throws {CliError} When the text is neither, the file can't be read, or holds too much.
 */
export async function readBytesInput(argument: string, options: { readonly maxBytes: number }): Promise<BytesInput> {
  if (argument === '') throw usageError('nothing was given: hex digits, the name of a file, or - for standard input');
  if (argument === '-') return { name: 'standard input', bytes: contentBytes(await readBounded(argument, options)) };
  if (/^[0-9a-fA-F]+$/.test(argument)) {
    const bytes = bytesFromHex(argument);
    if (bytes === undefined) {
      throw usageError(`${shown(argument)} has an odd number of hex digits (${argument.length}); is the end cut off?`);
    }
    return { name: 'the hex given', bytes };
  }
  return { name: argument, bytes: contentBytes(await readBounded(argument, options)) };
}

async function readBounded(path: string, { maxBytes }: { readonly maxBytes: number }): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    const stream = path === '-' ? process.stdin : createReadStream(path);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  const name = path === '-' ? 'standard input' : path;
  if (length > maxBytes) throw new CliError(`${name} holds more than the ${maxBytes} bytes that are read here`);
  if (length === 0) throw new CliError(`${name} is empty`);
  return new Uint8Array(Buffer.concat(chunks));
}

function unreadable(path: string, error: unknown): CliError {
  const { code } = error as NodeJS.ErrnoException;
  // Node itself refuses a name with a zero byte in it.
  if (code === 'ENOENT' || code === 'ENAMETOOLONG' || code === 'ERR_INVALID_ARG_VALUE') {
    return new CliError(`${shown(path)} is neither hex digits nor the name of a file that is there`);
  }
  return new CliError(`cannot read ${shown(path)}: ${isSystemError(error) ? reasonOf(error) : String(error)}`);
}

/** Turns hex digits into the bytes that they stand for, and leaves other content as it is. */
function contentBytes(content: Uint8Array): Uint8Array {
  if (!content.every(isHexTextByte)) return content;
  const digits = new TextDecoder().decode(content).replaceAll(/\s+/g, '');
  if (digits.length % 2 !== 0) {
    throw new CliError(`the text holds an odd number of hex digits (${digits.length}); is the end cut off?`);
  }
  return bytesFromHex(digits) ?? content;
}

function isHexTextByte(byte: number): boolean {
  const isDigit = byte >= 0x30 && byte <= 0x39;
  const isLetter = (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
  return isDigit || isLetter || byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

/** An argument as an error shows it: in quotes, cut short, control characters written out. */
export function shown(argument: string): string {
  const text = argument.length > SHOWN_CHARS ? `${argument.slice(0, SHOWN_CHARS)}…` : argument;
  return JSON.stringify(text);
}
