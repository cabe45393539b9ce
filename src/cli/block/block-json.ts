import { bytesFromHex } from '../../bytes/hex.ts';
import { encodeBlock } from '../../primitives/block-data.ts';
import { blockHashFromHex, blockHashToHex } from '../../primitives/hash.ts';
import type { BlockHash, MerkleRoot } from '../../primitives/hash.ts';
import { encodeHeader, hashHeader } from '../../primitives/header.ts';
import { CliError } from '../cli-error.ts';

/** Fields of a JSON object that anybody may have written. */
type Fields = Readonly<Record<string, unknown>>;

/**
 * Puts a block together from the JSON of Bitcoin Core's `getblock` with verbosity 2 or 3, with or without the envelope of
 * an RPC answer around it.
 *
 * @param name What errors call the file.
 * @throws {CliError} When a field is missing or malformed, or the header's hash is not the one that is stated.
 */
export function blockBytesFromJson(json: Uint8Array, name: string): Uint8Array {
  const fields = blockFields(json, name);
  const header = {
    version: integerField(fields, 'version', name) | 0,
    prevHash: hashField(fields, 'previousblockhash', name),
    merkleRoot: hashField(fields, 'merkleroot', name) as Uint8Array as MerkleRoot,
    timeSec: integerField(fields, 'time', name),
    bits: Number.parseInt(hexField(fields, 'bits', name), 16),
    nonce: integerField(fields, 'nonce', name),
  };
  const hash = blockHashToHex(hashHeader(encodeHeader(header), 0));
  if (hash !== fields['hash'])
    throw new CliError(`${name}: the header's fields give the hash ${hash}, not the stated one`);
  const transactions = fields['tx'];
  if (!Array.isArray(transactions)) throw malformed(name, 'tx', 'a list of transactions');
  return encodeBlock(
    header,
    transactions.map((transaction: unknown, i) => {
      const hex = isFields(transaction) ? transaction['hex'] : undefined;
      const bytes = typeof hex === 'string' ? bytesFromHex(hex) : undefined;
      if (bytes === undefined) throw malformed(name, `tx[${i}].hex`, 'hex, as getblock gives it with verbosity 2 or 3');
      return bytes;
    }),
  );
}

function blockFields(json: Uint8Array, name: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    throw new CliError(`${name} begins as JSON and is none`);
  }
  const inner = isFields(value) && isFields(value['result']) ? value['result'] : value;
  if (!isFields(inner)) throw new CliError(`${name} holds no JSON object`);
  return inner;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function integerField(fields: Fields, key: string, name: string): number {
  const value = fields[key];
  if (!Number.isInteger(value)) throw malformed(name, key, 'an integer');
  return value as number;
}

function hexField(fields: Fields, key: string, name: string): string {
  const value = fields[key];
  if (typeof value !== 'string' || !/^[0-9a-f]{8}$/.test(value)) throw malformed(name, key, '8 hex digits');
  return value;
}

/** The first block of a network has no `previousblockhash`: its bytes are zeros. */
function hashField(fields: Fields, key: string, name: string): BlockHash {
  const value = fields[key] ?? (key === 'previousblockhash' ? '0'.repeat(64) : undefined);
  const hash = typeof value === 'string' ? blockHashFromHex(value) : undefined;
  if (hash === undefined) throw malformed(name, key, '64 hex digits');
  return hash;
}

function malformed(name: string, key: string, expected: string): CliError {
  return new CliError(`${name}: "${key}" is not ${expected}; a block's JSON is what getblock prints`);
}
