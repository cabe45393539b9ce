import { CHART_STYLE, DARK, LIGHT } from './svg/chart-style.ts';
import type { Palette } from './svg/chart-style.ts';

function properties(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]) => `${name}:${colour}`)
    .join(';');
}

/** The style of a report's page: the palette in light and dark (contrast AA), one type scale, steps of 8 px. */
export const PAGE_STYLE: string = `
:root{color-scheme:light dark;${properties(LIGHT)}}
@media (prefers-color-scheme:dark){:root{${properties(DARK)}}}
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
${CHART_STYLE.trim()}
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
