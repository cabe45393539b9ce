import type { SourceUsed } from '../answers/sources.ts';
import { counted } from './figures.ts';
import { judgeClaim } from './claims/judge-claim.ts';
import type { ReportDocument } from './report-document.ts';
import { gatherFacts } from './report-facts.ts';
import type { ReportFacts } from './report-facts.ts';
import type { ReportInput } from './report-input.ts';
import { blackoutSection } from './sections/blackout-section.ts';
import { blocksHeadline, blocksSection } from './sections/blocks-section.ts';
import { changesSection } from './sections/changes-section.ts';
import { claimsSection, verdictCount } from './sections/claims-section.ts';
import { coinsSection } from './sections/coins-section.ts';
import { difficultySection } from './sections/difficulty-section.ts';
import { energySection } from './sections/energy-section.ts';
import { mapSection } from './sections/map-section.ts';
import { methodsSection } from './sections/methods-section.ts';
import { priceSection } from './sections/price-section.ts';
import { sourcesSection } from './sections/sources-section.ts';
import { timelineSection } from './sections/timeline-section.ts';

/**
 * Writes the report of a span of time: what happened, what blocks, difficulty and prices say, and what that makes of
 * each claim. Every sentence is made from the numbers; what can't be told for want of data is said to be so.
 *
 * Pure: the same input gives the same document, to the byte once it is rendered.
 */
export function buildReport(input: ReportInput): ReportDocument {
  const claims = input.claims.map((claim) => judgeClaim(input, claim));
  const facts = gatherFacts(input, claims);
  const blackout = blackoutSection(facts);
  const sections = [
    blocksSection(facts),
    claimsSection(facts),
    timelineSection(facts),
    changesSection(facts),
    difficultySection(facts),
    priceSection(facts),
    coinsSection(facts),
    mapSection(facts),
    energySection(facts),
    ...(blackout === undefined ? [] : [blackout]),
    methodsSection(facts),
    sourcesSection(facts),
  ];
  return {
    schema: 'vigil.report/1',
    network: input.sources.network,
    source: facts.chosen?.used ?? nothingUsed(input),
    level: input.level,
    notes: notesOf(facts, sections),
    sentence: [blocksHeadline(facts), ...(claims.length === 0 ? [] : [verdictCount(claims)])].join(' '),
    title: input.title,
    from: input.fromSec,
    to: input.toSec,
    sections,
    claims,
  };
}

function nothingUsed({ fromSec, toSec }: ReportInput): SourceUsed {
  return {
    kind: 'blocks',
    description: 'no blocks of this span',
    from: fromSec,
    to: toSec,
    timeSource: 'header',
    repairedTimes: 0,
  };
}

function notesOf(facts: ReportFacts, sections: ReportDocument['sections']): string[] {
  const repaired = facts.chosen?.used.repairedTimes ?? 0;
  const notes = sections.flatMap(({ title, missing }) => (missing === null ? [] : [`${title}: ${missing}`]));
  if (repaired > 0)
    notes.push(`${counted(repaired, 'header time')} of the source ran backwards and had to be replaced.`);
  if (facts.chosen?.used.kind === 'days') {
    notes.push('Only counts a day are at hand for this span: windows are moved to the nearest midnights.');
  }
  return notes;
}
