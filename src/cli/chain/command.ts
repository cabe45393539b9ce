import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { exportCommand } from './export-command.ts';
import { importCommand } from './import-command.ts';
import { infoCommand } from './info-command.ts';
import { statsCommand } from './stats-command.ts';
import { verifyCommand } from './verify-command.ts';

/** `vigil chain`: blocks, checked by every rule, and the coins that they leave. */
export function chainCommand(context: CliContext): Command {
  return new Command('chain')
    .description('Check whole blocks by all consensus rules, and keep them with the coins that they leave.')
    .addCommand(importCommand(context))
    .addCommand(infoCommand(context))
    .addCommand(verifyCommand(context))
    .addCommand(statsCommand(context))
    .addCommand(exportCommand(context));
}
