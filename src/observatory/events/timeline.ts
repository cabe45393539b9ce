import type { Claim } from './claim.ts';
import { RecordReader } from './record-reader.ts';
import type { TimelineReject } from './record-reader.ts';

export type { TimelineReject } from './record-reader.ts';

/** Something that happened. `fromSec` equals `toSec` for a moment; a day runs from midnight to midnight UTC. */
export interface TimelineEvent {
  /** By which a study names it; events without one are told and not studied. */
  readonly id?: string;
  readonly fromSec: number;
  readonly toSec: number;
  readonly what: string;
  readonly source: string;
}

/** A span of time that reports speak of by name. */
export interface NamedWindow {
  readonly id: string;
  /** Inclusive, seconds since 1970. */
  readonly fromSec: number;
  /** Exclusive. */
  readonly toSec: number;
  readonly what: string;
}

/** An event as the press told it: what happened when, and what was claimed. */
export interface Timeline {
  readonly title: string;
  readonly licence: string;
  readonly madeBy: string;
  /** In the order of their starts. */
  readonly events: readonly TimelineEvent[];
  readonly windows: readonly NamedWindow[];
  readonly claims: readonly Claim[];
}

const MAX_TIMELINE_CHARS = 1 << 18;

const ID = /^[a-z0-9]+(?:[-.][a-z0-9]+)*$/;
const COUNTRY = /^[A-Z]{2}$/;
const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;
const YEAR = { min: 2009, max: 2100 };
const TICKER = /^[A-Z0-9]{2,8}$/;
/** A relative change: prices and hashrates can't fall by more than all. */
const CHANGE = { min: -1, max: 1000 };
const SHARE = { min: 0, max: 1 };
/** Far above what all of Earth could compute, and still exact enough as a double. */
const HASHRATE = { min: 1, max: 1e27 };

/**
 * Parses a timeline, such as `data/kazakhstan-2022-timeline.json`. JSON, because claims of different kinds have
 * different fields, which a table of columns can't hold.
 *
 * @returns The timeline, or the first thing that is wrong with it.
 */
export function parseTimeline(text: string): Timeline | TimelineReject {
  if (text.length > MAX_TIMELINE_CHARS) {
    return { code: 'timeline-malformed', path: '', expected: `at most ${MAX_TIMELINE_CHARS} characters` };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { code: 'timeline-malformed', path: '', expected: `JSON (${reason})` };
  }
  const rejects: TimelineReject[] = [];
  const reader = new RecordReader(value, '', rejects);
  const timeline: Timeline = {
    title: reader.text('title'),
    licence: reader.text('licence'),
    madeBy: reader.text('madeBy'),
    events: reader.records('events', readEvent).sort((a, b) => a.fromSec - b.fromSec),
    windows: reader.records('windows', readWindow),
    claims: reader.records('claims', readClaim),
  };
  reader.checkAllRead();
  for (const name of ['events', 'windows', 'claims'] as const) {
    const ids = timeline[name].flatMap(({ id }) => (id === undefined ? [] : [id]));
    if (new Set(ids).size !== ids.length) reader.refuse(name, 'ids that differ');
  }
  return rejects[0] ?? timeline;
}

function readEvent(reader: RecordReader): TimelineEvent {
  const id = reader.has('id') ? { id: reader.text('id', ID) } : {};
  return { ...id, ...readSpan(reader), what: reader.text('what'), source: reader.text('source') };
}

function readWindow(reader: RecordReader): NamedWindow {
  return { id: reader.text('id', ID), ...readPeriod(reader), what: reader.text('what') };
}

/** `from` and `to`; without a `to`, the day or the moment that `from` names. */
function readSpan(reader: RecordReader): { fromSec: number; toSec: number } {
  const fromSec = reader.time('from');
  const toSec = reader.has('to') ? reader.endTime('to') : reader.endTime('from');
  if (toSec < fromSec) reader.refuse('to', 'a time not before "from"');
  return { fromSec, toSec };
}

