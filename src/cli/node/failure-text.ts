import type { ListenFailure } from '../../platform/node-shell/listener.ts';

/** Says in one line why a node can't listen, and what to do. @param portFlag The flag that names another port. */
export function describeListenFailure(failure: ListenFailure, portFlag = '--port'): string {
  const { host, port } = failure;
  switch (failure.code) {
    case 'port-taken':
      return `port ${port} on ${host} is taken (is a node running already?); give another with ${portFlag}, or --no-listen`;
    case 'address-not-local':
      return `${host} is no address of this machine; name another with --bind`;
    case 'can-not-listen':
      return `can't listen on ${host} port ${port}: ${failure.reason}; give another with ${portFlag}, or --no-listen`;
  }
}
