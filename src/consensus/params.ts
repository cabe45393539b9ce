import { assert } from '../bytes/assert.ts';
import { bytesFromHex } from '../bytes/hex.ts';
import type { BlockHash } from '../primitives/hash.ts';
import { blockHashFromHex } from '../primitives/hash.ts';
import type { Target } from '../primitives/target.ts';
import type { Work } from '../primitives/work.ts';
import { ALWAYS_ACTIVE, NEVER_ACTIVE, NO_TIMEOUT } from './deployment.ts';
import type { Bip9Deployment, Bip9DeploymentName } from './deployment.ts';
import { SCRIPT_VERIFY_NONE, SCRIPT_VERIFY_P2SH, SCRIPT_VERIFY_WITNESS } from './script/flags.ts';

/** The networks there are, named as `mainnet` and as the directories of Bitcoin Core name the others. */
export const NETWORK_NAMES = ['mainnet', 'testnet3', 'testnet4', 'signet', 'regtest'] as const;

export type NetworkName = (typeof NETWORK_NAMES)[number];

/** What nodes of one network have agreed on. Source: Bitcoin Core 28.1, `src/kernel/chainparams.cpp`. */
export interface NetworkParams {
  readonly name: NetworkName;
  /** The four bytes that start each P2P message and each block in a `blk*.dat` file, in wire order. */
  readonly magic: Uint8Array;
  readonly defaultPort: number;
  /** The 80 bytes of the first block's header. */
  readonly genesisHeader: Uint8Array;
  /** The easiest target allowed. */
  readonly powLimit: Target;
  /** The same in compact form, rounded down as all bits are. */
  readonly powLimitBits: number;
  /** Time a block should take, in seconds. */
  readonly targetSpacingSec: number;
  /** Time the blocks between two retargets should take, in seconds; a multiple of the spacing. */
  readonly targetTimespanSec: number;
  /** Difficulty never changes (regtest). */
  readonly noRetargeting: boolean;
  /** A block more than two spacings after the one before may have the easiest target (testnets, regtest). */
  readonly allowMinDifficulty: boolean;
  /** BIP94: retargets start from the period's first block, whose time may not run back more than 600 s (testnet4, regtest). */
  readonly enforceBip94: boolean;
  /** Heights from which versions below 2, 3 and 4 are refused (BIP34, BIP66, BIP65). */
  readonly bip34Height: number;
  readonly bip66Height: number;
  readonly bip65Height: number;
  /** Heights from which BIP68, BIP112 and BIP113, and from which BIP141, BIP143 and BIP147 are rules. */
  readonly csvHeight: number;
  readonly segwitHeight: number;
  /**
   * The block at `bip34Height` on the chain all know: above it no coinbase can repeat an earlier one, so that BIP30 need not
   * be checked. `undefined` where it always is.
   */
  readonly bip34Hash: BlockHash | undefined;
  /** The two blocks whose coinbases repeat earlier ones (BIP30). Source: Core's `IsBIP30Repeat`. */
  readonly bip30Repeats: readonly BlockAt[];
  /** The two blocks whose coinbases those repeat, and whose outputs are lost. Source: Core's `IsBIP30Unspendable`. */
  readonly bip30Unspendable: readonly BlockAt[];
  /** Blocks that break a rule which all others keep: the flags of their scripts (Core's `script_flag_exceptions`). */
  readonly scriptFlagExceptions: readonly { readonly hash: BlockHash; readonly flags: number }[];
  /** Deployments by BIP9 that are not buried. */
  readonly deployments: Readonly<Record<Bip9DeploymentName, Bip9Deployment>>;
  /** Blocks of one BIP9 period, and how many of them have to signal. */
  readonly minerConfirmationWindow: number;
  readonly ruleChangeActivationThreshold: number;
  /** Blocks from one halving of the subsidy to the next. */
  readonly subsidyHalvingInterval: number;
  /** The script that a block's solution has to satisfy (BIP325); `undefined` on networks other than signet. */
  readonly signetChallenge: Uint8Array | undefined;
  /** Work of the chain that was the best when Core 28.1 came out: less is not believed to be the best chain. */
  readonly minimumChainWork: Work;
  /** A block of that chain: scripts of the blocks up to it need not be run (`-assumevalid`). `undefined` on regtest. */
  readonly assumeValid: BlockHash | undefined;
}

