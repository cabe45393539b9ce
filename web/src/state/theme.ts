import { DARK, LIGHT } from '../charts/palette.ts';
import type { Palette } from '../charts/palette.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** What the reader chose: the system's setting, or one that overrides it. */
export type ThemeChoice = 'system' | 'light' | 'dark';

const STORED_AS = 'vigil-theme';
const systemDark = matchMedia('(prefers-color-scheme: dark)');

/** The reader's choice. */
export const themeChoice: Store<ThemeChoice> = createStore(storedChoice());

/** The palette in force: painted on charts, and set as custom properties (`--estimate`...) for everything else. */
export const palette: Store<Palette> = createStore(resolve());

/** Sets the choice, and keeps it for the next visit where the browser allows. */
export function chooseTheme(choice: ThemeChoice): void {
  themeChoice.set(choice);
  try {
    if (choice === 'system') localStorage.removeItem(STORED_AS);
    else localStorage.setItem(STORED_AS, choice);
  } catch {
    // Storage is closed in some private windows: the choice then holds for this visit.
  }
  apply();
}

/** Puts the palette on the document; called once at the start, and whenever it changes. */
export function apply(): void {
  const colours = resolve();
  const root = document.documentElement;
  root.dataset['theme'] = colours === DARK ? 'dark' : 'light';
  for (const [role, colour] of Object.entries(colours)) root.style.setProperty(`--${role}`, colour);
  palette.set(colours);
}

systemDark.addEventListener('change', apply);

function resolve(): Palette {
  const choice = themeChoice.get();
  const dark = choice === 'dark' || (choice === 'system' && systemDark.matches);
  return dark ? DARK : LIGHT;
}

function storedChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(STORED_AS);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system';
  }
}
