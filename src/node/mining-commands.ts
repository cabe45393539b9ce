import { assert } from '../bytes/assert.ts';
import { InPlaceVerifier } from '../chain/in-place-verifier.ts';
import type { NetworkParams } from '../consensus/params.ts';
import { assembleBlock } from '../mining/assemble-block.ts';
import { judgeProposal } from '../mining/block-proposal.ts';
import type { BlockTemplate } from '../mining/block-template.ts';
import { mineBlock } from '../mining/mine-block.ts';
import { solveSignet } from '../mining/signet-solution.ts';
import type { SignetSigning, SignetSolution } from '../mining/signet-solution.ts';
import { withReservedValue } from '../mining/submitted-block.ts';
import { templateDocument } from '../mining/template-document.ts';
import type { RuleReject, TemplateDocument } from '../mining/template-document.ts';
import { parseBlock } from '../primitives/block.ts';
import type { Block } from '../primitives/block.ts';
import { submitBlock } from './commands.ts';
import type { Commanded, SubmittedBlock } from './commands.ts';
import type { NodeParts } from './node-parts.ts';

/** How a block is mined on request. */
export interface MiningRequest {
  readonly params: NetworkParams;
  /** What the subsidy and the fees are paid to. */
  readonly coinbaseScript: Uint8Array;
  readonly nowMs: number;
  /** Signs a signet block (BIP325); needed on signet only. */
  readonly signSignet?: (signing: SignetSigning) => SignetSolution | undefined;
}

/**
 * Mines a block on the tip with what is in the mempool, where blocks are easy. Source: Bitcoin Core's `generatetoaddress`; for
 * signet its `contrib/signet/miner`.
 *
 * @returns The block; `undefined` where no nonce or no signature was found.
 */
export function generateBlock(parts: NodeParts, request: MiningRequest): Commanded<Block | undefined> {
  const { params, nowMs } = request;
  const template = solved(assembleNext(parts, request), request);
  const bytes = template === undefined ? undefined : mineBlock(template, { params }).bytes;
  if (bytes === undefined) return { result: undefined, effects: [] };
  const block = parseBlock(bytes);
  assert(!('code' in block), 'what was assembled is a block');
  const { result, effects } = submitBlock(parts, block, nowMs);
  assert(result.status !== 'rejected', 'a block that was assembled is good');
  return { result: block, effects };
}

/**
 * Says what a miner may work on. Source: Bitcoin Core's `getblocktemplate` (BIP22, BIP23, BIP9, BIP145).
 *
 * @param rules The rules that the miner says it knows: `segwit` at least.
 */
export function blockTemplate(
  parts: NodeParts,
  request: Pick<MiningRequest, 'params' | 'nowMs'> & { readonly rules: ReadonlySet<string> },
): TemplateDocument | RuleReject {
  const { params, rules: clientRules } = request;
  const template = assembleNext(parts, { ...request, coinbaseScript: new Uint8Array(0) });
  const transactionsUpdated = parts.pool.sequence;
  return templateDocument(template, { params, versionBits: parts.versionBits, clientRules, transactionsUpdated });
}

/** Takes a block that a miner has found. One without the reserved value of BIP141 is given it. Core's `submitblock`. */
export function submitMinedBlock(
  parts: NodeParts,
  block: Block,
  request: Pick<MiningRequest, 'params' | 'nowMs'>,
): Commanded<SubmittedBlock> {
  const { tree } = parts.chain;
  const prev = tree.indexOf(block.header.prevHash);
  const height = prev < 0 ? 0 : tree.heightOf(prev) + 1;
  const completed = prev < 0 ? block : withReservedValue(block, { params: request.params, height });
  return submitBlock(parts, completed, request.nowMs);
}

/**
 * Says whether a block would be good, had it a proof of work. Source: Bitcoin Core's `getblocktemplate` in mode `proposal` (BIP23).
 *
 * @returns Why not, in Core's words; `undefined` if it would.
 */
export function proposeBlock(
  parts: NodeParts,
  block: Block,
  request: Pick<MiningRequest, 'params' | 'nowMs'>,
): string | undefined {
  const { params, nowMs } = request;
  const { chain, secp256k1, random } = parts;
  const salt = [random.below(2 ** 31), random.below(2 ** 31)] as const;
  const scripts = new InPlaceVerifier(secp256k1);
  return judgeProposal(block, { params, chain, secp256k1, salt, scripts, nowSec: Math.floor(nowMs / 1000) });
}

function assembleNext(
  parts: NodeParts,
  request: Pick<MiningRequest, 'params' | 'coinbaseScript' | 'nowMs'>,
): BlockTemplate {
  const { chain, pool, versionBits } = parts;
  const { params, coinbaseScript, nowMs } = request;
  return assembleBlock({ params, chain, versionBits, pool, coinbaseScript, nowSec: Math.floor(nowMs / 1000) });
}

function solved(template: BlockTemplate, { params, signSignet }: MiningRequest): BlockTemplate | undefined {
  if (params.signetChallenge === undefined) return template;
  return signSignet === undefined ? undefined : solveSignet(template, params.signetChallenge, signSignet);
}