/** A block, named by height and hash. */
export interface BlockAt {
  readonly height: number;
  readonly hash: BlockHash;
}

const DAY_SEC = 24 * 60 * 60;

/** 2^224 - 1: 32 zero bits, then ones. */
const POW_LIMIT_32_BITS: Target = (1n << 224n) - 1n;

/** Merkle root of every first block but testnet4's: "The Times 03/Jan/2009 Chancellor on brink of second bailout". */
const SATOSHI_MERKLE_ROOT = '3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a';

/** Core's test deployment, where it is off. */
const TESTDUMMY_OFF: Bip9Deployment = {
  bit: 28,
  startTimeSec: NEVER_ACTIVE,
  timeoutSec: NO_TIMEOUT,
  minActivationHeight: 0,
};

/** 24 April to 11 August 2021 (BIP341). */
const TAPROOT: Bip9Deployment = {
  bit: 2,
  startTimeSec: 1_619_222_400,
  timeoutSec: 1_628_640_000,
  minActivationHeight: 709_632,
};

const TAPROOT_ALWAYS: Bip9Deployment = {
  bit: 2,
  startTimeSec: ALWAYS_ACTIVE,
  timeoutSec: NO_TIMEOUT,
  minActivationHeight: 0,
};

/** 90 % of 2016 blocks, 75 % of them on testnets. */
const MAINNET_SIGNALLING = { minerConfirmationWindow: 2016, ruleChangeActivationThreshold: 1815 } as const;
const TESTNET_SIGNALLING = { minerConfirmationWindow: 2016, ruleChangeActivationThreshold: 1512 } as const;

/** What has no exceptions in its history. */
const NO_EXCEPTIONS = {
  bip34Hash: undefined,
  bip30Repeats: [],
  bip30Unspendable: [],
  scriptFlagExceptions: [],
} as const;

/** Networks that began after the soft forks: all are rules from the first block after the genesis block on. */
const ALL_FROM_THE_START = { bip34Height: 1, bip66Height: 1, bip65Height: 1, csvHeight: 1, segwitHeight: 1 } as const;

const TWO_WEEKS_OF_TEN_MINUTES = {
  targetSpacingSec: 600,
  targetTimespanSec: 14 * DAY_SEC,
  noRetargeting: false,
  enforceBip94: false,
  subsidyHalvingInterval: 210_000,
  signetChallenge: undefined,
} as const;

