import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { txDecodeCommand } from './decode-command.ts';
import { txVerifyCommand } from './verify-command.ts';

/** `vigil tx`: what a single transaction says, and whether it keeps the rules. */
export function txCommand(context: CliContext): Command {
  return new Command('tx')
    .description('Look into a single transaction, or check it.')
    .addCommand(txDecodeCommand(context))
    .addCommand(txVerifyCommand(context));
}
