import { scriptErrorText } from '../../src/consensus/script/script-error.ts';
import type { TransactionData } from '../../src/primitives/transaction-data.ts';
import { legacyScriptCases } from './legacy-script-cases.ts';
import type { ScriptCase } from './script-case.ts';
import type { ScenarioBuilder } from './scenario-builder.ts';
import { payTo, spendAll, withInput } from './spending.ts';
import { taprootScriptCases } from './taproot-script-cases.ts';
import { witnessScriptCases } from './witness-script-cases.ts';

const VALUE = 10_000n;

/** Scripts, signatures and witnesses: each that fails in a block of its own, all that are good together. */
export function scriptScenarios(b: ScenarioBuilder): void {
  runCases(b, 'script', legacyScriptCases());
  runCases(b, 'segwit', witnessScriptCases());
  runCases(b, 'taproot', taprootScriptCases());
}

function runCases(b: ScenarioBuilder, group: string, cases: readonly ScriptCase[]): void {
  const outputs = cases.map(({ scriptPubKey }) => payTo(scriptPubKey, VALUE));
  const coins = b.fund(`${group}.fund`, outputs);
  const good: TransactionData[] = [];
  cases.forEach(({ name, unlock, error }, i) => {
    const coin = coins[i]!;
    const plain = spendAll([coin]);
    const tx = withInput(plain, 0, unlock(plain, coin));
    if (error === undefined) good.push(tx);
    else {
      const reason = `mandatory-script-verify-flag-failed (${scriptErrorText(error)})`;
      b.reject(`${group}.${name}`, reason, { txs: [tx] });
    }
  });
  b.accept(`${group}.good`, { txs: good });
}
