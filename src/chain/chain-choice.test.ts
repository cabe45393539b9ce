import assert from 'node:assert/strict';
import { test } from 'node:test';

import { NOW_SEC, regtestHeader } from '../../test/headers-regtest-chain.ts';
import { networkParams } from '../consensus/params.ts';
import { BLOCK_STATUS, BlockIndex } from './block-index.ts';
import { ChainChoice } from './chain-choice.ts';
import { HeaderTree } from './header-tree.ts';

/** Headers with an active chain: blocks come and are connected without being looked at. */
class Blocks {
  readonly tree = new HeaderTree({ params: networkParams('regtest') });
  readonly index = new BlockIndex();
  readonly choice = new ChainChoice(this.tree, this.index);

  constructor() {
    this.choice.load(-1);
    this.index.addRow(0);
    this.arrive(0);
    this.connect();
  }

  /** Adds a chain of headers on a row. @returns Their rows. */
  headers(on: number, count: number): number[] {
    const rows: number[] = [];
    for (let prev = on; rows.length < count; prev = rows[rows.length - 1]!) {
      const added = this.tree.accept(
        regtestHeader(this.tree.headerBytes(prev), { version: 100 + this.tree.size }),
        0,
        NOW_SEC,
      );
      assert.ok(added.status === 'added');
      this.index.addRow(added.index);
      rows.push(added.index);
    }
    return rows;
  }

  arrive(...rows: readonly number[]): void {
    for (const row of rows) {
      this.index.setData(row, { file: 0, offset: 8, sizeBytes: 100 }, 1);
      this.choice.blockArrived(row);
    }
  }

  /** Goes to the best chain; blocks in `bad` fail when they are connected. @returns The tip. */
  connect(bad: readonly number[] = []): number {
    const { active } = this.choice;
    for (let best = this.choice.findBest(); best !== active.tip; best = this.choice.findBest()) {
      while (active.tip !== active.forkWith(best)) active.pop();
      while (active.tip !== best) {
        const next = this.tree.ancestor(best, active.height + 1);
        if (bad.includes(next)) {
          this.choice.markFailed(next);
          break;
        }
        active.push(next);
      }
      if (active.tip === best) this.choice.prune();
    }
    return active.tip;
  }

  invalidate(row: number): void {
    while (this.choice.active.has(row)) this.choice.active.pop();
    this.choice.invalidate(row);
  }
}

test('a chain of headers is not chosen before all its blocks are there', () => {
  const blocks = new Blocks();
  const [a, b, c] = blocks.headers(0, 3) as [number, number, number];
  assert.equal(blocks.connect(), 0);
  blocks.arrive(c);
  assert.equal(blocks.connect(), 0);
  blocks.arrive(a);
  assert.equal(blocks.connect(), a);
  blocks.arrive(b);
  assert.equal(blocks.connect(), c);
});

test('of two chains with as much work the one whose blocks were all there first is chosen, not the one whose headers were', () => {
  const blocks = new Blocks();
  const [a1, a2] = blocks.headers(0, 2) as [number, number];
  const [b1, b2] = blocks.headers(0, 2) as [number, number];
  blocks.arrive(b1, a2, a1, b2);
  // a2 waited for a1, and was complete before b2.
  assert.equal(blocks.connect(), a2);
});

test('descendants of a block that fails are no candidates, though they were never looked at', () => {
  const blocks = new Blocks();
  const good = blocks.headers(0, 2);
  const side = blocks.headers(0, 6);
  blocks.arrive(...good);
  assert.equal(blocks.connect(), good[1]);
  blocks.arrive(...side);
  assert.equal(blocks.connect([side[1]!]), good[1], 'one good block of the side is not enough');
  assert.ok(blocks.index.has(side[1]!, BLOCK_STATUS.failed));
  for (const row of side.slice(2)) assert.ok(blocks.index.has(row, BLOCK_STATUS.failedChild), `row ${row}`);
  assert.equal(blocks.index.isFailed(side[0]!), false);
  const [late] = blocks.headers(side[5]!, 1) as [number];
  assert.equal(blocks.choice.isFailed(late), true);
  assert.ok(blocks.index.has(late, BLOCK_STATUS.failedChild));
});

