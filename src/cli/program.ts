import { Command } from 'commander';
import { readPackageVersion } from '../platform/package-version.ts';
import { alertsCommand } from './alerts/command.ts';
import { blockCommand } from './block/command.ts';
import { chainCommand } from './chain/command.ts';
import type { CliContext } from './context.ts';
import { headersCommand } from './headers/command.ts';
import { nodeCommand } from './node/command.ts';
import { nodesCommand } from './nodes/command.ts';
import { blackoutCommand } from './observatory/blackout-command.ts';
import { changesCommand } from './observatory/changes-command.ts';
import { claimCommand } from './observatory/claim-command.ts';
import { difficultyCommand } from './observatory/difficulty-command.ts';
import { energyCommand } from './observatory/energy-command.ts';
import { eventsCommand } from './observatory/events-command.ts';
import { hashrateCommand } from './observatory/hashrate-command.ts';
import { outageCommand } from './observatory/outage-command.ts';
import { marketCommand } from './observatory/market-command.ts';
import { mapCommand } from './observatory/map-command.ts';
import { poolsCommand } from './pools/pools-command.ts';
import { reportCommand } from './report.ts';
import { scriptCommand } from './script/command.ts';
import { serveCommand } from './serve/command.ts';
import { txCommand } from './tx/command.ts';

/**
 * The whole command line. Help goes to standard output, complaints to standard error in one line.
 *
 * Commander throws in place of exiting, so that `runVigil` alone decides on exit codes.
 */
export function vigilProgram(context: CliContext): Command {
  const program = new Command('vigil')
    .description('A Bitcoin node that watches over the network it is part of.')
    .version(readPackageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show what a command does and takes');
  const commands = [
    serveCommand(context),
    nodeCommand(context),
    headersCommand(context),
    chainCommand(context),
    hashrateCommand(context),
    claimCommand(context),
    changesCommand(context),
    difficultyCommand(context),
    nodesCommand(context),
    outageCommand(context),
    marketCommand(context),
    energyCommand(context),
    eventsCommand(context),
    mapCommand(context),
    blackoutCommand(context),
    alertsCommand(context),
    poolsCommand(context),
    reportCommand(context),
    txCommand(context),
    scriptCommand(context),
    blockCommand(context),
  ];
  for (const command of commands) program.addCommand(command);
  speakThrough(context, program);
  return program;
}

/** Sends a command's (and its subcommands') output through the context, and makes it throw in place of exiting. */
function speakThrough(context: CliContext, command: Command): void {
  command
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureOutput({
      writeOut: (text) => void context.print(text),
      writeErr: (text) => context.warn(text.trimEnd()),
      outputError: (text, write) =>
        write(
          text
            .trimEnd()
            .replaceAll('\n', ' ')
            .replace(/^error: /, 'vigil: '),
        ),
    });
  for (const inner of command.commands) speakThrough(context, inner);
}
