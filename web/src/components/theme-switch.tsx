import type { JSX } from 'preact';
import { chooseTheme, themeChoice } from '../state/theme.ts';
import type { ThemeChoice } from '../state/theme.ts';
import { useStore } from '../state/store.ts';

const CHOICES: readonly (readonly [ThemeChoice, string])[] = [
  ['system', 'Auto'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

/** Light, dark, or as the reader's system says. */
export function ThemeSwitch(): JSX.Element {
  const chosen = useStore(themeChoice);
  return (
    <div class="segments quiet" role="group" aria-label="Colours">
      {CHOICES.map(([choice, label]) => (
        <button key={choice} type="button" aria-pressed={choice === chosen} onClick={() => chooseTheme(choice)}>
          {label}
        </button>
      ))}
    </div>
  );
}
