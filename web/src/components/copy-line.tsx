import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

/** A command line with a button that copies it. */
export function CopyLine({ text, label }: { readonly text: string; readonly label: string }): JSX.Element {
  const [said, setSaid] = useState('');
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setSaid('Copied'),
      () => setSaid('Copying is not allowed here: select the line and copy it'),
    );
    setTimeout(() => setSaid(''), 4000);
  };
  return (
    <p class="copy-line">
      <span>{label}</span>
      <code>{text}</code>
      <button type="button" class="text-button" onClick={copy}>
        Copy
      </button>
      <span role="status">{said}</span>
    </p>
  );
}
