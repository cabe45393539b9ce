import type { BlackoutDocument, NodesDocument, OutagesDocument } from '../../api/documents.ts';
import type { Plot, Table } from '../../charts/plot.ts';
import { formatCount, formatShare } from '../../format/numbers.ts';
import type { NumberStyle } from '../../format/numbers.ts';
import { formatDurationWords, formatIso, formatUtcShort } from '../../format/time.ts';

/** Shares of hashrate as they were published, and how long their loss takes to show. */
export function sharesTable({ hashrate, country }: BlackoutDocument, style: NumberStyle): Table {
  const { published } = hashrate;
  return {
    caption: `Share of ${country.name} in the hashrate, as published`,
    columns: [
      { label: 'Month', numeric: false },
      { label: 'Share', numeric: true },
      { label: 'Whatever those do who were not asked', numeric: true },
      { label: 'Its loss shows after', numeric: true },
      { label: 'Source', numeric: false },
    ],
    length: published.length,
    row(k) {
      const { month, share, low, high, secondsToShow, source } = published[k]!;
      return [
        month ?? '–',
        formatShare(share, style),
        `${formatShare(low, style)} to ${formatShare(high, style)}`,
        secondsToShow === null ? 'over 60 days' : formatDurationWords(secondsToShow),
        source,
      ];
    },
    csvColumns: ['month', 'share', 'low', 'high', 'seconds_to_show', 'source'],
    csvRow(k) {
      const { month, share, low, high, secondsToShow, source } = published[k]!;
      return [month, share, low, high, secondsToShow, source];
    },
  };
}

/** All outages of all signals. */
export function outagesTable({ signals }: OutagesDocument, style: NumberStyle): Table {
  const rows = signals.flatMap(({ series, outages }) => outages.map((outage) => ({ series, outage })));
  return {
    caption: 'Outages, each with the earliest and latest moment that it may have begun and ended; times in UTC',
    columns: [
      { label: 'Signal', numeric: false },
      { label: 'From', numeric: false },
      { label: 'To', numeric: false },
      { label: 'Loss', numeric: true },
      { label: 'Told after', numeric: true },
    ],
    length: rows.length,
    row(k) {
      const { series, outage } = rows[k]!;
      const { start, end, depth, alarmAt } = outage;
      const moment = ({ low, at, high }: typeof start): string => {
        // The day is told by the moment itself.
        const words = (sec: number): string =>
          high - low < 43_200 ? formatIso(sec).slice(11, 16) : formatUtcShort(sec);
        return `${formatUtcShort(at)} (${words(low)} to ${words(high)})`;
      };
      return [
        series,
        moment(start),
        end === null ? 'lasts' : moment(end),
        `${formatShare(depth.median, style)} (${formatShare(Math.max(0, depth.low), style)} to ${formatShare(depth.high, style)})`,
        formatDurationWords(Math.max(600, alarmAt - start.at)),
      ];
    },
    csvColumns: ['series', 'start_utc', 'end_utc', 'depth_low', 'depth', 'depth_high', 'alarm_utc'],
    csvRow(k) {
      const { series, outage } = rows[k]!;
      const { start, end, depth, alarmAt } = outage;
      const ended = end === null ? null : formatIso(end.at);
      return [series, formatIso(start.at), ended, depth.low, depth.median, depth.high, formatIso(alarmAt)];
    },
  };
}

/** Reachable nodes by country. */
export function countriesTable({ countries }: NodesDocument, style: NumberStyle): Table {
  return {
    caption: 'Reachable nodes whose country is known',
    columns: [
      { label: 'Country', numeric: false },
      { label: 'Nodes', numeric: true },
      { label: 'Share', numeric: true },
    ],
    length: countries.length,
    row(k) {
      const { name, nodes, share } = countries[k]!;
      return [name, formatCount(nodes, style), formatShare(share, style)];
    },
    csvColumns: ['country', 'name', 'nodes', 'share'],
    csvRow(k) {
      const { code, name, nodes, share } = countries[k]!;
      return [code, name, nodes, share];
    },
  };
}

/** How many nodes each crawl reached. */
export function countsPlot({ history }: NodesDocument, style: NumberStyle): Plot {
  const at = history.map((point) => point.at);
  const nodes = history.map((point) => point.nodes);
  const top = Math.max(1, ...nodes);
  return {
    name: 'nodes-reachable',
    title: 'Reachable nodes, by each crawl',
    summary: `${history.length} crawls reached ${formatCount(Math.min(...nodes), style)} to ${formatCount(top, style)} nodes.`,
    source: "Vigil's own crawls. Vigil.",
    x: { kind: 'time', domain: [at[0] ?? 0, at.at(-1) ?? 1] },
    y: { kind: 'linear', domain: [0, top * 1.08], title: 'Nodes', format: (value) => formatCount(value, style) },
    layers: [{ type: 'line', x: at, y: nodes, role: 'raw', width: 1.5 }],
    readings: {
      x: at,
      at: (k) => ({
        heading: formatUtcShort(at[k]!),
        lines: [{ label: 'Nodes', value: formatCount(nodes[k]!, style), role: 'raw' }],
        y: nodes[k]!,
      }),
    },
    table: {
      caption: 'Reachable nodes of each crawl; times in UTC',
      columns: [
        { label: 'Time (UTC)', numeric: false },
        { label: 'Nodes', numeric: true },
      ],
      length: history.length,
      row: (k) => [formatUtcShort(at[k]!), formatCount(nodes[k]!, style)],
      csvColumns: ['time_utc', 'nodes'],
      csvRow: (k) => [formatIso(at[k]!), nodes[k]!],
    },
  };
}
