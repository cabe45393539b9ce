import { timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import {
  columnsMessage,
  fieldsOf,
  MAX_POINTS_AN_ANSWER,
  MAX_QUESTION_BYTES,
  numberOf,
  readBatches,
  readSpan,
  textOf,
} from '../platform/history/server/history-messages.ts';
import type { HistoryOperation } from '../platform/history/server/history-messages.ts';
import type { HistoryStore, JsonValue, SeriesColumns } from '../ports/history-store.ts';
import { readBody } from './request-body.ts';
import { Refusal } from './route.ts';

/** A history that commands of the same person may use while this process has it open. */
export interface HistoryDoor {
  readonly history: HistoryStore;
  /** What they have to say, from the file beside the history. */
  readonly key: string;
}

/** Answers for the history: `POST /api/v1/history/OPERATION`. @throws {Refusal} Without the key, and for what is no question. */
export async function answerForHistory(context: Context, { history, key }: HistoryDoor): Promise<object> {
  // Before anything is read: whoever has no key costs nothing.
  if (!isSame(context.req.header('authorization') ?? '', `Bearer ${key}`)) {
    throw new Refusal(403, 'no-key', 'only who can read the key beside the history may use it from outside');
  }
  const operation = context.req.param('operation') ?? '';
  const answer = Object.hasOwn(ANSWERS, operation) ? ANSWERS[operation as HistoryOperation] : undefined;
  if (answer === undefined) throw new Refusal(404, 'not-found', 'a history knows no such operation');
  return answer(history, await readBody(context, MAX_QUESTION_BYTES));
}

type Answer = (history: HistoryStore, question: unknown) => Promise<object>;

const ANSWERS: Readonly<Record<HistoryOperation, Answer>> = {
  hello: async () => ({}),
  write: async (history, question) => {
    await history.write(readBatches(question));
    return {};
  },
  read: async (history, question) => {
    const { series, limit = MAX_POINTS_AN_ANSWER, ...span } = readSpan(question);
    return told(await history.read(series, { ...span, limit: Math.min(limit, MAX_POINTS_AN_ANSWER) }));
  },
  latest: async (history, question) =>
    told(await history.latest(textOf(question, 'series'), numberOf(question, 'atSec'))),
  list: async (history, question) => ({ series: await history.list(textOf(question, 'prefix')) }),
  forget: async (history, question) => {
    const { series, ...span } = readSpan(question);
    await history.forget(series, span);
    return {};
  },
  'put-record': async (history, question) => {
    const value = fieldsOf(question)['value'] as JsonValue | undefined;
    await history.putRecord(textOf(question, 'kind'), textOf(question, 'id'), value);
    return {};
  },
  records: async (history, question) => ({ records: await history.records(textOf(question, 'kind')) }),
};

function told(columns: SeriesColumns | undefined): object {
  return { columns: columns === undefined ? null : columnsMessage(columns) };
}

/** Compares in a time that says nothing of where they differ. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
