import { Option } from 'commander';
import type { DocumentHead } from '../../observatory/answers/document.ts';
import { isReject } from '../../observatory/answers/sources.ts';
import type { AnswerReject } from '../../observatory/answers/sources.ts';
import { CliError, usageError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';

/** The flags that say how an answer is printed. */
export interface OutputFlags {
  readonly level: number;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** `--csv`. */
export function csvOption(): Option {
  return new Option('--csv', 'print the table as CSV: H/s, seconds since 1970, ratios');
}

/** Rejects that the question is to blame for, whatever the data: the API answers 400 to them. */
const WRONG_QUESTIONS: readonly AnswerReject['code'][] = ['bad-window', 'too-many-points'];

/** Passes a document on; a reject ends the command with its message: exit code 2 for a wrong question, else 1. */
export function answered<Document extends object>(answer: Document | AnswerReject): Document {
  if (!isReject(answer)) return answer as Document;
  const { code, message } = answer as AnswerReject;
  throw WRONG_QUESTIONS.includes(code) ? usageError(message) : new CliError(message);
}

/** Prints a document in the form that the flags ask for: text (sentence, tables, notes), JSON, or CSV. */
export async function printAnswer<Document extends DocumentHead<string>>(
  context: CliContext,
  flags: OutputFlags,
  answer: {
    readonly document: Document;
    readonly text: (document: Document) => string;
    readonly csv: (document: Document) => string;
  },
): Promise<void> {
  const { document } = answer;
  if (flags.json === true && flags.csv === true) throw usageError('give --json or --csv, not both');
  if (flags.json === true) return printJson(context, document);
  if (flags.csv === true) return context.print(answer.csv(document));
  const { description, timeSource } = document.source;
  const times = timeSource === 'header' ? "miners' header times" : 'arrival times';
  const notes = document.notes.map((note) => `Note: ${note}.\n`).join('');
  return context.print(
    `${document.sentence}\n\n${answer.text(document)}\nSource: ${description} (${times}).\n${notes}`,
  );
}
