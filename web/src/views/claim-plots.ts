import type { ClaimDocument } from '../api/documents.ts';
import type { Layer, Plot } from '../charts/plot.ts';
import { niceUpTo } from '../charts/scale.ts';
import {
  formatChange,
  formatChangeInterval,
  formatCount,
  formatHashrate,
  formatHashrateInterval,
  formatScaled,
  hashrateUnit,
  prefixOf,
} from '../format/numbers.ts';
import type { NumberStyle } from '../format/numbers.ts';
import { formatIso, formatSpan } from '../format/time.ts';
import type { WindowCount } from '../../../src/observatory/series/window-count.ts';
import { hashrateDensity, ratioDensity } from './density.ts';

/** The counts of both windows: what the densities are drawn from. */
export interface ClaimCounts {
  readonly baseline: WindowCount;
  readonly window: WindowCount;
}

/** Blocks counted, bin by bin: the ground that the tester's windows are dragged over. */
export function countsPlot(
  bins: readonly WindowCount[],
  domain: readonly [number, number],
  binWords: string,
  style: NumberStyle,
): Plot {
  const middle = bins.map((bin) => (bin.fromSec + bin.toSec) / 2);
  const top = niceUpTo(0, Math.max(4, ...bins.map(({ blocks }) => blocks)) * 1.15)[1];
  return {
    name: 'block-counts',
    title: `Blocks found in each ${binWords}`,
    summary: `Counts of ${bins.length} spans of ${binWords}. The baseline and the window are moved by the sliders in it.`,
    source: 'Block times as in the source named below. Vigil.',
    x: { kind: 'time', domain },
    y: {
      kind: 'linear',
      domain: [0, top],
      title: '',
      format: (value) => formatCount(value, style),
    },
    layers: [
      {
        type: 'bars',
        from: bins.map(({ fromSec }) => fromSec),
        to: bins.map(({ toSec }) => toSec),
        y: bins.map(({ blocks }) => blocks),
        base: 0,
        role: 'raw',
        below: 'raw',
        alpha: 0.6,
      },
    ],
    readings: {
      x: middle,
      at: (k) => ({
        heading: `${formatSpan(bins[k]!.fromSec, bins[k]!.toSec)} UTC`,
        y: bins[k]!.blocks,
        lines: [{ label: 'Blocks', value: formatCount(bins[k]!.blocks, style), role: 'raw' }],
      }),
    },
    table: {
      caption: `Blocks found in each ${binWords}`,
      columns: [
        { label: 'Span (UTC)', numeric: false },
        { label: 'Blocks', numeric: true },
      ],
      length: bins.length,
      row: (k) => [formatSpan(bins[k]!.fromSec, bins[k]!.toSec), formatCount(bins[k]!.blocks, style)],
      csvColumns: ['from_utc', 'to_utc', 'blocks', 'exposure_s_per_hash'],
      csvRow: (k) => [formatIso(bins[k]!.fromSec), formatIso(bins[k]!.toSec), bins[k]!.blocks, bins[k]!.exposure],
    },
  };
}

/** What is believed of the hashrate in each of the two windows: two densities on one axis. */
export function posteriorsPlot(claim: ClaimDocument, counts: ClaimCounts, style: NumberStyle): Plot {
  const { baseline, window } = claim;
  const spread = (of: typeof baseline): number => (of.hashrate.high - of.hashrate.low) * 0.9;
  const low = Math.max(
    baseline.hashrate.median * 0.001,
    Math.min(baseline.hashrate.median - spread(baseline), window.hashrate.median - spread(window)),
  );
  const high = Math.max(baseline.hashrate.median + spread(baseline), window.hashrate.median + spread(window));
  const before = hashrateDensity(counts.baseline, [low, high]);
  const after = hashrateDensity(counts.window, [low, high]);
  const prefix = prefixOf(high);
  const scale = 1000 ** prefix;
  const xs = Array.from(before.x, (x) => x / scale);
  const zero = new Float64Array(xs.length);
  const unit = hashrateUnit(prefix);
  const apart = Math.abs(baseline.hashrate.median - window.hashrate.median) > (high - low) * 0.2;
  const layers: Layer[] = [
    { type: 'band', x: xs, low: zero, high: before.y, role: 'before', alpha: 0.22 },
    { type: 'line', x: xs, y: before.y, role: 'before', dash: [5, 3], width: 1.5 },
    { type: 'band', x: xs, low: zero, high: after.y, role: 'after', alpha: 0.25 },
    { type: 'line', x: xs, y: after.y, role: 'after' },
    {
      type: 'label',
      place: 'above',
      x: baseline.hashrate.median / scale,
      y: apart ? 1 : 1.13,
      role: 'before',
      text: 'Baseline',
    },
    { type: 'label', place: 'above', x: window.hashrate.median / scale, y: 1, role: 'after', text: 'Window' },
  ];
  return {
    name: 'claim-posteriors',
    title: `Hashrate of each window, ${unit}`,
    summary: `Baseline ${formatHashrateInterval(baseline.hashrate, style)}; window ${formatHashrateInterval(window.hashrate, style)}.`,
    source: `${claim.source.description}. Vigil.`,
    x: { kind: 'linear', domain: [low / scale, high / scale], format: (value) => formatCount(value, style) },
    y: { kind: 'linear', domain: [0, 1.35], title: '', format: () => '', bare: true },
    layers,
    readings: {
      x: xs,
      at: (k) => ({
        heading: `${formatScaled(xs[k]! * scale, prefix, style)} ${unit}`,
        lines: [
          { label: 'Baseline', value: plausibility(before.y[k]!, style), role: 'before' },
          { label: 'Window', value: plausibility(after.y[k]!, style), role: 'after' },
        ],
      }),
    },
    table: densityTable(
      'Densities of both windows, against their peaks',
      ['Hashrate', 'Baseline', 'Window'],
      [
        { name: 'hashrate_hs', values: before.x },
        { name: 'baseline_density', values: before.y },
        { name: 'window_density', values: after.y },
      ],
      { value: (value) => formatHashrate(value, style, prefix), style },
    ),
  };
}

