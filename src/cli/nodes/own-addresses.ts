import path from 'node:path';
import { networkParams } from '../../consensus/params.ts';
import type { NetworkName } from '../../consensus/params.ts';
import { readPeersFile } from '../../net/addresses/peers-file.ts';
import { SavedFiles } from '../../platform/node-shell/saved-files.ts';
import { dataDirFrom } from '../../platform/data-dir.ts';
import type { NetAddress } from '../../wire/net-address.ts';
import type { CliContext } from '../context.ts';

/**
 * The addresses that the node of the data folder knows, of its `peers.dat`: whom a crawl begins from, so that it does not hang on
 * DNS seeds. The file is the node's, and only read; one that makes no sense is said in a line.
 */
export async function ownAddresses(
  context: CliContext,
  { network, datadir }: { readonly network: NetworkName; readonly datadir?: string | undefined },
): Promise<readonly NetAddress[]> {
  const folder = path.join(dataDirFrom(datadir, context.env), network);
  const files = new SavedFiles(folder, (text) => context.warn(`vigil: ${text}`));
  const bytes = await files.peek('addresses');
  if (bytes === undefined) return [];
  const tables = readPeersFile(bytes, networkParams(network).magic);
  if (!('code' in tables)) return tables.list.map(({ address }) => address);
  context.warn(`vigil: ${files.pathOf('addresses')} can't be read (${tables.code}); the crawl begins without it`);
  return [];
}
