import { parseRule } from '../observatory/alerts/parse-rule.ts';
import type { ReplayDocument } from '../observatory/alerts/replay-rule.ts';
import type { AlertRule } from '../observatory/alerts/rule.ts';
import type { JsonValue } from '../ports/history-store.ts';
import type { AlertWatch } from './alerts/alert-watch.ts';
import { BadQuery } from './query.ts';
import type { Query } from './query.ts';
import { Refusal } from './route.ts';
import type { Route } from './route.ts';

/** What the questions about alerts are answered from. */
export interface AlertHoldings {
  readonly watch: AlertWatch;
  /** Replays a rule over a span that has a name or two ends. @returns Why not, in words. */
  readonly replay: (rule: AlertRule, span: string) => Promise<ReplayDocument | string>;
}

const RULE_BODY = {
  type: 'object',
  required: ['rule'],
  properties: { rule: { type: 'string', maxLength: 300, examples: ['stale block'] } },
} as const;

/** Rules: listed, added, removed, tried on what has passed. */
export function alertsRoutes({ watch, replay }: AlertHoldings): Route[] {
  return [
    {
      path: 'alerts',
      summary: 'Rules, how each stands and why, and what was told',
      params: [],
      answer: () => watch.document(),
    },
    {
      path: 'alerts',
      method: 'POST',
      summary: 'Adds a rule',
      params: [],
      takes: RULE_BODY,
      answer: async (_, body) => {
        const added = await watch.addRule(ruleOf(body));
        if ('code' in added) throw new Refusal(added.code === 'bad-rule' ? 400 : 409, added.code, added.message);
        return watch.document();
      },
    },
    {
      path: 'alerts/replay',
      summary: 'When a rule would have fired in a time that has passed',
      params: ['rule', 'replay'],
      example: { rule: 'btc-usd is 10% under its 24h high', replay: 'kazakhstan-2022' },
      answer: (query) => replayDocument(replay, query),
    },
    {
      path: 'alerts/test-message',
      method: 'POST',
      summary: 'Sends a message that says that it is a test',
      params: [],
      answer: () => ({ schema: 'vigil.alert-test/1', channels: watch.sendTest() }),
    },
    {
      path: 'alerts/{name}',
      method: 'DELETE',
      summary: 'Removes a rule',
      params: [],
      answer: async (query) => {
        const name = query.text('name') ?? '';
        if (await watch.removeRule(name)) return watch.document();
        throw new Refusal(404, 'no-such-rule', `no rule "${name.slice(0, 120)}" is watched`);
      },
    },
  ];
}

async function replayDocument(replay: AlertHoldings['replay'], query: Query): Promise<object> {
  const rule = parseRule(query.text('rule') ?? '');
  if ('code' in rule) throw new BadQuery(`rule: ${rule.message}`);
  const answer = await replay(rule, query.text('replay') ?? 'kazakhstan-2022');
  if (typeof answer === 'string') throw new BadQuery(`replay: ${answer}`);
  return answer;
}

function ruleOf(body: JsonValue | undefined): string {
  const rule = (body as { readonly rule?: unknown } | null | undefined)?.rule;
  if (typeof rule === 'string') return rule;
  throw new Refusal(400, 'bad-body', 'send a rule as {"rule": "stale block"}');
}
