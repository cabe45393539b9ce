import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AlertRuleStatus } from '../../api/documents.ts';
import { UtcTime } from '../../components/utc-time.tsx';
import { typeset } from '../../format/typeset.ts';

const STATE_WORDS: Readonly<Record<AlertRuleStatus['state'], string>> = {
  firing: 'Firing',
  pending: 'Holds, not long enough yet',
  quiet: 'Quiet',
  unknown: 'Can’t be told now',
};

/** The rules that are watched, those first that fire. */
export function RuleList({
  rules,
  onRemove,
}: {
  readonly rules: readonly AlertRuleStatus[];
  readonly onRemove: (id: string) => Promise<string | undefined>;
}): JSX.Element {
  const order = ['firing', 'pending', 'unknown', 'quiet'];
  const sorted = rules.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return (
    <section aria-labelledby="alert-rules-title">
      <h2 id="alert-rules-title">What is watched</h2>
      {rules.length === 0 && (
        <p>Nothing yet. Add a rule above, and it is looked at each minute for as long as Vigil runs.</p>
      )}
      <ul class="alert-rules">
        {sorted.map((status) => (
          <Rule key={status.id} status={status} onRemove={onRemove} />
        ))}
      </ul>
    </section>
  );
}

function Rule({
  status,
  onRemove,
}: {
  readonly status: AlertRuleStatus;
  readonly onRemove: (id: string) => Promise<string | undefined>;
}): JSX.Element {
  const [wrong, setWrong] = useState<string | undefined>(undefined);
  const { id, rule, state, since, evidence } = status;
  return (
    <li class="alert-rule" data-state={state}>
      <p class="alert-rule-state">
        <strong>{STATE_WORDS[state]}</strong>
        {since !== null && (state === 'firing' || state === 'pending') && (
          <>
            {' since '}
            <UtcTime at={since} />
          </>
        )}
      </p>
      <p class="alert-rule-text">{rule}</p>
      {evidence !== null && <p class="alert-evidence">{typeset(capital(evidence))}</p>}
      {wrong !== undefined && (
        <p class="alert-wrong" role="alert">
          {typeset(wrong)}
        </p>
      )}
      <button
        type="button"
        class="text-button"
        aria-label={`Remove: ${rule}`}
        onClick={() => void onRemove(id).then(setWrong)}
      >
        Remove
      </button>
    </li>
  );
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
