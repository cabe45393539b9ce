/** Groups of an IPv6 address, 16 bits each. */
const GROUPS = 8;

/** Writes an IPv6 address as RFC 5952 has it: lower case, the longest run of two or more zero groups as `::`. */
export function ipv6ToText(bytes: Uint8Array): string {
  const groups = Array.from({ length: GROUPS }, (_, i) => (bytes[2 * i]! << 8) | bytes[2 * i + 1]!);
  let [longestAt, longest, run] = [0, 1, 0];
  for (const [i, group] of groups.entries()) {
    run = group === 0 ? run + 1 : 0;
    if (run > longest) [longestAt, longest] = [i + 1 - run, run];
  }
  const written = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  if (longest < 2) return written(groups);
  return `${written(groups.slice(0, longestAt))}::${written(groups.slice(longestAt + longest))}`;
}

/**
 * Reads an IPv6 address (RFC 4291): eight groups, `::` for the zeros of at least one, the last two perhaps as IPv4.
 *
 * @returns 16 bytes, or `undefined` when the text is none. A zone (`%eth0`) is none: it means something on one machine only.
 */
export function ipv6FromText(text: string): Uint8Array | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':').map(groupFromText)));
  // Only what stands last may be IPv4.
  const last = withIpv4(halves.at(-1)!, halves.length === 1 ? head! : tail!);
  const first = halves.length === 1 ? last : head!;
  const groups = halves.length === 1 ? last : filled(first, last);
  if (groups === undefined || groups.length !== GROUPS) return undefined;
  const bytes = new Uint8Array(2 * GROUPS);
  for (const [i, group] of groups.entries()) {
    if (group === undefined) return undefined;
    bytes[2 * i] = group >> 8;
    bytes[2 * i + 1] = group;
  }
  return bytes;
}

/** Reads four numbers from 0 to 255, without zeros in front, which other programs read as octal. */
export function ipv4FromText(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) {
    return undefined;
  }
  return Uint8Array.from(parts, Number);
}

type Groups = readonly (number | undefined)[];

function groupFromText(text: string): number | undefined {
  return /^[0-9a-fA-F]{1,4}$/.test(text) ? Number.parseInt(text, 16) : undefined;
}

/** The groups of a text whose last part may be an IPv4 address. */
function withIpv4(text: string, groups: Groups): Groups {
  const ipv4 = ipv4FromText(text.slice(text.lastIndexOf(':') + 1));
  if (ipv4 === undefined) return groups;
  return [...groups.slice(0, -1), (ipv4[0]! << 8) | ipv4[1]!, (ipv4[2]! << 8) | ipv4[3]!];
}

/** Both sides of `::`, with at least one group of zeros between. */
function filled(before: Groups, after: Groups): Groups | undefined {
  const zeros = GROUPS - before.length - after.length;
  if (zeros < 1) return undefined;
  return [...before, ...Array.from({ length: zeros }, () => 0), ...after];
}
