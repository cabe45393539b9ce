import { formatCount } from '../../observatory/answers/units.ts';
import type { BlockImportProgress } from '../../platform/chain-import/import-blocks.ts';
import type { CliContext } from '../context.ts';

/** Milliseconds between two changes of the line. */
const REFRESH_MS = 200;
/** Milliseconds after which a rate says something. */
const WARM_UP_MS = 1000;

/** One line that says how far an import of blocks has come: blocks, transactions, scripts, how fast, how much is left. */
export class ImportProgressLine {
  readonly #context: CliContext;
  #startMs: number;
  #shownMs = -Infinity;
  #phase: BlockImportProgress['phase'] = 'headers';

  constructor(context: CliContext) {
    this.#context = context;
    this.#startMs = context.clock.nowMs();
  }

  show(progress: BlockImportProgress): void {
    const nowMs = this.#context.clock.nowMs();
    if (progress.phase !== this.#phase) {
      this.#phase = progress.phase;
      this.#startMs = nowMs;
    }
    if (!this.#context.interactive || nowMs - this.#shownMs < REFRESH_MS) return;
    this.#shownMs = nowMs;
    this.#context.progress(
      progress.phase === 'headers'
        ? `looking for blocks: ${formatCount(progress.count)}`
        : blocksText(progress, nowMs - this.#startMs),
    );
  }
}

function blocksText(progress: BlockImportProgress, elapsedMs: number): string {
  const { count, blocksTotal, height, transactions, scripts, bytes, bytesTotal } = progress;
  const share = bytesTotal > 0 ? Math.min(1, bytes / bytesTotal) : 0;
  const parts = [
    `height ${height}`,
    `${formatCount(count)} of ${formatCount(blocksTotal)} blocks`,
    `${formatCount(transactions)} transactions`,
    `${formatCount(scripts)} scripts`,
    `${Math.floor(share * 100)} %`,
  ];
  if (elapsedMs >= WARM_UP_MS) {
    parts.push(`${(bytes / 1000 / elapsedMs).toFixed(1)} MB/s`);
    if (share > 0) parts.push(`${Math.ceil((elapsedMs / 1000) * (1 / share - 1))} s left`);
  }
  return parts.join(', ');
}
