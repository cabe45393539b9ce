import { momentText, spanText } from '../figures.ts';
import { urlIn } from '../claims/judge-claim.ts';
import type { ReportSection } from '../report-document.ts';
import type { ReportFacts } from '../report-facts.ts';

/** What happened, as published: nothing here is measured. */
export function timelineSection({ input }: ReportFacts): ReportSection {
  const { events } = input;
  const head = { id: 'what-happened', title: 'What happened' };
  if (events.length === 0) {
    return {
      ...head,
      sentence: 'No events are given for this span.',
      parts: [],
      missing: 'A timeline of events would be needed.',
    };
  }
  return {
    ...head,
    sentence: 'The course of events, as published; none of these times was measured here.',
    parts: [
      {
        kind: 'table',
        caption: 'Events, in order; times in UTC',
        columns: [
          { key: 'when', label: 'When', type: 'text' },
          { key: 'what', label: 'What', type: 'text' },
          { key: 'source', label: 'Source', type: 'source' },
        ],
        rows: events.map(({ fromSec, toSec, what, source }) => ({
          when: whenText(fromSec, toSec),
          from: fromSec,
          to: toSec,
          what,
          source: { text: source, url: urlIn(source) },
        })),
      },
    ],
    missing: null,
  };
}

/** A moment, a day, or a span of days. */
function whenText(fromSec: number, toSec: number): string {
  if (toSec === fromSec) return momentText(fromSec);
  if (toSec - fromSec === 86_400) return momentText(fromSec);
  const lastDay = toSec % 86_400 === 0 ? toSec - 86_400 : toSec;
  return spanText(fromSec, lastDay);
}
