import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { CRAWL_DEFAULTS } from '../../net/crawl/crawl-settings.ts';
import { parseWhole } from '../../observatory/answers/quantities.ts';
import type { Endpoint } from '../../platform/node-shell/network-routes.ts';
import { durationFlag } from '../flags.ts';
import { endpointFlag, hostsFlag } from '../node/host-flag.ts';
import type { HostFlag } from '../node/host-flag.ts';
import { SOCKS_PORT } from '../node/node-flags.ts';

/** How a crawl is made, as a person says it. */
export interface CrawlFlags {
  /** Told to every node that is visited: where its operator can ask to be left out. */
  readonly contact?: string;
  readonly rate: number;
  readonly maxOpen: number;
  readonly interval: number;
  readonly seed?: readonly HostFlag[];
  readonly exclude?: readonly string[];
  readonly optOut?: string;
  readonly asnFile?: string;
  readonly proxy?: Endpoint;
}

/** Longest contact: a user agent has 256 bytes at most. */
const MAX_CONTACT_CHARS = 120;

/** What a crawl may ask of the network at most, whatever a person says. */
const MAX_RATE = 50;
const MAX_OPEN = 256;

/** Adds the flags of a crawl. */
export function addCrawlOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--rate <n>', 'visits begun in a second, at most')
        .argParser((text) => whole(text, 1, MAX_RATE))
        .default(CRAWL_DEFAULTS.visitsPerSec),
    )
    .addOption(
      new Option('--max-open <n>', 'visits under way at once, at most')
        .argParser((text) => whole(text, 1, MAX_OPEN))
        .default(CRAWL_DEFAULTS.maxOpen),
    )
    .addOption(new Option('--seed <host>', 'begin from this node too; several times for several').argParser(hostsFlag))
    .addOption(
      new Option(
        '--exclude <address>',
        'never visit it: an address, ADDRESS:PORT or a network; several times',
      ).argParser(listed),
    )
    .addOption(new Option('--opt-out <file>', 'never visit those in this file, one a line'))
    .addOption(
      new Option('--asn-file <file>', 'count by autonomous system too: a table of them in the format MaxMind DB'),
    )
    .addOption(
      new Option('--proxy <host:port>', 'connect through a SOCKS5 proxy, such as Tor; then name a --seed').argParser(
        endpointFlag(SOCKS_PORT),
      ),
    );
}

/** The time between the rounds of a crawl. */
export function intervalOption(): Option {
  return new Option('--interval <length>', 'from the start of a round to that of the next')
    .argParser((text) => {
      const seconds = durationFlag(text);
      if (seconds < 600) throw new InvalidArgumentError('write 10m or more.');
      return seconds;
    })
    .default(CRAWL_DEFAULTS.roundMs / 1000, '1h');
}

/** Who crawls: an address or a page, in letters that a user agent may have (Bitcoin Core's `SAFE_CHARS_UA_COMMENT`). */
export function contactFlag(text: string): string {
  if (text.length >= 3 && text.length <= MAX_CONTACT_CHARS && /^[\w .,;?@:/-]+$/.test(text)) return text;
  throw new InvalidArgumentError(
    `write 3 to ${MAX_CONTACT_CHARS} letters, digits and ".,;?@:/-_": a page or an e-mail address of yours.`,
  );
}

function whole(text: string, min: number, max: number): number {
  const value = parseWhole(text, min, max);
  if (typeof value !== 'number') throw new InvalidArgumentError(`${value.message}.`);
  return value;
}

function listed(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), text];
}
