import { HOLD_SEC } from './rule.ts';
import type { AlertRule } from './rule.ts';

/** Writes a rule in its plain form: what `parseRule` reads as the same. */
export function ruleText({ condition, holdSec }: AlertRule): string {
  const hold = holdSec === HOLD_SEC[condition.kind] ? '' : ` for ${span(holdSec)}`;
  return `${conditionText(condition)}${hold}`;
}

function conditionText(condition: AlertRule['condition']): string {
  switch (condition.kind) {
    case 'hashrate': {
      const { direction, size, probability, windowSec, baselineSec } = condition;
      const against = baselineSec === 7 * 86_400 ? '' : ` against ${span(baselineSec)}`;
      return `hashrate ${direction} by more than ${percent(size)} with probability above ${probability} over ${span(windowSec)}${against}`;
    }
    case 'price': {
      const { pair, side, size, windowSec } = condition;
      const [where, extreme] = side === 'under-high' ? ['under', 'high'] : ['over', 'low'];
      return `${pair} is ${percent(size)} ${where} its ${span(windowSec)} ${extreme}`;
    }
    case 'nodes':
      return `nodes in ${condition.country} below ${percent(condition.share)} of baseline`;
    case 'stale-block':
      return 'stale block';
    case 'retarget':
      return `next retarget ${condition.side} ${condition.change < 0 ? '' : '+'}${percent(condition.change)}`;
    case 'series': {
      const { series, column, side, value } = condition;
      return `series ${series}${column === undefined ? '' : `:${column}`} ${side} ${value}`;
    }
  }
}

/** A name for a rule that its text gives: letters, digits and dashes. */
export function ruleId(rule: AlertRule): string {
  return ruleText(rule)
    .toLowerCase()
    .replace(/[^a-z0-9.+-]+/g, '-')
    .slice(0, 120);
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(6))}%`;
}

/** A span as rules say it: in days or hours where it is whole. */
function span(seconds: number): string {
  if (seconds % 86_400 === 0 && seconds >= 2 * 86_400) return `${seconds / 86_400}d`;
  if (seconds % 3600 === 0 && seconds > 0) return `${seconds / 3600}h`;
  return `${seconds / 60}m`;
}
