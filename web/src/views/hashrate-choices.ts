import type { SourceUsed } from '../api/documents.ts';
import type { Span } from '../components/span.ts';

/** A span that one press shows; without ends, all that the best source covers. */
export interface SpanChoice extends Span {
  readonly window: string;
}

/** Spans of mainnet's history that readers come for. */
const NAMED: readonly (SpanChoice & { readonly from: string; readonly to: string })[] = [
  { label: 'January 2022', from: '2021-12-29', to: '2022-01-14', window: '24h' },
  { label: 'China ban, 2021', from: '2021-04-01', to: '2022-01-01', window: '7d' },
];

/** Windows that the table is cut into. */
export const WINDOWS: readonly string[] = ['6h', '24h', '7d', '14d', '144b', '2016b'];

const DAY = 86_400;

/**
 * The spans worth one press, for the sources at hand, the first one to show first: a named event that the best source
 * covers, its last weeks where it is long, all of it, the coarser sources.
 */
export function spanChoices(sources: readonly SourceUsed[], network: string): SpanChoice[] {
  const [best] = sources;
  if (best === undefined) return [];
  const all: SpanChoice = {
    label: best.kind === 'blocks' ? 'All blocks' : 'All of it',
    window: usualWindow(best.from, best.to),
  };
  const named = network === 'mainnet' ? NAMED : [];
  const within = named.filter((span) => covers(best, span));
  const elsewhere = named.filter((span) => !within.includes(span) && sources.some((source) => covers(source, span)));
  const latest = [90, 7]
    .filter((days) => best.to - best.from > 4 * days * DAY)
    .map((days) => ({
      label: `Last ${days} days`,
      from: isoDay(best.to - days * DAY),
      to: isoMinute(best.to),
      window: '24h',
    }));
  const coarser = sources.slice(1).map(({ from, to }) => {
    const first = isoDay(from + DAY - 1);
    return { label: `Since ${first.slice(0, 4)}`, from: first, to: isoDay(to), window: usualWindow(from, to) };
  });
  return [...(latest.length > 0 ? [...latest, ...within] : within), all, ...elsewhere, ...coarser];
}

function covers(source: SourceUsed, span: { readonly from: string; readonly to: string }): boolean {
  return source.from <= Date.parse(span.from) / 1000 && source.to >= Date.parse(span.to) / 1000;
}

/** The window that suits a span: days for weeks, weeks for years. */
export function usualWindow(fromSec: number, toSec: number): string {
  const days = (toSec - fromSec) / DAY;
  if (days < 3) return '6h';
  return days > 120 ? '7d' : '24h';
}

function isoDay(timeSec: number): string {
  return new Date(timeSec * 1000).toISOString().slice(0, 10);
}

function isoMinute(timeSec: number): string {
  return `${new Date(timeSec * 1000).toISOString().slice(0, 16)}Z`;
}
