import { InvalidArgumentError, Option } from 'commander';
import { defaultAssumeValid, minimumChainWork } from '../../chain/assume-valid.ts';
import type { AssumeValid } from '../../chain/assume-valid.ts';
import type { NetworkName } from '../../consensus/params.ts';
import { blockHashFromHex } from '../../primitives/hash.ts';

/** `--assumevalid HASH`. */
export function assumeValidOption(): Option {
  return new Option('--assumevalid <hash>', 'do not run scripts before this block; 0: run all').argParser(
    assumeValidFlag,
  );
}

function assumeValidFlag(text: string): string {
  if (text === '0' || blockHashFromHex(text.toLowerCase()) !== undefined) return text.toLowerCase();
  throw new InvalidArgumentError(`"${text}" is no block hash; write 64 hex digits, or 0.`);
}

/** What `--assumevalid` says; Bitcoin Core's block of the network when it says nothing. */
export function assumeValidFrom(flag: string | undefined, network: NetworkName): AssumeValid | undefined {
  if (flag === undefined) return defaultAssumeValid(network);
  const hash = blockHashFromHex(flag);
  return hash === undefined ? undefined : { hash, minimumChainWork: minimumChainWork(network) };
}
