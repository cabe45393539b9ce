import type { EventStudyDocument } from '../../api/documents.ts';
import type { Layer, Plot, Reading, Table } from '../../charts/plot.ts';
import { niceUpTo } from '../../charts/scale.ts';
import { formatChange } from '../../format/numbers.ts';
import type { NumberStyle } from '../../format/numbers.ts';
import { formatIso, formatUtcShort } from '../../format/time.ts';
import { shortName } from './words.ts';

type Point = NonNullable<EventStudyDocument['hourly']>['path'][number];

/** The price around an event, on the band that comparable windows keep to. */
export function studyPlot(document: EventStudyDocument, style: NumberStyle): Plot | undefined {
  const { hourly, event, against, asset, level, sources } = document;
  if (hourly === null) return undefined;
  const { path, match } = hourly;
  const percent = `${Math.round(level * 1000) / 10} %`;
  const change = (ratio: number): number => ratio - 1;
  const x = path.map(({ time }) => time);
  const after = path.filter(({ usual }) => usual !== null);
  const band = (pick: (usual: NonNullable<Point['usual']>) => number): number[] =>
    after.map(({ usual }) => change(pick(usual!)));
  const all = path.flatMap(({ ratio, usual }) => [ratio, usual?.low ?? ratio, usual?.high ?? ratio]).map(change);
  const last = path.at(-1)!;
  const bandX = after.map(({ time }) => time);
  const marks = [event, ...(against === null ? [] : [against])];
  const layers: Layer[] = [
    { type: 'band', x: bandX, low: band((u) => u.low), high: band((u) => u.high), role: 'estimate', alpha: 0.14 },
    { type: 'band', x: bandX, low: band((u) => u.low50), high: band((u) => u.high50), role: 'estimate', alpha: 0.22 },
    { type: 'level', at: 0, role: 'muted', label: 'price at the event' },
    { type: 'line', x, y: path.map(({ ratio }) => change(ratio)), role: 'ink', width: 1.75 },
    ...marks.map((mark): Layer => ({
      type: 'rule',
      at: mark.from,
      label: shortName(mark),
      role: 'event',
      shape: 'event',
    })),
    { type: 'label', place: 'right', x: last.time, y: change(last.ratio), role: 'ink', text: asset },
  ];
  if (after.length > 0) {
    const { usual } = after.at(-1)!;
    layers.push({
      type: 'label',
      place: 'right',
      x: last.time,
      y: change(usual!.high),
      role: 'estimate',
      text: `Usual moves\n${percent} and 50 %`,
    });
  }
  return {
    name: `event-study-${formatIso(event.from).slice(0, 10)}`,
    title: `${asset} after ${shortName(event)}`,
    summary:
      `The price changed by ${formatChange(last.ratio, style)} in the ${(last.time - event.from) / 3600 >= 48 ? 'days' : 'hours'} shown after the event. ` +
      `The band holds ${percent} of ${match.windows} ${match.words}, at the volatility before the event.`,
    source: `${sources.join('; ')}. Vigil.`,
    x: { kind: 'time', domain: [x[0]!, last.time] },
    y: {
      kind: 'linear',
      domain: niceUpTo(Math.min(...all), Math.max(...all)),
      title: `${asset} in dollars, change since the event`,
      format: (value) => formatChange(1 + value, style, 0),
    },
    layers,
    readings: { x, at: (k) => readingAt(path[k]!, percent, style) },
    table: pathTable(document, path, style),
  };
}

function readingAt(point: Point, percent: string, style: NumberStyle): Reading {
  return {
    heading: `${formatUtcShort(point.time)} UTC`,
    y: point.ratio - 1,
    lines: [
      { label: 'Change since the event', value: formatChange(point.ratio, style, 2) },
      ...(point.usual === null
        ? []
        : [{ label: `Usual, ${percent}`, value: usualText(point, style), role: 'estimate' as const }]),
    ],
  };
}

function usualText({ usual }: Point, style: NumberStyle): string {
  return usual === null ? '–' : `${formatChange(usual.low, style)} to ${formatChange(usual.high, style)}`;
}

function pathTable({ asset, level }: EventStudyDocument, path: readonly Point[], style: NumberStyle): Table {
  const percent = `${Math.round(level * 1000) / 10} %`;
  return {
    caption: `${asset} by the hour, change since the event, times in UTC`,
    columns: [
      { label: 'Time (UTC)', numeric: false },
      { label: 'Change', numeric: true },
      { label: `Usual, ${percent}`, numeric: true },
    ],
    length: path.length,
    row: (k) => [formatUtcShort(path[k]!.time), formatChange(path[k]!.ratio, style, 2), usualText(path[k]!, style)],
    csvColumns: ['time_utc', 'ratio', 'usual_low', 'usual_low50', 'usual_median', 'usual_high50', 'usual_high'],
    csvRow: (k) => {
      const { time, ratio, usual } = path[k]!;
      const { low, low50, median, high50, high } = usual ?? {};
      return [formatIso(time), ratio, ...[low, low50, median, high50, high].map((value) => value ?? null)];
    },
  };
}
