import type { Checkout } from './checkout.ts';
import type { Finding, Limits, Rule } from './rule.ts';

/** Large, and nobody reads it, but npm needs it. */
const GENERATED = new Set(['package-lock.json']);

/** Where files that are not text may lie, and which. */
const BINARY_PLACES: readonly RegExp[] = [
  /^(docs|web)\/.*\.(png|webp|ico|woff2)$/,
  /^(test|data)\/.*\.(bin|dat|gz|png)$/,
];

/** Git's own test: a zero byte in the first 8,000. */
export function isBinary(checkout: Checkout, file: string): boolean {
  return checkout.bytes(file).subarray(0, 8000).includes(0);
}

function check(checkout: Checkout, limits: Limits): Finding[] {
  return checkout.files.flatMap((file) => {
    const size = checkout.bytes(file).length;
    if (size > limits.fileBytes && !GENERATED.has(file)) {
      return [{ file, line: 1, message: `${size} bytes, the most is ${limits.fileBytes}` }];
    }
    if (!isBinary(checkout, file) || BINARY_PLACES.some((place) => place.test(file))) return [];
    return [
      { file, line: 1, message: 'not text: commit what makes it, or put it where tools/tidy/large-files.ts says' },
    ];
  });
}

/** A clone stays small, and a diff can be read. */
export const largeFiles: Rule = {
  name: 'large-files',
  asks: 'no file above 300 kB; files that are not text only in their places',
  check,
};
