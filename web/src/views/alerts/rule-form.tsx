import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import type { ReplayDocument } from '../../api/documents.ts';
import { UtcTime } from '../../components/utc-time.tsx';
import { typeset } from '../../format/typeset.ts';

/** Rules to begin with. */
const EXAMPLES = [
  'hashrate fell by more than 10% with probability above 0.95 over 24h',
  'btc-usd is 10% under its 24h high',
  'nodes in KZ below 50% of baseline',
  'stale block',
  'next retarget above +5%',
  'series mempool/totals:transactions above 100000 for 30m',
] as const;

/** Times of a trial that are shown. */
const SHOWN_FIRINGS = 5;

/** A rule to be tried on January 2022, and added. */
export function RuleForm({
  onAdd,
}: {
  /** @returns Why it is not added, in words. */
  readonly onAdd: (rule: string) => Promise<string | undefined>;
}): JSX.Element {
  const [rule, setRule] = useState<string>(EXAMPLES[1]);
  const [wrong, setWrong] = useState<string | undefined>(undefined);
  const [trial, setTrial] = useState<ReplayDocument | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const during = async (work: () => Promise<string | undefined>): Promise<void> => {
    setBusy(true);
    setWrong(await work());
    setBusy(false);
  };
  const add = async (): Promise<string | undefined> => {
    setTrial(undefined);
    return onAdd(rule);
  };
  const tryOut = async (): Promise<string | undefined> => {
    const answer = await ask<ReplayDocument>('alerts/replay', { rule, replay: 'kazakhstan-2022' });
    setTrial(answer.ok ? answer.document : undefined);
    return answer.ok ? undefined : answer.failure.message;
  };
  return (
    <section class="alert-form" aria-labelledby="alert-form-title">
      <h2 id="alert-form-title">Watch something</h2>
      <form
        class="controls"
        onSubmit={(event) => {
          event.preventDefault();
          void during(add);
        }}
      >
        <label class="field wide">
          <span>Rule, in words</span>
          <input
            name="rule"
            list="alert-examples"
            value={rule}
            maxLength={300}
            autocomplete="off"
            spellcheck={false}
            aria-invalid={wrong !== undefined}
            aria-describedby="alert-wrong"
            onInput={(event) => setRule(event.currentTarget.value)}
          />
        </label>
        <datalist id="alert-examples">
          {EXAMPLES.map((example) => (
            <option key={example} value={example} />
          ))}
        </datalist>
        <div class="segments">
          <button type="submit" disabled={isBusy}>
            Add
          </button>
          <button type="button" disabled={isBusy} onClick={() => void during(tryOut)}>
            Try on January 2022
          </button>
        </div>
      </form>
      <p id="alert-wrong" class="alert-wrong" role="alert">
        {wrong === undefined ? '' : typeset(wrong)}
      </p>
      <details class="alert-examples">
        <summary>Rules to begin with</summary>
        <ul>
          {EXAMPLES.map((example) => (
            <li key={example}>
              <button type="button" class="text-button" onClick={() => setRule(example)}>
                {example}
              </button>
            </li>
          ))}
        </ul>
      </details>
      {trial !== undefined && <Trial trial={trial} />}
    </section>
  );
}

function Trial({ trial }: { readonly trial: ReplayDocument }): JSX.Element {
  const { firings, sentence, lastLook } = trial;
  return (
    <div class="alert-trial" role="status">
      <p>{typeset(sentence)}</p>
      {firings.length === 0 && lastLook !== null && <p class="alert-evidence">At the last look: {typeset(lastLook)}</p>}
      <ul>
        {firings.slice(0, SHOWN_FIRINGS).map(({ fired, resolved, sentence: evidence }) => (
          <li key={fired}>
            <UtcTime at={fired} />
            {resolved === null ? ', still so at the end' : ', over at '}
            {resolved !== null && <UtcTime at={resolved} />}
            <p class="alert-evidence">{typeset(evidence)}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}
