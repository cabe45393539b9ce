/** The page's views, in the order of the navigation. */
export const VIEWS = [
  'overview',
  'market',
  'hashrate',
  'difficulty',
  'map',
  'energy',
  'network',
  'blackout',
  'events',
  'claim',
  'january-2022',
  'alerts',
  'method',
] as const;

/** One view. */
export type ViewName = (typeof VIEWS)[number];

/** What the address says: the view and everything chosen in it, so that a link shows what its sender saw. */
export interface Route {
  readonly view: ViewName;
  /** Choices by the names of the command line's flags (`from`, `window`, `drop`...). */
  readonly params: Readonly<Record<string, string>>;
}

/** Most characters of an address that are read: a longer one shows the first view. */
const MAX_HASH_CHARS = 2_000;

/** Reads an address such as `#/claim?drop=12%25&at=2022-01-05T10:30Z`. Unknown views show the first one. */
export function parseRoute(hash: string): Route {
  if (hash.length > MAX_HASH_CHARS) return { view: VIEWS[0], params: {} };
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const view = VIEWS.find((name) => name === path) ?? VIEWS[0];
  return { view, params: Object.fromEntries(new URLSearchParams(query)) };
}

/** Writes the address of a route; colons stay readable. Empty choices are left out. */
export function formatRoute(route: Route): string {
  const query = Object.entries(route.params)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value).replaceAll('%3A', ':')}`)
    .join('&');
  return `#/${route.view}${query === '' ? '' : `?${query}`}`;
}