/** The same, when it has to last. */
function readPeriod(reader: RecordReader): { fromSec: number; toSec: number } {
  const period = readSpan(reader);
  if (period.toSec === period.fromSec) reader.refuse('to', 'a time after "from"');
  return period;
}

function readClaim(reader: RecordReader): Claim {
  const head = { id: reader.text('id', ID), text: reader.text('text'), source: reader.text('source') };
  const kind = reader.oneOf('kind', [
    'hashrate-change',
    'pool-hashrate-change',
    'hashrate-level',
    'share',
    'migration',
    'fossil-share',
    'price-level',
    'price-change',
    'price-breadth',
    'difficulty-change',
    'cause',
  ]);
  switch (kind) {
    case 'hashrate-change':
      return {
        ...head,
        kind,
        size: reader.number('size', CHANGE),
        atSec: reader.time('at'),
        baselineSec: reader.duration('baseline'),
        windowsSec: reader.durations('windows'),
        published: readPublishedLevels(reader),
      };
    case 'pool-hashrate-change':
      return { ...head, kind, pool: reader.text('pool'), size: reader.number('size', CHANGE) };
    case 'hashrate-level':
      return { ...head, kind, hashesPerSec: reader.number('hashesPerSec', HASHRATE), ...readPeriod(reader) };
    case 'share': {
      const country = reader.text('country', COUNTRY);
      return { ...head, kind, country, share: reader.number('share', SHARE), month: reader.text('month', MONTH) };
    }
    case 'migration': {
      const countries = { from: reader.text('from', COUNTRY), to: reader.text('to', COUNTRY) };
      return { ...head, kind, ...countries, before: reader.text('before', MONTH), after: reader.text('after', MONTH) };
    }
    case 'fossil-share': {
      const country = reader.text('country', COUNTRY);
      const year = reader.number('year', YEAR);
      return { ...head, kind, country, atLeast: reader.number('atLeast', SHARE), year };
    }
    case 'difficulty-change':
      return {
        ...head,
        kind,
        height: reader.number('height', { min: 0, max: 1e8 }),
        size: reader.number('size', CHANGE),
      };
    default:
      return readPriceClaim(reader, head, kind);
  }
}

function readPriceClaim(
  reader: RecordReader,
  head: { readonly id: string; readonly text: string; readonly source: string },
  kind: 'price-level' | 'price-change' | 'price-breadth' | 'cause',
): Claim {
  switch (kind) {
    case 'price-level': {
      const level = reader.number('level', { min: 0, max: 1e12 });
      const is = reader.oneOf('is', ['below', 'at-least']);
      return { ...head, kind, asset: reader.text('asset', TICKER), is, level, ...readPeriod(reader) };
    }
    case 'price-change': {
      const size = reader.number('size', CHANGE);
      return { ...head, kind, asset: reader.text('asset', TICKER), size, ...readPeriod(reader) };
    }
    case 'price-breadth': {
      const direction = reader.oneOf('direction', ['fall', 'rise']);
      return { ...head, kind, direction, moreThanShare: reader.number('moreThanShare', SHARE), ...readPeriod(reader) };
    }
    case 'cause':
      return {
        ...head,
        kind,
        cause: reader.oneOf('cause', ['internet-shutdown', 'fed-minutes']),
        atSec: reader.time('at'),
        asset: reader.text('asset', TICKER),
        direction: reader.oneOf('direction', ['fall', 'rise']),
        windowSec: reader.duration('window'),
      };
  }
}

/** The two levels that a claim was printed with; both or none. */
function readPublishedLevels(
  reader: RecordReader,
): { readonly beforeHashesPerSec: number; readonly afterHashesPerSec: number } | undefined {
  if (!reader.has('beforeHashesPerSec') && !reader.has('afterHashesPerSec')) return undefined;
  return {
    beforeHashesPerSec: reader.number('beforeHashesPerSec', HASHRATE),
    afterHashesPerSec: reader.number('afterHashesPerSec', HASHRATE),
  };
}
