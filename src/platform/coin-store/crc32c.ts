/** CRC-32C's polynomial, its bits in reverse. */
const POLYNOMIAL = 0x82f6_3b78;

/** The checksums of each byte, followed by none to three bytes of zero: four bytes are taken at a time. */
const [TABLE_0, TABLE_1, TABLE_2, TABLE_3] = makeTables();

/**
 * Continues a CRC-32C (Castagnoli; RFC 3720, appendix B.4), the checksum of LevelDB's own files.
 *
 * In JavaScript, for the some 70 bytes of a coin: 0.09 us, where two calls of zlib's take 0.25 us.
 *
 * @param before The checksum of the bytes before; 0 at the beginning.
 * @param end Where the bytes end.
 */
export function crc32c(bytes: Uint8Array, end: number = bytes.length, before = 0): number {
  let crc = ~before;
  let at = 0;
  for (; at + 4 <= end; at += 4) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc =
      TABLE_3[crc & 0xff]! ^
      TABLE_2[(crc >>> 8) & 0xff]! ^
      TABLE_1[(crc >>> 16) & 0xff]! ^
      TABLE_0[(crc >>> 24) & 0xff]!;
  }
  for (; at < end; at++) crc = TABLE_0[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

function makeTables(): readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array] {
  const tables = [new Uint32Array(256), new Uint32Array(256), new Uint32Array(256), new Uint32Array(256)] as const;
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    tables[0][byte] = crc;
  }
  for (let table = 1; table < 4; table++) {
    for (let byte = 0; byte < 256; byte++) {
      const before = tables[table - 1]![byte]!;
      tables[table]![byte] = (before >>> 8) ^ tables[0][before & 0xff]!;
    }
  }
  return tables;
}
