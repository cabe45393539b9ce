import { Command } from 'commander';
import { readPackageVersion } from '../platform/package-version.ts';
import type { CliContext } from './context.ts';

/**
 * The whole command line. Help goes to standard output, complaints to standard error in one line.
 *
 * Commander throws in place of exiting, so that `runVigil` alone decides on exit codes.
 */
export function vigilProgram(context: CliContext): Command {
  const program = new Command('vigil')
    .description('A Bitcoin node that watches over the network it is part of.')
    .version(readPackageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show what a command does and takes')
    .showHelpAfterError(false)
    .showSuggestionAfterError(true)
    .configureHelp({ sortSubcommands: false });
  // Settings are inherited by commands made with `program.command`, not by added ones: so they are set on each.
  for (const command of [program, ...program.commands]) speakThrough(context, command);
  return program;
}

/** Sends a command's (and its subcommands') output through the context, and makes it throw in place of exiting. */
function speakThrough(context: CliContext, command: Command): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => void context.print(text),
    writeErr: (text) => context.warn(text.trimEnd().replaceAll('\n', ' ')),
    outputError: (text, write) => write(text.replace(/^error: /, 'vigil: ')),
  });
  for (const inner of command.commands) speakThrough(context, inner);
}
