/**
 * Checks on the curve secp256k1, done by the best library that the machine has (`platform/secp256k1`).
 *
 * Every argument is bytes, so that a call of the hot path allocates nothing; each may be a view anywhere into a larger
 * buffer, also a shared one. Nothing is kept or changed. The order is always: what was signed, signature, key.
 *
 * A length named below is the caller's promise (`AssertionError`); every other fault of the bytes makes the answer false.
 */
export interface Secp256k1 {
  /** What does the work, in words for a person: `libsecp256k1.so.1 through koffi`. */
  readonly words: string;

  /**
   * Verifies an ECDSA signature, as Bitcoin Core's `CPubKey::Verify` does after its lax parser has read the signature.
   *
   * @param message The 32-byte hash that was signed.
   * @param signature 64 bytes: r and s, big-endian, s already made low (`parseLaxDer`). A high s, a zero, or a value not
   * below the group's order: false.
   * @param publicKey 33 bytes (02, 03) or 65 (04; or hybrid 06, 07, if y is even, odd). Anything else, of any length: false.
   */
  verifyEcdsa(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean;

  /**
   * Verifies a Schnorr signature (BIP340; Core's `XOnlyPubKey::VerifySchnorr`).
   *
   * @param message The 32 bytes that were signed.
   * @param signature 64 bytes: x of R, and s.
   * @param publicKey 32 bytes: x of the key.
   */
  verifySchnorr(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean;

  /**
   * Checks that the output key is the internal key plus `tweak` times the generator (BIP341's commitment; libsecp256k1's
   * `secp256k1_xonly_pubkey_tweak_add_check`).
   *
   * @param internalKey 32 bytes: x of the internal key, whose y is taken as even.
   * @param tweak 32 bytes, big-endian; not below the group's order: false.
   * @param outputKey 32 bytes: x of the output key.
   * @param parity 1 if the output key's y is odd: the lowest bit of a control block's first byte.
   */
  checkTweak(internalKey: Uint8Array, tweak: Uint8Array, outputKey: Uint8Array, parity: 0 | 1): boolean;
}
