import type { StatusDocument } from '../api/documents.ts';
import { formatDurationWords } from '../format/time.ts';
import type { ViewName } from '../router.ts';
import { MIN_WINDOW_SEC } from './claim-question.ts';

/** Why a view has nothing to show with the data at hand, and what to do about it. */
export interface Missing {
  /** One sentence: what is missing. */
  readonly sentence: string;
  /** Commands that bring it. */
  readonly commands: readonly { readonly label: string; readonly text: string }[];
}

/** Views that show something without any block of one's own. */
const WITHOUT_BLOCKS: readonly ViewName[] = ['overview', 'method', 'network', 'blackout', 'events', 'alerts'];

/** Tells what a view lacks; `undefined` when it can show something. */
export function whatIsMissing(
  view: ViewName,
  status: Pick<StatusDocument, 'network' | 'sources'>,
): Missing | undefined {
  const { network, sources } = status;
  if (WITHOUT_BLOCKS.includes(view)) return undefined;
  if (view === 'map') {
    if (network === 'mainnet') return undefined;
    return {
      sentence: `Where mining happens is known of mainnet only, and this page shows ${network}.`,
      commands: [
        { label: 'To see it', text: 'vigil serve' },
        { label: `Pools of ${network}`, text: `vigil pools --network ${network}` },
      ],
    };
  }
  if (view === 'january-2022') {
    if (network === 'mainnet') return undefined;
    return {
      sentence: `January 2022 is a story of mainnet, and this page shows ${network}.`,
      commands: [{ label: 'To read it', text: 'vigil serve' }],
    };
  }
  if (view === 'market') {
    if (network === 'mainnet') return undefined;
    return {
      sentence: `Prices are a question of mainnet, whose coins have one; this page shows ${network}.`,
      commands: [{ label: 'To see them', text: 'vigil serve' }],
    };
  }
  if (view === 'energy' && network !== 'mainnet') {
    return {
      sentence: `Electricity is a question of mainnet, whose coins have a price; this page shows ${network}.`,
      commands: [{ label: 'To see it', text: 'vigil serve' }],
    };
  }
  if (sources.length === 0) {
    const flag = network === 'mainnet' ? '' : ` --network ${network}`;
    return {
      sentence: `No blocks of ${network} are at hand yet.`,
      commands: [
        { label: 'To bring them', text: `vigil headers import FILE...${flag}` },
        { label: 'Then start this page again', text: `vigil serve${flag}` },
      ],
    };
  }
  const longestSec = Math.max(...sources.map(({ from, to }) => to - from));
  if (view === 'claim' && longestSec < 2 * MIN_WINDOW_SEC) {
    const longest = longestSec < 60 ? `${Math.round(longestSec)} seconds` : formatDurationWords(longestSec);
    return {
      sentence: `A claim compares two windows of an hour or more each; the blocks at hand cover ${longest}.`,
      commands: [],
    };
  }
  return undefined;
}
