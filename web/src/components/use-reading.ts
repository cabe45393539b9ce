import { useEffect, useRef, useState } from 'preact/hooks';
import type { HTMLAttributes } from 'preact';
import type { Plot } from '../charts/plot.ts';
import type { Scene } from '../charts/scene.ts';
import { nearestIndex } from '../charts/thin.ts';

/** What the reader points at in a chart, and how. */
export interface ReadingState {
  /** Index of the reading under the pointer or the keys. */
  readonly index: number | undefined;
  /** Ends of the range being selected, in the axis' units. */
  readonly selection: readonly [number, number] | undefined;
  /** The reading in words, for the live region; set by keys only. */
  readonly spoken: string;
  readonly handlers: HTMLAttributes<HTMLDivElement>;
}

/** A drag shorter than this, in pixels, is a click. */
const MIN_DRAG = 6;

/** Follows pointer, touch and keys over a chart: one reading, and a range where the chart takes one. */
export function useReading(
  plot: Plot,
  scene: Scene | undefined,
  onRange: ((from: number, to: number) => void) | undefined,
): ReadingState {
  const [index, setIndex] = useState<number | undefined>(undefined);
  const [selection, setSelection] = useState<readonly [number, number] | undefined>(undefined);
  const [spoken, setSpoken] = useState('');
  const drag = useRef<{ startPx: number; value: number } | undefined>(undefined);
  const { readings } = plot;
  const last = readings.x.length - 1;
  useEffect(() => {
    setIndex((before) => (before === undefined || before > last ? undefined : before));
  }, [last]);
  if (scene === undefined || last < 0) return { index: undefined, selection: undefined, spoken: '', handlers: {} };

  const valueAt = (px: number): number => {
    const [low, high] = scene.x.domain;
    return Math.min(high, Math.max(low, scene.x.invert(px)));
  };
  const pixelOf = (event: PointerEvent): number =>
    event.clientX - (event.currentTarget as HTMLElement).getBoundingClientRect().left;
  const apply = (ends: readonly [number, number] | undefined): void => {
    setSelection(undefined);
    if (ends === undefined || onRange === undefined) return;
    const [from, to] = ends[0] < ends[1] ? ends : [ends[1], ends[0]];
    if (to > from) onRange(from, to);
  };
  const move = (to: number): void => {
    const next = Math.min(last, Math.max(0, to));
    setIndex(next);
    const { heading, lines } = readings.at(next);
    setSpoken(`${heading}. ${lines.map(({ label, value }) => `${label}: ${value}`).join('. ')}`);
  };

  const handlers: HTMLAttributes<HTMLDivElement> = {
    onPointerDown: (event) => {
      if (event.pointerType === 'touch') setIndex(nearestIndex(readings.x, valueAt(pixelOf(event))));
      if (onRange === undefined || event.pointerType === 'touch' || event.button !== 0) return;
      const px = pixelOf(event);
      drag.current = { startPx: px, value: valueAt(px) };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event) => {
      const px = pixelOf(event);
      setIndex(nearestIndex(readings.x, valueAt(px)));
      const { current } = drag;
      if (current !== undefined && Math.abs(px - current.startPx) >= MIN_DRAG)
        setSelection([current.value, valueAt(px)]);
    },
    onPointerUp: (event) => {
      const { current } = drag;
      drag.current = undefined;
      const px = pixelOf(event);
      if (current !== undefined && Math.abs(px - current.startPx) >= MIN_DRAG) apply([current.value, valueAt(px)]);
    },
    onPointerCancel: () => {
      drag.current = undefined;
      setSelection(undefined);
    },
    onPointerLeave: (event) => {
      if (event.pointerType !== 'touch') setIndex(undefined);
    },
    onBlur: () => {
      setIndex(undefined);
      setSpoken('');
    },
    onKeyDown: (event) => {
      if (event.target !== event.currentTarget) return;
      const at = index ?? (event.key === 'ArrowLeft' ? last + 1 : -1);
      const steps: Readonly<Record<string, number>> = {
        ArrowLeft: at - 1,
        ArrowRight: at + 1,
        PageUp: at - Math.ceil(last / 20),
        PageDown: at + Math.ceil(last / 20),
        Home: 0,
        End: last,
      };
      const to = steps[event.key];
      if (to !== undefined) {
        event.preventDefault();
        const from = readings.x[Math.min(last, Math.max(0, index ?? to))]!;
        if (event.shiftKey && onRange !== undefined) {
          setSelection([selection?.[0] ?? from, readings.x[Math.min(last, Math.max(0, to))]!]);
        } else setSelection(undefined);
        move(to);
      } else if (event.key === 'Enter') apply(selection);
      else if (event.key === 'Escape') {
        setSelection(undefined);
        setIndex(undefined);
      }
    },
  };
  return { index, selection, spoken, handlers };
}
