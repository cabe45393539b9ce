import type { JSX } from 'preact';
import { formatIso } from '../format/time.ts';
import type { ClaimQuestion } from '../views/claim-question.ts';
import { TimeField } from './time-field.tsx';
import { parseIso } from '../format/time.ts';

/** The claim and its windows as fields: what is dragged can be typed as well. */
export function ClaimForm({
  question,
  onChange,
}: {
  readonly question: ClaimQuestion;
  readonly onChange: (question: ClaimQuestion) => void;
}): JSX.Element {
  return (
    <form class="controls claim-form" onSubmit={(event) => event.preventDefault()} aria-label="The claim">
      <label class="field">
        <span>Hashrate is said to have</span>
        <select
          name="direction"
          value={question.direction}
          onChange={(event) => {
            const direction = event.currentTarget.value === 'rise' ? 'rise' : 'drop';
            onChange({
              ...question,
              direction,
              size: direction === 'drop' ? Math.min(0.99, question.size) : question.size,
            });
          }}
        >
          <option value="drop">fallen by</option>
          <option value="rise">risen by</option>
        </select>
      </label>
      <label class="field narrow">
        <span>Size, %</span>
        <input
          type="number"
          name="size"
          min={0.1}
          max={question.direction === 'drop' ? 99 : 1000}
          step="any"
          value={Math.round(question.size * 10_000) / 100}
          onInput={(event) => {
            const size = event.currentTarget.valueAsNumber / 100;
            if (event.currentTarget.checkValidity() && size > 0) onChange({ ...question, size });
          }}
        />
      </label>
      <TimeField
        label="At"
        value={formatIso(question.atSec)}
        onTime={(text) => onChange({ ...question, atSec: parseIso(text) ?? question.atSec })}
      />
      <LengthField
        label="Baseline before it"
        name="baseline"
        seconds={question.baselineSec}
        onLength={(baselineSec) => onChange({ ...question, baselineSec })}
      />
      <LengthField
        label="Window after it"
        name="window"
        seconds={question.windowSec}
        onLength={(windowSec) => onChange({ ...question, windowSec })}
      />
    </form>
  );
}

/** A length of time in hours: what both newspapers' days and half days fit in. */
function LengthField({
  label,
  name,
  seconds,
  onLength,
}: {
  readonly label: string;
  readonly name: string;
  readonly seconds: number;
  readonly onLength: (seconds: number) => void;
}): JSX.Element {
  return (
    <label class="field narrow">
      <span>{label}, hours</span>
      <input
        type="number"
        name={name}
        min={1}
        max={24 * 366}
        step="any"
        value={Math.round((seconds / 3600) * 100) / 100}
        onInput={(event) => {
          const hours = event.currentTarget.valueAsNumber;
          if (event.currentTarget.checkValidity() && hours > 0) onLength(Math.round(hours * 60) * 60);
        }}
      />
    </label>
  );
}
