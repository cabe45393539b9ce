import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { CliContext } from '../src/cli/context.ts';
import { runVigil } from '../src/cli/main.ts';
import { networkParams } from '../src/consensus/params.ts';
import { nobleSecp256k1 } from '../src/crypto/noble-secp256k1.ts';
import { LabNetwork } from '../src/lab/lab-network.ts';
import { NodeJournal } from '../src/node/node-journal.ts';
import { runningOverview } from '../src/node/node-overview.ts';
import type { NodeDocument } from '../src/node/node-overview.ts';
import { ANYONE_CAN_SPEND } from '../src/testing/index.ts';
import { NOW_SEC, regtestHeaders } from './headers-regtest-chain.ts';

const DOC = readFileSync('docs/json.md', 'utf8');

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-json-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

/** The document that a command prints with `--json`. */
async function document(...args: readonly string[]): Promise<Record<string, unknown>> {
  let out = '';
  const context: CliContext = {
    clock: { nowMs: () => NOW_SEC * 1000 },
    env: { VIGIL_DATADIR: folder },
    print: async (text) => void (out += text),
    printBytes: async () => assert.fail('no bytes are printed here'),
    warn: (line) => assert.fail(line),
    progress: () => {},
    interactive: false,
    interrupt: new AbortController().signal,
  };
  assert.equal(await runVigil([...args, '--json'], context), 0);
  return JSON.parse(out) as Record<string, unknown>;
}

/** Names in the first column of the table under a heading. */
function fieldsUnder(heading: string): string[] {
  const start = DOC.indexOf(`\n## ${heading}\n`);
  assert.ok(start >= 0, `docs/json.md has the heading ${heading}`);
  const end = DOC.indexOf('\n## ', start + 4);
  const rows = DOC.slice(start, end).matchAll(/^\| (`[^|]*?) *\|/gm);
  return [...rows].flatMap(([, cell]) => [...cell!.matchAll(/`(\w+)`/g)].map(([, name]) => name!));
}

test('each document of the observatory has the fields that are documented, and no others', async () => {
  const heads = fieldsUnder('What all documents begin with');
  const pools = path.join(folder, 'pools.csv');
  await writeFile(pools, 'height,pool\n1,A\n2,B\n');
  for (const [name, ...args] of [
    ['hashrate', 'hashrate', '--from', '2022-01-01', '--to', '2022-01-05'],
    ['claim', 'claim', '--drop', '12%', '--at', '2022-01-05T10:30Z'],
    ['changes', 'changes', '--from', '2021-10-01', '--to', '2021-12-01'],
    ['difficulty', 'difficulty'],
    ['difficulty-history', 'difficulty', 'history'],
    ['energy', 'energy', '--at', '2022-01-05'],
    ['map', 'map'],
    ['pools', 'pools', '--file', pools],
    ['report', 'report', 'kazakhstan-2022'],
  ] as const) {
    const found = await document(...args);
    assert.equal(found['schema'], `vigil.${name}/1`);
    assert.deepEqual(Object.keys(found).sort(), [...heads, ...fieldsUnder(`vigil.${name}/1`)].sort(), name);
  }
});

test('the market’s document has its documented fields, with its sources in place of one', async () => {
  const heads = fieldsUnder('What all documents begin with').filter((name) => name !== 'source');
  const found = await document('market', '--at', '2022-01-06');
  assert.deepEqual(Object.keys(found).sort(), [...heads, ...fieldsUnder('vigil.market/1')].sort());
});

test('each document about stored headers has its documented fields', async () => {
  const file = path.join(folder, 'headers.bin');
  await writeFile(file, regtestHeaders(20));
  const regtest = ['--network', 'regtest'] as const;
  for (const [name, ...args] of [
    ['import', file],
    ['status'],
    ['verify'],
    ['export', path.join(folder, 'copy.bin')],
  ] as const) {
    const found = await document('headers', name, ...args, ...regtest);
    const row = new RegExp(`^\\| \`vigil\\.headers-${name}/1\` *\\| (.*) *\\|$`, 'm').exec(DOC)!;
    const documented = [...row[1]!.replaceAll(/\([^)]*\)/g, '').matchAll(/`(\w+)`/g)].map(([, field]) => field!);
    const optional = ['repair', 'error'];
    const required = documented.filter((field) => !optional.includes(field));
    assert.deepEqual(Object.keys(found).sort(), ['schema', 'network', ...required].sort(), name);
  }
});

test('the overview of a node has the documented fields, and so has each thing in it', () => {
  const lab = new LabNetwork({
    seed: 1,
    startMs: NOW_SEC * 1000,
    params: networkParams('regtest'),
    secp256k1: nobleSecp256k1,
  });
  const journal = new NodeJournal(lab.world.nowMs);
  lab.add({ connect: [], tell: (event) => journal.note(event, lab.world.nowMs) });
  lab.add({ connect: [] });
  lab.connect(0, 1);
  lab.mine(1, ANYONE_CAN_SPEND);
  lab.world.run(60_000);
  const [node] = lab.nodes;
  journal.sample(node!.peers.totalTraffic(), lab.world.nowMs);
  const overview = runningOverview(node!, { journal, nowMs: lab.world.nowMs, memoryBytes: 0 });
  const head: Record<keyof NodeDocument, true> = {
    schema: true,
    version: true,
    network: true,
    time: true,
    state: true,
    reason: true,
    sentence: true,
    node: true,
  };
  const common = ['schema', 'network', 'sentence'];
  const documented = [...common, ...fieldsUnder('vigil.node-overview/1')];
  assert.deepEqual([...Object.keys(head), ...Object.keys(overview)].sort(), documented.sort());
  for (const [name, thing] of [
    ['sync', overview.sync],
    ['mempool', overview.mempool],
    ['peers', overview.peers[0]],
    ['traffic', overview.traffic],
    ['blocks', overview.blocks[0]],
  ] as const) {
    const row = new RegExp(`^\\| \`${name}\` *\\|(.*)$`, 'm').exec(DOC.slice(DOC.indexOf('## vigil.node-overview/1')))!;
    const named = new Set([...row[1]!.matchAll(/`(\w+)`/g)].map(([, field]) => field!));
    assert.ok(thing !== undefined, name);
    for (const field of Object.keys(thing)) assert.ok(named.has(field), `${name}.${field}`);
  }
});