test('the good part of a chain with a bad block stays, if it has more work', () => {
  const blocks = new Blocks();
  const good = blocks.headers(0, 2);
  const side = blocks.headers(0, 5);
  blocks.arrive(...good);
  blocks.connect();
  blocks.arrive(...side);
  assert.equal(blocks.connect([side[3]!]), side[2]);
});

test('marks are taken off ancestors and descendants, but not off other branches of them', () => {
  const blocks = new Blocks();
  const trunk = blocks.headers(0, 3);
  const left = blocks.headers(trunk[1]!, 4);
  const right = blocks.headers(trunk[1]!, 3);
  blocks.arrive(...trunk, ...left, ...right);
  assert.equal(blocks.connect(), left[3]);
  blocks.invalidate(trunk[0]!);
  assert.equal(blocks.connect(), 0);
  blocks.choice.reconsider(left[0]!);
  assert.equal(blocks.connect(), left[3]);
  // As in Bitcoin Core's `ResetBlockFailureFlags`.
  for (const row of right) assert.ok(blocks.index.has(row, BLOCK_STATUS.failedChild));
  blocks.choice.reconsider(right[2]!);
  for (const row of right) assert.equal(blocks.index.isFailed(row), false);
});

test('a block that is preferred loses that when the chain goes on, as all do', () => {
  const blocks = new Blocks();
  const [a, b] = [blocks.headers(0, 1)[0]!, blocks.headers(0, 1)[0]!];
  blocks.arrive(a, b);
  assert.equal(blocks.connect(), a);
  assert.equal(blocks.choice.prefer(b), true);
  assert.equal(blocks.connect(), b);
  assert.equal(blocks.choice.prefer(a), true);
  assert.equal(blocks.connect(), a);
  const [next] = blocks.headers(b, 1) as [number];
  blocks.arrive(next);
  assert.equal(blocks.connect(), next);
  assert.equal(blocks.choice.prefer(a), false);
  assert.equal(blocks.connect(), next);
});

test('a block that has not come can be preferred, and changes nothing before it comes', () => {
  const blocks = new Blocks();
  const [a, b] = [blocks.headers(0, 1)[0]!, blocks.headers(0, 1)[0]!];
  blocks.arrive(a);
  assert.equal(blocks.connect(), a);
  blocks.choice.prefer(b);
  assert.equal(blocks.connect(), a);
});

test('a chain over a pruned block is chosen once the block has come again', () => {
  const blocks = new Blocks();
  const side = blocks.headers(0, 4);
  const main = blocks.headers(0, 5);
  blocks.arrive(...side.slice(0, 3), ...main);
  assert.equal(blocks.connect(), main[4]);
  blocks.index.dropData(side[1]!);
  const more = blocks.headers(side[3]!, 3);
  blocks.arrive(side[3]!, ...more);
  assert.equal(blocks.connect(), main[4], 'a block in between is missing');
  blocks.arrive(side[1]!);
  assert.equal(blocks.connect(), more[2]);
});

test('after a restart the chain that was active is preferred to others with as much work', () => {
  const blocks = new Blocks();
  const [a, b] = [blocks.headers(0, 1)[0]!, blocks.headers(0, 1)[0]!];
  blocks.arrive(a, b);
  blocks.connect();
  blocks.choice.prefer(b);
  assert.equal(blocks.connect(), b);
  const again = new ChainChoice(blocks.tree, blocks.index);
  again.load(b);
  assert.equal(again.active.tip, b);
  assert.equal(again.findBest(), b);
});

test('after a restart blocks that build on a failed one are failed too', () => {
  const blocks = new Blocks();
  const side = blocks.headers(0, 3);
  blocks.arrive(...side);
  assert.equal(blocks.connect([side[0]!]), 0);
  for (const row of side.slice(1)) blocks.index.setStatus(row, { off: BLOCK_STATUS.failedChild });
  const again = new ChainChoice(blocks.tree, blocks.index);
  again.load(0);
  assert.equal(again.findBest(), 0);
  for (const row of side) assert.ok(blocks.index.isFailed(row));
  const [late] = blocks.headers(side[2]!, 1) as [number];
  assert.equal(again.isFailed(late), true);
});
