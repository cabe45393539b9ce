import { env } from 'node:process';
import { test } from 'node:test';
import type { InteropScenario } from './scenario.ts';

/** Makes a test of each scenario. Where `VIGIL_BITCOIND` names no bitcoind, one line says that they were skipped. */
export function interopTests(theme: string, scenarios: readonly InteropScenario[]): void {
  const bitcoind = env['VIGIL_BITCOIND'];
  if (bitcoind === undefined || bitcoind === '') {
    void test(theme, { skip: 'VIGIL_BITCOIND names no bitcoind 28.1' }, () => {});
    return;
  }
  for (const { name, run } of scenarios) {
    void test(name, async (context) => {
      context.diagnostic(await run(bitcoind));
    });
  }
}
