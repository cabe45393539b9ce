// What becomes of a node that is attacked, of who attacks it, and of all others: each scenario in a world of its own clock, with
// two honest nodes and an honest observer that are to be served as if nothing were wrong.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CHAIN_SCENARIOS } from './chain-scenarios.ts';
import { FLOOD_SCENARIOS } from './flood-scenarios.ts';
import type { HostileScenario } from './hostile-scenario.ts';
import { HostileScene } from './hostile-scene.ts';
import { PROTOCOL_SCENARIOS } from './protocol-scenarios.ts';
import { TRANSACTION_SCENARIOS } from './transaction-scenarios.ts';

const MIB = 1024 * 1024;

/** What the rest of the world adds or frees in the two seconds in which it is measured, and what each peer takes up. */
const NOISE_BYTES = 3 * MIB;

/** Processor time of one input at the most: stalls are judged in `bench/hostile.ts`, on a quiet machine. */
const MAX_INPUT_MS = 1000;

/** One world for all that want nothing special: what one scenario leaves behind is there for the next. */
let shared: HostileScene | undefined;

function sceneFor(scenario: HostileScenario): HostileScene {
  const { victim, blocks } = scenario;
  if (victim !== undefined || blocks !== undefined) {
    return new HostileScene({ ...(victim !== undefined && { victim }), ...(blocks !== undefined && { blocks }) });
  }
  shared ??= new HostileScene();
  return shared;
}

function play(scenario: HostileScenario): void {
  const scene = sceneFor(scenario);
  // After a failure the next scenario begins anew.
  shared = undefined;
  const goneBefore = scene.gone.length;
  const offender = scene.enter(scenario.offender);
  const id = [...scene.victim.peers.sessions()].at(-1)!.id;
  scene.longestInputMs = 0;
  scenario.attack(offender, scene);
  scene.run(scenario.lastsMs ?? 0);
  scene.serveHonest();
  scene.run(5000);
  const goneUnderAttack = scene.gone.slice(goneBefore);
  const isKept = scenario.fate === 'kept';
  const heldBytes = isKept ? scene.heldFor(offender) : 0;
  scene.serveHonest();
  tellFigures(scenario.name, `${goneUnderAttack[0]?.reason ?? 'kept'}, ${figures(scene, heldBytes)}`);

  if (isKept) assert.deepEqual(goneUnderAttack, [], 'nobody is dropped');
  else {
    assert.deepEqual(
      goneUnderAttack.map(({ peer }) => peer),
      [id],
      'the offender is dropped, and nobody else',
    );
    assert.match(goneUnderAttack[0]!.reason, scenario.reason ?? /./);
    assert(offender.peer.isClosed);
  }
  assert.equal(scene.gone.length, goneBefore + 1, 'nobody else goes');
  assert.equal(scene.honestCount, 3);
  assert(heldBytes < (scenario.holdsBytes ?? 0) + NOISE_BYTES, `${(heldBytes / MIB).toFixed(1)} MiB are held`);
  assert(scene.longestInputMs < MAX_INPUT_MS, `an input took ${scene.longestInputMs.toFixed(0)} ms`);
  if (scenario.victim === undefined && scenario.blocks === undefined) shared = scene;
}

function figures(scene: HostileScene, heldBytes: number): string {
  return `holds ${(heldBytes / MIB).toFixed(1)} MiB, longest input ${scene.longestInputMs.toFixed(0)} ms`;
}

function tellFigures(name: string, text: string): void {
  if (process.env['VIGIL_HOSTILE_FIGURES'] !== undefined) console.log(`${name}: ${text}`);
}

const SUITES = [
  ['what is no protocol', PROTOCOL_SCENARIOS],
  ['floods', FLOOD_SCENARIOS],
  ['headers and blocks', CHAIN_SCENARIOS],
  ['transactions', TRANSACTION_SCENARIOS],
] as const;

for (const [title, scenarios] of SUITES) {
  describe(title, () => {
    for (const scenario of scenarios) test(`${scenario.name}: ${scenario.fate}`, () => play(scenario));
  });
}
