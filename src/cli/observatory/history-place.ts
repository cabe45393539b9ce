import { Option } from 'commander';
import type { Command } from 'commander';
import { folderFlag, networkOption } from '../flags.ts';
import { historyOption } from '../history/history-flag.ts';

/** Adds the flags that say which history is meant: `--network`, `--history`, `--datadir`. */
export function addHistoryPlace(command: Command): Command {
  return command
    .addOption(networkOption())
    .addOption(historyOption())
    .addOption(
      new Option('--datadir <dir>', "where the node's own data are kept (default: ~/.vigil)").argParser(folderFlag),
    );
}
