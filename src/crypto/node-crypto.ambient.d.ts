// What this room takes from Node. Only tsconfig.pure.json reads this file: there, no Node types are loaded, so that nothing
// but these pure functions of bytes compiles.
declare module 'node:crypto' {
  export function hash(algorithm: 'sha256' | 'ripemd160' | 'sha1', data: Uint8Array, outputEncoding: 'binary'): string;

  export function createHash(algorithm: 'sha256'): {
    update(data: Uint8Array): unknown;
    digest(outputEncoding: 'binary'): string;
  };
}
