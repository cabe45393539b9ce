import type { JSX } from 'preact';
import type { RunningOverview } from '../../api/documents.ts';
import { ChartTable } from '../../components/chart-table.tsx';
import type { Table } from '../../charts/plot.ts';
import { formatBytes, formatCount } from '../../format/numbers.ts';
import { reader } from '../../format/reader.ts';

/** What went back and forth since the start, in all and by message. */
export function MessageTable({ traffic }: { readonly traffic: RunningOverview['traffic'] }): JSX.Element {
  const { receivedBytes, sentBytes, messages } = traffic;
  const table: Table = {
    caption: 'Messages since the start; bytes without framing',
    columns: [
      { label: 'Message', numeric: false },
      { label: 'Received', numeric: true },
      { label: 'Bytes', numeric: true },
      { label: 'Sent', numeric: true },
      { label: 'Bytes sent', numeric: true },
    ],
    length: messages.length,
    row(k) {
      const message = messages[k]!;
      return [
        message.type,
        formatCount(message.receivedCount, reader),
        formatBytes(message.receivedBytes, reader),
        formatCount(message.sentCount, reader),
        formatBytes(message.sentBytes, reader),
      ];
    },
    csvColumns: ['message', 'received', 'received_bytes', 'sent', 'sent_bytes'],
    csvRow(k) {
      const { type, receivedCount, receivedBytes: bytesIn, sentCount, sentBytes: bytesOut } = messages[k]!;
      return [type, receivedCount, bytesIn, sentCount, bytesOut];
    },
  };
  return (
    <>
      <p class="network-lead">
        Since the start {formatBytes(receivedBytes, reader)} came and {formatBytes(sentBytes, reader)} went.
      </p>
      {messages.length > 0 && <ChartTable table={table} title="By message" />}
    </>
  );
}
