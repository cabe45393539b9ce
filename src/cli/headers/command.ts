import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { exportCommand } from './export-command.ts';
import { importCommand } from './import-command.ts';
import { statusCommand } from './status-command.ts';
import { verifyCommand } from './verify-command.ts';

/** `vigil headers`: block headers, checked by all rules and kept on disk. */
export function headersCommand(context: CliContext): Command {
  return new Command('headers')
    .description('Check block headers by all consensus rules, and keep them.')
    .addCommand(importCommand(context))
    .addCommand(statusCommand(context))
    .addCommand(verifyCommand(context))
    .addCommand(exportCommand(context));
}
