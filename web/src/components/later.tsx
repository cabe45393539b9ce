import type { FunctionComponent, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** What came of loading a part of the page. */
type Loaded<Props> =
  | { readonly state: 'loading' }
  | { readonly state: 'there'; readonly View: FunctionComponent<Props> }
  | { readonly state: 'failed' };

/**
 * A part of the page whose script is fetched when it is first shown, so that the first view stays small.
 *
 * @param name What it is called while it can't be shown.
 * @param load Imports it; called once.
 */
export function later<Props extends object>(
  name: string,
  load: () => Promise<FunctionComponent<Props>>,
): FunctionComponent<Props> {
  let once: Promise<FunctionComponent<Props>> | undefined;
  return function Later(props: Props): JSX.Element {
    const [loaded, setLoaded] = useState<Loaded<Props>>({ state: 'loading' });
    const [attempt, setAttempt] = useState(0);
    useEffect(() => {
      let isWanted = true;
      once ??= load();
      once.then(
        (View) => isWanted && setLoaded({ state: 'there', View }),
        () => {
          once = undefined;
          if (isWanted) setLoaded({ state: 'failed' });
        },
      );
      return () => {
        isWanted = false;
      };
    }, [attempt]);
    if (loaded.state === 'there') return <loaded.View {...props} />;
    if (loaded.state === 'loading')
      return <div class="waiting" role="status" aria-busy="true" style={{ minHeight: '640px' }} />;
    return (
      <div class="failed" role="alert">
        <p class="failed-what">This part of the page, {name}, could not be fetched.</p>
        <p>
          Is "vigil serve" still running?{' '}
          <button type="button" class="text-button" onClick={() => setAttempt(attempt + 1)}>
            Fetch it again
          </button>
        </p>
      </div>
    );
  };
}