/** What is believed of the ratio, against what was claimed and against no change. */
export function ratioPlot(claim: ClaimDocument, counts: ClaimCounts, style: NumberStyle): Plot {
  const { ratio } = claim;
  const claimed = claim.claim.direction === 'drop' ? 1 - claim.claim.size : 1 + claim.claim.size;
  const spread = (ratio.high - ratio.low) * 0.8;
  const low = Math.max(0.001, Math.min(ratio.median - spread, claimed - spread * 0.3, 1 - spread * 0.3));
  const high = Math.max(ratio.median + spread, claimed + spread * 0.3, 1 + spread * 0.3);
  const density = ratioDensity(counts.baseline, counts.window, [low, high]);
  const xs = Array.from(density.x, (x) => (x - 1) * 100);
  const inside = Array.from(density.x, (x, k) => (x >= ratio.low && x <= ratio.high ? density.y[k]! : NaN));
  const zero = new Float64Array(xs.length);
  const isFall = claimed < 1;
  return {
    name: 'claim-ratio',
    title: 'Change from baseline to window',
    summary: `Measured ${formatChangeInterval(ratio, style)}; claimed ${formatChange(claimed, style)}.`,
    source: `${claim.source.description}. Vigil.`,
    x: {
      kind: 'linear',
      domain: [(low - 1) * 100, (high - 1) * 100],
      format: (value) => formatChange(1 + value / 100, style, 0),
    },
    y: { kind: 'linear', domain: [0, 1.12], title: '', format: () => '', bare: true },
    layers: [
      { type: 'band', x: xs, low: zero, high: density.y, role: 'estimate', alpha: 0.14 },
      { type: 'band', x: xs, low: zero, high: inside, role: 'estimate', alpha: 0.24 },
      { type: 'line', x: xs, y: density.y, role: 'estimate' },
      { type: 'rule', at: 0, label: 'no change', role: 'ink', shape: 'event' },
      {
        type: 'rule',
        at: (claimed - 1) * 100,
        label: `claimed ${formatChange(claimed, style, Math.abs(claimed * 100 - Math.round(claimed * 100)) < 1e-9 ? 0 : 1)}`,
        role: isFall ? 'fall' : 'rise',
        shape: isFall ? 'fall' : 'rise',
      },
    ],
    readings: {
      x: xs,
      at: (k) => ({
        heading: formatChange(density.x[k]!, style),
        y: density.y[k]!,
        lines: [{ label: 'Against the peak', value: plausibility(density.y[k]!, style), role: 'estimate' }],
      }),
    },
    table: densityTable(
      'Density of the change, against its peak',
      ['Change', 'Density'],
      [
        { name: 'ratio', values: density.x },
        { name: 'density', values: density.y },
      ],
      { value: (ratioAt) => formatChange(ratioAt, style), style },
    ),
  };
}

/** A density against its peak, as a share. */
function plausibility(value: number, style: NumberStyle): string {
  return `${formatCount(value * 100, style)}\u202f% of the peak`;
}

/** A drawn density as rows: the value, and each density against its peak. */
function densityTable(
  caption: string,
  labels: readonly string[],
  columns: readonly { readonly name: string; readonly values: ArrayLike<number> }[],
  write: { readonly value: (value: number) => string; readonly style: NumberStyle },
): Plot['table'] {
  return {
    caption,
    columns: labels.map((label) => ({ label, numeric: true })),
    length: columns[0]!.values.length,
    row: (k) =>
      columns.map(({ values }, column) =>
        column === 0 ? write.value(values[k]!) : plausibility(values[k]!, write.style),
      ),
    csvColumns: columns.map(({ name }) => name),
    csvRow: (k) => columns.map(({ values }) => values[k]!),
  };
}
