/** Colours by what they mean, as custom properties of CSS. */
export type Palette = Readonly<Record<string, string>>;

/** One palette in light and dark: blue estimate, grey raw counts, orange event, red fall; tried for the common kinds of colour blindness. */
export const LIGHT: Palette = {
  '--paper': '#fff',
  '--ink': '#1a1c20',
  '--soft': '#565b66',
  '--line': '#dfe2e8',
  '--panel': '#f5f6f8',
  '--estimate': '#1f5fbf',
  '--band': '#1f5fbf2e',
  '--band-inner': '#1f5fbf52',
  '--raw': '#8a909c',
  '--event': '#b35300',
  '--period': '#b3530014',
  '--fall': '#b3261e',
  '--v0': '#0b6b50',
  '--v1': '#b3261e',
  '--v2': '#6b4f9e',
  '--v3': '#565b66',
  '--link': '#1a4f9f',
};

export const DARK: Palette = {
  '--paper': '#14161a',
  '--ink': '#e9ebef',
  '--soft': '#a7adb9',
  '--line': '#30343c',
  '--panel': '#1d2026',
  '--estimate': '#7fb2ff',
  '--band': '#7fb2ff2e',
  '--band-inner': '#7fb2ff57',
  '--raw': '#7d8491',
  '--event': '#ffab5e',
  '--period': '#ffab5e17',
  '--fall': '#ff8d85',
  '--v0': '#57cfa5',
  '--v1': '#ff8d85',
  '--v2': '#c3a9f5',
  '--v3': '#a7adb9',
  '--link': '#8fbcff',
};

/** What the marks of charts look like; colours are the palette's. */
export const CHART_STYLE: string = `
.chart text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:var(--soft);font-variant-numeric:tabular-nums}
.chart .row-label{fill:var(--ink);font-size:13px}
.chart .event-label{fill:var(--event);font-weight:600}
.chart .claimed-label{fill:var(--fall)}.chart .claimed-label,.chart .event-label{paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}
.grid{stroke:var(--line)}.axis,.mark{stroke:var(--soft)}
.band{fill:var(--band)}.band-inner{fill:var(--band-inner)}
.median{stroke:var(--estimate);stroke-width:2;stroke-linejoin:round}
.raw-dots{stroke:var(--raw);stroke-width:4;stroke-linecap:round;opacity:.75}
.count-dots{stroke:var(--ink);stroke-width:8;stroke-linecap:round}
.outside-dots{stroke:var(--fall);stroke-width:11;stroke-linecap:round}.count-dots.small{stroke-width:4}.outside-dots.small{stroke-width:7}
.event{stroke:var(--event);stroke-width:1.5}.event-dots{stroke:var(--event);stroke-width:11;stroke-linecap:round}
.period{fill:var(--period)}
.claimed{stroke:var(--fall);stroke-width:1.5;stroke-dasharray:6 4}
.stem{stroke:var(--soft);stroke-width:2}.stem.marked{stroke:var(--event)}
.price{stroke:var(--ink);stroke-width:1.5;stroke-linejoin:round}.price-range{fill:var(--raw);opacity:.3}
.interval{stroke:var(--estimate);stroke-width:6;stroke-linecap:round;opacity:.45}
.interval-dots{stroke:var(--estimate);stroke-width:10;stroke-linecap:round}
.claim-cross{stroke:var(--fall);stroke-width:2.5;fill:none}
.bar{fill:var(--raw)}
`;
