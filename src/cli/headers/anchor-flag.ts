import { InvalidArgumentError, Option } from 'commander';
import { blockHashFromHex } from '../../primitives/hash.ts';
import type { AnchorRequest } from '../../platform/import-headers.ts';

/** Core keeps heights as signed 32-bit integers. */
const MAX_HEIGHT = 0x7fffffff;

/** Reads `HEIGHT` or `HEIGHT:HASH`, the hash as explorers show it. */
export function parseAnchor(text: string): AnchorRequest {
  const parts = /^(\d{1,10})(?::([0-9a-fA-F]{64}))?$/.exec(text);
  const height = parts === null ? NaN : Number(parts[1]);
  if (!(height <= MAX_HEIGHT)) {
    throw new InvalidArgumentError(`"${text}" is not an anchor; write HEIGHT, or HEIGHT:HASH with 64 hex digits.`);
  }
  const hash = parts?.[2] === undefined ? undefined : blockHashFromHex(parts[2].toLowerCase());
  return { height, ...(hash && { hash }) };
}

/** `--anchor HEIGHT[:HASH]`. */
export function anchorOption(): Option {
  return new Option(
    '--anchor <height[:hash]>',
    'height (and hash) of the first header in the first file, where that is not the first block',
  ).argParser(parseAnchor);
}
