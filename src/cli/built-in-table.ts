import { parseTimeline } from '../observatory/events/timeline.ts';
import type { Timeline } from '../observatory/events/timeline.ts';
import { isHistoryReject } from '../observatory/history/history-reject.ts';
import type { HistoryReject } from '../observatory/history/history-reject.ts';
import { readDataTable } from '../platform/data-folder.ts';
import { CliError } from './cli-error.ts';

/**
 * Reads a table of `data/`, and checks it.
 *
 * @throws {CliError} For one that does not hold together: it was damaged after Vigil was installed, and nothing rests on it then.
 */
export function builtInTable<Table extends object>(
  name: string,
  parse: (text: string) => Table | HistoryReject,
): Table {
  return soundTable(name, parse(readDataTable(name)));
}

/** What was made of a table of `data/`, when nothing is wrong with it. @throws {CliError} As `builtInTable`. */
export function soundTable<Made extends object>(name: string, made: Made | HistoryReject): Made {
  if (isHistoryReject(made)) throw damagedTable(`${name}, line ${made.line}: ${made.code}`);
  return made as Made;
}

/** Reads a timeline of `data/`. @throws {CliError} As `builtInTable`. */
export function builtInTimeline(name: string): Timeline {
  const timeline = parseTimeline(readDataTable(name));
  if ('code' in timeline) throw damagedTable(`${name}, ${timeline.path || 'the file'}: expected ${timeline.expected}`);
  return timeline;
}

/** What a person is told of a damaged table. @param what Its name, and what is wrong where. */
export function damagedTable(what: string): CliError {
  return new CliError(`data/${what}; the table was damaged after Vigil was installed: install it again`);
}
