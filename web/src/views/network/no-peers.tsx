import type { JSX } from 'preact';
import type { NodeDocument, RunningOverview } from '../../api/documents.ts';
import { CopyLine } from '../../components/copy-line.tsx';
import { UtcTime } from '../../components/utc-time.tsx';

const PORTS: Readonly<Record<NodeDocument['network'], number>> = {
  mainnet: 8333,
  testnet3: 18333,
  testnet4: 48333,
  signet: 38333,
  regtest: 18444,
};

/** A node that nobody answers: since when it tries, what to check, what the page shows meanwhile. */
export function LonelyNode({
  node,
  network,
}: {
  readonly node: RunningOverview;
  readonly network: NodeDocument['network'];
}): JSX.Element {
  return (
    <div class="failed lonely" role="status">
      <p class="failed-what">
        {node.hasHadPeers ? 'All peers are gone' : 'No peer has answered'} since{' '}
        <UtcTime at={node.aloneSince ?? node.started} />. The node keeps trying by itself.
      </p>
      <ul class="report-list">
        <li>Is this machine online, and does it find names (DNS)?</li>
        <li>
          Does a firewall let connections out to port {PORTS[network]}? Behind a proxy: <code>--proxy HOST:PORT</code>.
        </li>
        <li>
          Do you know a node that answers? Name it with <code>--add-node HOST</code>.
        </li>
      </ul>
      <Meanwhile network={network} />
    </div>
  );
}

/** No node: why, and what to do. */
export function NoNode({ document }: { readonly document: NodeDocument }): JSX.Element {
  const { state, reason, network } = document;
  const command = `vigil serve${network === 'mainnet' ? '' : ` --network ${network}`}`;
  if (state === 'starting') {
    return (
      <div class="waiting" role="status">
        <p class="waiting-words">Opening the chain…</p>
        <div class="waiting-line" />
        <div class="waiting-line short" />
      </div>
    );
  }
  return (
    <div class="failed" role="status">
      <p class="failed-what">
        {state === 'failed' ? sentence(reason ?? 'It has failed') : 'The page is served alone.'}
      </p>
      <Meanwhile network={network} />
      <CopyLine label={state === 'failed' ? 'Then start it again' : 'To run a node beside it'} text={command} />
    </div>
  );
}

function Meanwhile({ network }: { readonly network: NodeDocument['network'] }): JSX.Element {
  return (
    <p>
      {network === 'mainnet' ? (
        <>
          The rest of the page does not wait: <a href="#/hashrate">hashrate</a>, claims and difficulty are answered from
          the history that comes with Vigil.
        </>
      ) : (
        'The rest of the page shows the blocks at hand.'
      )}
    </p>
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
