/** What many connections do at once, over sockets. */
export interface SocketAttack {
  readonly name: string;
  readonly connections: number;
  readonly does: 'nothing' | 'drip' | 'garbage' | 'pings' | 'getheaders' | 'inv' | 'getdata' | 'orphans' | 'malformed';
  /** Whether the handshake is done first. */
  readonly greets: boolean;
  /** Whether what comes is read; yes unless told. */
  readonly reads?: boolean;
  readonly usesV2?: boolean;
  /** Whether each of them is dropped, within a minute and some seconds; the others break no rule, or the limit is theirs. */
  readonly isDropped?: boolean;
}

/** What became of the connections. */
export interface AttackOutcome {
  /** How many got through the handshake. */
  readonly ready: number;
  /** How long those lived that the node closed, in milliseconds, in rising order. */
  readonly droppedAfterMs: readonly number[];
}

export const SOCKET_ATTACKS: readonly SocketAttack[] = [
  { name: '1,000 connections that greet', connections: 1000, does: 'nothing', greets: true },
  { name: '1,000 connections that say nothing', connections: 1000, does: 'nothing', greets: false, isDropped: true },
  { name: '1,000 connections by v2', connections: 1000, does: 'nothing', greets: true, usesV2: true },
  { name: '200 slow drips', connections: 200, does: 'drip', greets: false, isDropped: true },
  { name: '200 with garbage', connections: 200, does: 'garbage', greets: false, isDropped: true },
  { name: '50 malformed', connections: 50, does: 'malformed', greets: true, isDropped: true },
  { name: '50 floods of pings', connections: 50, does: 'pings', greets: true, isDropped: true },
  { name: '50 floods of pings, not read', connections: 50, does: 'pings', greets: true, reads: false, isDropped: true },
  {
    name: '50 floods of getheaders, not read',
    connections: 50,
    does: 'getheaders',
    greets: true,
    reads: false,
    isDropped: true,
  },
  { name: '10 floods of inv', connections: 10, does: 'inv', greets: true, isDropped: true },
  {
    name: '10 floods of getdata, not read',
    connections: 10,
    does: 'getdata',
    greets: true,
    reads: false,
    isDropped: true,
  },
  { name: '10 floods of orphans of 2,400 inputs', connections: 10, does: 'orphans', greets: true, isDropped: true },
];
