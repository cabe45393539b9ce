import type { NodeDocument } from '../node/node-overview.ts';
import type { AlertsDocument } from './alerts/alerts-document.ts';
import type { CollectorsDocument } from './collectors-routes.ts';
import type { LiveTopic } from './live-feed.ts';

/** The node as it stands: `GET /api/v1/node`. */
export function nodeTopic(document: () => NodeDocument): LiveTopic {
  return {
    name: 'node',
    document,
    news: (told) => {
      const { node, ...head } = told as NodeDocument;
      return { ...head, time: 0, node: node === null ? null : { ...node, memoryBytes: 0 } };
    },
  };
}

/** How collectors stand: `GET /api/v1/collectors`. */
export function collectorsTopic(document: () => CollectorsDocument): LiveTopic {
  return { name: 'collectors', document, news: (told) => ({ ...told, time: 0 }) };
}

/** Rules and what they told: `GET /api/v1/alerts`. */
export function alertsTopic(document: () => AlertsDocument): LiveTopic {
  return { name: 'alerts', document, news: (told) => ({ ...told, time: 0 }) };
}
