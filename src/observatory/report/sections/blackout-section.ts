import { monthName } from '../../answers/map-words.ts';
import type { BlackoutDocument, BlackoutWindow, NodesAtStake, PublishedShare } from '../../outage/blackout-document.ts';
import { capitalized, changeIntervalText, lengthText, momentText, shareText, thousands } from '../figures.ts';
import type { ReportPart, ReportSection } from '../report-document.ts';
import type { ReportFacts } from '../report-facts.ts';

/** What was at stake where the net went dark, and what of it the blocks could have shown. */
export function blackoutSection({ input }: ReportFacts): ReportSection | undefined {
  const blackout = input.documents?.blackout;
  if (blackout === undefined) return undefined;
  const { country, hashrate, nodes, signals, notes } = blackout;
  const parts: ReportPart[] = [windowsTable(blackout), { kind: 'text', text: nodesText(country.name, nodes) }];
  if (hashrate.published.length > 0) parts.push(sharesTable(blackout));
  const told = signals.filter(({ outages }) => outages.length > 0);
  if (told.length > 0) {
    parts.push({
      kind: 'list',
      items: told.map(({ series, outages }) => `${series}: ${outages.length} outages around that time.`),
    });
  }
  if (notes.length > 0) parts.push({ kind: 'list', items: notes.map((note) => `${capitalized(note)}.`) });
  return {
    id: 'blackout',
    title: 'The blackout',
    sentence: blackout.sentence,
    parts,
    missing:
      nodes.counted === null
        ? `A count of reachable nodes by country from around ${momentText(blackout.at)} would be needed to say which share of them went dark.`
        : null,
  };
}

function windowsTable({ windows, test, hashrate }: BlackoutDocument): ReportPart {
  const stake =
    hashrate.atStake === null
      ? ''
      : `; at stake were ${shareText(hashrate.atStake.share)} (${monthText(hashrate.atStake)})`;
  return {
    kind: 'table',
    caption: `The smallest fall that shows with ${shareText(test.power)} probability at ${shareText(test.alpha)} false alarms${stake}`,
    columns: [
      { key: 'window', label: 'After', type: 'text' },
      { key: 'expected', label: 'Blocks expected', type: 'number' },
      { key: 'blocks', label: 'found', type: 'count' },
      { key: 'detectable', label: 'Smallest fall that shows', type: 'text' },
      { key: 'ratio', label: 'Hashrate against the week before', type: 'text' },
      { key: 'verdict', label: 'All of the share gone?', type: 'text' },
    ],
    rows: windows.map((window) => ({
      window: lengthText(window.seconds),
      expected: window.expectedBlocks,
      blocks: window.blocks,
      detectable: detectableText(window),
      ratio: window.ratio === null ? null : changeIntervalText(window.ratio),
      verdict: window.verdict,
    })),
  };
}

function detectableText({ detectable }: BlackoutWindow): string {
  return detectable === null ? 'none, not even a total one' : shareText(detectable);
}

function nodesText(country: string, { counted, example }: BlackoutDocument['nodes']): string {
  if (counted !== null) return `Of the network's reachable nodes, ${countText(counted)} stood in ${country}.`;
  const today = example === null ? '' : ` For an idea of the size: in a later count ${countText(example)} stood there.`;
  return `How many of the network's nodes stood in ${country} cannot be told: nobody's count by country from then is at hand.${today}`;
}

function countText({ nodes, located, share, at, source }: NodesAtStake): string {
  return `${thousands(nodes)} of ${thousands(located)} whose country is known (${shareText(share)}; ${momentText(at)}, ${source})`;
}

function sharesTable({ hashrate, country }: BlackoutDocument): ReportPart {
  return {
    kind: 'table',
    caption: `${country.name}'s share of the hashrate as published within a year`,
    columns: [
      { key: 'month', label: 'Of', type: 'text' },
      { key: 'share', label: 'Share', type: 'probability' },
      { key: 'bounds', label: 'Whatever the others do', type: 'text' },
      { key: 'source', label: 'Source', type: 'text' },
    ],
    rows: hashrate.published.map((one) => ({
      month: monthText(one),
      share: one.share,
      bounds: `${shareText(one.low)} to ${shareText(one.high)}`,
      source: one.source,
    })),
  };
}

function monthText({ month }: PublishedShare): string {
  return month === null ? 'as given' : monthName(month);
}
