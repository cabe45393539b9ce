import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { connection } from './api/connection.ts';
import { later } from './components/later.tsx';
import { ConnectionNotice } from './components/connection-notice.tsx';
import { NothingToShow } from './components/nothing-to-show.tsx';
import { StatusLine } from './components/status-line.tsx';
import { ThemeSwitch } from './components/theme-switch.tsx';
import type { Route, ViewName } from './router.ts';
import { route } from './state/route-state.ts';
import { useStore } from './state/store.ts';
import { AlertsView } from './views/alerts/view.tsx';
import { BlackoutView } from './views/blackout/view.tsx';
import { ClaimView } from './views/claim.tsx';
import { DifficultyView } from './views/difficulty.tsx';
import { EnergyView } from './views/energy/view.tsx';
import { EventsView } from './views/events/view.tsx';
import { HashrateView } from './views/hashrate.tsx';
import { JanuaryView } from './views/january.tsx';
import { MarketView } from './views/market/view.tsx';
import { MethodView } from './views/method.tsx';
import { NetworkView } from './views/network/view.tsx';
import { OverviewView } from './views/overview/view.tsx';
import { whatIsMissing } from './views/what-is-missing.ts';

/** The outlines of the world's countries are heavier than the rest of the page. */
const MapView = later('the map', async () => (await import('./views/map/view.tsx')).MapView);

const NAMES: Readonly<Record<ViewName, string>> = {
  overview: 'Overview',
  market: 'Market',
  hashrate: 'Hashrate',
  difficulty: 'Difficulty',
  map: 'Map',
  energy: 'Energy',
  network: 'Network',
  blackout: 'Outages',
  events: 'Events',
  claim: 'Claims',
  'january-2022': 'January 2022',
  alerts: 'Alerts',
  method: 'Method',
};

/** The page: masthead, one view, status line. */
export function App(): JSX.Element {
  const current = useStore(route);
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    document.title = `${NAMES[current.view]} – Vigil`;
    if (!first.current) {
      if (current.params['on'] === undefined) scrollTo(0, 0);
      main.current?.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
    }
    first.current = false;
  }, [current.view]);
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to the figures
      </a>
      <header class="masthead">
        <a class="brand" href="#/overview">
          Vigil
        </a>
        <nav aria-label="Views">
          {(Object.entries(NAMES) as [ViewName, string][]).map(([view, name]) => (
            <a key={view} href={`#/${view}`} aria-current={view === current.view ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <ThemeSwitch />
      </header>
      <ConnectionNotice />
      <main id="main" ref={main} tabIndex={-1}>
        <View key={current.view} route={current} />
      </main>
      <StatusLine />
    </>
  );
}

function View({ route: { view, params } }: { readonly route: Route }): JSX.Element {
  const { status } = useStore(connection);
  const missing = status === undefined ? undefined : whatIsMissing(view, status);
  if (missing !== undefined) return <NothingToShow name={NAMES[view]} missing={missing} />;
  switch (view) {
    case 'overview':
      return <OverviewView />;
    case 'hashrate':
      return <HashrateView params={params} />;
    case 'market':
      return <MarketView params={params} />;
    case 'network':
      return <NetworkView />;
    case 'blackout':
      return <BlackoutView params={params} />;
    case 'claim':
      return <ClaimView params={params} />;
    case 'difficulty':
      return <DifficultyView params={params} />;
    case 'energy':
      return <EnergyView params={params} />;
    case 'events':
      return <EventsView params={params} />;
    case 'map':
      return <MapView params={params} />;
    case 'january-2022':
      return <JanuaryView />;
    case 'alerts':
      return <AlertsView />;
    case 'method':
      return <MethodView params={params} />;
  }
}
