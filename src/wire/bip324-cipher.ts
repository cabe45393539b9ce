import { POLY1305_TAG_BYTES } from '../crypto/chacha20-poly1305.ts';
import { FsChaCha20, FsChaCha20Poly1305 } from '../crypto/fschacha20.ts';
import { HkdfSha256 } from '../crypto/hkdf.ts';

/** Length of a packet's encrypted length. */
export const LENGTH_BYTES = 3;

/** Length of a packet's header, which is encrypted with the contents. */
const HEADER_BYTES = 1;

/** What is sent for a packet beyond its length and its contents: header and tag. */
export const PACKET_OVERHEAD_BYTES: number = HEADER_BYTES + POLY1305_TAG_BYTES;

/** What garbage ends with: 16 bytes that only the two sides know. */
export const GARBAGE_TERMINATOR_BYTES = 16;

/** The one bit of a header that means something: the packet is a decoy. */
const IGNORE_BIT = 0x80;

const EMPTY = new Uint8Array(0);

/** What a packet was found to hold. */
export interface Packet {
  /** To be ignored: sent so that lengths tell less. */
  readonly isDecoy: boolean;
  readonly contents: Uint8Array;
}

/** The ciphers of both directions of one encrypted connection. Source: BIP324, Bitcoin Core's `BIP324Cipher`. */
export class Bip324Cipher {
  /** 32 bytes, the same on both sides. */
  readonly sessionId: Uint8Array;
  readonly sendGarbageTerminator: Uint8Array;
  readonly receiveGarbageTerminator: Uint8Array;
  readonly #sendLength: FsChaCha20;
  readonly #sendPacket: FsChaCha20Poly1305;
  readonly #receiveLength: FsChaCha20;
  readonly #receivePacket: FsChaCha20Poly1305;
  readonly #length = new Uint8Array(LENGTH_BYTES);

  /**
   * @param options.sharedSecret From `ellswiftSharedSecret`.
   * @param options.magic The four bytes of the network: peers of another one come to other keys.
   */
  constructor(options: {
    readonly sharedSecret: Uint8Array;
    readonly magic: Uint8Array;
    readonly isInitiator: boolean;
  }) {
    const label = Uint8Array.from('bitcoin_v2_shared_secret', (character) => character.charCodeAt(0));
    const salt = Uint8Array.of(...label, ...options.magic);
    const hkdf = new HkdfSha256(salt, options.sharedSecret);
    const [we, they] = options.isInitiator ? ['initiator', 'responder'] : ['responder', 'initiator'];
    this.#sendLength = new FsChaCha20(hkdf.expand32(`${we}_L`), LENGTH_BYTES);
    this.#sendPacket = new FsChaCha20Poly1305(hkdf.expand32(`${we}_P`));
    this.#receiveLength = new FsChaCha20(hkdf.expand32(`${they}_L`), LENGTH_BYTES);
    this.#receivePacket = new FsChaCha20Poly1305(hkdf.expand32(`${they}_P`));
    const terminators = hkdf.expand32('garbage_terminators');
    const ofInitiator = terminators.subarray(0, GARBAGE_TERMINATOR_BYTES);
    const ofResponder = terminators.subarray(GARBAGE_TERMINATOR_BYTES);
    this.sendGarbageTerminator = options.isInitiator ? ofInitiator : ofResponder;
    this.receiveGarbageTerminator = options.isInitiator ? ofResponder : ofInitiator;
    this.sessionId = hkdf.expand32('session_id');
  }

  /**
   * Encrypts the next packet.
   *
   * @param contents Its contents, joined: below 2^24 bytes.
   * @param options.aad Authenticated with it: the garbage that was sent, for the first packet.
   */
  encrypt(
    contents: readonly Uint8Array[],
    { aad = EMPTY, isDecoy = false }: { readonly aad?: Uint8Array; readonly isDecoy?: boolean } = {},
  ): Uint8Array {
    const length = contents.reduce((sum, part) => sum + part.length, 0);
    const packet = new Uint8Array(LENGTH_BYTES + PACKET_OVERHEAD_BYTES + length);
    for (let i = 0; i < LENGTH_BYTES; i++) this.#length[i] = length >> (8 * i);
    this.#sendLength.crypt(this.#length, 0, packet, 0);
    const header = Uint8Array.of(isDecoy ? IGNORE_BIT : 0);
    this.#sendPacket.sealInto([header, ...contents], aad, packet, LENGTH_BYTES);
    return packet;
  }

  /** Decrypts the length of the next packet's contents from its first three bytes. To be called once for each. */
  decryptLength(encrypted: Uint8Array): number {
    this.#receiveLength.crypt(encrypted, 0, this.#length, 0);
    return this.#length[0]! | (this.#length[1]! << 8) | (this.#length[2]! << 16);
  }

  /**
   * Decrypts the next packet.
   *
   * @param sealed What follows its length.
   * @returns It, on its own; or `undefined` when it is not authentic.
   */
  decrypt(sealed: Uint8Array, aad: Uint8Array = EMPTY): Packet | undefined {
    const plain = this.#receivePacket.open(sealed, aad);
    if (plain === undefined) return undefined;
    return { isDecoy: (plain[0]! & IGNORE_BIT) !== 0, contents: plain.subarray(HEADER_BYTES) };
  }
}
