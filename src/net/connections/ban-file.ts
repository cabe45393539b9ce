import type { Ban } from './ban-list.ts';
import { subnetFromText, subnetToText } from './subnet.ts';

/** The only version of an entry there has been. Source: Core's `CBanEntry::CURRENT_VERSION`. */
const VERSION = 1;

/** Writes bans as Bitcoin Core's `banlist.json`. */
export function writeBanFile(bans: readonly Ban[]): string {
  const entries = bans.map(({ subnet, createdSec, untilSec }) => ({
    version: VERSION,
    ban_created: createdSec,
    banned_until: untilSec,
    address: subnetToText(subnet),
  }));
  return `${JSON.stringify({ banned_nets: entries }, null, 4)}\n`;
}

/**
 * Reads bans. Entries of another version, or of an address that cannot be read, are left out, as in Core.
 * @returns `undefined` where the text is no such file.
 */
export function readBanFile(text: string): Ban[] | undefined {
  const entries = property(parsed(text), 'banned_nets');
  if (!Array.isArray(entries)) return undefined;
  const bans: Ban[] = [];
  for (const entry of entries as readonly unknown[]) {
    const createdSec = property(entry, 'ban_created');
    const untilSec = property(entry, 'banned_until');
    const address = property(entry, 'address');
    if (!Number.isSafeInteger(createdSec) || !Number.isSafeInteger(untilSec)) return undefined;
    if (typeof address !== 'string') return undefined;
    const subnet = subnetFromText(address);
    if (property(entry, 'version') !== VERSION || subnet === undefined) continue;
    bans.push({ subnet, createdSec: createdSec as number, untilSec: untilSec as number });
  }
  return bans;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
