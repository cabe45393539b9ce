/** Maps values to pixels and back. */
export interface Scale {
  readonly kind: 'linear' | 'log';
  /** Lowest and highest value. */
  readonly domain: readonly [number, number];
  /** Pixels of the two ends of the domain; the first may be the larger one (y axes). */
  readonly range: readonly [number, number];
  /** Pixel of a value. Values outside of the domain land outside of the range. */
  map(value: number): number;
  /** Value of a pixel. */
  invert(pixel: number): number;
}

/** A scale that keeps differences. */
export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [low, high] = domain;
  const [start, end] = range;
  const slope = high === low ? 0 : (end - start) / (high - low);
  return {
    kind: 'linear',
    domain,
    range,
    map: (value) => start + (value - low) * slope,
    invert: (pixel) => (slope === 0 ? low : low + (pixel - start) / slope),
  };
}

/** A scale that keeps ratios. Both ends above zero; values at or below zero land at the low end. */
export function logScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const inner = linearScale([Math.log10(domain[0]), Math.log10(domain[1])], range);
  return {
    kind: 'log',
    domain,
    range,
    map: (value) => inner.map(value > 0 ? Math.log10(value) : inner.domain[0]),
    invert: (pixel) => 10 ** inner.invert(pixel),
  };
}

/** Round values (1, 2, 2.5 or 5 times a power of ten) within a linear domain, about `count` of them. */
export function linearTicks(domain: readonly [number, number], count: number): number[] {
  const [low, high] = domain;
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return [low];
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999) ?? rough;
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) ticks.push(k * step + 0);
  return ticks;
}

/** Powers of ten within a domain, thinned to about `count`; with few of them, 2 and 5 times each as well. */
export function logTicks(domain: readonly [number, number], count: number): number[] {
  const first = Math.floor(Math.log10(domain[0]));
  const last = Math.ceil(Math.log10(domain[1]));
  const multiples = last - first <= 2 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil(((last - first + 1) * multiples.length) / Math.max(1, count)));
  const ticks: number[] = [];
  for (let exponent = first; exponent <= last; exponent++) {
    if (multiples.length === 1 && exponent % every !== 0) continue;
    for (const multiple of multiples) {
      const tick = multiple * 10 ** exponent;
      if (tick >= domain[0] * 0.999 && tick <= domain[1] * 1.001) ticks.push(tick);
    }
  }
  return ticks;
}

/** Widens a domain from zero (or from its low end) to a round value above its high end. */
export function niceUpTo(low: number, high: number, count = 5): [number, number] {
  const ticks = linearTicks([low, high], count);
  const step = ticks.length > 1 ? ticks[1]! - ticks[0]! : high - low || 1;
  return [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
}
