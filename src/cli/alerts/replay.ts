import type { NetworkName } from '../../consensus/params.ts';
import { parseTime } from '../../observatory/answers/quantities.ts';
import { builtInSeries } from '../../observatory/alerts/built-in-data.ts';
import type { BuiltInHoldings } from '../../observatory/alerts/built-in-data.ts';
import { needsOf } from '../../observatory/alerts/evaluate-rule.ts';
import { replayRule } from '../../observatory/alerts/replay-rule.ts';
import type { ReplayDocument } from '../../observatory/alerts/replay-rule.ts';
import type { AlertRule } from '../../observatory/alerts/rule.ts';
import type { HistoryStore, SeriesColumns } from '../../ports/history-store.ts';
import { builtInHistory } from '../built-in-history.ts';
import { reportHistory } from '../report-history.ts';

/** Spans that have a name: the reference event, and the control. */
const NAMED_SPANS: Readonly<Record<string, readonly [string, string]>> = {
  'kazakhstan-2022': ['2022-01-03', '2022-01-12'],
  'china-2021': ['2021-05-01', '2021-09-01'],
};

/** Longest span: a year of looks every ten minutes. */
const MAX_SPAN_SEC = 3 * 366 * 86_400;

/** A span that is replayed. */
export interface ReplaySpan {
  readonly fromSec: number;
  readonly toSec: number;
}

/** Reads `kazakhstan-2022`, `china-2021`, or `FROM..TO`. @returns Why not, in words. */
export function parseReplaySpan(text: string): ReplaySpan | string {
  const forms = `${Object.keys(NAMED_SPANS).join(', ')}, or FROM..TO such as 2022-01-03..2022-01-12`;
  const [from, to, ...more] = NAMED_SPANS[text] ?? text.split('..');
  if (from === undefined || to === undefined || more.length > 0)
    return `"${text.slice(0, 60)}" is no span; write ${forms}`;
  const [fromSec, toSec] = [parseTime(from), parseTime(to)];
  if (typeof fromSec !== 'number') return fromSec.message;
  if (typeof toSec !== 'number') return toSec.message;
  if (fromSec >= toSec) return 'the span ends before it begins';
  return toSec - fromSec <= MAX_SPAN_SEC ? { fromSec, toSec } : 'a span is three years at most';
}

/** Replays a rule on what was recorded, and, where nothing was, on the history that Vigil brings along. */
export async function replayOn(
  { network, history }: { readonly network: NetworkName; readonly history: HistoryStore | undefined },
  rule: AlertRule,
  span: ReplaySpan,
): Promise<ReplayDocument> {
  const data = new Map<string, SeriesColumns>();
  for (const { series, fromSec } of needsOf(rule.condition, span.fromSec)) {
    const recorded = await history?.read(series, { fromSec, toSec: span.toSec + 1 });
    const isRecorded = recorded !== undefined && recorded.atSec.length > 0;
    const found = isRecorded ? recorded : network === 'mainnet' ? builtInSeries(holdings(), series) : undefined;
    if (found !== undefined) data.set(series, found);
  }
  return replayRule(rule, data, span);
}

let kept: BuiltInHoldings | undefined;

function holdings(): BuiltInHoldings {
  kept ??= { network: 'mainnet', ...builtInHistory(), ...reportHistory() };
  return kept;
}
