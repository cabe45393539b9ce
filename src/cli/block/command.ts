import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { blockDecodeCommand } from './decode-command.ts';

/** `vigil block`: what a single block says. */
export function blockCommand(context: CliContext): Command {
  return new Command('block').description('Look into a single block.').addCommand(blockDecodeCommand(context));
}
