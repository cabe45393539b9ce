import type { TrafficSample } from '../../api/documents.ts';
import type { Layer, Plot } from '../../charts/plot.ts';
import { niceUpTo } from '../../charts/scale.ts';
import { byteUnit, formatBytes, formatCount } from '../../format/numbers.ts';
import type { NumberStyle } from '../../format/numbers.ts';
import { formatClock, formatIso } from '../../format/time.ts';

/** The chart shows so much, always: new samples slide in from the right. */
const SPAN_SEC = 15 * 60;

/** Below this the axis does not shrink: pings alone are no mountains. */
const LEAST_TOP = 2_000;

/** Bytes a second between two samples. */
interface Rate {
  readonly from: number;
  readonly to: number;
  readonly received: number;
  readonly sent: number;
}

/** Describes the chart of what came and went over the last minutes. */
export function trafficPlot(samples: readonly TrafficSample[], style: NumberStyle): Plot {
  const rates = ratesOf(samples);
  const end = samples.at(-1)?.time ?? 0;
  const most = rates.reduce((high, { received, sent }) => Math.max(high, received, sent), LEAST_TOP);
  const { factor, symbol } = byteUnit(most);
  const top = niceUpTo(0, (most * 1.05) / factor)[1] * factor;
  const decimals = top / factor < 5 ? 1 : 0;
  const last = rates.at(-1);
  return {
    name: 'traffic',
    title: 'Received and sent, the last 15 minutes',
    summary:
      last === undefined
        ? 'Nothing has been measured yet.'
        : `Now ${formatBytes(last.received, style)} a second are received and ${formatBytes(last.sent, style)} sent; the most in this time was ${formatBytes(most, style)} a second.`,
    source: 'Vigil, bytes on the wire.',
    x: { kind: 'time', domain: [end - SPAN_SEC, end] },
    y: {
      kind: 'linear',
      domain: [0, top],
      title: `${symbol}/s`,
      format: (value) => formatCount(value / factor, style, decimals),
    },
    layers: layersOf(rates, top),
    readings: {
      x: rates.map(({ to }) => to),
      at: (k) => {
        const rate = rates[k]!;
        return {
          heading: `${formatClock(rate.from)} to ${formatClock(rate.to)} UTC`,
          y: rate.received,
          lines: [
            { label: 'Received', value: `${formatBytes(rate.received, style)}/s`, role: 'after' },
            { label: 'Sent', value: `${formatBytes(rate.sent, style)}/s`, role: 'before' },
          ],
        };
      },
    },
    table: {
      caption: 'Bytes a second, times in UTC',
      columns: [
        { label: 'From (UTC)', numeric: false },
        { label: 'Received', numeric: true },
        { label: 'Sent', numeric: true },
      ],
      length: rates.length,
      row: (k) => [
        formatClock(rates[k]!.from),
        `${formatBytes(rates[k]!.received, style)}/s`,
        `${formatBytes(rates[k]!.sent, style)}/s`,
      ],
      csvColumns: ['from_utc', 'to_utc', 'received_bytes_per_s', 'sent_bytes_per_s'],
      csvRow: (k) => [formatIso(rates[k]!.from), formatIso(rates[k]!.to), rates[k]!.received, rates[k]!.sent],
    },
  };
}

/** Received as an area with its line, sent as a broken line: told apart without colour. */
function layersOf(rates: readonly Rate[], top: number): Layer[] {
  const last = rates.at(-1);
  if (last === undefined) return [];
  const x = rates.map(({ to }) => to);
  const received = rates.map((rate) => rate.received);
  const sent = rates.map((rate) => rate.sent);
  const isReceivedAbove = last.received >= last.sent;
  // Names that would lie on one another are kept apart.
  const apart = Math.abs(last.received - last.sent) < top / 6 ? top / 6 : 0;
  return [
    { type: 'band', x, low: rates.map(() => 0), high: received, role: 'after', alpha: 0.16 },
    { type: 'line', x, y: received, role: 'after', width: 2 },
    { type: 'line', x, y: sent, role: 'before', width: 2, dash: [5, 4] },
    {
      type: 'label',
      place: 'right',
      x: last.to,
      y: last.received + (isReceivedAbove ? apart : 0),
      role: 'after',
      text: 'In',
    },
    {
      type: 'label',
      place: 'right',
      x: last.to,
      y: last.sent + (isReceivedAbove ? 0 : apart),
      role: 'before',
      text: 'Out',
    },
  ];
}

function ratesOf(samples: readonly TrafficSample[]): Rate[] {
  const rates: Rate[] = [];
  for (let k = 1; k < samples.length; k++) {
    const before = samples[k - 1]!;
    const sample = samples[k]!;
    const seconds = sample.time - before.time;
    if (seconds <= 0) continue;
    const received = (sample.receivedBytes - before.receivedBytes) / seconds;
    rates.push({ from: before.time, to: sample.time, received, sent: (sample.sentBytes - before.sentBytes) / seconds });
  }
  return rates;
}
