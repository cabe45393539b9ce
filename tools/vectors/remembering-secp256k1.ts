import type { Secp256k1 } from '../../src/ports/secp256k1.ts';

/** Answers that are kept at most. */
const MAX_ANSWERS = 10_000;

/**
 * Remembers what the curve said: vectors ask for the same signature under dozens of combinations of flags. Everything but
 * the arithmetic is done anew each time.
 */
export function rememberingSecp256k1(inner: Secp256k1): Secp256k1 {
  const answers = new Map<string, boolean>();
  const remember = (kind: string, parts: readonly Uint8Array[], ask: () => boolean): boolean => {
    const key = kind + parts.map((part) => Buffer.from(part).toString('latin1')).join('|');
    let answer = answers.get(key);
    if (answer === undefined) {
      if (answers.size >= MAX_ANSWERS) answers.clear();
      answer = ask();
      answers.set(key, answer);
    }
    return answer;
  };
  return {
    words: inner.words,
    verifyEcdsa: (message, signature, publicKey) =>
      remember('e', [message, signature, publicKey], () => inner.verifyEcdsa(message, signature, publicKey)),
    verifySchnorr: (message, signature, publicKey) =>
      remember('s', [message, signature, publicKey], () => inner.verifySchnorr(message, signature, publicKey)),
    checkTweak: (internalKey, tweak, outputKey, parity) =>
      remember(`t${parity}`, [internalKey, tweak, outputKey], () =>
        inner.checkTweak(internalKey, tweak, outputKey, parity),
      ),
  };
}
