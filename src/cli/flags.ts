import { InvalidArgumentError, Option } from 'commander';
import { NETWORK_NAMES } from '../consensus/params.ts';
import * as quantities from '../observatory/answers/quantities.ts';
import type { BadQuantity, WindowLength } from '../observatory/answers/quantities.ts';

/** Turns a quantity's reject into what commander prints as one line with exit code 2. */
function accepted<Value>(value: Value | BadQuantity): Value {
  if (typeof value === 'object' && value !== null && 'code' in value) {
    throw new InvalidArgumentError(/[.?]$/.test(value.message) ? value.message : `${value.message}.`);
  }
  return value as Value;
}

/** A moment in UTC. @returns Seconds since 1970. */
export function timeFlag(text: string): number {
  return accepted(quantities.parseTime(text));
}

/** A span of time. @returns Seconds. */
export function durationFlag(text: string): number {
  return accepted(quantities.parseDuration(text));
}

/** A span of time or a number of blocks. */
export function windowFlag(text: string): WindowLength {
  return accepted(quantities.parseWindowLength(text));
}

/** A fall: above 0 and up to 100 %. */
export function dropFlag(text: string): number {
  return accepted(quantities.parseShare(text, 1));
}

/** A rise: above 0, up to a hundredfold. */
export function riseFlag(text: string): number {
  return accepted(quantities.parseShare(text, quantities.MAX_RISE));
}

/** A TCP port; 0 lets the system choose. */
export function portFlag(text: string): number {
  return accepted(quantities.parseWhole(text, 0, 65_535));
}

/** A folder: text without any would silently mean the default. */
export function folderFlag(text: string): string {
  if (text === '') throw new InvalidArgumentError('name a folder.');
  return text;
}

/** A block height. */
export function heightFlag(text: string): number {
  return accepted(quantities.parseWhole(text, 0, 2 ** 31 - 1));
}

/** `--network NAME`. */
export function networkOption(): Option {
  return new Option('--network <name>', 'which Bitcoin network').choices([...NETWORK_NAMES]).default('mainnet');
}

/** `--level P`. */
export function levelOption(): Option {
  return new Option('--level <p>', 'probability that each interval holds the truth')
    .argParser((text) => accepted(quantities.parseLevel(text)))
    .default(0.9);
}

/** `--json`. */
export function jsonOption(what = 'print one JSON document (documented in docs/json.md)'): Option {
  return new Option('--json', what);
}
