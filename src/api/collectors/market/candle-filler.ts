import type { Candle } from '../../../observatory/market/candles.ts';
import type { HistoryStore } from '../../../ports/history-store.ts';
import { CANDLE_COLUMNS, candleSeries, candleWishes } from './candle-plan.ts';
import type { CandleWish } from './candle-plan.ts';
import type { CandleRequest, Exchange } from './exchange.ts';
import { pairName } from './exchange.ts';

/** Where each series has come to is kept as a record of this kind, by the name of the series. */
const CURSOR_KIND = 'market-cursor';

/** So long after its end a candle is asked for: exchanges close them a little late. */
const LAG_SEC = 10;

/** Minutes are asked for five at a time. */
const LEAST_SEC = 300;

/** After an answer that was of no use it is tried again so much later. */
const RETRY_SEC = 600;

interface Task {
  readonly wish: CandleWish;
  readonly series: string;
  /** The next candle that is missing starts here. */
  nextSec: number;
  /** Not to be asked for before. */
  dueSec: number;
}

/**
 * Keeps the candles of one exchange complete: fills them back to where they are wanted, goes on where it stopped, and then asks
 * for each as it ends. It says what to ask for; asking is another's.
 */
export class CandleFiller {
  readonly #exchange: Exchange;
  readonly #history: HistoryStore;
  readonly #tasks: Task[] = [];

  constructor(exchange: Exchange, history: HistoryStore) {
    this.#exchange = exchange;
    this.#history = history;
  }

  /** Reads where it stopped the last time. */
  async load(nowSec: number): Promise<void> {
    const cursors = new Map((await this.#history.records(CURSOR_KIND)).map(({ id, value }) => [id, value]));
    for (const wish of candleWishes(this.#exchange)) {
      const series = candleSeries(this.#exchange.id, wish.pair, wish.stepSec);
      const wanted = nowSec - wish.backSec;
      const reached = cursors.get(series);
      const fromSec = typeof reached === 'number' ? Math.max(reached, wanted) : wanted;
      const nextSec = Math.floor(fromSec / wish.stepSec) * wish.stepSec;
      this.#tasks.push({ wish, series, nextSec, dueSec: 0 });
    }
  }

  /** What to ask for next; `undefined` when nothing is due. */
  next(nowSec: number): CandleRequest | undefined {
    const task = this.#tasks.find((one) => this.#dueAt(one) <= nowSec);
    if (task === undefined) return undefined;
    const { pair, stepSec } = task.wish;
    const lastEnd = Math.floor((nowSec - LAG_SEC) / stepSec) * stepSec;
    const toSec = Math.min(lastEnd, task.nextSec + this.#exchange.candlesAtOnce * stepSec);
    return { pair, stepSec, fromSec: task.nextSec, toSec };
  }

  /** When something is due next, seconds since 1970. */
  get dueSec(): number {
    return Math.min(...this.#tasks.map((task) => this.#dueAt(task)));
  }

  /** Writes what was answered, and goes on behind it. @throws {HistoryStoreError} */
  async take(request: CandleRequest, answered: readonly Candle[], nowSec: number): Promise<void> {
    const task = this.#taskOf(request);
    const { stepSec } = request;
    const inside = answered.filter(({ atSec }) => atSec >= request.fromSec && atSec % stepSec === 0);
    // What is under way is not kept; what an exchange dates into the future is none.
    const ended = inside.filter(({ atSec }, k) => atSec + stepSec <= nowSec && atSec !== inside[k - 1]?.atSec);
    if (ended.length > 0) {
      const column = (of: (candle: Candle) => number): Float64Array => Float64Array.from(ended, of);
      const { open, high, low, close, volume } = {
        open: column((candle) => candle.open),
        high: column((candle) => candle.high),
        low: column((candle) => candle.low),
        close: column((candle) => candle.close),
        volume: column((candle) => candle.volume),
      };
      const columns = [open, high, low, close, volume];
      const atSec = column((candle) => candle.atSec);
      await this.#history.write([{ series: task.series, names: CANDLE_COLUMNS, atSec, columns }]);
    }
    const lastSec = ended.at(-1)?.atSec;
    // Nothing of a span that is long over: nobody traded, or the exchange does not go back so far.
    const isOver = request.toSec < nowSec - 2 * stepSec - LEAST_SEC;
    const reached = lastSec === undefined ? (isOver ? request.toSec : task.nextSec) : lastSec + stepSec;
    task.dueSec = reached === task.nextSec ? nowSec + LEAST_SEC : 0;
    task.nextSec = reached;
    await this.#history.putRecord(CURSOR_KIND, task.series, reached);
  }

  /** To be called when an answer was of no use. */
  failed(request: CandleRequest, nowSec: number): void {
    this.#taskOf(request).dueSec = nowSec + RETRY_SEC;
  }

  /** To be called when the exchange does not trade the pair. */
  drop(request: CandleRequest): void {
    const name = pairName(request.pair);
    for (const task of this.#tasks) if (pairName(task.wish.pair) === name) task.dueSec = Infinity;
  }

  #dueAt({ wish, nextSec, dueSec }: Task): number {
    return Math.max(dueSec, nextSec + Math.max(wish.stepSec, LEAST_SEC) + LAG_SEC);
  }

  #taskOf({ pair, stepSec }: CandleRequest): Task {
    const series = candleSeries(this.#exchange.id, pair, stepSec);
    return this.#tasks.find((task) => task.series === series)!;
  }
}
