import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { signSchnorr, sign, pointFromScalar, xOnlyPointAddTweak } from 'tiny-secp256k1';

import { bytesToHex } from '../../bytes/hex.ts';
import type { Secp256k1 } from '../../ports/secp256k1.ts';

/** One check with its arguments in the order of the port. */
interface Check {
  readonly method: 'verifyEcdsa' | 'verifySchnorr' | 'checkTweak';
  readonly parts: readonly [Uint8Array, Uint8Array, Uint8Array];
  readonly parity: 0 | 1;
}

/** What came of a comparison. */
export interface Agreement {
  /** Checks whose answer was yes. */
  readonly held: number;
  /** The first check on which the providers differ, in words; `undefined` if there is none. */
  readonly disagreement: string | undefined;
}

/**
 * Asks several providers the same random questions, about half of which hold; the others have a few bits changed, parts
 * swapped for random ones, or set to 0 and to numbers around the group's order.
 *
 * @param options `count` questions, drawn by `seed`.
 */
export function findDisagreement(options: {
  readonly providers: readonly Secp256k1[];
  readonly count: number;
  readonly seed: number;
}): Agreement {
  const random = new Questions(options.seed);
  let held = 0;
  for (let i = 0; i < options.count; i++) {
    const check = random.next();
    const answers = options.providers.map((provider) => answerOf(provider, check));
    if (new Set(answers).size > 1) {
      const who = options.providers.map(({ words }, at) => `${words}: ${answers[at]}`).join('; ');
      const what = check.parts.map(bytesToHex).join(' ');
      return {
        held,
        disagreement: `question ${i} of seed ${options.seed}: ${check.method} ${what} ${check.parity}: ${who}`,
      };
    }
    if (answers[0] === true) held++;
  }
  return { held, disagreement: undefined };
}

function answerOf(provider: Secp256k1, { method, parts, parity }: Check): boolean {
  return method === 'checkTweak' ? provider.checkTweak(...parts, parity) : provider[method](...parts);
}

/** Numbers at which comparisons go wrong: 0, the order and the field's size, and those beside them. */
const EDGES: readonly bigint[] = [
  0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
  2n ** 256n - 0x1000003d1n,
]
  .flatMap((n) => [n - 1n, n, n + 1n, n >> 1n, (n >> 1n) + 1n])
  .concat([0n, 1n]);

class Questions {
  readonly #random: ReturnType<typeof xoroshiro128plus>;

  constructor(seed: number) {
    this.#random = xoroshiro128plus(seed);
  }

  next(): Check {
    const check = this.#honest();
    return this.#below(2) === 0 ? check : this.#corrupted(check);
  }

  #honest(): Check {
    const method = (['verifyEcdsa', 'verifySchnorr', 'checkTweak'] as const)[this.#below(3)]!;
    const secret = this.#bytes(32);
    // Below the order for sure: it begins with 32 set bits.
    secret[0]! &= 0x7f;
    const message = this.#bytes(32);
    const full = pointFromScalar(secret, this.#below(2) === 0)!;
    const key = full.slice(1, 33);
    if (method === 'verifyEcdsa') {
      // Sometimes the hybrid form of the key.
      if (full.length === 65 && this.#below(3) === 0) full[0] = 6 | (full[64]! & 1);
      return { method, parts: [message, sign(message, secret), full], parity: 0 };
    }
    if (method === 'verifySchnorr')
      return { method, parts: [message, signSchnorr(message, secret, this.#bytes(32)), key], parity: 0 };
    message[0]! &= 0x7f;
    const tweaked = xOnlyPointAddTweak(key, message)!;
    return { method, parts: [key, message, tweaked.xOnlyPubkey], parity: tweaked.parity };
  }

  #corrupted({ method, parts, parity }: Check): Check {
    const copies = parts.map((part) => part.slice()) as [Uint8Array, Uint8Array, Uint8Array];
    const part = copies[this.#below(3)]!;
    switch (this.#below(4)) {
      case 0:
        part[this.#below(part.length)]! ^= 1 << this.#below(8);
        break;
      case 1:
        part.set(this.#bytes(part.length));
        break;
      case 2: {
        const edge = EDGES[this.#below(EDGES.length)]!;
        const at = part.length - 32 * (part.length === 64 ? 1 + this.#below(2) : 1);
        for (let i = 0; i < 32; i++) part[at + i] = Number((edge >> BigInt(8 * (31 - i))) & 0xffn);
        break;
      }
      default:
        if (method === 'checkTweak') return { method, parts, parity: parity === 0 ? 1 : 0 };
        part[0] = this.#below(9);
    }
    return { method, parts: copies, parity };
  }

  #below(bound: number): number {
    return (this.#random.next() >>> 0) % bound;
  }

  #bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.#below(256));
  }
}
