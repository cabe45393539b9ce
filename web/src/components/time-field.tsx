import type { JSX } from 'preact';
import { parseIso } from '../format/time.ts';

/** A moment in UTC, typed. What is not a moment is marked, and changes nothing. */
export function TimeField({
  label,
  value,
  onTime,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onTime: (text: string) => void;
}): JSX.Element {
  return (
    <label class="field">
      <span>{label} (UTC)</span>
      <input
        type="text"
        inputMode="numeric"
        size={17}
        spellcheck={false}
        value={value ?? ''}
        placeholder="2022-01-05T10:30Z"
        onChange={(event) => {
          const text = event.currentTarget.value.trim();
          const good = parseIso(text) !== undefined;
          event.currentTarget.setCustomValidity(good ? '' : 'Write a time such as 2022-01-05T10:30Z');
          event.currentTarget.reportValidity();
          if (good) onTime(text);
        }}
      />
    </label>
  );
}
