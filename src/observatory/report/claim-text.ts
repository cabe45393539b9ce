import { MAX_RISE, parseDuration, parseShare, parseTime } from '../answers/quantities.ts';
import type { BadQuantity } from '../answers/quantities.ts';
import type { HashrateChangeClaim } from '../events/claim.ts';
import { momentText, sizeText } from './figures.ts';

/** What a claim has to look like, for messages and help. */
export const CLAIM_TEXT_EXAMPLE = 'drop 12% at 2021-06-20T00:00Z baseline 7d window 24h';

/** Longest claim that is looked at; what a person writes is far shorter. */
const MAX_CHARS = 200;
const DEFAULT_BASELINE = '7d';
const DEFAULT_WINDOW = '24h';

/**
 * Reads a claim in words: `drop 12% at 2021-06-20T00:00Z baseline 7d window 24h`. `rise` in place of `drop`; the parts
 * after the size come in any order; without them the baseline is 7 days and the window 24 h.
 *
 * @param number Which claim of the report this is, from 1: it becomes the id.
 * @returns The claim, or one line that says what is wrong and what to write.
 */
export function parseClaimText(text: string, number: number): HashrateChangeClaim | BadQuantity {
  if (text.length > MAX_CHARS)
    return bad(`a claim of ${text.length} characters is too long; write "${CLAIM_TEXT_EXAMPLE}"`);
  const words = text.trim().replace(/\s+%/g, '%').split(/\s+/);
  const direction = words[0]?.toLowerCase();
  if (direction !== 'drop' && direction !== 'rise') {
    return bad(`a claim begins with "drop" or "rise", not "${words[0] ?? ''}"; write "${CLAIM_TEXT_EXAMPLE}"`);
  }
  const size = parseShare(words[1] ?? '', direction === 'drop' ? 1 : MAX_RISE);
  if (typeof size !== 'number') return size;
  const parts = readParts(words.slice(2));
  if ('code' in parts) return parts;
  if (parts.at === undefined) return bad(`the claim does not say when; add "at 2021-06-20T00:00Z"`);
  const atSec = parseTime(parts.at);
  if (typeof atSec !== 'number') return atSec;
  const baselineSec = parseDuration(parts.baseline ?? DEFAULT_BASELINE);
  if (typeof baselineSec !== 'number') return baselineSec;
  const windowSec = parseDuration(parts.window ?? DEFAULT_WINDOW);
  if (typeof windowSec !== 'number') return windowSec;
  const verb = direction === 'drop' ? 'fell' : 'rose';
  return {
    kind: 'hashrate-change',
    id: `claim-${number}`,
    text: `The hashrate ${verb} ${sizeText(size)} at ${momentText(atSec)}`,
    source: 'asked with --claim',
    size: direction === 'drop' ? -size : size,
    atSec,
    baselineSec,
    windowsSec: [windowSec],
    published: undefined,
  };
}

type Part = 'at' | 'baseline' | 'window';

/** Reads the words after the size as pairs of a name and a value. */
function readParts(words: readonly string[]): Partial<Record<Part, string>> | BadQuantity {
  const parts: Partial<Record<Part, string>> = {};
  for (let i = 0; i < words.length; i += 2) {
    const name = words[i]!.toLowerCase();
    if (name !== 'at' && name !== 'baseline' && name !== 'window') {
      return bad(`"${name}" is no part of a claim; write "${CLAIM_TEXT_EXAMPLE}"`);
    }
    const value = words[i + 1];
    if (value === undefined) return bad(`nothing follows "${name}"; write "${CLAIM_TEXT_EXAMPLE}"`);
    if (parts[name] !== undefined) return bad(`"${name}" stands twice in the claim`);
    parts[name] = value;
  }
  return parts;
}

function bad(message: string): BadQuantity {
  return { code: 'bad-quantity', message };
}
