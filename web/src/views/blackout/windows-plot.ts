import type { BlackoutDocument } from '../../api/documents.ts';
import type { Layer, Plot } from '../../charts/plot.ts';
import { formatChange, formatChangeInterval, formatCount, formatShare } from '../../format/numbers.ts';
import type { NumberStyle } from '../../format/numbers.ts';
import { formatDurationWords } from '../../format/time.ts';

/** For each window: the share at stake, the smallest fall that would show, and the change that was measured. */
export function windowsPlot(document: BlackoutDocument, style: NumberStyle): Plot {
  const { windows, hashrate, source, country } = document;
  const share = hashrate.atStake?.share;
  const height = (k: number): number => windows.length - k;
  const ends = windows.flatMap(({ detectable, ratio }) => [
    -(detectable ?? 1),
    ...(ratio === null ? [] : [ratio.low - 1, ratio.high - 1]),
  ]);
  const low = Math.min(-(share ?? 0), ...ends);
  const high = Math.max(0.04, ...ends);
  const pad = (high - low) * 0.04;
  return {
    name: `blackout-${country.code.toLowerCase()}`,
    title: `Changes of hashrate: what shows with ${formatShare(document.test.power, style)} probability, and what was measured`,
    summary: document.sentence,
    source: `${source === null ? 'No blocks: one every ten minutes assumed' : source.description}. Vigil.`,
    x: { kind: 'linear', domain: [low - pad, high + pad], format: (change) => formatChange(1 + change, style, 0) },
    y: { kind: 'linear', domain: [0.4, windows.length + 0.9], title: '', format: () => '', bare: true },
    layers: [
      { type: 'rule', at: 0, label: 'no change', role: 'ink', shape: 'event' },
      ...(share === undefined
        ? []
        : [{ type: 'rule', at: -share, label: 'all of the share', role: 'event', shape: 'fall' } as const]),
      ...windows.flatMap(({ detectable, ratio }, k): Layer[] => {
        const at = height(k);
        const limit = -(detectable ?? 1);
        return [
          { type: 'line', x: [low - pad, limit], y: [at, at], role: 'muted', width: 1, dash: [2, 4] },
          { type: 'line', x: [limit, limit + 1e-9], y: [at - 0.16, at + 0.16], role: 'ink', width: 3 },
          ...(ratio === null
            ? []
            : [
                { type: 'line', x: [ratio.low - 1, ratio.high - 1], y: [at, at], role: 'estimate', width: 4 } as const,
                { type: 'dots', x: [ratio.median - 1], y: [at], role: 'estimate', radius: 5, alpha: 1 } as const,
              ]),
          { type: 'label', place: 'row', x: low, y: at, role: 'muted', text: rowWords(document, k, style) } as const,
        ];
      }),
      {
        type: 'label',
        place: 'right',
        x: high,
        y: windows.length,
        role: 'ink',
        text: 'Left of the bar\na fall would show',
      },
      {
        type: 'label',
        place: 'right',
        x: high,
        y: windows.length - 0.8,
        role: 'estimate',
        text: 'Measured\nwith interval',
      },
    ],
    readings: { x: [], at: () => ({ heading: '', lines: [] }) },
    table: windowsTable(document, style),
  };
}

function rowWords({ windows }: BlackoutDocument, k: number, style: NumberStyle): string {
  const { seconds, detectable } = windows[k]!;
  const limit = detectable === null ? 'no fall shows' : `a fall of ${formatShare(detectable, style)} shows`;
  return `${formatDurationWords(seconds)}: ${limit}`;
}

function windowsTable({ windows }: BlackoutDocument, style: NumberStyle): Plot['table'] {
  return {
    caption: 'What windows of blocks can show, and what they show',
    columns: [
      { label: 'Window', numeric: false },
      { label: 'Blocks', numeric: true },
      { label: 'Expected', numeric: true },
      { label: 'Fall that would show', numeric: true },
      { label: 'Change measured', numeric: true },
      { label: 'A fall by all of the share is', numeric: false },
    ],
    length: windows.length,
    row(k) {
      const { seconds, blocks, expectedBlocks, detectable, ratio, verdict } = windows[k]!;
      return [
        formatDurationWords(seconds),
        blocks === null ? '–' : formatCount(blocks, style),
        formatCount(expectedBlocks, style),
        detectable === null ? 'none' : formatShare(detectable, style),
        ratio === null ? '–' : formatChangeInterval(ratio, style),
        verdict,
      ];
    },
    csvColumns: [
      'seconds',
      'blocks',
      'expected_blocks',
      'detectable',
      'low_ratio',
      'median_ratio',
      'high_ratio',
      'verdict',
    ],
    csvRow(k) {
      const { seconds, blocks, expectedBlocks, detectable, ratio, verdict } = windows[k]!;
      const ends = [ratio?.low ?? null, ratio?.median ?? null, ratio?.high ?? null];
      return [seconds, blocks, expectedBlocks, detectable, ...ends, verdict];
    },
  };
}
