import { bytesToHex } from '../bytes/hex.ts';
import { BIP9_DEPLOYMENT_NAMES } from '../consensus/deployment.ts';
import { MAX_BLOCK_SIGOPS_COST, MAX_BLOCK_WEIGHT } from '../consensus/limits.ts';
import type { NetworkParams } from '../consensus/params.ts';
import { deploymentMask } from '../consensus/version-bits.ts';
import type { VersionBits } from '../consensus/version-bits.ts';
import { hashKey } from '../primitives/hash-key.ts';
import type { HashKey } from '../primitives/hash-key.ts';
import { blockHashToHex, txidToHex, wtxidToHex } from '../primitives/hash.ts';
import { targetFromBits } from '../primitives/target.ts';
import { WITNESS_SCALE_FACTOR } from '../primitives/transaction.ts';
import type { BlockTemplate, TemplateTransaction } from './block-template.ts';
import { longPollIdFor } from './long-poll-id.ts';

/** Longest serialized block, in bytes. Source: Bitcoin Core's `MAX_BLOCK_SERIALIZED_SIZE`. */
const MAX_BLOCK_SERIALIZED_SIZE = 4_000_000;

/** One transaction of a template (BIP22, BIP145). */
export interface TemplateTransactionDocument {
  readonly data: string;
  readonly txid: string;
  readonly hash: string;
  /** The transactions before it that it spends, counted from 1. */
  readonly depends: readonly number[];
  /** In satoshis. */
  readonly fee: number;
  readonly sigops: number;
  readonly weight: number;
}

/** The result of `getblocktemplate` (BIP22, BIP23, BIP9, BIP145), its keys in Bitcoin Core's order. */
export interface TemplateDocument {
  readonly capabilities: readonly string[];
  readonly version: number;
  readonly rules: readonly string[];
  readonly vbavailable: Readonly<Record<string, number>>;
  readonly vbrequired: number;
  readonly previousblockhash: string;
  readonly transactions: readonly TemplateTransactionDocument[];
  readonly coinbaseaux: Readonly<Record<string, string>>;
  /** In satoshis. */
  readonly coinbasevalue: number;
  readonly longpollid: string;
  readonly target: string;
  readonly mintime: number;
  readonly mutable: readonly string[];
  readonly noncerange: string;
  readonly sigoplimit: number;
  readonly sizelimit: number;
  readonly weightlimit?: number;
  readonly curtime: number;
  readonly bits: string;
  readonly height: number;
  readonly signet_challenge?: string;
  readonly default_witness_commitment?: string;
}

/** A rule that the miner has to know, and did not name; `text` is Bitcoin Core's error message. */
export interface RuleReject {
  readonly code: 'client-rule-missing';
  readonly rule: string;
  readonly text: string;
}

/** What a template is shown under. */
export interface TemplateDocumentOptions {
  readonly params: NetworkParams;
  readonly versionBits: Pick<VersionBits, 'of'>;
  /** The rules that the miner says it knows. */
  readonly clientRules: ReadonlySet<string>;
  /** Changes with every change of the mempool. */
  readonly transactionsUpdated: number;
}

/**
 * Checks that a miner knows the rules without which what it makes of a template is no block. Source: Core's
 * `getblocktemplate`.
 */
export function checkClientRules(
  params: Pick<NetworkParams, 'signetChallenge'>,
  clientRules: ReadonlySet<string>,
): RuleReject | undefined {
  if (params.signetChallenge !== undefined && !clientRules.has('signet'))
    return missingRule('signet', '"segwit", "signet"');
  return clientRules.has('segwit') ? undefined : missingRule('segwit', '"segwit"');
}

function missingRule(rule: string, all: string): RuleReject {
  const text = `getblocktemplate must be called with the ${rule} rule set (call with {"rules": [${all}]})`;
  return { code: 'client-rule-missing', rule, text };
}

/**
 * Shows a template as Bitcoin Core's `getblocktemplate` does.
 *
 * Before, `updatedTime` brings its time up to now.
 */
