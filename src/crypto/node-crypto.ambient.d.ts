// The one thing this room takes from Node. Only tsconfig.pure.json reads this file: there, no Node types are loaded, so
// that nothing but this pure function of bytes compiles.
declare module 'node:crypto' {
  export function hash(algorithm: 'sha256', data: Uint8Array, outputEncoding: 'binary'): string;
}
