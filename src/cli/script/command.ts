import { Command, Option } from 'commander';
import { bytesToHex } from '../../bytes/hex.ts';
import { scriptFlagsToText } from '../../consensus/script/flags.ts';
import { scriptErrorText } from '../../consensus/script/script-error.ts';
import type { ScriptError } from '../../consensus/script/script-error.ts';
import type { ScriptVersion } from '../../consensus/script/script-state.ts';
import { verifyScript } from '../../consensus/script/verify-script.ts';
import { CliError, usageError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { heightFlag, jsonOption } from '../flags.ts';
import type { ScriptDocument } from './script-document.ts';
import { flagsArgument, runJob, scriptArgument, stackArgument } from './script-job.ts';
import { ScriptRecorder } from './script-recorder.ts';
import { scriptText } from './script-text.ts';
import { inputArgument } from './transaction-arguments.ts';
import type { InputArgument } from './transaction-arguments.ts';

interface Flags {
  readonly script?: string;
  readonly stack?: string;
  readonly scriptVersion: ScriptVersion;
  readonly tx?: string;
  readonly input: number;
  readonly prevouts?: string;
  readonly flags: string;
  readonly json?: boolean;
}

/** `vigil script`: runs scripts, and shows how they run. */
export function scriptCommand(context: CliContext): Command {
  return new Command('script')
    .description('Run a script, or verify an input of a transaction, by the rules of consensus.')
    .addCommand(
      withOptions(new Command('run').description('Say whether it holds, and what is left on the stack.')).action(
        async (flags: Flags) => runScript(context, flags, undefined),
      ),
    )
    .addCommand(
      withOptions(new Command('debug').description('Show each instruction, with the stack after it.')).action(
        async (flags: Flags) => runScript(context, flags, new ScriptRecorder()),
      ),
    );
}

function withOptions(command: Command): Command {
  return command
    .option('--script <script>', 'run this by itself: hex digits, or words (OP_DUP OP_ADD 5 0x00ff)')
    .option('--stack <elements>', 'what is on the stack before: hex with commas between, the top last')
    .addOption(
      new Option('--script-version <version>', 'rules that the script runs under')
        .choices(['base', 'witness-v0', 'tapscript'])
        .default('base'),
    )
    .option(
      '--tx <transaction>',
      'the spending transaction: hex, a file, or -; without --script, its input is verified',
    )
    .option('--input <n>', 'which of its inputs, from 0', heightFlag, 0)
    .option('--prevouts <outputs>', 'what its inputs spend, in order: SATS:SCRIPTHEX with commas between')
    .option('--flags <flags>', "consensus, standard, none, or names as in Bitcoin Core's tests", 'consensus')
    .addOption(jsonOption());
}

async function runScript(context: CliContext, flags: Flags, recorder: ScriptRecorder | undefined): Promise<void> {
  const input =
    flags.tx === undefined ? undefined : await inputArgument({ ...flags, tx: flags.tx, prevouts: flags.prevouts });
  const document = documentOf(flags, input, recorder);
  if (flags.json === true) await printJson(context, document);
  else await context.print(scriptText(document));
  if (document.error !== undefined)
    throw new CliError(`the script fails: ${document.error} (${document.reason ?? ''})`);
}

function documentOf(
  flags: Flags,
  input: InputArgument | undefined,
  recorder: ScriptRecorder | undefined,
): ScriptDocument {
  const bits = flagsArgument(flags.flags);
  const { error, stack } = resultOf(flags, { bits, input, recorder });
  return {
    schema: 'vigil.script/1',
    success: error === undefined,
    ...(error !== undefined && { error, reason: scriptErrorText(error) }),
    flags: scriptFlagsToText(bits),
    ...(stack !== undefined && { stack: stack.map(bytesToHex) }),
    ...(recorder && { phases: recorder.phases, stepsLeftOut: recorder.stepsLeftOut }),
  };
}

function resultOf(
  flags: Flags,
  run: {
    readonly bits: number;
    readonly input: InputArgument | undefined;
    readonly recorder: ScriptRecorder | undefined;
  },
): { readonly error: ScriptError | undefined; readonly stack?: readonly Uint8Array[] } {
  const { bits, input, recorder } = run;
  if (flags.script !== undefined) {
    const job = {
      script: scriptArgument(flags.script),
      stack: flags.stack === undefined ? [] : stackArgument(flags.stack),
      version: flags.scriptVersion,
      flags: bits,
      ...(input && { checker: input.checker }),
    };
    return runJob(job, recorder);
  }
  if (input === undefined) throw usageError('nothing to run: give --script, or --tx with --prevouts');
  if (flags.stack !== undefined) throw usageError('--stack goes with --script');
  const { transaction, spent, checker } = input;
  const error = verifyScript({
    scriptSig: transaction.scriptSig(input.input),
    scriptPubKey: spent.scriptPubKey,
    witness: transaction.witness(input.input),
    flags: bits,
    checker,
    trace: recorder,
  });
  return { error };
}
