import type { Route } from '../dashboard.ts';
import type { NodeActivityDocument } from './node-activity.ts';
import type { NodePeersDocument } from './node-peers.ts';
import type { NodeStatusDocument } from './node-status.ts';

/** What a node that runs beside the page tells of itself. */
export interface NodeDocuments {
  readonly status: () => NodeStatusDocument;
  readonly peers: () => NodePeersDocument;
  readonly activity: () => NodeActivityDocument;
}

/** The API's questions about the node itself. */
export function nodeRoutes(documents: NodeDocuments): Route[] {
  return [
    { path: 'node/status', params: [], answer: documents.status },
    { path: 'node/peers', params: [], answer: documents.peers },
    { path: 'node/activity', params: [], answer: documents.activity },
  ];
}
