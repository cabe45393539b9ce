import { formatCount, formatCounted, formatDuration, threeDigits } from '../../observatory/answers/units.ts';
import type { RunningOverview, SyncOverview } from '../../node/node-overview.ts';

const MINUTE_SEC = 60;
const HOUR_SEC = 3600;

/**
 * Says in one line how a node is doing: what it is at, how fast, how long still, who helps, what it takes.
 *
 * @param timeSec Now, in seconds since 1970.
 */
export function nodeStatusText(node: RunningOverview, timeSec: number): string {
  return [...workParts(node, timeSec), peersText(node), `${formatCount(node.memoryBytes / 1e6)} MB of memory`].join(
    ', ',
  );
}

function workParts({ sync, mempool }: RunningOverview, timeSec: number): string[] {
  const { phase, height, headersHeight, headersTime, presyncHeight, tipTime } = sync;
  switch (phase) {
    case 'headers':
      if (presyncHeight !== null) return [`looking at headers: ${formatCount(presyncHeight)}`];
      return [`headers: ${formatCount(headersHeight)} (${dayOf(headersTime)})`];
    case 'blocks': {
      const percent = ((100 * height) / headersHeight).toFixed(1);
      return [
        `block ${formatCount(height)} of ${formatCount(headersHeight)}, ${percent} % (${dayOf(tipTime)})`,
        ...speedParts(sync),
      ];
    }
    case 'synced': {
      const parts = [`block ${formatCount(height)}, ${ageText(Math.max(0, timeSec - tipTime))} old`];
      if (height < headersHeight) parts[0] += ` (of ${formatCount(headersHeight)})`;
      return [...parts, `${formatCounted(mempool.transactions, 'transaction')} waiting`];
    }
  }
}

function speedParts({ blocksPerSecond, bytesPerSecond, secondsLeft }: SyncOverview): string[] {
  if (blocksPerSecond === 0) return [];
  const parts = [`${threeDigits(blocksPerSecond)} blocks/s, ${threeDigits(bytesPerSecond / 1e6)} MB/s`];
  if (secondsLeft !== null && secondsLeft > 0) parts.push(`${leftText(secondsLeft)} left`);
  return parts;
}

function peersText({ peers }: RunningOverview): string {
  if (peers.length === 0) return 'no peers yet';
  const count = formatCounted(peers.length, 'peer');
  const inbound = peers.filter(({ kind }) => kind === 'inbound').length;
  return inbound === 0 ? count : `${count} (${inbound} inbound)`;
}

/** A span that need not be exact: `45 s`, `12 min`, `3 h 20 min`, `2.5 days`. */
function leftText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < HOUR_SEC) return `${Math.ceil(seconds / MINUTE_SEC)} min`;
  if (seconds >= 48 * HOUR_SEC) return formatDuration(Math.round(seconds));
  const minutes = Math.ceil(seconds / MINUTE_SEC);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How old a block is, in whole units that have passed: it is not made older than it is. */
function ageText(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 2 * HOUR_SEC) return `${Math.floor(seconds / MINUTE_SEC)} min`;
  const hours = Math.floor(seconds / HOUR_SEC);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}

/** The day of a block, by its own time. */
function dayOf(timeSec: number): string {
  return new Date(timeSec * 1000).toISOString().slice(0, 10);
}
