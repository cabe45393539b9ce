import { fileURLToPath } from 'node:url';
import { dashboard } from '../api/dashboard.ts';
import type { Route } from '../api/dashboard.ts';
import { startHttpServer } from '../api/http-server.ts';
import type { RunningServer } from '../api/http-server.ts';
import { observatoryRoutes } from '../api/observatory-routes.ts';
import { readPageFiles } from '../api/page-files.ts';
import type { ObservatorySources } from '../observatory/answers/sources.ts';
import { readPackageVersion } from '../platform/package-version.ts';
import { isSystemError, reasonOf } from '../platform/system-error.ts';
import { CliError } from './cli-error.ts';
import { reportHistory } from './report-history.ts';

/** Where the page answers. */
export interface PageAddress {
  readonly host: string;
  readonly port: number;
  /** Which flag names the port: for the line that says that it is taken. */
  readonly portFlag: string;
}

/**
 * Serves the page with its API.
 *
 * @param options.routes Questions besides those about the chain.
 * @throws {CliError} When the address can't be had.
 */
export async function servePage(
  address: PageAddress,
  options: { readonly sources: ObservatorySources; readonly routes?: readonly Route[] },
): Promise<RunningServer> {
  const { sources, routes = [] } = options;
  const records = sources.network === 'mainnet' ? { records: reportHistory() } : {};
  const app = dashboard({
    routes: [...observatoryRoutes({ sources, version: readPackageVersion(), ...records }), ...routes],
    files: readPageFiles(fileURLToPath(new URL('../../web', import.meta.url))),
    hosts: [address.host],
  });
  const { host, port, portFlag } = address;
  try {
    return await startHttpServer(app, { host, port });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === 'EADDRINUSE') {
      throw new CliError(`port ${port} on ${host} is taken (is Vigil running already?); give another with ${portFlag}`);
    }
    if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
      throw new CliError(`${host} is no address of this machine; give one with --host, such as 127.0.0.1`);
    }
    throw new CliError(`can't listen on ${host} port ${port}: ${reasonOf(error)}`);
  }
}
