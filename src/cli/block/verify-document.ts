import { blockRejectReason, describeBlockReject } from '../../consensus/block-reject.ts';
import type { LoneBlockVerdict, UncheckedRule } from '../../consensus/lone-block.ts';
import type { NetworkName } from '../../consensus/params.ts';
import { scriptFlagsToText } from '../../consensus/script/flags.ts';
import { formatCount } from '../../observatory/answers/units.ts';
import { satsToBtcText } from '../../primitives/amount.ts';
import type { Block } from '../../primitives/block.ts';
import { blockHashToHex } from '../../primitives/hash.ts';
import type { HeightSource } from './verify-height.ts';

/** What `vigil block verify --json` prints. */
export interface VerifiedBlockDocument {
  readonly schema: 'vigil.block-verify/1';
  readonly network: NetworkName;
  readonly hash: string;
  readonly height: number;
  readonly heightSource: HeightSource;
  readonly verdict: 'valid' | 'invalid';
  /** The broken rule: its code, Core's reason, and a line; the transaction that breaks it, where one does. */
  readonly reject: {
    readonly code: string;
    readonly reason: string;
    readonly detail: string;
    readonly transaction: number | null;
  } | null;
  readonly transactions: number;
  readonly sizeBytes: number;
  readonly weightWu: number;
  readonly subsidySats: number;
  /** Of the transactions up to the broken rule, as are cost and fees. */
  readonly inputs: number;
  readonly sigOpCost: number;
  readonly feesSats: number;
  readonly scriptFlags: string;
  /** What the spent outputs were read from. */
  readonly prevouts: string;
  readonly unchecked: readonly UncheckedRule[];
  readonly signaturesBy: string;
  readonly seconds: number;
}

/** Puts the document together. */
export function verifiedBlockDocument(
  block: Block,
  verdict: LoneBlockVerdict,
  facts: Pick<VerifiedBlockDocument, 'network' | 'heightSource' | 'prevouts' | 'signaturesBy' | 'seconds'>,
): VerifiedBlockDocument {
  const { reject, rules, unchecked } = verdict;
  return {
    schema: 'vigil.block-verify/1',
    network: facts.network,
    hash: blockHashToHex(block.hash),
    height: rules.height,
    heightSource: facts.heightSource,
    verdict: reject === undefined ? 'valid' : 'invalid',
    reject:
      reject === undefined
        ? null
        : {
            code: reject.code,
            reason: blockRejectReason(reject),
            detail: describeBlockReject(reject),
            transaction: 'transaction' in reject ? reject.transaction : null,
          },
    transactions: block.transactionCount,
    sizeBytes: block.totalSize,
    weightWu: block.weight,
    subsidySats: Number(rules.subsidy),
    inputs: verdict.inputCount,
    sigOpCost: verdict.sigOpCost,
    feesSats: Number(verdict.fees),
    scriptFlags: scriptFlagsToText(rules.scriptFlags),
    prevouts: facts.prevouts,
    unchecked,
    signaturesBy: facts.signaturesBy,
    seconds: facts.seconds,
  };
}

const UNCHECKED_WORDS: Readonly<Record<UncheckedRule, string>> = {
  bits: 'difficulty',
  time: 'time',
  bip30: 'BIP30',
  maturity: 'maturity of coinbases',
  'lock-times-in-seconds': 'lock times in seconds between median and block time (--median-time)',
  'relative-locks-in-blocks': 'relative lock times in blocks',
  'relative-locks-in-seconds': 'relative lock times in seconds',
};

/** The same for a person. */
export function verifiedBlockText(document: VerifiedBlockDocument): string {
  const { reject } = document;
  const rows: readonly (readonly [string, string])[] = [
    ['block', document.hash],
    ['height', `${document.height} of ${document.network} (by ${SOURCE_WORDS[document.heightSource]})`],
    ['verdict', reject === null ? 'valid' : `invalid: ${reject.reason}`],
    ...(reject === null ? [] : [['because', reject.detail] as const]),
    ['transactions', `${formatCount(document.transactions)}, with ${formatCount(document.inputs)} inputs checked`],
    ['size', `${formatCount(document.sizeBytes)} bytes, ${formatCount(document.weightWu)} weight units`],
    ['sigops cost', `${formatCount(document.sigOpCost)} of 80,000`],
    [
      'fees',
      `${satsToBtcText(BigInt(document.feesSats))} BTC, beside ${satsToBtcText(BigInt(document.subsidySats))} BTC of subsidy`,
    ],
    ['script rules', document.scriptFlags],
    ['spent outputs', document.prevouts],
    ['not checked', `what needs the chain: ${document.unchecked.map((rule) => UNCHECKED_WORDS[rule]).join(', ')}`],
    ['took', `${document.seconds.toFixed(2)} s, signatures by ${document.signaturesBy}`],
  ];
  return rows.map(([name, value]) => `${name.padEnd(14)} ${value}\n`).join('');
}

const SOURCE_WORDS: Readonly<Record<HeightSource, string>> = {
  flag: '--height',
  prevouts: 'the file of spent outputs',
  coinbase: 'its coinbase',
};
