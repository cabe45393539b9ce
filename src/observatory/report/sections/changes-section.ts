import { answerChanges } from '../../answers/changes-answer.ts';
import type { ChangesDocument } from '../../answers/changes-answer.ts';
import { isReject } from '../../answers/sources.ts';
import { changeIntervalText, momentText, shareText, spanText } from '../figures.ts';
import type { ReportPart, ReportSection, ReportTable } from '../report-document.ts';
import type { ReportFacts } from '../report-facts.ts';

/** Changes that a search without any claim finds, and a span with a known change to show that it can. */
export function changesSection(facts: ReportFacts): ReportSection {
  const head = { id: 'changes', title: 'Changes found without being told where to look' };
  const { chosen, input } = facts;
  const found =
    chosen === undefined
      ? undefined
      : answerChanges(input.sources, { fromSec: chosen.fromSec, toSec: chosen.toSec, level: input.level });
  if (found === undefined || isReject(found)) {
    const why = found === undefined ? 'No blocks of this span are at hand' : found.message;
    return { ...head, sentence: 'No search could be made.', parts: [], missing: `${why}.` };
  }
  const parts: ReportPart[] = [
    {
      kind: 'text',
      text:
        `The search does not know of any event or claim. In ${shareText(found.falseAlarm.rate)} of searches of as many ` +
        `blocks it reports a change where there is none (${found.falseAlarm.method}).`,
    },
  ];
  if (found.changes.length > 0) parts.push(changesTable(found, input.level));
  parts.push(...controlParts(facts));
  return { ...head, sentence: found.sentence, parts, missing: null };
}

function changesTable(found: ChangesDocument, level: number): ReportTable {
  return {
    kind: 'table',
    caption: `Changes from ${spanText(found.from, found.to)}, with ${shareText(level)} intervals`,
    columns: [
      { key: 'from', label: 'Not before (UTC)', type: 'time' },
      { key: 'to', label: 'Not after (UTC)', type: 'time' },
      { key: 'ratio', label: 'Change', type: 'change-interval' },
      { key: 'probability', label: 'Probability', type: 'probability' },
      { key: 'before', label: 'Before', type: 'hashrate-interval' },
      { key: 'after', label: 'After', type: 'hashrate-interval' },
    ],
    rows: found.changes.map(({ from, to, ratio, probability, before, after }) => ({
      from,
      to,
      ratio,
      probability,
      before,
      after,
    })),
  };
}

function controlParts({ input }: ReportFacts): ReportPart[] {
  const { control } = input;
  if (control === undefined) return [];
  const found = answerChanges(input.sources, { fromSec: control.fromSec, toSec: control.toSec, level: input.level });
  const span = spanText(control.fromSec, control.toSec);
  if (isReject(found)) {
    return [{ kind: 'text', text: `The control (${control.what}, ${span}) could not be searched: ${found.message}.` }];
  }
  const text =
    found.changes.length === 0
      ? `The control, ${control.what} (${span}): the same search finds no change there either, so its silence above says little.`
      : `The control, ${control.what} (${span}): the same search finds ${describe(found)}. So it does see a change of that kind when there is one.`;
  return [{ kind: 'text', text }, ...(found.changes.length === 0 ? [] : [changesTable(found, input.level)])];
}

function describe(found: ChangesDocument): string {
  const falls = found.changes.filter(({ ratio }) => ratio.median < 1);
  const surest = (falls.length > 0 ? falls : found.changes).reduce((a, b) => (b.probability > a.probability ? b : a));
  const { ratio, from, to, probability } = surest;
  const count = found.changes.length === 1 ? 'one change' : `${found.changes.length} changes, the surest`;
  return (
    `${count} of ${changeIntervalText(ratio)} between ${momentText(from)} and ${momentText(to)} ` +
    `(probability ${shareText(probability)})`
  );
}
