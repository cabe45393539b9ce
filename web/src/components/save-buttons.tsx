import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Plot } from '../charts/plot.ts';
import { saveChart } from '../charts/save.ts';
import type { FileForm } from '../charts/save.ts';
import { palette } from '../state/theme.ts';

const FORMS: readonly FileForm[] = ['svg', 'png', 'csv'];

/** Saves a chart as a drawing, a picture or its figures. */
export function SaveButtons({ plot }: { readonly plot: Plot }): JSX.Element {
  const [failed, setFailed] = useState<string | undefined>(undefined);
  const save = (form: FileForm): void => {
    setFailed(undefined);
    saveChart(plot, form, palette.get()).catch((error: unknown) =>
      setFailed(`${form.toUpperCase()} not saved: ${String(error)}`),
    );
  };
  return (
    <div class="save" role="group" aria-label={`Save chart: ${plot.title}`}>
      <span aria-hidden="true">Save</span>
      {FORMS.map((form) => (
        <button
          key={form}
          type="button"
          class="text-button"
          data-save={form}
          onClick={() => save(form)}
          aria-label={`Save as ${form.toUpperCase()}`}
        >
          {form.toUpperCase()}
        </button>
      ))}
      {failed !== undefined && <span role="alert">{failed}</span>}
    </div>
  );
}
