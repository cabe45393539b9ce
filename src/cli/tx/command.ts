import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { txDecodeCommand } from './decode-command.ts';

/** `vigil tx`: what a single transaction says. */
export function txCommand(context: CliContext): Command {
  return new Command('tx').description('Look into a single transaction.').addCommand(txDecodeCommand(context));
}
