import type { JSX } from 'preact';

/** A share with its bounds, from 0 to `most`: a bar for what is possible, a mark for the figure itself. */
export function ShareBand({
  share,
  low,
  high,
  most = 1,
}: {
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly most?: number;
}): JSX.Element {
  const place = (value: number): string => `${Math.min(100, (100 * value) / most).toFixed(2)}%`;
  return (
    <span class="share-band" aria-hidden="true">
      <i class="reach" style={{ left: place(low), width: place(high - low) }} />
      <i class="mark" style={{ left: place(share) }} />
    </span>
  );
}
