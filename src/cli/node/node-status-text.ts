import { formatCount, formatCounted, formatDuration, threeDigits } from '../../observatory/answers/units.ts';
import type { NodeStatusDocument } from './node-status.ts';

const MINUTE_SEC = 60;
const HOUR_SEC = 3600;

/** Says in one line how a node is doing: what it is at, how fast, how long still, who helps, what it takes. */
export function nodeStatusText(status: NodeStatusDocument): string {
  return [...workParts(status), peersText(status), `${formatCount(status.memoryBytes / 1e6)} MB of memory`].join(', ');
}

function workParts(status: NodeStatusDocument): string[] {
  const { phase, height, headersHeight, headersTime, presyncHeight, tipTime, time } = status;
  switch (phase) {
    case 'headers':
      if (presyncHeight !== null) return [`looking at headers: ${formatCount(presyncHeight)}`];
      return [`headers: ${formatCount(headersHeight)} (${dayOf(headersTime)})`];
    case 'blocks': {
      const percent = ((100 * height) / headersHeight).toFixed(1);
      return [
        `block ${formatCount(height)} of ${formatCount(headersHeight)}, ${percent} % (${dayOf(tipTime)})`,
        ...speedParts(status),
      ];
    }
    case 'synced': {
      const parts = [`block ${formatCount(height)}, ${ageText(Math.max(0, time - tipTime))} old`];
      if (height < headersHeight) parts[0] += ` (of ${formatCount(headersHeight)})`;
      return [...parts, `${formatCounted(status.mempool.transactions, 'transaction')} waiting`];
    }
  }
}

function speedParts({ blocksPerSecond, bytesPerSecond, secondsLeft }: NodeStatusDocument): string[] {
  if (blocksPerSecond === 0) return [];
  const parts = [`${threeDigits(blocksPerSecond)} blocks/s, ${threeDigits(bytesPerSecond / 1e6)} MB/s`];
  if (secondsLeft !== null && secondsLeft > 0) parts.push(`${leftText(secondsLeft)} left`);
  return parts;
}

function peersText({ peers, inbound }: NodeStatusDocument): string {
  if (peers === 0) return 'no peers yet';
  return inbound === 0 ? formatCounted(peers, 'peer') : `${formatCounted(peers, 'peer')} (${inbound} inbound)`;
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
