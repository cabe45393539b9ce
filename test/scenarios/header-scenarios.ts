import { checkProofOfWork } from '../../src/consensus/proof-of-work.ts';
import { testTxid } from '../block-builder.ts';
import type { BlockHash } from '../../src/primitives/hash.ts';
import type { BlockPlan, BuiltBlock, ScenarioBuilder } from './scenario-builder.ts';

const MAX_FUTURE_SEC = 7200;
const MAX_TIMEWARP_SEC = 600;
const RETARGET_BLOCKS = 144;

/** Work, bits, times, versions, and the block before: what is told from headers. */
export function headerScenarios(b: ScenarioBuilder): void {
  work(b);
  times(b);
  versions(b);
  orphans(b);
}

function work(b: ScenarioBuilder): void {
  b.give(withoutWork(b, 'header.hash-above-target'), { is: 'rejected', reason: 'high-hash' });
  b.reject('header.bits-one-harder', 'bad-diffbits', { header: { bits: 0x207ffffe } });
  b.reject('header.bits-of-mainnet', 'high-hash', { header: { bits: 0x1d00ffff }, mine: false });
  b.reject('header.bits-above-limit', 'high-hash', { header: { bits: 0x2100ffff }, mine: false });
  b.reject('header.bits-zero', 'high-hash', { header: { bits: 0 }, mine: false });
  b.reject('header.bits-negative', 'high-hash', { header: { bits: 0x20ffffff }, mine: false });
  b.reject('header.bits-overflow', 'high-hash', { header: { bits: 0xff7fffff }, mine: false });
}

/** A block that is good but for its nonce. */
function withoutWork(b: ScenarioBuilder, name: string): BuiltBlock {
  for (let nonce = 0; ; nonce++) {
    const block = b.build(name, { header: { nonce }, mine: false });
    if (checkProofOfWork(block.hash, b.params.powLimitBits, b.params) !== undefined) return block;
  }
}

function times(b: ScenarioBuilder): void {
  const at = (timeSec: number): BlockPlan => ({ header: { timeSec } });
  b.reject('header.time-at-median', 'time-too-old', at(b.medianTimePast(b.tip)));
  b.accept('header.time-after-median', at(b.medianTimePast(b.tip) + 1));
  b.reject('header.time-zero', 'time-too-old', at(0));
  const future = b.build('header.time-future', at(b.nowSec + MAX_FUTURE_SEC + 1));
  b.give(future, { is: 'rejected', reason: 'time-too-new' });
  b.reject('header.time-last', 'time-too-new', at(0xffff_ffff));
  b.wait(1);
  // What was too new is not remembered as failed.
  b.give(future, { is: 'tip' });
}

/** BIP94's rule, which Core 28.1 keeps on regtest: a period's first block may not run back more than 600 s. */
export function timewarpScenarios(b: ScenarioBuilder): void {
  const period = RETARGET_BLOCKS * Math.ceil((b.tip.height + 2) / RETARGET_BLOCKS);
  b.mineTo(period - 1);
  const last = b.tip.timeSec;
  b.reject('timewarp.too-early', 'time-timewarp-attack', { header: { timeSec: last - MAX_TIMEWARP_SEC - 1 } });
  b.accept('timewarp.just-in-time', { header: { timeSec: last - MAX_TIMEWARP_SEC } });
  b.accept('timewarp.second-of-period', { header: { timeSec: last - MAX_TIMEWARP_SEC - 601 } });
}

function versions(b: ScenarioBuilder): void {
  for (const version of [0, 1, 2, 3, -1, -0x8000_0000]) {
    const shown = (version >>> 0).toString(16).padStart(8, '0');
    b.reject(`header.version-${version}`, `bad-version(0x${shown})`, { header: { version } });
  }
  b.accept('header.version-4', { header: { version: 4 } });
  b.accept('header.version-highest', { header: { version: 0x7fff_ffff } });
}

function orphans(b: ScenarioBuilder): void {
  const prevHash = testTxid(0x77) as Uint8Array as BlockHash;
  b.give(b.build('header.parent-unknown', { header: { prevHash } }), { is: 'orphan' });
  const parent = b.build('header.parent-late');
  const child = b.build('header.child-early', { on: parent });
  b.give(child, { is: 'orphan' });
  b.give(parent, { is: 'tip' });
  b.give(child, { is: 'tip' });
  b.give(child, { is: 'known' });
  b.give(parent, { is: 'known' });
}
