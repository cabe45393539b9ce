import { useRef, useState } from 'preact/hooks';
import type { HTMLAttributes } from 'preact';
import type { Plot } from '../charts/plot.ts';
import type { Scene } from '../charts/scene.ts';
import { nearestIndex } from '../charts/thin.ts';

type Ends = readonly [number, number];
type OnRange = ((from: number, to: number) => void) | undefined;
type Handlers = HTMLAttributes<HTMLDivElement>;

/** What the reader points at in a chart, and how. */
export interface ReadingState {
  /** Index of the reading under the pointer or the keys. */
  readonly index: number | undefined;
  /** Ends of the range being selected, in the axis' units. */
  readonly selection: Ends | undefined;
  /** The reading in words, for the live region; set by keys only. */
  readonly spoken: string;
  readonly handlers: Handlers;
}

/** A drag shorter than this, in pixels, is a click. */
const MIN_DRAG = 6;

/** Follows pointer, touch and keys over a chart: one reading, and a range where the chart takes one. */
export function useReading(plot: Plot, scene: Scene | undefined, onRange: OnRange): ReadingState {
  const [pointed, setIndex] = useState<number | undefined>(undefined);
  const [selection, setSelection] = useState<Ends | undefined>(undefined);
  const [spoken, setSpoken] = useState('');
  const { readings } = plot;
  const last = readings.x.length - 1;
  // A chart that was drawn anew may have fewer readings than the one that was pointed at.
  const index = pointed !== undefined && pointed <= last ? pointed : undefined;
  const apply = (ends: Ends | undefined): void => {
    setSelection(undefined);
    if (ends === undefined || onRange === undefined || ends[0] === ends[1]) return;
    onRange(Math.min(...ends), Math.max(...ends));
  };
  const point = (value: number | undefined): void =>
    setIndex(value === undefined ? undefined : nearestIndex(readings.x, value));
  const pointer = usePointer(scene, { point, select: setSelection, apply, takesRange: onRange !== undefined });
  if (scene === undefined || last < 0) return { index: undefined, selection: undefined, spoken: '', handlers: {} };

  const go = (to: number, extend: boolean): void => {
    const next = Math.min(last, Math.max(0, to));
    const start = selection?.[0] ?? readings.x[index ?? next]!;
    setSelection(extend && onRange !== undefined ? [start, readings.x[next]!] : undefined);
    setIndex(next);
    const { heading, lines } = readings.at(next);
    setSpoken(`${heading}. ${lines.map(({ label, value }) => `${label}: ${value}`).join('. ')}`);
  };
  const clear = (): void => {
    setSelection(undefined);
    setIndex(undefined);
    setSpoken('');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const to = indexAfterKey(event.key, index, last);
    if (to !== undefined) {
      event.preventDefault();
      go(to, event.shiftKey);
    } else if (event.key === 'Enter') apply(selection);
    else if (event.key === 'Escape') clear();
  };
  return { index, selection, spoken, handlers: { ...pointer, onBlur: clear, onKeyDown } };
}

/** Reads values under a pointer; drags a range with mouse or pen. A finger reads only, and scrolls the page up and down. */
function usePointer(
  scene: Scene | undefined,
  does: {
    readonly point: (value: number | undefined) => void;
    readonly select: (ends: Ends | undefined) => void;
    readonly apply: (ends: Ends) => void;
    readonly takesRange: boolean;
  },
): Handlers {
  const drag = useRef<{ startPx: number; value: number } | undefined>(undefined);
  if (scene === undefined) return {};
  const pixelOf = (event: PointerEvent): number =>
    event.clientX - (event.currentTarget as HTMLElement).getBoundingClientRect().left;
  const valueAt = (px: number): number => {
    const [low, high] = scene.x.domain;
    return Math.min(high, Math.max(low, scene.x.invert(px)));
  };
  const dragged = (px: number): Ends | undefined => {
    const { current } = drag;
    if (current === undefined || Math.abs(px - current.startPx) < MIN_DRAG) return undefined;
    return [current.value, valueAt(px)];
  };
  return {
    onPointerDown: (event) => {
      const px = pixelOf(event);
      if (event.pointerType === 'touch') does.point(valueAt(px));
      else if (does.takesRange && event.button === 0) {
        drag.current = { startPx: px, value: valueAt(px) };
        event.currentTarget.setPointerCapture(event.pointerId);
      }
    },
    onPointerMove: (event) => {
      const px = pixelOf(event);
      does.point(valueAt(px));
      const ends = dragged(px);
      if (ends !== undefined) does.select(ends);
    },
    onPointerUp: (event) => {
      const ends = dragged(pixelOf(event));
      drag.current = undefined;
      if (ends !== undefined) does.apply(ends);
    },
    onPointerCancel: () => {
      drag.current = undefined;
      does.select(undefined);
    },
    onPointerLeave: (event) => {
      if (event.pointerType !== 'touch') does.point(undefined);
    },
  };
}

/** The reading that a key goes to; `undefined` for keys that go nowhere. */
function indexAfterKey(key: string, index: number | undefined, last: number): number | undefined {
  const at = index ?? (key === 'ArrowLeft' ? last + 1 : -1);
  const page = Math.ceil(last / 20);
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    PageUp: at - page,
    PageDown: at + page,
    Home: 0,
    End: last,
  };
  return steps[key];
}
