import type { EventStudyDocument } from '../../api/documents.ts';
import type { Table } from '../../charts/plot.ts';
import { formatChange, formatCount, formatShare } from '../../format/numbers.ts';
import type { NumberStyle } from '../../format/numbers.ts';
import { formatIso, formatUtcShort } from '../../format/time.ts';

type Horizon = NonNullable<EventStudyDocument['hourly']>['horizons'][number];

/** The moves after an event, one row a length of time. `market` adds what the other coins did. */
export function horizonsTable(
  horizons: readonly (Horizon & { readonly marketRatio?: number })[],
  words: { readonly caption: string; readonly level: number },
  style: NumberStyle,
): Table {
  const percent = `${Math.round(words.level * 1000) / 10} %`;
  const hasMarket = horizons.some(({ marketRatio }) => marketRatio !== undefined);
  return {
    caption: words.caption,
    columns: [
      { label: 'After', numeric: false },
      { label: 'Until (UTC)', numeric: false },
      { label: 'Change', numeric: true },
      ...(hasMarket ? [{ label: 'Other coins', numeric: true }] : []),
      { label: 'Abnormal', numeric: true },
      { label: `Usual, ${percent}`, numeric: true },
      { label: 'As large in', numeric: true },
      { label: 'Verdict', numeric: false },
    ],
    length: horizons.length,
    row(k) {
      const one = horizons[k]!;
      return [
        lengthText(one.length),
        formatUtcShort(one.to),
        formatChange(one.ratio, style, 2),
        ...(hasMarket ? [formatChange(one.marketRatio!, style, 2)] : []),
        formatChange(one.abnormal, style, 2),
        `${formatChange(one.usual.low, style)} to ${formatChange(one.usual.high, style)}`,
        formatShare(one.pValue, style),
        one.verdict,
      ];
    },
    csvColumns: [
      'length_sec',
      'from_utc',
      'to_utc',
      'ratio',
      'market_ratio',
      'abnormal',
      'usual_low',
      'usual_high',
      'p_value',
      'p_fall',
      'p_rise',
      'resolution',
      'independent',
      'verdict',
    ],
    csvRow(k) {
      const one = horizons[k]!;
      return [
        one.length,
        formatIso(one.from),
        formatIso(one.to),
        one.ratio,
        one.marketRatio ?? null,
        one.abnormal,
        one.usual.low,
        one.usual.high,
        one.pValue,
        one.pFall,
        one.pRise,
        one.resolution,
        one.independent,
        one.verdict,
      ];
    },
  };
}

/** How the p-values were come by, in a sentence. */
export function rankText(
  horizons: readonly Horizon[],
  match: { readonly windows: number; readonly words: string },
  style: NumberStyle,
): string {
  const apart = horizons.map(({ independent }) => formatCount(independent, style));
  // By the day, windows that overlap count together, and longer ones can show less.
  const smallest = [
    ...new Set([horizons[0]!, horizons.at(-1)!].map(({ resolution }) => formatShare(resolution, style))),
  ];
  return (
    `Held against ${formatCount(match.windows, style)} ${match.words}; of each length ${apart.join(', ')} fit beside each other. ` +
    `The smallest share that they can show is ${smallest.join(' for the shortest, and for the longest ')}.`
  );
}

function lengthText(seconds: number): string {
  return seconds > 86_400 && seconds % 86_400 === 0 ? `${seconds / 86_400} days` : `${seconds / 3600} h`;
}
