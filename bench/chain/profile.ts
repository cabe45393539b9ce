import { Session } from 'node:inspector/promises';
import type { Profiler } from 'node:inspector/promises';

/** What a thread's time goes to. */
export const COST_CENTRES = ['parsing', 'hashing', 'rules', 'coins', 'scripts', 'storage', 'gc', 'other'] as const;

export type CostCentre = (typeof COST_CENTRES)[number];

/** Where the main thread's time went: shares of 1, by centre; and the functions that took most themselves. */
export interface CostShares {
  readonly shares: Readonly<Record<CostCentre, number>>;
  readonly hottest: readonly { readonly name: string; readonly share: number }[];
}

const SAMPLE_MICROSECONDS = 500;
const HOTTEST = 12;

/** The first pattern that a frame's file and function match says what it is; frames that match none go to whoever called. */
const CENTRES: readonly (readonly [RegExp, CostCentre])[] = [
  [/platform\/(coin-store|block-store|chain-folder\/open-chain-handle)|classic-level|abstract-level/, 'storage'],
  [/platform\/chain-import\/block-source|platform\/header-file/, 'storage'],
  [
    /consensus\/script\/|platform\/(script-pool|secp256k1)|chain\/(in-place-verifier|input-scripts|script-cache)/,
    'scripts',
  ],
  [
    /consensus\/(merkle-root|witness-commitment)|sha256d-of-parts|hashHeader|(txids|wtxids|[wW]riteW?[tT]xid)/,
    'hashing',
  ],
  [/parseBlock|parseTransaction|transaction-scan|int-columns/, 'parsing'],
  [/chain\/coins\/|chain\/undo-data/, 'coins'],
  [/consensus\//, 'rules'],
];

/** Runs `work` while the thread's stack is looked at 2,000 times a second. */
export async function withProfile<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly costs: CostShares }> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_MICROSECONDS });
  await session.post('Profiler.start');
  try {
    const result = await work();
    const { profile } = await session.post('Profiler.stop');
    return { result, costs: costsOf(profile) };
  } finally {
    session.disconnect();
  }
}

function costsOf(profile: Profiler.Profile): CostShares {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  );
  const shares = Object.fromEntries(COST_CENTRES.map((centre) => [centre, 0])) as Record<CostCentre, number>;
  const self = new Map<string, number>();
  let total = 0;
  for (const [i, id] of (profile.samples ?? []).entries()) {
    const elapsed = Math.max(0, profile.timeDeltas?.[i] ?? 0);
    if (nodes.get(id)!.callFrame.functionName === '(idle)') continue;
    shares[centreOf(id)] += elapsed;
    const name = nameOf(id);
    self.set(name, (self.get(name) ?? 0) + elapsed);
    total += elapsed;
  }
  for (const centre of COST_CENTRES) shares[centre] /= total;
  const hottest = [...self].sort((a, b) => b[1] - a[1]).slice(0, HOTTEST);
  return { shares, hottest: hottest.map(([name, elapsed]) => ({ name, share: elapsed / total })) };

  /** Functions outside of JavaScript have no file: they are named with whoever called them. */
  function nameOf(id: number): string {
    const { functionName, url } = nodes.get(id)!.callFrame;
    const parent = parents.get(id);
    const name = functionName === '' ? '(native)' : functionName;
    if (url !== '') return `${name} ${url.split('/').slice(-2).join('/')}`;
    return parent === undefined || name === '(garbage collector)' ? name : `${name} of ${nameOf(parent)}`;
  }

  function centreOf(id: number): CostCentre {
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const { functionName, url } = nodes.get(at)!.callFrame;
      if (functionName === '(garbage collector)') return 'gc';
      const frame = `${url} ${functionName}`;
      const found = CENTRES.find(([pattern]) => pattern.test(frame));
      if (found !== undefined) return found[1];
    }
    return 'other';
  }
}
