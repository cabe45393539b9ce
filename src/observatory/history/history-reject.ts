import type { BlockHash } from '../../primitives/hash.ts';

/**
 * What is wrong with a table of facts, and where: `line` counts from 1, as editors do.
 *
 * `high-hash` and `bad-diffbits` are Bitcoin Core's words for the same broken rules (`CheckBlockHeader`,
 * `ContextualCheckBlockHeader`); the others are about the tables themselves.
 */
export type HistoryReject =
  | { readonly code: 'table-malformed'; readonly line: number; readonly expected: string; readonly found: string }
  | { readonly code: 'table-truncated'; readonly line: number; readonly expected: number; readonly found: number }
  | {
      /** A value does not continue the line before it. */
      readonly code: 'table-broken-chain';
      readonly line: number;
      readonly column: string;
      readonly expected: number;
      readonly found: number;
    }
  | { readonly code: 'high-hash'; readonly line: number; readonly height: number; readonly hash: BlockHash }
  | {
      readonly code: 'bad-diffbits';
      readonly line: number;
      readonly height: number;
      readonly expected: number;
      readonly found: number;
    }
  | {
      /** The blocks counted up to a day leave no room for a header that proof of work puts on that day. */
      readonly code: 'days-contradict-epochs';
      readonly line: number;
      readonly height: number;
      readonly firstHeightOfDay: number;
      readonly firstHeightOfNextDay: number;
    }
  | {
      /** A block time differs from the header that proof of work vouches for. */
      readonly code: 'times-contradict-epochs';
      readonly line: number;
      readonly height: number;
      readonly expected: number;
      readonly found: number;
    };

/** Whether a parser or check answered with a reject. */
export function isHistoryReject(answer: object): answer is HistoryReject {
  return 'code' in answer;
}
