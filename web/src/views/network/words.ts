import type { PeerOverview } from '../../api/documents.ts';

/** A span that need not be exact: `about 12 minutes`. */
export function formatLeft(seconds: number): string {
  if (seconds < 90) return 'about a minute';
  if (seconds < 5400) return `about ${Math.ceil(seconds / 60)} minutes`;
  if (seconds < 172_800) return `about ${Math.round(seconds / 3600)} hours`;
  return `about ${Math.round(seconds / 86_400)} days`;
}

/** How long ago, in one unit: `now`, `40 s`, `12 min`, `3 h`, `2 d`. */
export function formatAge(seconds: number): string {
  if (seconds < 5) return 'now';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

const KINDS: Readonly<Record<PeerOverview['kind'], string>> = {
  inbound: 'it called us',
  'outbound-full-relay': 'we called, for everything',
  'block-relay-only': 'we called, for blocks only',
  manual: 'asked for by you',
  feeler: 'only testing',
  'addr-fetch': 'only for addresses',
};

/** What a connection is for, in words. */
export function kindWords(kind: PeerOverview['kind']): string {
  return KINDS[kind];
}

const SERVICES: Readonly<Record<string, string>> = {
  NETWORK: 'all blocks',
  BLOOM: 'bloom filters',
  WITNESS: 'witnesses',
  COMPACT_FILTERS: 'compact filters',
  NETWORK_LIMITED: 'recent blocks',
  P2P_V2: 'encryption',
};

/** What a peer offers, in words. All blocks include the recent ones. */
export function serviceWords(services: readonly string[]): string {
  const told = services.includes('NETWORK') ? services.filter((name) => name !== 'NETWORK_LIMITED') : services;
  return told.length === 0 ? 'offers nothing' : `offers ${told.map((name) => SERVICES[name] ?? name).join(', ')}`;
}

/** Why a connection ended: the node's code as words. */
export function reasonWords(reason: string): string {
  return reason.replaceAll('-', ' ');
}
