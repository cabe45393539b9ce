import { Command, Option } from 'commander';
import { parseRule } from '../../observatory/alerts/parse-rule.ts';
import type { ReplayDocument } from '../../observatory/alerts/replay-rule.ts';
import { ruleId } from '../../observatory/alerts/rule-text.ts';
import { RULE_FORMS } from '../../observatory/alerts/rule.ts';
import { AlertRecords } from '../../api/alerts/alert-records.ts';
import { alertsDocument } from '../../api/alerts/alerts-document.ts';
import type { AlertsDocument } from '../../api/alerts/alerts-document.ts';
import { formatUtc } from '../../observatory/answers/units.ts';
import { RemoteHistoryStore } from '../../platform/history/server/remote-history-store.ts';
import { CliError, usageError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { folderFlag, jsonOption, networkOption } from '../flags.ts';
import { historyOption, openHistory } from '../history/history-flag.ts';
import type { HistoryFlags } from '../history/history-flag.ts';
import { csvText, textTable } from '../text-table.ts';
import { parseReplaySpan, replayOn } from './replay.ts';
import { askServer } from './server.ts';
import type { ServerQuestion } from './server.ts';

interface Flags extends HistoryFlags {
  readonly server?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** `vigil alerts`: rules over any series. */
export function alertsCommand(context: CliContext): Command {
  const command = new Command('alerts')
    .description(
      'Rules that are watched while vigil serve runs: list, add, remove them, and try them on what has passed.',
    )
    .addHelpText(
      'after',
      `\nRules:\n${RULE_FORMS.map((form) => `  ${form}\n`).join('')}
"for DURATION" at the end says how long a rule has to hold before it is told.`,
    );
  command.addCommand(listCommand(context));
  command.addCommand(addCommand(context));
  command.addCommand(removeCommand(context));
  command.addCommand(testCommand(context));
  return command;
}

function addKeepingOptions(command: Command): Command {
  return command
    .addOption(networkOption())
    .addOption(new Option('--datadir <dir>', 'where Vigil keeps its data (default: ~/.vigil)').argParser(folderFlag))
    .addOption(historyOption())
    .addOption(new Option('--server <url>', 'ask the vigil serve that runs there, such as http://127.0.0.1:8790'))
    .addOption(jsonOption());
}

function listCommand(context: CliContext): Command {
  return addKeepingOptions(
    new Command('list').description('List the rules, how each stands, and what was told.'),
  ).action(async (flags: Flags) => {
    const document = await ask(context, flags, { method: 'GET', path: 'alerts' }, (records) =>
      documentOf(context, records),
    );
    await show(context, flags, document);
  });
}

function addCommand(context: CliContext): Command {
  return addKeepingOptions(new Command('add').description('Add a rule.').argument('<rule>', 'the rule, in quotes'))
    .addHelpText('after', '\nExample:\n  vigil alerts add "btc-usd is 10% under its 24h high"')
    .action(async (text: string, flags: Flags) => {
      const rule = parseRule(text);
      if ('code' in rule) throw usageError(rule.message);
      const question: ServerQuestion = { method: 'POST', path: 'alerts', body: { rule: text } };
      const document = await ask(context, flags, question, async (records) => {
        const added = await records.addRule(text);
        if ('code' in added) throw new CliError(added.message);
        return documentOf(context, records);
      });
      await show(context, flags, document);
    });
}

function removeCommand(context: CliContext): Command {
  return addKeepingOptions(
    new Command('remove').description('Remove a rule.').argument('<rule>', 'the rule, in quotes, or its id'),
  ).action(async (name: string, flags: Flags) => {
    const question: ServerQuestion = { method: 'DELETE', path: `alerts/${encodeURIComponent(ruleIdOf(name))}` };
    const document = await ask(context, flags, question, async (records) => {
      if (!(await records.removeRule(name))) throw new CliError(`no rule "${name}" is watched; see vigil alerts list`);
      return documentOf(context, records);
    });
    await show(context, flags, document);
  });
}

function testCommand(context: CliContext): Command {
  return new Command('test')
    .description('Show when a rule would have fired in a time that has passed.')
    .argument('<rule>', 'the rule, in quotes')
    .addOption(new Option('--replay <span>', 'kazakhstan-2022, china-2021, or FROM..TO').default('kazakhstan-2022'))
    .addOption(networkOption())
    .addOption(new Option('--datadir <dir>', 'where Vigil keeps its data (default: ~/.vigil)').argParser(folderFlag))
    .addOption(historyOption())
    .addOption(jsonOption())
    .addOption(new Option('--csv', 'print the times as CSV: seconds since 1970'))
    .addHelpText(
      'after',
      `
It is tried on the history that Vigil brings along; with --history also on what was recorded.

Examples:
  vigil alerts test "btc-usd is 10% under its 24h high"
  vigil alerts test "hashrate fell by more than 10% with probability above 0.95 over 24h" --replay china-2021`,
    )
    .action(async (text: string, flags: Flags & { readonly replay: string }) => runTest(context, text, flags));
}

async function runTest(context: CliContext, text: string, flags: Flags & { readonly replay: string }): Promise<void> {
  const rule = parseRule(text);
  if ('code' in rule) throw usageError(rule.message);
  const span = parseReplaySpan(flags.replay);
  if (typeof span === 'string') throw usageError(`--replay: ${span}`);
  if (flags.json === true && flags.csv === true) throw usageError('give --json or --csv, not both');
  const history = flags.history === undefined ? undefined : await openHistory(context, flags);
  let document: ReplayDocument;
  try {
    document = await replayOn({ network: flags.network, history }, rule, span);
  } finally {
    await history?.close();
  }
  if (flags.json === true) return printJson(context, document);
  if (flags.csv === true) {
    const rows = document.firings.map(({ fired, resolved, sentence }) => [fired, resolved ?? '', sentence]);
    return context.print(csvText(['fired', 'resolved', 'evidence'], rows));
  }
  await context.print(replayText(document));
}

function replayText({ sentence, rule, firings, lastLook, notes }: ReplayDocument): string {
  const times = firings.map(({ fired, resolved, sentence: evidence }) => {
    const end = resolved === null ? 'still so at the end' : `over at ${formatUtc(resolved)}`;
    return `${formatUtc(fired)} (${end})\n  ${evidence}\n`;
  });
  const last = firings.length > 0 || lastLook === null ? '' : `At the last look: ${lastLook}\n`;
  return `${sentence}\n\n${times.join('')}${last}Rule: ${rule}.\n${notes.map((note) => `Note: ${note}.\n`).join('')}`;
}

async function show(context: CliContext, flags: Flags, document: AlertsDocument): Promise<void> {
  if (flags.json === true) return printJson(context, document);
  const rules = textTable(
    [{ title: 'state' }, { title: 'since' }, { title: 'rule' }],
    document.rules.map(({ state, since, rule }) => [state, since === null ? '' : formatUtc(since), rule]),
  );
  const events = document.events
    .slice(0, 20)
    .map(({ time, event, sentence }) => `${formatUtc(time)}  ${event}: ${sentence}\n`);
  const body = document.rules.length === 0 ? 'Add one with: vigil alerts add "stale block"\n' : rules;
  await context.print(`${document.sentence}\n\n${body}${events.length === 0 ? '' : `\n${events.join('')}`}`);
}

/**
 * Asks the server of `--server`, or the one that has the history open: it knows what each rule reads now, and whom it tells. Where
 * there is none the records themselves are worked on.
 */
async function ask(
  context: CliContext,
  flags: Flags,
  question: ServerQuestion,
  work: (records: AlertRecords) => Promise<AlertsDocument>,
): Promise<AlertsDocument> {
  if (flags.server !== undefined) return askServer(flags.server, question);
  const history = await openHistory(context, flags);
  try {
    if (history instanceof RemoteHistoryStore) return await askServer(history.url, question);
    return await work(new AlertRecords(history));
  } finally {
    await history.close();
  }
}

async function documentOf(context: CliContext, records: AlertRecords): Promise<AlertsDocument> {
  return alertsDocument({
    nowSec: Math.floor(context.clock.nowMs() / 1000),
    rules: await records.rules(),
    states: await records.states(),
    readings: new Map(),
    events: await records.events(),
    channels: [],
  });
}

/** The id of a rule that is named by its text, or by its id. */
function ruleIdOf(name: string): string {
  const rule = parseRule(name);
  return 'code' in rule ? name : ruleId(rule);
}
