/**
 * The style of a report's page: one palette in light and dark (blue estimate, grey raw counts, orange event, red fall;
 * tried for the common kinds of colour blindness, contrast AA), one type scale, steps of 8 px.
 */
export const PAGE_STYLE: string = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1a1c20;--soft:#565b66;--line:#dfe2e8;--panel:#f5f6f8;
--estimate:#1f5fbf;--band:#1f5fbf2e;--band-inner:#1f5fbf52;--raw:#8a909c;--event:#b35300;--period:#b3530014;--fall:#b3261e;
--v0:#0b6b50;--v1:#b3261e;--v2:#6b4f9e;--v3:#565b66;--link:#1a4f9f}
@media (prefers-color-scheme:dark){:root{--paper:#14161a;--ink:#e9ebef;--soft:#a7adb9;--line:#30343c;--panel:#1d2026;
--estimate:#7fb2ff;--band:#7fb2ff2e;--band-inner:#7fb2ff57;--raw:#7d8491;--event:#ffab5e;--period:#ffab5e17;--fall:#ff8d85;
--v0:#57cfa5;--v1:#ff8d85;--v2:#c3a9f5;--v3:#a7adb9;--link:#8fbcff}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:auto}
body{margin:0 auto;padding:0 16px 64px;max-width:864px;background:var(--paper);color:var(--ink);
font:17px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:break-word}
a{color:var(--link);text-underline-offset:2px}
:focus-visible{outline:3px solid var(--estimate);outline-offset:2px}
.skip{position:absolute;left:-999px}.skip:focus{left:16px;top:8px;background:var(--paper);padding:8px}
header{padding-top:40px}
.kicker{margin:0;color:var(--soft);font-size:14px}
h1{margin:8px 0 16px;font-size:clamp(28px,5.5vw,40px);line-height:1.15;letter-spacing:-.01em;text-wrap:balance}
h2{margin:56px 0 8px;font-size:25px;line-height:1.25}
h3{margin:0 0 8px;font-size:17px;line-height:1.4}
p{margin:8px 0}
.standfirst{font-size:20px;line-height:1.5}
.about,.source,.count,figcaption,caption,footer,summary{color:var(--soft);font-size:14px;line-height:1.5}
.lead{font-size:19px;line-height:1.5}
p,.prose,figcaption,caption{max-width:46rem}
.missing{border-left:4px solid var(--raw);padding:8px 16px;background:var(--panel)}
nav ul{display:flex;flex-wrap:wrap;gap:8px 20px;margin:24px 0 0;padding:16px 0;border-block:1px solid var(--line);list-style:none;font-size:14px}
.glance{margin-top:32px;padding:8px 24px 24px;background:var(--panel);border-radius:8px}
.glance h2{margin:16px 0 8px;font-size:17px}
.groups>div{padding-top:16px;break-inside:avoid}.otherwise{white-space:nowrap;color:var(--soft);font-size:14px}
@media (min-width:760px){.groups{columns:2;column-gap:32px}}
.glance h3{margin:0}.glance ul{margin:4px 0 0;padding-left:20px;font-size:15px}
.verdict{font-weight:700}
.v0{color:var(--v0)}.v1{color:var(--v1)}.v2{color:var(--v2)}.v3{color:var(--v3)}
figure{margin:24px 0}
figcaption{margin-bottom:8px}figcaption strong{display:block;color:var(--ink);font-size:17px}
.chart{display:block;width:100%;height:auto;overflow:visible}
.chart.narrow{display:none}
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
.cards{display:grid;gap:16px;margin:24px 0}
.card{border:1px solid var(--line);border-left-width:6px;border-radius:8px;padding:16px 24px;scroll-margin-top:16px}
.c0{border-left-color:var(--v0)}.c1{border-left-color:var(--v1)}.c2{border-left-color:var(--v2)}.c3{border-left-color:var(--v3)}
.card:target{outline:3px solid var(--estimate)}
.measured{font-weight:600;font-variant-numeric:tabular-nums}
.also{margin-top:16px;padding-top:8px;border-top:1px solid var(--line);font-size:15px}
.scroll{overflow-x:auto;margin:16px 0}
table{border-collapse:collapse;width:100%;font-size:13px;line-height:1.4;font-variant-numeric:tabular-nums}
caption{text-align:left;padding-bottom:8px}
th,td{padding:6px 12px 6px 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
thead th{color:var(--soft);font-weight:600;vertical-align:bottom}
tbody th{font-weight:400}
.figure{text-align:right}.figure,.when{white-space:nowrap}
th:last-child,td:last-child{padding-right:0}
.prose li{margin:8px 0}
summary{cursor:pointer;padding:8px 0}
footer{margin-top:56px;border-top:1px solid var(--line)}
@media (max-width:560px){.chart.wide{display:none}.chart.narrow{display:block}.card,.glance{padding-inline:16px}
.stack,.stack caption,.stack tbody,.stack tr,.stack th,.stack td{display:block}.stack thead{display:none}
.stack tr{padding:8px 0;border-bottom:1px solid var(--line)}.stack th,.stack td{padding:0;border:0}.stack th{font-weight:600}
body{font-size:16px}.standfirst{font-size:18px}}
@media print{:root{color-scheme:light}body{max-width:none;font-size:11pt}nav,.skip{display:none}
.chart.wide{display:block}.chart.narrow{display:none}figure,.card,tr{break-inside:avoid}h2,h3{break-after:avoid}a{color:inherit}}
`;
