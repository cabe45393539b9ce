import type { ScriptError } from '../../src/consensus/script/script-error.ts';
import { OP } from '../../src/primitives/script/opcodes.ts';
import type { ScriptCase } from './script-case.ts';
import {
  OP_TRUE_SCRIPT,
  concat,
  repeated,
  script,
  signTaproot,
  taproot,
  testKey,
  witnessScriptPubKey,
} from './spending.ts';
import type { TaprootOutput } from './spending.ts';

const KEY = testKey(6);
const OTHER = testKey(7);

const EMPTY = new Uint8Array(0);
const ANNEX = Uint8Array.of(0x50, 1, 2, 3);

/** Taproot's key path and script path (BIP341), and tapscripts (BIP342). */
export function taprootScriptCases(): ScriptCase[] {
  return [...keyPath(), ...controlBlocks(), ...leaves(), ...signatureChecks(), ...budget(), ...limits()];
}

function maybe(error: ScriptError | undefined): Pick<ScriptCase, 'error'> {
  return error === undefined ? {} : { error };
}

function keyPath(): ScriptCase[] {
  const pay = taproot(KEY);
  const { scriptPubKey } = pay;
  const signed = (
    name: string,
    hashType: number,
    change: (signature: Uint8Array) => Uint8Array,
    error?: ScriptError,
  ): ScriptCase => ({
    name,
    scriptPubKey,
    unlock: (tx, coin) => ({ witness: [change(signTaproot(tx, pay.secret, { coins: [coin], hashType }))] }),
    ...maybe(error),
  });
  const withAnnex = (
    name: string,
    signedAnnex: Uint8Array | undefined,
    annex: Uint8Array,
    error?: ScriptError,
  ): ScriptCase => ({
    name,
    scriptPubKey,
    unlock: (tx, coin) => {
      const options = { coins: [coin], ...(signedAnnex === undefined ? {} : { annex: signedAnnex }) };
      return { witness: [signTaproot(tx, pay.secret, options), annex] };
    },
    ...maybe(error),
  });
  const same = (signature: Uint8Array): Uint8Array => signature;
  const appended = (byte: number) => (signature: Uint8Array) => concat(signature, Uint8Array.of(byte));
  return [
    ...[0x00, 0x01, 0x02, 0x03, 0x81, 0x82, 0x83].map((hashType) => signed(`key-${hashType}`, hashType, same)),
    signed('key-default-written', 0, appended(0), 'SCHNORR_SIG_HASHTYPE'),
    signed('key-type-4', 0, appended(4), 'SCHNORR_SIG_HASHTYPE'),
    signed('key-type-80', 0, appended(0x80), 'SCHNORR_SIG_HASHTYPE'),
    signed('key-other-type', 0, appended(1), 'SCHNORR_SIG'),
    signed('key-63-bytes', 0, (signature) => signature.subarray(1), 'SCHNORR_SIG_SIZE'),
    signed('key-66-bytes', 1, appended(1), 'SCHNORR_SIG_SIZE'),
    signed('key-empty', 0, () => EMPTY, 'SCHNORR_SIG_SIZE'),
    signed('key-changed', 0, (signature) => signature.with(10, signature[10]! ^ 1), 'SCHNORR_SIG'),
    { name: 'no-witness', scriptPubKey, unlock: () => ({}), error: 'WITNESS_PROGRAM_WITNESS_EMPTY' },
    { name: 'scriptsig', scriptPubKey, unlock: () => ({ scriptSig: script(OP.OP_1) }), error: 'WITNESS_MALLEATED' },
    withAnnex('annex', ANNEX, ANNEX),
    withAnnex('annex-shortest', ANNEX.subarray(0, 1), ANNEX.subarray(0, 1)),
    withAnnex('annex-large', new Uint8Array(5000).fill(0x50), new Uint8Array(5000).fill(0x50)),
    withAnnex('annex-not-signed', undefined, ANNEX, 'SCHNORR_SIG'),
    withAnnex('annex-other', ANNEX, ANNEX.with(1, 9), 'SCHNORR_SIG'),
    { name: 'annex-alone', scriptPubKey, unlock: () => ({ witness: [ANNEX] }), error: 'SCHNORR_SIG_SIZE' },
    {
      name: 'key-not-on-curve',
      scriptPubKey: witnessScriptPubKey(1, new Uint8Array(32).fill(0xff)),
      unlock: () => ({ witness: [new Uint8Array(64)] }),
      error: 'SCHNORR_SIG',
    },
  ];
}

