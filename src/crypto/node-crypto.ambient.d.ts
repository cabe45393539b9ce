// What this room takes from Node. Only tsconfig.pure.json reads this file: there, no Node types are loaded, so that nothing
// but these pure functions of bytes compiles.
declare module 'node:crypto' {
  export function hash(
    algorithm: 'sha256' | 'ripemd160' | 'sha1' | 'sha3-256',
    data: Uint8Array,
    outputEncoding: 'binary',
  ): string;

  export function createHash(algorithm: 'sha256'): {
    update(data: Uint8Array): unknown;
    digest(outputEncoding: 'binary'): string;
  };

  interface Cipher {
    setAAD(data: Uint8Array, options: { plaintextLength: number }): unknown;
    update(data: Uint8Array): Uint8Array;
    final(): Uint8Array;
  }

  export function createCipheriv(
    algorithm: 'chacha20-poly1305',
    key: Uint8Array,
    nonce: Uint8Array,
    options: { authTagLength: number },
  ): Cipher & { getAuthTag(): Uint8Array };

  export function createDecipheriv(
    algorithm: 'chacha20-poly1305',
    key: Uint8Array,
    nonce: Uint8Array,
    options: { authTagLength: number },
  ): Cipher & { setAuthTag(tag: Uint8Array): unknown };
}
