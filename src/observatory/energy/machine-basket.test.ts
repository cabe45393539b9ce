import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CBECI } from './cbeci.ts';
import { basketWeight, fleetOf, machineBasket } from './machine-basket.ts';
import type { Machine } from './machine.ts';

const day = (text: string): number => Date.parse(text) / 1000;

function machine(joulesPerTh: number, released = '2020-05-01', counted = true): Machine {
  return { name: `machine of ${joulesPerTh}`, releasedSec: day(released), joulesPerTh, counted };
}

test('a machine works from the second month after its release on, and weighs less with each year', () => {
  const one = machine(30);
  for (const [at, weight] of [
    ['2020-06-30', 0],
    ['2020-07-01', 1],
    ['2021-06-30', 1],
    ['2021-07-01', 0.8],
    ['2022-06-30', 0.8],
    ['2022-07-01', 0.6],
    ['2023-07-01', 0.4],
    ['2024-06-30', 0.4],
    ['2024-07-01', 0.2],
  ] as const) {
    assert.equal(basketWeight(one, day(at)), weight, at);
  }
});

test('a machine is out of use five years of 365 days after its release', () => {
  const one = machine(30);
  const end = one.releasedSec + CBECI.lifetimeSec;
  assert.equal(basketWeight(one, end - 1), 0.2);
  assert.equal(basketWeight(one, end), 0);
});

test('the basket is bounded by its best and its worst machine, and newer ones weigh more', () => {
  const machines = [machine(30, '2020-05-01'), machine(60, '2018-05-01'), machine(100, '2018-05-01')];
  const basket = machineBasket(fleetOf(machines), day('2021-01-01'), 90);
  // 60 J/TH: 30 full months at work, so a weight of 0.6; 100 J/TH does not pay.
  assert.equal(basket?.machines, 2);
  const { lower, best, upper } = basket!.joulesPerTh;
  assert.deepEqual([lower, upper], [30, 60]);
  assert.ok(Math.abs(best - (30 + 0.6 * 60) / 1.6) < 1e-12);
});

test('a machine exactly at the threshold does not pay, one just below it does', () => {
  assert.equal(machineBasket(fleetOf([machine(50)]), day('2021-01-01'), 50), undefined);
  assert.equal(machineBasket(fleetOf([machine(50)]), day('2021-01-01'), 50.001)?.machines, 1);
});

test('machines that are not counted are in no basket', () => {
  assert.equal(machineBasket(fleetOf([machine(30, '2020-05-01', false)]), day('2021-01-01'), 90), undefined);
});