/** A leaf that anyone can spend, and the items before its script. */
function leafCase(
  name: string,
  leafScript: Uint8Array,
  options: {
    readonly items?: readonly Uint8Array[];
    readonly error?: ScriptError | undefined;
    readonly version?: number;
    readonly path?: readonly Uint8Array[];
    readonly annex?: Uint8Array;
    readonly control?: (control: Uint8Array) => Uint8Array;
  } = {},
): ScriptCase {
  const { items = [], error, version = 0xc0, path = [], annex, control = (same) => same } = options;
  const pay = taproot(KEY, { script: leafScript, version, path });
  const witness = [...items, leafScript, control(pay.controlBlock), ...(annex === undefined ? [] : [annex])];
  return { name, scriptPubKey: pay.scriptPubKey, unlock: () => ({ witness }), ...maybe(error) };
}

function controlBlocks(): ScriptCase[] {
  const size = 'TAPROOT_WRONG_CONTROL_SIZE';
  const mismatch = 'WITNESS_PROGRAM_MISMATCH';
  const nodes = (count: number): Uint8Array[] => Array.from({ length: count }, (_, i) => new Uint8Array(32).fill(i));
  const truth = OP_TRUE_SCRIPT;
  return [
    leafCase('leaf', truth),
    leafCase('leaf-of-two', truth, { path: nodes(1) }),
    leafCase('leaf-128-deep', truth, { path: nodes(128) }),
    leafCase('leaf-129-deep', truth, { path: nodes(129), error: size }),
    leafCase('control-32', truth, { control: (control) => control.subarray(1), error: size }),
    leafCase('control-34', truth, { control: (control) => concat(control, Uint8Array.of(0)), error: size }),
    leafCase('control-empty', truth, { control: () => EMPTY, error: size }),
    leafCase('control-parity', truth, { control: (control) => control.with(0, control[0]! ^ 1), error: mismatch }),
    leafCase('control-version', truth, { control: (control) => control.with(0, control[0]! ^ 2), error: mismatch }),
    leafCase('control-key', truth, { control: (control) => control.with(9, control[9]! ^ 1), error: mismatch }),
    leafCase('control-node-more', truth, {
      control: (control) => concat(control, new Uint8Array(32)),
      error: mismatch,
    }),
    leafCase('control-node-changed', truth, {
      path: nodes(2),
      control: (control) => control.with(70, control[70]! ^ 1),
      error: mismatch,
    }),
    leafCase('leaf-annex', truth, { annex: ANNEX }),
    leafCase('leaf-version-c2', script(OP.OP_RETURN), { version: 0xc2 }),
    leafCase('leaf-version-66', repeated(OP.OP_CHECKMULTISIG, 3), { version: 0x66 }),
    // Half of the 8 bits are the parity's: this is leaf version 0x50 without, and an annex in nobody's eyes.
    leafCase('leaf-version-50', script(OP.OP_RETURN), { version: 0x50, error: undefined, annex: ANNEX }),
  ];
}

