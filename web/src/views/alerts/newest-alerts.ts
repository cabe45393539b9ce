import type { AlertsDocument } from '../../api/documents.ts';

/** Of documents that were asked for, came by themselves, or answered a change: the newest; of two as old, the one named later. */
export function newestAlerts(...documents: readonly (AlertsDocument | undefined)[]): AlertsDocument | undefined {
  return documents.reduce<AlertsDocument | undefined>(
    (newest, one) => (one !== undefined && (newest === undefined || one.time >= newest.time) ? one : newest),
    undefined,
  );
}
