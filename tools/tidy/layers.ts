import type { Checkout } from './checkout.ts';
import type { Finding, Rule } from './rule.ts';
import { layerOf, mayImport, mayPageImport, roomOf } from './rooms.ts';
import type { Import } from './syntax.ts';

/** Folders beside `src` that may import all of it, and that nothing in `src` imports. */
const AROUND = /^(test|bench|tools)\//;

/** Says what is wrong with one import, if anything. */
function complaint(from: string, to: string, { typeOnly }: Import): string | undefined {
  const fromRoom = roomOf(from);
  const toRoom = roomOf(to);
  if (from.startsWith('web/')) {
    if (toRoom === undefined) return to.startsWith('web/') ? undefined : `the page may not import ${to}`;
    if (mayPageImport(toRoom, { typeOnly })) return undefined;
    return `the page may not import ${typeOnly ? 'types' : 'values'} of room ${toRoom}`;
  }
  if (fromRoom === undefined) return undefined;
  if (toRoom === undefined) {
    // A test beside its code may use the fixtures and generators of test/.
    if (AROUND.test(to) && from.endsWith('.test.ts')) return undefined;
    return `src may not import ${to}`;
  }
  if (mayImport(fromRoom, toRoom)) return undefined;
  return `room ${fromRoom} (layer ${layerOf(fromRoom)}) may not import room ${toRoom} (layer ${layerOf(toRoom)})`;
}

function check(checkout: Checkout): Finding[] {
  const findings: Finding[] = [];
  for (const file of checkout.sources) {
    const room = /^src\/(.*)/.test(file) ? (roomOf(file) ?? '') : undefined;
    if (room !== undefined && layerOf(room) === undefined) {
      const message = room === '' ? 'a file in no room' : `${room} is no room: add it to tools/tidy/rooms.ts`;
      findings.push({ file, line: 1, message });
      continue;
    }
    for (const found of checkout.syntax(file).imports) {
      const to = checkout.resolve(file, found.specifier);
      const message = to === undefined ? undefined : complaint(file, to, found);
      if (message !== undefined) findings.push({ file, line: checkout.lineAt(file, found.start), message });
    }
  }
  return findings;
}

/** The order of rooms. */
export const layers: Rule = {
  name: 'layers',
  asks: 'a room imports only itself and rooms of earlier layers; nothing in src imports from around it',
  check,
};
