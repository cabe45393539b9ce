import { render } from 'preact';
import { watchConnection } from './api/connection.ts';
import { App } from './app.tsx';
import { apply } from './state/theme.ts';
import './styles/base.css';
import './styles/controls.css';
import './styles/chart.css';
import './styles/parts.css';
import './styles/map.css';
import './styles/network.css';
import './styles/overview.css';
import './styles/events.css';
import './styles/market.css';
import './styles/alerts.css';

apply();
void watchConnection();
render(<App />, document.getElementById('page')!);
