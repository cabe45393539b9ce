import type { NetworkName } from '../consensus/params.ts';
import { formatCount, formatCounted, formatDay, formatUtc } from '../observatory/answers/units.ts';
import type { NodeDocument, RunningOverview, SyncOverview } from './node-overview.ts';

/** For so long nobody wonders that there is no peer yet. */
const PATIENT_SEC = 15;

const MINUTE_SEC = 60;
const HOUR_SEC = 3600;
const DAY_SEC = 86_400;

/** What the sentence is made from. */
export interface SentenceFacts extends Pick<NodeDocument, 'network' | 'state' | 'reason' | 'node' | 'time'> {
  /** What there is to be seen without the node, where it is part of a page (`restOfPage`). */
  readonly rest?: string;
}

/** Makes the document that says how a node stands. */
export function nodeDocument(facts: SentenceFacts & { readonly version: string }): NodeDocument {
  const { version, network, time, state, reason, node } = facts;
  const head = { schema: 'vigil.node-overview/1', version, network, time, state, reason } as const;
  return { ...head, sentence: overviewSentence(facts), node };
}

/** Says in one plain sentence how a node stands, and what else there is to be seen meanwhile. */
export function overviewSentence(facts: SentenceFacts): string {
  const { network, state, reason, node } = facts;
  const rest = facts.rest === undefined ? '' : `; ${facts.rest}`;
  switch (state) {
    case 'off':
      return `No node is running${reason === null ? '' : ` (${reason})`}${rest}.`;
    case 'starting':
      return `The node on ${network} is starting${rest === '' ? '' : `${rest} until then`}.`;
    case 'failed':
      return `The node on ${network} is not running${rest}.`;
    case 'stopped':
      return `The node on ${network} has stopped${rest}.`;
    case 'running':
      return node === null ? `The node on ${network} is running.` : runningSentence(node, facts);
  }
}

function runningSentence(node: RunningOverview, facts: SentenceFacts): string {
  const { network, time } = facts;
  const { aloneSince, peers, sync } = node;
  const on = network === 'mainnet' ? '' : ` on ${network}`;
  if (aloneSince === null) return `Connected to ${formatCounted(peers.length, 'peer')}${on}; ${syncWords(sync)}.`;
  const words = sync.phase === 'synced' ? `the chain stands at block ${formatCount(sync.height)}` : facts.rest;
  const rest = words === undefined ? '' : `; ${words}`;
  if (node.hasHadPeers) return `No peer${on} is connected since ${formatUtc(aloneSince)}; trying on${rest}.`;
  if (time - aloneSince < PATIENT_SEC) {
    return `Looking for peers${on}${rest === '' ? '' : `${rest} until one is found`}.`;
  }
  return `No peer${on} could be reached since ${formatUtc(aloneSince)}; trying on${rest}.`;
}

/** What everything but the node's own view rests on while there is no chain from peers. */
export function restOfPage(network: NetworkName): string {
  return network === 'mainnet' ? 'the page goes on with the built-in history' : 'the page shows the blocks at hand';
}

function syncWords(sync: SyncOverview): string {
  const { phase, height, headersHeight, headersTime, presyncHeight, tipTime } = sync;
  switch (phase) {
    case 'headers':
      if (presyncHeight !== null) return `looking through headers, at ${formatCount(presyncHeight)}`;
      return `headers to ${formatCount(headersHeight)}, of ${formatDay(headersTime)}`;
    case 'blocks':
      return `blocks to ${formatCount(height)} of ${formatCount(headersHeight)} (${percentText(height, headersHeight)})${leftWords(sync)}`;
    case 'synced':
      if (height < headersHeight)
        return `block ${formatCount(height)} of ${formatCount(headersHeight)}${leftWords(sync)}`;
      return `up to date with block ${formatCount(height)} of ${formatUtc(tipTime)}`;
  }
}

/** Never `100 %` before all are there. */
function percentText(height: number, headersHeight: number): string {
  return `${Math.floor((100 * height) / headersHeight)} %`;
}

function leftWords({ secondsLeft }: SyncOverview): string {
  return secondsLeft === null || secondsLeft <= 0 ? '' : `; about ${leftText(secondsLeft)} left`;
}

/** A span that need not be exact: `45 seconds`, `12 minutes`, `3 hours`, `2 days`. */
export function leftText(seconds: number): string {
  if (seconds < 1.5 * MINUTE_SEC) return formatCounted(Math.max(1, Math.ceil(seconds)), 'second');
  if (seconds < 1.5 * HOUR_SEC) return formatCounted(Math.ceil(seconds / MINUTE_SEC), 'minute');
  if (seconds < 2 * DAY_SEC) return formatCounted(Math.round(seconds / HOUR_SEC), 'hour');
  return formatCounted(Math.round(seconds / DAY_SEC), 'day');
}
