import type { Txid } from '../../src/primitives/hash.ts';
import type { TransactionData } from '../../src/primitives/transaction-data.ts';
import { testCoinbase, testInput, testOutput, testTransaction } from '../block-builder.ts';
import { madeUpHash, orphan } from './hostile-items.ts';
import type { HostileScenario } from './hostile-scenario.ts';
import type { HostileScene } from './hostile-scene.ts';

const MIB = 1024 * 1024;

/** A spend of a coin of the chain, with the wrong script. */
function badSpend(scene: HostileScene, height: number, number: number): TransactionData {
  const { txid, value } = scene.coinbaseAt(height);
  const witness = [Uint8Array.of(number, number >>> 8, number >>> 16), Uint8Array.of(0x52)];
  return {
    version: 2,
    lockTime: 0,
    inputs: [testInput({ prevout: { txid: txid as Txid, vout: 0 }, witness })],
    outputs: [testOutput({ value: value - 10_000n, scriptPubKey: Uint8Array.of(0x00, 0x14, ...new Uint8Array(20)) })],
  };
}

/** Transactions that nobody wants. */
export const TRANSACTION_SCENARIOS: readonly HostileScenario[] = [
  {
    name: 'tx: no inputs that are known, 300 of them',
    fate: 'kept',
    // A hundred orphans at the most; and each of their parents is asked for.
    holdsBytes: 4 * MIB,
    attack: ({ do: act }) => {
      for (let i = 0; i < 300; i++) act((peer) => peer.send({ type: 'tx', tx: testTransaction(orphan(10_000 + i)) }));
    },
  },
  {
    name: 'tx: no inputs that are known, 2,000 of them',
    fate: 'dropped',
    reason: /useless-work/,
    holdsBytes: 4 * MIB,
    attack: ({ do: act }) => {
      for (let i = 0; i < 2000; i++) act((peer) => peer.send({ type: 'tx', tx: testTransaction(orphan(10_000 + i)) }));
    },
  },
  {
    name: 'tx: five orphans of 2,400 inputs each',
    fate: 'kept',
    holdsBytes: 8 * MIB,
    attack: ({ do: act }) => {
      for (let i = 0; i < 5; i++)
        act((peer) => peer.send({ type: 'tx', tx: testTransaction(orphan(20_000 + i, 2400)) }));
    },
  },
  {
    name: 'tx: five orphans of 2,400 parents each',
    fate: 'kept',
    holdsBytes: 4 * MIB,
    attack: ({ do: act }) => {
      for (let i = 0; i < 5; i++) {
        const data = orphan(30_000 + i, 2400);
        const inputs = data.inputs.map((input, j) => ({
          ...input,
          prevout: { txid: madeUpHash(40_000 + i * 2400 + j) as Txid, vout: 0 },
        }));
        act((peer) => peer.send({ type: 'tx', tx: testTransaction({ ...data, inputs }) }));
      }
    },
  },
  {
    name: 'tx: a coinbase',
    fate: 'dropped',
    reason: /invalid-transaction/,
    attack: ({ do: act }) => act((peer) => peer.send({ type: 'tx', tx: testTransaction(testCoinbase(5)) })),
  },
  {
    name: 'tx: whose script fails, by the rules of blocks too',
    fate: 'dropped',
    reason: /invalid-transaction/,
    attack: ({ do: act }, scene) => {
      for (let i = 0; i < 300; i++)
        act((peer) => peer.send({ type: 'tx', tx: testTransaction(badSpend(scene, 91, i)) }));
    },
  },
  {
    name: 'tx: 1,000 that pay nothing',
    fate: 'dropped',
    reason: /useless-work/,
    attack: ({ do: act }, scene) => {
      const { txid, value } = scene.coinbaseAt(92);
      for (let i = 0; i < 1000; i++) {
        const inputs = [testInput({ prevout: { txid: txid as Txid, vout: 0 }, witness: [Uint8Array.of(0x51)] })];
        const outputs = [
          testOutput({
            value: value - BigInt(i % 10),
            scriptPubKey: Uint8Array.of(0x00, 0x14, ...new Uint8Array(20).fill(i)),
          }),
        ];
        act((peer) => peer.send({ type: 'tx', tx: testTransaction({ inputs, outputs, lockTime: 0 }) }));
      }
    },
  },
  {
    name: 'tx: from one who said that it wants none',
    fate: 'kept',
    offender: { version: { relay: false } },
    attack: ({ do: act }) => {
      for (let i = 0; i < 200; i++) act((peer) => peer.send({ type: 'tx', tx: testTransaction(orphan(50_000 + i)) }));
    },
  },
];