function leaves(): ScriptCase[] {
  const conditional = script(OP.OP_IF, OP.OP_1, OP.OP_ELSE, OP.OP_1, OP.OP_ENDIF);
  const minimal = 'TAPSCRIPT_MINIMALIF';
  const success = (name: string, ...parts: readonly number[]): ScriptCase => leafCase(name, Uint8Array.from(parts));
  return [
    leafCase('false', script(OP.OP_0), { error: 'EVAL_FALSE' }),
    leafCase('stack-not-clean', OP_TRUE_SCRIPT, { items: [EMPTY], error: 'CLEANSTACK' }),
    leafCase('if-1', conditional, { items: [Uint8Array.of(1)] }),
    leafCase('if-empty', conditional, { items: [EMPTY] }),
    leafCase('if-2', conditional, { items: [Uint8Array.of(2)], error: minimal }),
    leafCase('if-zero-byte', conditional, { items: [Uint8Array.of(0)], error: minimal }),
    leafCase('multisig', script(OP.OP_0, OP.OP_0, OP.OP_0, OP.OP_CHECKMULTISIG), { error: 'TAPSCRIPT_CHECKMULTISIG' }),
    leafCase('multisigverify', script(OP.OP_CHECKMULTISIGVERIFY), { error: 'TAPSCRIPT_CHECKMULTISIG' }),
    success('success-80', 80, OP.OP_RETURN),
    success('success-cat-was', OP.OP_CAT),
    success('success-254', OP.OP_RETURN, 254),
    success('success-dead', OP.OP_0, OP.OP_IF, 187),
    // Whatever comes after it need not even be a script.
    success('success-before-cut-push', 98, OP.OP_PUSHDATA4, 0xff),
    leafCase('success-after-cut-push', Uint8Array.of(OP.OP_PUSHDATA4, 0xff, 98), { error: 'BAD_OPCODE' }),
    leafCase('success-in-push', Uint8Array.of(1, 98, OP.OP_RETURN), { error: 'OP_RETURN' }),
    leafCase('opcode-255', Uint8Array.of(255), { error: 'BAD_OPCODE' }),
    leafCase('success-item-521', Uint8Array.of(98), { items: [new Uint8Array(521)] }),
    leafCase('success-1001-items', Uint8Array.of(98), { items: Array.from({ length: 1001 }, () => EMPTY) }),
  ];
}

function signatureChecks(): ScriptCase[] {
  const checksig = script(KEY.xOnly, OP.OP_CHECKSIG);
  const both = script(KEY.xOnly, OP.OP_CHECKSIG, OTHER.xOnly, OP.OP_CHECKSIGADD, OP.OP_2, OP.OP_NUMEQUAL);
  const signed = (
    name: string,
    leafScript: Uint8Array,
    secrets: readonly (Uint8Array | undefined)[],
    error?: ScriptError,
  ): ScriptCase => {
    const pay = taproot(OTHER, { script: leafScript });
    const unlock: ScriptCase['unlock'] = (tx, coin) => ({
      witness: [
        ...secrets.map((secret) =>
          secret === undefined ? EMPTY : signTaproot(tx, secret, { coins: [coin], leafScript }),
        ),
        leafScript,
        pay.controlBlock,
      ],
    });
    return { name, scriptPubKey: pay.scriptPubKey, unlock, ...maybe(error) };
  };
  const junk = new Uint8Array(64).fill(3);
  const unknownKey = script(KEY.publicKey, OP.OP_CHECKSIG);
  return [
    signed('checksig', checksig, [KEY.secret]),
    signed('checksig-other', checksig, [OTHER.secret], 'SCHNORR_SIG'),
    signed('checksig-none', checksig, [undefined], 'EVAL_FALSE'),
    signed('checksig-not', concat(checksig, script(OP.OP_NOT)), [undefined]),
    signed('checksigverify-none', script(KEY.xOnly, OP.OP_CHECKSIGVERIFY, OP.OP_1), [undefined], 'CHECKSIGVERIFY'),
    signed('checksigadd', both, [OTHER.secret, KEY.secret]),
    signed('checksigadd-one', both, [undefined, KEY.secret], 'EVAL_FALSE'),
    leafCase('checksig-junk', checksig, { items: [junk], error: 'SCHNORR_SIG' }),
    leafCase('checksig-63-bytes', checksig, { items: [junk.subarray(1)], error: 'SCHNORR_SIG_SIZE' }),
    // Keys of other lengths are for later rules: any signature will do, but for none at all.
    leafCase('unknown-key', unknownKey, { items: [junk] }),
    leafCase('unknown-key-any', unknownKey, { items: [Uint8Array.of(1)] }),
    leafCase('unknown-key-none', unknownKey, { items: [EMPTY], error: 'EVAL_FALSE' }),
    leafCase('key-empty', script(EMPTY, OP.OP_CHECKSIG), { items: [junk], error: 'PUBKEYTYPE' }),
    leafCase('key-empty-unsigned', script(EMPTY, OP.OP_CHECKSIG), { items: [EMPTY], error: 'PUBKEYTYPE' }),
    leafCase('checksigadd-stack', script(OP.OP_0, KEY.xOnly, OP.OP_CHECKSIGADD), { error: 'INVALID_STACK_OPERATION' }),
  ];
}

