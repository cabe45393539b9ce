import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { blockDecodeCommand } from './decode-command.ts';
import { blockVerifyCommand } from './verify-command.ts';

/** `vigil block`: what a single block says, and whether it keeps the rules. */
export function blockCommand(context: CliContext): Command {
  return new Command('block')
    .description('Look into a single block, or check it.')
    .addCommand(blockDecodeCommand(context))
    .addCommand(blockVerifyCommand(context));
}
