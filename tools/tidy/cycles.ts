import type { Checkout } from './checkout.ts';
import type { Finding, Rule } from './rule.ts';

/** A file's imports within the checkout, types included, each with its place. */
function edgesOf(checkout: Checkout, file: string): Map<string, number> {
  const edges = new Map<string, number>();
  for (const { specifier, start } of checkout.syntax(file).imports) {
    const to = checkout.resolve(file, specifier);
    if (to !== undefined && checkout.sources.includes(to) && !edges.has(to)) edges.set(to, start);
  }
  return edges;
}

/** The shortest way from a file back to itself, as the files passed, or `undefined`. */
function shortestCycle(graph: ReadonlyMap<string, ReadonlyMap<string, number>>, start: string): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const file of queue) {
    for (const next of graph.get(file)?.keys() ?? []) {
      if (next === start) {
        const way = [file];
        for (let at = cameFrom.get(file); at !== undefined; at = cameFrom.get(at)) way.unshift(at);
        return way;
      }
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, file);
      queue.push(next);
    }
  }
  return undefined;
}

function check(checkout: Checkout): Finding[] {
  const graph = new Map(checkout.sources.map((file) => [file, edgesOf(checkout, file)]));
  const findings: Finding[] = [];
  const told = new Set<string>();
  for (const file of graph.keys()) {
    if (told.has(file)) continue;
    const cycle = shortestCycle(graph, file);
    if (cycle === undefined) continue;
    for (const member of cycle) told.add(member);
    const start = graph.get(file)?.get(cycle[1] ?? file) ?? 0;
    const message = `import cycle: ${[...cycle, file].join(' -> ')}`;
    findings.push({ file, line: checkout.lineAt(file, start), message });
  }
  return findings;
}

/** No cycles, not even of types: a file can be read after those it imports. */
export const cycles: Rule = { name: 'cycles', asks: 'no file imports itself in a circle, types included', check };
