/** What a benchmark asks of a node of ours in another process. */
export type LoopbackOrder =
  | { readonly order: 'status' }
  | { readonly order: 'connect'; readonly port: number; readonly usesV2: boolean }
  | { readonly order: 'stop' };

/** What that process tells. Hashes are hex, as RPC shows them. */
export type LoopbackReport =
  | { readonly report: 'ready'; readonly port: number }
  /** A block was connected. */
  | { readonly report: 'tip'; readonly hash: string }
  | ({ readonly report: 'status' } & LoopbackStatus);

/** How a node is. */
export interface LoopbackStatus {
  readonly mempool: number;
  readonly height: number;
  readonly tip: string;
  readonly peers: number;
}
