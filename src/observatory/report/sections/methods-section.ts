import { counted, shareText } from '../figures.ts';
import type { ReportSection } from '../report-document.ts';
import type { ReportFacts } from '../report-facts.ts';

/** How each figure is made, and what it cannot show. */
export function methodsSection(facts: ReportFacts): ReportSection {
  const { input, chosen } = facts;
  const level = shareText(input.level);
  const kinds = new Set(input.claims.map(({ kind }) => kind));
  const items = [
    `Hashrate: while a block takes W expected hashes, a network of H hashes a second finds blocks as a Poisson process of ` +
      `rate H / W. Each interval holds the truth with ${level} probability (Gamma posterior, Jeffreys prior).`,
  ];
  if (chosen?.used.kind === 'days') {
    items.push(
      'Only counts a day are at hand: windows are moved to the nearest midnights, and say so by their own times.',
    );
  } else if (chosen?.used.timeSource === 'header') {
    items.push(
      `Times are those that miners wrote into headers: they may be off by minutes, by rule by up to two hours. ` +
        `${counted(chosen.used.repairedTimes, 'time')} of the whole source ran backwards; such times are replaced by ones between their neighbours.`,
    );
  }
  if (kinds.has('hashrate-change')) {
    items.push(
      'A claimed change is tested on one window against the time before it: by the interval of the ratio, by how often luck ' +
        'alone shows a change that large, and by how much better the claim explains the counts than no change does.',
      'Growth in the baseline can hide a loss, and a rise afterwards may be returning miners, new machines, or both: the blocks do not tell which.',
      '\u201cNot distinguishable from luck\u201d does not say that nothing happened. It says that these blocks would look the same either way.',
    );
  }
  if (kinds.has('cause')) {
    items.push(
      'A cause is judged by timing alone, against all equally long windows of the eight weeks before. One event is one event: ' +
        'a fall that follows it may have any cause that became known in the same hours, and prices are known here by the hour only.',
    );
  }
  if (kinds.has('price-level') || kinds.has('price-change')) {
    items.push(
      'Prices are those of one exchange (hourly) or one index (daily closes); others differ by a fraction of a percent.',
    );
  }
  items.push(
    `Several claims on the same blocks are not independent tests: with ${level} intervals, one in ${Math.round(1 / (1 - input.level))} true figures falls outside its interval.`,
    'The words of this report are made from the numbers: with other data the verdicts change.',
  );
  return {
    id: 'methods',
    title: 'Methods and limits',
    sentence: 'How the figures are made, and what they cannot show.',
    parts: [{ kind: 'list', items }],
    missing: null,
  };
}
