import { HEADER_BYTES } from '../../primitives/header.ts';
import type { ForwardFile } from './forward-file.ts';
import { WINDOW_BYTES } from './forward-file.ts';
import type { HeaderFileItem } from './header-run.ts';

/**
 * Reads headers that stand one after the other.
 *
 * @param options.startOffset Where the first one begins.
 * @param options.recordBytes 80, or 81 as in the P2P message `headers`, where each is followed by a count of 0
 *   transactions.
 */
export async function* readRawHeaders(
  file: ForwardFile,
  options: { readonly startOffset: number; readonly recordBytes: 80 | 81 },
): AsyncGenerator<HeaderFileItem, void> {
  const { recordBytes } = options;
  const wholeRecords = Math.floor(WINDOW_BYTES / recordBytes) * recordBytes;
  file.skip(options.startOffset);
  for (;;) {
    const available = await file.fill(wholeRecords);
    // The very last record may come without its transaction count.
    const count = Math.floor((available + recordBytes - HEADER_BYTES) / recordBytes);
    const start = file.offset;
    if (count > 0) {
      yield {
        kind: 'run',
        bytes: file.view,
        count,
        stride: recordBytes,
        parentsFirst: true,
        fileOffset: start + Math.min(available, count * recordBytes),
        originOf: (index) => ({ path: file.path, offset: start + index * recordBytes }),
      };
    }
    const leftover = Math.max(0, available - count * recordBytes);
    file.skip(Math.min(available, count * recordBytes));
    if (available >= wholeRecords) continue;
    if (leftover > 0) {
      const { path, offset } = file;
      yield {
        kind: 'failure',
        failure: { code: 'file-truncated', path, offset, leftoverBytes: leftover, recordBytes },
      };
    }
    return;
  }
}
