import type { ShareTable } from './share-table.ts';

/** What a reader has to know beside a figure. */
export interface MapCaveat {
  /** The country that it is about (alpha-2), or all of the map. */
  readonly about: string;
  readonly text: string;
  readonly source: string;
}

/** Something that changed where mining happens. */
export interface MapEvent {
  /** Seconds since 1970. */
  readonly at: number;
  readonly what: string;
}

/** China's ban: the State Council's announcement of 21 May 2021. */
export const CHINA_BAN: MapEvent = {
  at: Date.UTC(2021, 4, 21) / 1000,
  what: "China's State Council announces a crackdown on Bitcoin mining",
};

/** Moments to mark on the map's months, ascending. */
export const MAP_EVENTS: readonly MapEvent[] = [
  CHINA_BAN,
  { at: Date.UTC(2022, 0, 5, 10, 30) / 1000, what: "Kazakhstan's internet is cut" },
];

const METHODOLOGY = 'ccaf.io/cbnsi/cbeci/mining_map/methodology';
const RESURGENCE = 'jbs.cam.ac.uk/2022/bitcoin-mining-new-data-reveal-a-surprising-resurgence';

const CBECI_CAVEATS: readonly MapCaveat[] = [
  {
    about: 'all',
    text: "The shares are those of a few pools that report, by the addresses that miners connect from: 37 % of the hashrate to April 2020 (three pools with seats in China), 44 % in October 2021's release, 33 % in that of May 2022. CBECI takes the rest to be like them; nothing shows that it is",
    source: METHODOLOGY,
  },
  {
    about: 'all',
    text: 'Whoever connects through a VPN or a proxy counts where that stands. Nobody can tell from these figures how many do',
    source: METHODOLOGY,
  },
  {
    about: 'DE',
    text: "Germany's share is put there mostly by proxies: CCAF marks it, and knows of no large mines there",
    source: METHODOLOGY,
  },
  {
    about: 'IE',
    text: "Ireland's share is put there mostly by proxies: CCAF marks it, and knows of no large mines there",
    source: METHODOLOGY,
  },
  {
    about: 'CN',
    text: 'A share of 0 in July and August 2021 means that the reporting pools saw no address in China, not that nobody mined there. In the next release it was back, with 21.1 % in January 2022, and CCAF itself speaks of covert mining behind proxies',
    source: RESURGENCE,
  },
  {
    about: 'all',
    text: 'Of January 2022 only five countries were found in print: the others are not 0, they are not known. September to December 2021 are missing',
    source: RESURGENCE,
  },
];

/** The caveats of a table: CBECI's own, or that nothing is known of a file's method. */
export function caveatsOf(table: ShareTable): readonly MapCaveat[] {
  if (table.months.some(({ basis }) => basis !== 'own')) return CBECI_CAVEATS;
  const text =
    'How the shares of this file were found, and of which part of the network, is not in it: its bounds are all that can be';
  return [{ about: 'all', text, source: table.source }];
}