/** BIP342: a witness pays for each signature that is checked with 50 weight units, and has 50 for nothing. */
function budget(): ScriptCase[] {
  const checks = 6;
  const again = Uint8Array.from({ length: 2 * checks }, (_, i) => (i % 2 === 0 ? OP.OP_2DUP : OP.OP_CHECKSIGVERIFY));
  const leafScript = concat(script(KEY.xOnly), again, script(OP.OP_CHECKSIG));
  const pay = taproot(OTHER, { script: leafScript });
  const sizeBefore = 1 + 65 + 1 + leafScript.length + 1 + pay.controlBlock.length;
  const needed = 50 * (checks + 1) - 50 - sizeBefore - 1;
  return [
    budgetCase('budget-none-left', pay, leafScript, new Uint8Array(needed).fill(0x50)),
    budgetCase(
      'budget-one-short',
      pay,
      leafScript,
      new Uint8Array(needed - 1).fill(0x50),
      'TAPSCRIPT_VALIDATION_WEIGHT',
    ),
    // Unknown keys are paid for too, and empty signatures are not.
    leafCase(
      'budget-unknown-keys',
      concat(
        ...Array.from({ length: 20 }, () => Uint8Array.of(OP.OP_1, OP.OP_1, OP.OP_CHECKSIGVERIFY)),
        OP_TRUE_SCRIPT,
      ),
      {
        error: 'TAPSCRIPT_VALIDATION_WEIGHT',
      },
    ),
    leafCase(
      'budget-empty-signatures',
      concat(
        ...Array.from({ length: 20 }, () => Uint8Array.of(OP.OP_0, OP.OP_1, OP.OP_CHECKSIG, OP.OP_DROP)),
        OP_TRUE_SCRIPT,
      ),
    ),
  ];
}

function budgetCase(
  name: string,
  pay: TaprootOutput,
  leafScript: Uint8Array,
  annex: Uint8Array,
  error?: ScriptError,
): ScriptCase {
  const unlock: ScriptCase['unlock'] = (tx, coin) => {
    const signature = signTaproot(tx, KEY.secret, { coins: [coin], leafScript, annex });
    return { witness: [signature, leafScript, pay.controlBlock, annex] };
  };
  return { name, scriptPubKey: pay.scriptPubKey, unlock, ...maybe(error) };
}

function limits(): ScriptCase[] {
  const items = (count: number): Uint8Array[] => Array.from({ length: count }, () => EMPTY);
  const drops = script(OP.OP_DROP, OP.OP_1);
  return [
    // Neither operations nor the script's length are counted.
    leafCase('operations-300', concat(repeated(OP.OP_NOP, 300), OP_TRUE_SCRIPT)),
    leafCase('script-20000', concat(repeated(OP.OP_NOP, 20_000), OP_TRUE_SCRIPT)),
    leafCase('item-520', drops, { items: [new Uint8Array(520)] }),
    leafCase('item-521', drops, { items: [new Uint8Array(521)], error: 'PUSH_SIZE' }),
    leafCase('stack-1000', concat(repeated(OP.OP_2DROP, 500), OP_TRUE_SCRIPT), { items: items(1000) }),
    leafCase('stack-1001', concat(repeated(OP.OP_2DROP, 500), OP_TRUE_SCRIPT), {
      items: items(1001),
      error: 'STACK_SIZE',
    }),
    leafCase('stack-1000-and-push', concat(OP_TRUE_SCRIPT, repeated(OP.OP_2DROP, 500)), {
      items: items(1000),
      error: 'STACK_SIZE',
    }),
  ];
}
