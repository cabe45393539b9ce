import { spanText } from '../figures.ts';
import { describeSource } from '../../answers/sources.ts';
import { EPOCH_BLOCKS } from '../../history/epoch-table.ts';
import { coverage, DAY_SEC } from '../../series/observations.ts';
import { urlIn } from '../claims/judge-claim.ts';
import type { ReportSection } from '../report-document.ts';
import type { ReportFacts } from '../report-facts.ts';

/** How long the spans are that prices are of. */
const STEP_WORDS: ReadonlyMap<number, string> = new Map([
  [3600, ' by the hour'],
  [DAY_SEC, ' by the day'],
]);

/** What the report was made from. */
export function sourcesSection({ input }: ReportFacts): ReportSection {
  const { observations, epochs } = input.sources;
  const rows: { what: string; source: { text: string; url: string | null }; covers: string }[] = [];
  const add = (what: string, text: string, covers: string): void =>
    void rows.push({ what, source: { text, url: urlIn(text) }, covers });
  for (const source of observations) {
    const { fromSec, toSec } = coverage(source.series);
    const { kind, timeSource } = describeSource(source);
    add(
      kind === 'blocks' ? `Single blocks, ${timeSource} times` : 'Blocks a day',
      source.description,
      spanText(fromSec, toSec),
    );
  }
  if (epochs !== undefined && epochs.epochs.length > 0) {
    const last = epochs.epochs.at(-1)!;
    add(
      'Difficulty epochs, first and last headers',
      'proof of work, links and retargets checked on loading',
      `heights 0 to ${last.firstHeight + EPOCH_BLOCKS - 1}`,
    );
  }
  const { prices, closes } = input;
  if (prices !== undefined) {
    const end = prices.fromSec + prices.stepSec * prices.close.length;
    add(
      `Prices of ${prices.asset}${STEP_WORDS.get(prices.stepSec) ?? ''}`,
      prices.description,
      spanText(prices.fromSec, end),
    );
  }
  if (closes !== undefined) {
    const end = closes.firstDaySec + DAY_SEC * (closes.closes.values().next().value?.length ?? 0);
    add(
      `Daily closes of ${[...closes.closes.keys()].join(', ')}`,
      'data/daily-close-2021-11-2022-01.csv names the index and the collections',
      spanText(closes.firstDaySec, end),
    );
  }
  for (const source of new Set([...input.events, ...input.claims].map((item) => item.source))) {
    add('Events and claims', source, '');
  }
  const missing = rows.length === 0 ? 'Nothing at all was given to report from.' : null;
  return {
    id: 'sources',
    title: 'Sources',
    sentence: 'What this report was made from.',
    parts: [
      {
        kind: 'table',
        caption: 'Sources and what they cover',
        columns: [
          { key: 'what', label: 'What', type: 'text' },
          { key: 'source', label: 'Source', type: 'source' },
          { key: 'covers', label: 'Covers (UTC)', type: 'text' },
        ],
        rows,
      },
    ],
    missing,
  };
}
