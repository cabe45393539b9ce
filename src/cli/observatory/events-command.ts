import { Command, InvalidArgumentError, Option } from 'commander';
import { OwnEvents } from '../../api/own-events.ts';
import { answerEvents, eventTimeText } from '../../observatory/answers/events-answer.ts';
import type { EventsDocument } from '../../observatory/events/events-document.ts';
import { parseIcs } from '../../observatory/events/ics.ts';
import { EVENT_CATEGORIES, EVENT_ID } from '../../observatory/events/known-event.ts';
import type { EventCategory, KnownEvent } from '../../observatory/events/known-event.ts';
import { ownEvent, parseEventsJson } from '../../observatory/events/own-event.ts';
import { formatCounted } from '../../observatory/answers/units.ts';
import { zoneOffsetSec } from '../../platform/time-zones.ts';
import { CliError, usageError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { folderFlag, jsonOption, networkOption, timeFlag } from '../flags.ts';
import { historyOption, openHistory } from '../history/history-flag.ts';
import type { HistoryFlags } from '../history/history-flag.ts';
import { csvText, textTable } from '../text-table.ts';
import { builtInEvents } from './event-records.ts';
import { studyCommand } from './event-study-command.ts';
import { readTextFile } from './text-file.ts';

interface ListFlags extends HistoryFlags {
  readonly from?: number;
  readonly to?: number;
  readonly json?: boolean;
  readonly csv?: boolean;
}

interface AddFlags extends HistoryFlags {
  readonly at: string;
  readonly to?: string;
  readonly category?: EventCategory;
  readonly source?: string;
  readonly id?: string;
}

/** Largest file that is imported. */
const MAX_IMPORT_MIB = 4;

/** `vigil events`: the timeline, one's own events, and event studies. */
export function eventsCommand(context: CliContext): Command {
  const list = (command: Command): Command =>
    withHistory(command)
      .addOption(new Option('--from <time>', 'start of the span, UTC').argParser(timeFlag))
      .addOption(new Option('--to <time>', 'end of the span, UTC').argParser(timeFlag))
      .addOption(jsonOption())
      .addOption(new Option('--csv', 'print the table as CSV, times in seconds since 1970'))
      .action(async (_: ListFlags, self: Command) => runList(context, self.optsWithGlobals<ListFlags>()));
  return list(new Command('events'))
    .description('List what is known to have happened, keep events of your own, and study what prices did after them.')
    .addHelpText(
      'after',
      `
Examples:
  vigil events --from 2022-01-01 --to 2022-02-01
  vigil events add "exchange hacked" --at 2022-01-17T08:00Z --category market
  vigil events import calendar.ics
  vigil events study --event kazakhstan-shutdown-2022-01-05 --against fomc-minutes-2022-01-05`,
    )
    .addCommand(list(new Command('list')).description('List the events of a span.'))
    .addCommand(addCommand(context))
    .addCommand(removeCommand(context))
    .addCommand(importCommand(context))
    .addCommand(studyCommand(context));
}

function withHistory(command: Command): Command {
  return command
    .addOption(networkOption())
    .addOption(
      new Option('--datadir <dir>', "where the node's own chain is kept (default: ~/.vigil)").argParser(folderFlag),
    )
    .addOption(historyOption());
}

function addCommand(context: CliContext): Command {
  return withHistory(new Command('add'))
    .description('Keep an event of your own.')
    .argument('<what>', 'what happened, in a few words')
    .addOption(new Option('--at <time>', 'when, UTC: a minute, or a day').makeOptionMandatory())
    .addOption(new Option('--to <time>', 'when it ended, UTC'))
    .addOption(new Option('--category <name>', 'what sort of event').choices([...EVENT_CATEGORIES]))
    .addOption(new Option('--source <text>', 'who says so'))
    .addOption(new Option('--id <id>', 'a short name, such as mt-gox-2014-02-07').argParser(idFlag))
    .action(async (what: string, _: AddFlags, self: Command) => {
      const flags = self.optsWithGlobals<AddFlags>();
      const event = givenEvent(what, flags);
      await withOwn(context, flags, async (own) => {
        const refusal = await own.add([event]);
        if (refusal !== undefined) throw new CliError(refusal.message);
      });
      await context.print(
        `Kept ${event.id}: ${event.what}, ${eventTimeText({ from: event.fromSec, to: event.toSec })}.\n`,
      );
    });
}

/** An event of the flags; a day without a minute is that whole day. */
function givenEvent(what: string, { at, to, category, source, id }: AddFlags): KnownEvent {
  if (what.trim() === '') throw usageError('say what happened, in a few words');
  const start = spanOf(at, '--at');
  const end = to === undefined ? start : spanOf(to, '--to');
  if (end.toSec < start.fromSec) throw usageError('--to has to be later than --at');
  return ownEvent({
    fromSec: start.fromSec,
    toSec: end.toSec,
    what,
    ...(category === undefined ? {} : { category }),
    ...(source === undefined ? {} : { source }),
    ...(id === undefined ? {} : { id }),
  });
}

function spanOf(text: string, flag: string): { readonly fromSec: number; readonly toSec: number } {
  try {
    const fromSec = Math.floor(timeFlag(text) / 60) * 60;
    return { fromSec, toSec: /^\d{4}-\d\d-\d\d$/.test(text) ? fromSec + 86_400 : fromSec };
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw usageError(`${flag}: ${error.message.replace(/\.$/, '')}`);
    throw error;
  }
}

function idFlag(text: string): string {
  if (EVENT_ID.test(text)) return text;
  throw new InvalidArgumentError('an id is words of lower-case letters and digits, joined by hyphens.');
}

function removeCommand(context: CliContext): Command {
  return withHistory(new Command('remove'))
    .description('Forget an event of your own.')
    .argument('<id>', 'its id, as "vigil events" prints it')
    .action(async (id: string, _: HistoryFlags, self: Command) => {
      await withOwn(context, self.optsWithGlobals<HistoryFlags>(), async (own) => {
        const refusal = await own.remove(id);
        if (refusal !== undefined) throw new CliError(refusal.message);
      });
      await context.print(`Forgot ${id}.\n`);
    });
}

function importCommand(context: CliContext): Command {
  return withHistory(new Command('import'))
    .description('Keep the events of a calendar (iCalendar, .ics) or of a JSON file.')
    .argument('<file>', 'a calendar, or JSON: [{ "from": "2022-01-05T10:30Z", "what": "..." }]')
    .action(async (path: string, _: HistoryFlags, self: Command) => {
      const { events, notes } = readEvents(path, await readTextFile(path, MAX_IMPORT_MIB));
      await withOwn(context, self.optsWithGlobals<HistoryFlags>(), async (own) => {
        const refusal = await own.add(events);
        if (refusal !== undefined) throw new CliError(`${path}: ${refusal.message}; nothing was kept`);
      });
      for (const note of notes) context.warn(`vigil: ${path}: ${note}`);
      await context.print(`Kept ${formatCounted(events.length, 'event')} of ${path}.\n`);
    });
}

/** A calendar is told by how it begins, whatever the file is called. */
function readEvents(
  path: string,
  text: string,
): { readonly events: readonly KnownEvent[]; readonly notes: readonly string[] } {
  if (/^\uFEFF?\s*BEGIN:VCALENDAR/i.test(text)) {
    const found = parseIcs(text.trimStart(), zoneOffsetSec);
    if ('code' in found) throw new CliError(`${path}, line ${found.line}: ${found.message}; nothing was kept`);
    return found;
  }
  const events = parseEventsJson(text);
  if ('code' in events) {
    throw new CliError(`${path}, ${events.path || 'the file'}: expected ${events.expected}; nothing was kept`);
  }
  return { events, notes: [] };
}

async function withOwn(
  context: CliContext,
  flags: HistoryFlags,
  work: (own: OwnEvents) => Promise<void>,
): Promise<void> {
  const history = await openHistory(context, flags);
  try {
    await work(new OwnEvents(history, builtInEvents()));
  } finally {
    await history.close();
  }
}

async function runList(context: CliContext, flags: ListFlags): Promise<void> {
  if (flags.json === true && flags.csv === true) throw usageError('give --json or --csv, not both');
  const { from, to } = flags;
  if (from !== undefined && to !== undefined && from >= to) throw usageError('--to has to be later than --from');
  let document: EventsDocument | undefined;
  await withOwn(context, flags, async (own) => {
    document = answerEvents(
      { builtIn: builtInEvents(), own: await own.list() },
      { ...(from === undefined ? {} : { fromSec: from }), ...(to === undefined ? {} : { toSec: to }) },
    );
  });
  if (flags.json === true) return printJson(context, document!);
  return context.print(flags.csv === true ? eventsCsv(document!) : eventsText(document!));
}

function eventsText({ sentence, events, notes }: EventsDocument): string {
  const rows = events.map((event) => [eventTimeText(event), event.id, event.category, event.what]);
  const table = textTable([{ title: 'When' }, { title: 'Id' }, { title: 'Category' }, { title: 'What' }], rows);
  return `${sentence}\n${events.length === 0 ? '' : `\n${table}`}${notes.map((note) => `\nNote: ${note}.\n`).join('')}`;
}

function eventsCsv({ events }: EventsDocument): string {
  return csvText(
    ['from', 'to', 'id', 'category', 'origin', 'what', 'source'],
    events.map(({ from, to, id, category, origin, what, source }) => [from, to, id, category, origin, what, source]),
  );
}
