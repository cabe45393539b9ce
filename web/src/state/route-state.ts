import { formatRoute, parseRoute } from '../router.ts';
import type { Route } from '../router.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** The route that the address holds. */
export const route: Store<Route> = createStore(parseRoute(location.hash));

addEventListener('hashchange', () => route.set(parseRoute(location.hash)));

/**
 * Changes choices of the current view without an entry in the history, so that a drag is one step, not a hundred.
 * A choice set to `''` is left out of the address.
 */
export function choose(params: Readonly<Record<string, string>>): void {
  const current = route.get();
  const next: Route = { view: current.view, params: { ...current.params, ...params } };
  const hash = formatRoute(next);
  if (hash === location.hash) return;
  history.replaceState(null, '', hash);
  route.set(parseRoute(hash));
}