const MAINNET: NetworkParams = {
  ...TWO_WEEKS_OF_TEN_MINUTES,
  ...MAINNET_SIGNALLING,
  name: 'mainnet',
  magic: Uint8Array.of(0xf9, 0xbe, 0xb4, 0xd9),
  defaultPort: 8333,
  genesisHeader: genesisHeader(SATOSHI_MERKLE_ROOT, '29ab5f49' + 'ffff001d' + '1dac2b7c'),
  powLimit: POW_LIMIT_32_BITS,
  powLimitBits: 0x1d00ffff,
  allowMinDifficulty: false,
  bip34Height: 227931,
  bip66Height: 363725,
  bip65Height: 388381,
  csvHeight: 419328,
  segwitHeight: 481824,
  bip34Hash: blockHash('000000000000024b89b42a942fe0d9fea3bb44ab7bd1b19115dd6a759c0808b8'),
  bip30Repeats: [
    { height: 91842, hash: blockHash('00000000000a4d0a398161ffc163c503763b1f4360639393e0e4c8e300e0caec') },
    { height: 91880, hash: blockHash('00000000000743f190a18c5577a3c2d2a1f610ae9601ac046a38084ccb7cd721') },
  ],
  bip30Unspendable: [
    { height: 91722, hash: blockHash('00000000000271a2dc26e7667f8419f2e15416dc6955e5a6c6cdf3f2574dd08e') },
    { height: 91812, hash: blockHash('00000000000af0aed4792b1acee3d966af36cf5def14935db8de83d6f9306f2f') },
  ],
  scriptFlagExceptions: [
    // Spends a P2SH output without its script: 15 February 2012, before BIP16's date.
    {
      hash: blockHash('00000000000002dc756eebf4f49723ed8d30cc28a5f108eb94b1ba88ac4f9c22'),
      flags: SCRIPT_VERIFY_NONE,
    },
    // Height 692261 spends a taproot output without a witness, before taproot was a rule.
    {
      hash: blockHash('0000000000000000000f14c35b2d841e986ab5441de8c585d5ffe55ea1e395ad'),
      flags: SCRIPT_VERIFY_P2SH | SCRIPT_VERIFY_WITNESS,
    },
  ],
  deployments: { testdummy: TESTDUMMY_OFF, taproot: TAPROOT },
  minimumChainWork: 0x88e186b70e0862c193ec44d6n,
  assumeValid: blockHash('000000000000000000011c5890365bdbe5d25b97ce0057589acaef4f1a57263f'), // 856760
};

const TESTNET3: NetworkParams = {
  ...TWO_WEEKS_OF_TEN_MINUTES,
  ...TESTNET_SIGNALLING,
  name: 'testnet3',
  magic: Uint8Array.of(0x0b, 0x11, 0x09, 0x07),
  defaultPort: 18333,
  genesisHeader: genesisHeader(SATOSHI_MERKLE_ROOT, 'dae5494d' + 'ffff001d' + '1aa4ae18'),
  powLimit: POW_LIMIT_32_BITS,
  powLimitBits: 0x1d00ffff,
  allowMinDifficulty: true,
  bip34Height: 21111,
  bip66Height: 330776,
  bip65Height: 581885,
  csvHeight: 770112,
  segwitHeight: 834624,
  bip34Hash: blockHash('0000000023b3a96d3484e5abb3755c413e7d41500f8e2a5c3f0dd01299cd8ef8'),
  bip30Repeats: [],
  bip30Unspendable: [],
  scriptFlagExceptions: [
    {
      hash: blockHash('00000000dd30457c001f4095d208cc1296b0eed002427aa599874af7a432b105'),
      flags: SCRIPT_VERIFY_NONE,
    },
  ],
  deployments: { testdummy: TESTDUMMY_OFF, taproot: { ...TAPROOT, minActivationHeight: 0 } },
  minimumChainWork: 0xf209695166be8b61fa9n,
  assumeValid: blockHash('000000000000000465b1a66c9f386308e8c75acef9201f3f577811da09fc90ad'), // 2873500
};

const TESTNET4: NetworkParams = {
  ...TWO_WEEKS_OF_TEN_MINUTES,
  ...TESTNET_SIGNALLING,
  ...NO_EXCEPTIONS,
  ...ALL_FROM_THE_START,
  name: 'testnet4',
  magic: Uint8Array.of(0x1c, 0x16, 0x3f, 0x28),
  defaultPort: 48333,
  genesisHeader: genesisHeader(
    '4e7b2b9128fe0291db0693af2ae418b767e657cd407e80cb1434221eaea7a07a',
    '046f3566' + 'ffff001d' + 'bb0c7817',
  ),
  powLimit: POW_LIMIT_32_BITS,
  powLimitBits: 0x1d00ffff,
  allowMinDifficulty: true,
  enforceBip94: true,
  deployments: { testdummy: TESTDUMMY_OFF, taproot: TAPROOT_ALWAYS },
  minimumChainWork: 0x5faa15d02e6202f3ban,
  assumeValid: blockHash('000000005be348057db991fa5d89fe7c4695b667cfb311391a8db374b6f681fd'), // 39550
};

