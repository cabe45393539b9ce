import type { ByteReader } from '../bytes/byte-reader.ts';
import type { ByteWriter } from '../bytes/byte-writer.ts';
import { readLegacyAddress, unspecifiedAddress, writeLegacyAddress } from './address-codec.ts';
import { MAX_SUBVERSION_LENGTH } from './message-limits.ts';
import type { VersionMessage } from './message.ts';
import type { WireReject } from './wire-reject.ts';

/**
 * Reads a `version`. The fields after the receiver's address came one by one over the years, and may each be missing with
 * all that follow; then they have the values that Bitcoin Core gives them: nonce 1, height -1, relay.
 *
 * Source: Bitcoin Core's `ProcessMessage`, BIP14, BIP37.
 */
export function readVersion(reader: ByteReader): VersionMessage | WireReject {
  const version = reader.i32Le();
  const services = reader.u64Le();
  const timeSec = BigInt.asIntN(64, reader.u64Le());
  const receiverServices = reader.u64Le();
  const receiver = readLegacyAddress(reader);
  let [senderServices, sender, nonce] = [0n, unspecifiedAddress(), 1n];
  if (reader.remaining > 0) {
    senderServices = reader.u64Le();
    sender = readLegacyAddress(reader);
    nonce = reader.u64Le();
  }
  let userAgent = '';
  if (reader.remaining > 0) {
    const lengthBytes = reader.compactSize();
    if (lengthBytes > MAX_SUBVERSION_LENGTH) return { code: 'string-length-limit-exceeded', lengthBytes };
    userAgent = String.fromCharCode(...reader.view(lengthBytes));
  }
  const startHeight = reader.remaining > 0 ? reader.i32Le() : -1;
  const relay = reader.remaining > 0 ? reader.u8() !== 0 : true;
  return {
    type: 'version',
    version,
    services,
    timeSec,
    receiver,
    receiverServices,
    sender,
    senderServices,
    nonce,
    userAgent,
    startHeight,
    relay,
  };
}

/** Writes a `version`, with all fields. The user agent is written one byte a character. */
export function writeVersion(writer: ByteWriter, message: VersionMessage): void {
  writer.u32Le(message.version).u64Le(message.services).u64Le(message.timeSec).u64Le(message.receiverServices);
  writeLegacyAddress(writer, message.receiver);
  writer.u64Le(message.senderServices);
  writeLegacyAddress(writer, message.sender);
  writer.u64Le(message.nonce);
  writer.varBytes(Uint8Array.from(message.userAgent, (character) => character.charCodeAt(0)));
  writer.u32Le(message.startHeight).u8(message.relay ? 1 : 0);
}

/**
 * Takes out of a user agent, or of any text from a peer, what may not be shown: all but letters, digits, space and
 * `.,;-_/:?@()`.
 *
 * Source: Bitcoin Core's `SanitizeString` (`cleanSubVer`, `subver` of `getpeerinfo`).
 */
export function sanitizeText(text: string): string {
  return text.replaceAll(/[^a-zA-Z0-9 .,;\-_/:?@()]/g, '');
}
