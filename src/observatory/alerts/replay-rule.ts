import { formatCounted, formatUtc } from '../answers/units.ts';
import { quietState, stepAlert } from './alert-state.ts';
import { evaluateRule } from './evaluate-rule.ts';
import type { AlertData, Reading } from './reading.ts';
import { ruleText } from './rule-text.ts';
import type { AlertRule } from './rule.ts';

/** Most looks of one replay: a year of every ten minutes. */
const MAX_LOOKS = 53_000;

/** How often it is looked when there are few: often enough for every hold that rules have. */
const LOOK_SEC = 600;

/** Times that a rule would have fired: more are counted, and not told. */
const MAX_FIRINGS = 200;

/** One time that a rule would have fired. Times in seconds since 1970. */
export interface Firing {
  readonly fired: number;
  /** Null: not before the end. */
  readonly resolved: number | null;
  readonly sentence: string;
  readonly values: Reading['values'];
}

/** When a rule would have fired: `vigil alerts test --json`, `GET /api/v1/alerts/replay`. Times in seconds since 1970. */
export interface ReplayDocument {
  readonly schema: 'vigil.alert-replay/1';
  readonly rule: string;
  readonly from: number;
  readonly to: number;
  readonly sentence: string;
  readonly looks: number;
  /** Looks at which nothing could be told, and why, the last time. */
  readonly unknownLooks: number;
  readonly whyUnknown: string | null;
  readonly firings: readonly Firing[];
  /** The look that came nearest: at which the condition held, or was told last. Null when nothing could be told. */
  readonly lastLook: string | null;
  readonly notes: readonly string[];
}

/** Looks at a rule again and again over a span that has passed, each time with what was known by then. */
export function replayRule(
  rule: AlertRule,
  data: AlertData,
  { fromSec, toSec }: { readonly fromSec: number; readonly toSec: number },
): ReplayDocument {
  const stepSec = Math.max(LOOK_SEC, Math.ceil((toSec - fromSec) / MAX_LOOKS / 60) * 60);
  const firings: Firing[] = [];
  let state = quietState(fromSec);
  let [looks, unknownLooks] = [0, 0];
  let whyUnknown: string | null = null;
  let lastLook: string | null = null;
  for (let nowSec = fromSec; nowSec <= toSec; nowSec += stepSec) {
    const reading = evaluateRule(rule.condition, data, nowSec);
    looks++;
    if (reading.holds === null) {
      unknownLooks++;
      whyUnknown = reading.sentence;
    } else lastLook = reading.sentence;
    const step = stepAlert(state, reading, { nowSec, holdSec: rule.holdSec });
    ({ state } = step);
    if (step.event === 'fired') {
      firings.push({ fired: nowSec, resolved: null, sentence: reading.sentence, values: reading.values });
      if (firings.length === MAX_FIRINGS) break;
    } else if (step.event === 'resolved') {
      firings[firings.length - 1] = { ...firings.at(-1)!, resolved: nowSec };
    }
  }
  const facts = { firings, looks, unknownLooks, whyUnknown };
  const notes = unknownLooks === 0 || unknownLooks === looks ? [] : [unknownNote(facts)];
  return {
    schema: 'vigil.alert-replay/1',
    rule: ruleText(rule),
    from: fromSec,
    to: toSec,
    sentence: sentenceOf(facts, fromSec, toSec),
    ...facts,
    lastLook,
    notes,
  };
}

type Facts = Pick<ReplayDocument, 'firings' | 'looks' | 'unknownLooks' | 'whyUnknown'>;

function sentenceOf({ firings, looks, unknownLooks, whyUnknown }: Facts, fromSec: number, toSec: number): string {
  const span = `from ${formatUtc(fromSec)} to ${formatUtc(toSec)}`;
  if (unknownLooks === looks) return `It cannot be told ${span}: ${whyUnknown}.`;
  if (firings.length === 0) return `The rule would not have fired ${span}.`;
  const first = `first on ${formatUtc(firings[0]!.fired)}`;
  if (firings.length === 1) return `The rule would have fired once ${span}: on ${formatUtc(firings[0]!.fired)}.`;
  const times = firings.length === MAX_FIRINGS ? `${MAX_FIRINGS} times or more` : formatCounted(firings.length, 'time');
  return `The rule would have fired ${times} ${span}, ${first}.`;
}

function unknownNote({ looks, unknownLooks, whyUnknown }: Facts): string {
  return `at ${unknownLooks} of ${looks} looks nothing could be told: ${whyUnknown}`;
}
