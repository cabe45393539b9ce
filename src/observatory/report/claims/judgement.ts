import type { Interval } from '../../hashrate/interval.ts';
import type { FurtherTest, ReportVerdict } from '../report-document.ts';

/** What the data say of one claim; `judgeClaim` adds the claim itself. */
export interface Judgement {
  readonly verdict: ReportVerdict;
  readonly figure: string;
  readonly reason: string;
  readonly also?: readonly FurtherTest[];
  readonly numbers?: Readonly<Record<string, number | string | Interval | null>>;
}

/** Says that there are no data for a claim, and what would be needed. */
export function cannotBeTold(reason: string, figure = 'no data'): Judgement {
  return { verdict: 'cannot be told', figure, reason };
}
