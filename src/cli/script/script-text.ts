import type { ScriptDocument } from './script-document.ts';
import type { PhaseRecord, ScriptStep } from './script-recorder.ts';

/** Digits of an element, and elements of a stack, that a line shows; `--json` shows all. */
const SHOWN_DIGITS = 20;
const SHOWN_ELEMENTS = 6;
/** Characters of a script that are shown. */
const SHOWN_SCRIPT = 200;
/** Steps of a script that are shown. */
const SHOWN_STEPS = 2000;

/** Shows to people what came of a script. */
export function scriptText(document: ScriptDocument): string {
  const { success, error, reason, stack, phases, stepsLeftOut } = document;
  const lines = (phases ?? []).flatMap(phaseLines);
  if (stepsLeftOut !== undefined && stepsLeftOut > 0) lines.push(`… and ${stepsLeftOut} more steps`, '');
  if (stack !== undefined) lines.push(`stack:  ${stackText(stack)}`);
  lines.push(`flags:  ${document.flags}`);
  lines.push(success ? 'result: true' : `result: ${error ?? 'false'}: ${reason ?? ''}`);
  return `${lines.join('\n')}\n`;
}

function phaseLines({ phase, script, asm, stack, steps }: PhaseRecord): string[] {
  const text = asm === '' ? script : asm;
  const shown = text.length > SHOWN_SCRIPT ? `${text.slice(0, SHOWN_SCRIPT)}…` : text;
  const names = steps.slice(0, SHOWN_STEPS).map(instructionText);
  const width = Math.max(12, ...names.map((name) => name.length));
  return [
    `${phase}: ${shown === '' ? '(empty)' : shown}`,
    `  ${''.padStart(5)}  ${'begins with'.padEnd(width)}  ${stackText(stack)}`,
    ...steps.slice(0, SHOWN_STEPS).map((step, i) => {
      const after = step.error ?? (step.skipped === true ? '(skipped)' : stackText(step.stack) + altText(step));
      return `  ${String(step.position).padStart(5)}  ${names[i]!.padEnd(width)}  ${after}`;
    }),
    ...(steps.length > SHOWN_STEPS ? [`  … and ${steps.length - SHOWN_STEPS} more steps; --json shows all`] : []),
    '',
  ];
}

function instructionText({ opcode, data }: ScriptStep): string {
  return data === undefined ? opcode : `${opcode} ${shortened(data)}`;
}

function altText({ altStack }: ScriptStep): string {
  return altStack === undefined ? '' : `  | alt: ${stackText(altStack)}`;
}

/** The top is on the right. */
function stackText(stack: readonly string[]): string {
  if (stack.length === 0) return '(empty)';
  const hidden = stack.length - SHOWN_ELEMENTS;
  const shown = stack.slice(-SHOWN_ELEMENTS).map((element) => (element === '' ? "''" : shortened(element)));
  return `${hidden > 0 ? `(${hidden} more) ` : ''}${shown.join(' ')}`;
}

function shortened(hex: string): string {
  return hex.length > SHOWN_DIGITS ? `${hex.slice(0, 8)}…${hex.slice(-8)}` : hex;
}
