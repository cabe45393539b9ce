import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PeerOverview } from '../../api/documents.ts';
import { formatBytes, formatCount } from '../../format/numbers.ts';
import { reader } from '../../format/reader.ts';
import { formatAge, kindWords, serviceWords } from './words.ts';

/** Peers shown before the reader asks for all. */
const FIRST_PEERS = 12;

const COLUMNS = ['Peer', 'Connection', 'Height', 'Ping', 'For', 'Received', 'Sent', 'Last block', 'Last tx'] as const;

/** Who is connected. On a phone each row becomes a block with its own labels. */
export function PeerTable({
  peers,
  connecting,
  nowSec,
}: {
  readonly peers: readonly PeerOverview[];
  readonly connecting: number;
  readonly nowSec: number;
}): JSX.Element {
  const [all, setAll] = useState(false);
  // Ours first: they are fewer, and what the node rests on. The order does not change while they stay.
  const sorted = [...peers].sort((a, b) => Number(a.kind === 'inbound') - Number(b.kind === 'inbound') || a.id - b.id);
  const shown = all ? sorted : sorted.slice(0, FIRST_PEERS);
  return (
    <section class="network-section" aria-labelledby="peers-title">
      <h2 id="peers-title">Peers</h2>
      <p class="network-lead">{leadOf(peers, connecting)}</p>
      {shown.length > 0 && (
        <div class="table-block">
          <div class="table-scroll" tabIndex={0} role="region" aria-labelledby="peers-title">
            <table class="rows peers" role="table">
              <caption class="visually-hidden">Peers, ours first</caption>
              <thead role="rowgroup">
                <tr role="row">
                  {COLUMNS.map((label, k) => (
                    <th key={label} scope="col" role="columnheader" class={k < 2 ? '' : 'numeric'}>
                      {label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody role="rowgroup">
                {shown.map((peer) => (
                  <PeerRow key={peer.id} peer={peer} nowSec={nowSec} />
                ))}
              </tbody>
            </table>
          </div>
          {sorted.length > shown.length && (
            <button type="button" class="text-button" onClick={() => setAll(true)}>
              Show all {sorted.length} peers
            </button>
          )}
        </div>
      )}
    </section>
  );
}

function leadOf(peers: readonly PeerOverview[], connecting: number): string {
  const inbound = peers.filter(({ kind }) => kind === 'inbound').length;
  const encrypted = peers.filter(({ transport }) => transport === 'v2').length;
  const trying = connecting > 0 ? `; ${connecting} more ${connecting === 1 ? 'is' : 'are'} being tried` : '';
  if (peers.length === 0) return `None is connected${trying}.`;
  return `${peers.length - inbound} we called, ${inbound} called us; ${encrypted} of ${peers.length} encrypted (v2)${trying}.`;
}

function PeerRow({ peer, nowSec }: { readonly peer: PeerOverview; readonly nowSec: number }): JSX.Element {
  const ago = (time: number | null): string => (time === null ? '–' : formatAge(Math.max(0, nowSec - time)));
  const { blocksInFlight } = peer;
  const cells: readonly (readonly [string, string])[] = [
    ['Height', peer.height === null ? '–' : formatCount(peer.height, reader)],
    ['Ping', peer.pingMs === null ? '–' : `${formatCount(peer.pingMs, reader)}\u202fms`],
    ['For', ago(peer.connected)],
    ['Received', formatBytes(peer.receivedBytes, reader)],
    ['Sent', formatBytes(peer.sentBytes, reader)],
    ['Last block', ago(peer.lastBlock)],
    ['Last tx', ago(peer.lastTransaction)],
  ];
  return (
    <tr role="row">
      <th scope="row" role="rowheader" class="peer-name">
        <span class="peer-address">{peer.address}</span>
        <small>{peer.userAgent === '' ? 'does not say what it is' : peer.userAgent}</small>
        <small>{serviceWords(peer.services)}</small>
      </th>
      <td role="cell" data-label="Connection">
        <span>
          {kindWords(peer.kind)}, {peer.transport}
          {peer.isHighBandwidthTo && ', sends new blocks at once'}
          {blocksInFlight.length > 0 && (
            <small>
              fetching {blocksInFlight.length} block{blocksInFlight.length === 1 ? '' : 's'} from it
            </small>
          )}
        </span>
      </td>
      {cells.map(([label, words]) => (
        <td key={label} role="cell" class="numeric" data-label={label}>
          {words}
        </td>
      ))}
    </tr>
  );
}