export function templateDocument(
  template: BlockTemplate,
  options: TemplateDocumentOptions,
): TemplateDocument | RuleReject {
  const { params, clientRules, transactionsUpdated } = options;
  const missing = checkClientRules(params, clientRules);
  if (missing !== undefined) return missing;
  const deployments = deploymentFacts(template, options);
  const { isSegwitActive, bits } = template;
  const perUnit = isSegwitActive ? 1 : WITNESS_SCALE_FACTOR;
  return {
    capabilities: ['proposal'],
    version: deployments.version,
    rules: [
      'csv',
      ...(isSegwitActive ? ['!segwit'] : []),
      ...(params.signetChallenge === undefined ? [] : ['!signet']),
      ...deployments.active,
    ],
    vbavailable: deployments.available,
    vbrequired: 0,
    previousblockhash: blockHashToHex(template.prevHash),
    transactions: transactionDocuments(template),
    coinbaseaux: {},
    coinbasevalue: Number(template.coinbase.outputs[0]!.value),
    longpollid: longPollIdFor({ tip: template.prevHash, transactionsUpdated }),
    target: targetFromBits(bits).toString(16).padStart(64, '0'),
    mintime: template.minTimeSec,
    mutable: ['time', 'transactions', 'prevblock'],
    noncerange: '00000000ffffffff',
    sigoplimit: MAX_BLOCK_SIGOPS_COST / perUnit,
    sizelimit: MAX_BLOCK_SERIALIZED_SIZE / perUnit,
    ...(isSegwitActive ? { weightlimit: MAX_BLOCK_WEIGHT } : {}),
    curtime: template.timeSec,
    bits: bits.toString(16).padStart(8, '0'),
    height: template.height,
    ...(params.signetChallenge === undefined ? {} : { signet_challenge: bytesToHex(params.signetChallenge) }),
    default_witness_commitment: bytesToHex(template.commitmentScript),
  };
}

/**
 * What a template says of deployments (BIP9): its version, what may be signalled, and which rules hold. Of both that there are
 * now, a miner need not know the rules to signal them (Core's `gbt_force`).
 */
function deploymentFacts(
  { version: assembled, prev }: BlockTemplate,
  { params, versionBits }: TemplateDocumentOptions,
): { readonly version: number; readonly available: Record<string, number>; readonly active: readonly string[] } {
  const available: Record<string, number> = {};
  const active: string[] = [];
  let version = assembled;
  for (const name of BIP9_DEPLOYMENT_NAMES) {
    const state = versionBits.of(name).stateAfter(prev);
    if (state === 'active') active.push(name);
    if (state === 'locked_in') version |= deploymentMask(params, name);
    if (state === 'started' || state === 'locked_in') available[name] = params.deployments[name].bit;
  }
  return { version, available, active };
}

function transactionDocuments({ transactions, isSegwitActive }: BlockTemplate): TemplateTransactionDocument[] {
  const places = new Map<HashKey, number>();
  return transactions.map((transaction, i) => {
    places.set(hashKey(transaction.txid), i + 1);
    return transactionDocument(transaction, places, isSegwitActive);
  });
}

function transactionDocument(
  { tx, txid, wtxid, feeSats, sigOpCost }: TemplateTransaction,
  places: ReadonlyMap<HashKey, number>,
  isSegwitActive: boolean,
): TemplateTransactionDocument {
  const depends: number[] = [];
  for (let input = 0; input < tx.inputCount; input++) {
    const place = places.get(hashKey(tx.bytes, tx.prevoutOffset(input)));
    if (place !== undefined) depends.push(place);
  }
  return {
    data: bytesToHex(tx.serialized()),
    txid: txidToHex(txid),
    hash: wtxidToHex(wtxid),
    depends,
    fee: Number(feeSats),
    sigops: isSegwitActive ? sigOpCost : sigOpCost / WITNESS_SCALE_FACTOR,
    weight: tx.weight,
  };
}
