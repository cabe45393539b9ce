import assert from 'node:assert/strict';
import { secp256k1 as curve } from '@noble/curves/secp256k1.js';
import { bytesToHex } from '../../src/bytes/hex.ts';
import { customSignetParams } from '../../src/consensus/custom-signet.ts';
import { PrecomputedTransaction } from '../../src/consensus/script/precomputed-transaction.ts';
import { legacySighash } from '../../src/consensus/script/sighash-legacy.ts';
import { SIGHASH_ALL } from '../../src/consensus/script/sighash-type.ts';
import { assembleBlock } from '../../src/mining/assemble-block.ts';
import { mineBlock } from '../../src/mining/mine-block.ts';
import { solveSignet } from '../../src/mining/signet-solution.ts';
import { submitBlock } from '../../src/node/commands.ts';
import { parseBlock } from '../../src/primitives/block.ts';
import { OP } from '../../src/primitives/script/opcodes.ts';
import { ScriptWriter } from '../../src/primitives/script/script-writer.ts';
import { ANYONE_CAN_SPEND } from '../../src/lab/anyone-can-spend.ts';
import { LINKS, link, sameCoins, sameTip, withPair } from './pair.ts';
import type { Pair } from './pair.ts';
import type { InteropScenario } from './scenario.ts';
import type { VigilNode } from './vigil-node.ts';

/** A block takes four million hashes on every signet. */
const MAX_HASHES = 0xffff_ffff;
const BLOCKS = 3;

const SECRET = new Uint8Array(32).fill(9);
const OP_TRUE = Uint8Array.of(OP.OP_TRUE);
const BY_KEY = new ScriptWriter().push(curve.getPublicKey(SECRET)).op(OP.OP_CHECKSIG).finish();

/** Mines a block that `SECRET` has signed. */
function mineSigned(vigil: VigilNode): Promise<void> {
  const { params } = vigil;
  return vigil.act((parts, nowMs) => {
    const { chain, pool, versionBits } = parts;
    const nowSec = Math.floor(nowMs / 1000);
    const input = { params, chain, versionBits, pool, coinbaseScript: ANYONE_CAN_SPEND, nowSec };
    const solved = solveSignet(assembleBlock(input), BY_KEY, ({ toSign, challenge }) => {
      const precomputed = new PrecomputedTransaction(toSign, [{ value: 0n, scriptPubKey: challenge }]);
      const digest = legacySighash(precomputed, { input: 0, scriptCode: challenge, hashType: SIGHASH_ALL });
      const signature = curve.sign(digest, SECRET, { prehash: false, format: 'der' });
      const scriptSig = new ScriptWriter().push(Uint8Array.of(...signature, SIGHASH_ALL)).finish();
      return { scriptSig, witness: [] };
    });
    const { bytes } = mineBlock(solved!, { params, maxHashes: MAX_HASHES });
    const block = parseBlock(bytes!);
    assert.ok(!('code' in block));
    const { result, effects } = submitBlock(parts, block, nowMs);
    assert.equal(result.status, 'accepted');
    return { result: undefined, effects };
  });
}

/** bitcoind mines where anybody may; where a key is wanted, Vigil signs. */
async function run(pair: Pair, challenge: Uint8Array): Promise<string> {
  const { vigil, core } = pair;
  await link(pair, LINKS[0]!);
  const script = `raw(${bytesToHex(ANYONE_CAN_SPEND)})`;
  if (challenge === OP_TRUE) {
    await core.call('generatetodescriptor', BLOCKS, script, MAX_HASHES);
    await sameTip(pair);
  } else {
    for (let i = 0; i < BLOCKS; i++) await mineSigned(vigil);
    await sameTip(pair);
    // Nobody has signed what bitcoind makes by itself: it does not take it either.
    await assert.rejects(core.call('generatetodescriptor', 1, script, MAX_HASHES));
  }
  assert.equal(vigil.height, BLOCKS);
  return `${vigil.height} blocks for the challenge ${bytesToHex(challenge)}; ${await sameCoins(pair)}`;
}

export const SIGNET_SCENARIOS: readonly InteropScenario[] = [
  { name: 'a signet that anybody signs, mined by bitcoind', challenge: OP_TRUE },
  { name: 'a signet with a key, mined by vigil', challenge: BY_KEY },
].map(({ name, challenge }) => ({
  name,
  run: (bitcoind) =>
    withPair(
      bitcoind,
      {
        vigil: { params: customSignetParams(challenge) },
        core: [`-signetchallenge=${bytesToHex(challenge)}`],
        place: { chain: 'signet' },
      },
      (pair) => run(pair, challenge),
    ),
}));
