/**
 * The rooms of `src`, in layers: a room imports only itself and rooms of earlier layers. ARCHITECTURE.md says what
 * each owns. This is the one place where the order is written for the machine.
 */
export const LAYERS: readonly (readonly string[])[] = [
  ['bytes', 'ports'],
  ['crypto'],
  ['primitives'],
  ['consensus'],
  ['chain'],
  ['mempool', 'wire', 'wallet'],
  ['mining', 'net', 'observatory'],
  ['node'],
  ['platform', 'lab'],
  ['api', 'testing'],
  ['cli'],
];

/** What the page may import as values: pure rooms that are small in a browser. */
const WEB_ROOMS: readonly string[] = ['bytes', 'ports', 'primitives', 'consensus', 'observatory'];

/** What the page may import as types besides: the shape of what the server sends. */
const WEB_TYPE_ROOMS: readonly string[] = ['api', 'node'];

/** The layer from which rooms may touch the machine. */
const SHELL_LAYER = 9;

/** The first folder under `src`, or `undefined` outside of it. */
export function roomOf(file: string): string | undefined {
  return /^src\/([^/]+)\//.exec(file)?.[1];
}

/** A room's layer, from 1, or `undefined` for a folder that is no room. */
export function layerOf(room: string): number | undefined {
  const index = LAYERS.findIndex((rooms) => rooms.includes(room));
  return index < 0 ? undefined : index + 1;
}

/** Says whether a file lies in a room below `platform`: synchronous, and free of clock, chance and I/O. */
export function isPure(file: string): boolean {
  const room = roomOf(file);
  const layer = room === undefined ? undefined : layerOf(room);
  return layer !== undefined && (layer < SHELL_LAYER || room === 'lab');
}

/** Rooms whose code takes no part in what nodes of the lab do. */
const NOT_RUN_BY_LAB: readonly string[] = ['observatory', 'wallet'];

/** Says whether a room's code runs in the lab: the lab itself, and what nodes are made of. */
export function isRunByLab(room: string): boolean {
  const layer = layerOf(room);
  if (layer === undefined || NOT_RUN_BY_LAB.includes(room)) return false;
  return layer < SHELL_LAYER || room === 'lab';
}

/** Says whether code of room `from` may import room `to`. */
export function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  const fromLayer = layerOf(from);
  const toLayer = layerOf(to);
  return fromLayer !== undefined && toLayer !== undefined && toLayer < fromLayer;
}

/** Says whether the page may import a room, as a value or as a type only. */
export function mayPageImport(room: string, { typeOnly }: { readonly typeOnly: boolean }): boolean {
  return WEB_ROOMS.includes(room) || (typeOnly && WEB_TYPE_ROOMS.includes(room));
}
