import { secp256k1 } from '@noble/curves/secp256k1.js';
import { ByteReader } from '../src/bytes/byte-reader.ts';
import { bytesToHex } from '../src/bytes/hex.ts';
import type { SpentOutput } from '../src/consensus/spent-output.ts';

/** Kinds of scripts that are stored by their hash or key alone; others by their length plus this. */
const SPECIAL_KINDS = 6;

/**
 * Reads btcd's store of unspent outputs for a test block: for each the txid, the index, a length, and as many bytes of height,
 * coinbase flag and the output in compressed form, which is that of Bitcoin Core.
 */
export function readBtcdUtxoStore(bytes: Uint8Array): SpentOutput[] {
  const reader = new ByteReader(bytes);
  const outputs: SpentOutput[] = [];
  while (reader.remaining > 0) {
    const txid = bytesToHex(reader.view(32).toReversed());
    const vout = reader.u32Le();
    const entry = new ByteReader(reader.view(reader.u32Le()));
    const code = readVarInt(entry);
    const value = decompressAmount(readVarInt(entry));
    const scriptPubKey = readScript(entry);
    outputs.push({
      outPoint: `${txid}:${vout}`,
      height: Number(code >> 1n),
      isCoinbase: (code & 1n) === 1n,
      value,
      scriptPubKey,
    });
    if (entry.failure !== undefined || entry.remaining > 0) throw new Error(`entry ${outputs.length} is malformed`);
  }
  if (reader.failure !== undefined) throw new Error('the store ends too early');
  return outputs;
}

function readVarInt(reader: ByteReader): bigint {
  for (let value = 0n; ; value++) {
    const byte = reader.u8();
    value = value * 128n + BigInt(byte & 0x7f);
    if (byte < 0x80) return value;
  }
}

function decompressAmount(compressed: bigint): bigint {
  if (compressed === 0n) return 0n;
  const exponent = (compressed - 1n) % 10n;
  const rest = (compressed - 1n) / 10n;
  const digits = exponent < 9n ? (rest / 9n) * 10n + (rest % 9n) + 1n : rest + 1n;
  return digits * 10n ** exponent;
}

function readScript(reader: ByteReader): Uint8Array {
  const kind = Number(readVarInt(reader));
  if (kind === 0) return Uint8Array.of(0x76, 0xa9, 20, ...reader.view(20), 0x88, 0xac);
  if (kind === 1) return Uint8Array.of(0xa9, 20, ...reader.view(20), 0x87);
  if (kind === 2 || kind === 3) return Uint8Array.of(33, kind, ...reader.view(32), 0xac);
  if (kind >= SPECIAL_KINDS) return reader.view(kind - SPECIAL_KINDS);
  const compressed = Uint8Array.of(kind - 2, ...reader.view(32));
  return Uint8Array.of(65, ...secp256k1.Point.fromBytes(compressed).toBytes(false), 0xac);
}