/** The public signet. Its magic is the start of the double SHA-256 of its challenge, so other signets differ in it. */
const SIGNET: NetworkParams = {
  ...TWO_WEEKS_OF_TEN_MINUTES,
  ...MAINNET_SIGNALLING,
  ...NO_EXCEPTIONS,
  ...ALL_FROM_THE_START,
  name: 'signet',
  magic: Uint8Array.of(0x0a, 0x03, 0xcf, 0x40),
  defaultPort: 38333,
  genesisHeader: genesisHeader(SATOSHI_MERKLE_ROOT, '008f4d5f' + 'ae77031e' + '8ad22203'),
  powLimit: 0x00000377ae000000000000000000000000000000000000000000000000000000n,
  powLimitBits: 0x1e0377ae,
  allowMinDifficulty: false,
  deployments: { testdummy: TESTDUMMY_OFF, taproot: TAPROOT_ALWAYS },
  minimumChainWork: 0x25dbd66e58fn,
  assumeValid: blockHash('0000014aad1d58dddcb964dd749b073374c6306e716b22f573a2efe68d414539'), // 208800
  signetChallenge: hexBytes(
    '512103ad5e0edad18cb1f0fc0d28a3d4f1f3e445640337489abb10404f2d1e086be430' +
      '210359ef5021964fe22d6f8e05b2463c9540ce96883fe3b278760f048f5189f2e6c452ae',
  ),
};

const REGTEST: NetworkParams = {
  ...NO_EXCEPTIONS,
  ...ALL_FROM_THE_START,
  name: 'regtest',
  magic: Uint8Array.of(0xfa, 0xbf, 0xb5, 0xda),
  defaultPort: 18444,
  genesisHeader: genesisHeader(SATOSHI_MERKLE_ROOT, 'dae5494d' + 'ffff7f20' + '02000000'),
  powLimit: (1n << 255n) - 1n,
  powLimitBits: 0x207fffff,
  targetSpacingSec: 600,
  targetTimespanSec: DAY_SEC,
  noRetargeting: true,
  allowMinDifficulty: true,
  enforceBip94: true,
  segwitHeight: 0,
  deployments: { testdummy: { ...TESTDUMMY_OFF, startTimeSec: 0 }, taproot: TAPROOT_ALWAYS },
  minerConfirmationWindow: 144,
  ruleChangeActivationThreshold: 108,
  subsidyHalvingInterval: 150,
  signetChallenge: undefined,
  minimumChainWork: 0n,
  assumeValid: undefined,
};

const PARAMS: Readonly<Record<NetworkName, NetworkParams>> = {
  mainnet: MAINNET,
  testnet3: TESTNET3,
  testnet4: TESTNET4,
  signet: SIGNET,
  regtest: REGTEST,
};

/** Returns a network's parameters. They are shared: whoever changes their bytes breaks the network for all. */
export function networkParams(name: NetworkName): NetworkParams {
  return PARAMS[name];
}

/** Header of a first block: version 1, no block before it. `tail` is time, bits and nonce, as hex in wire order. */
function genesisHeader(merkleRoot: string, tail: string): Uint8Array {
  const bytes = hexBytes('01000000' + '00'.repeat(32) + merkleRoot + tail);
  assert(bytes.length === 80, 'the genesis header is 80 bytes');
  return bytes;
}

function hexBytes(text: string): Uint8Array {
  const bytes = bytesFromHex(text);
  assert(bytes !== undefined, 'a constant is hex');
  return bytes;
}

function blockHash(text: string): BlockHash {
  const hash = blockHashFromHex(text);
  assert(hash !== undefined, 'a constant is a block hash');
  return hash;
}
