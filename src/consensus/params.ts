import { assert } from '../bytes/assert.ts';
import { bytesFromHex } from '../bytes/hex.ts';
import type { Target } from '../primitives/target.ts';

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
  /** BIP94: retargets start from the period's first block, whose time may not run back more than 600 s (testnet4). */
  readonly enforceBip94: boolean;
  /** Heights from which versions below 2, 3 and 4 are refused (BIP34, BIP66, BIP65). */
  readonly bip34Height: number;
  readonly bip66Height: number;
  readonly bip65Height: number;
}

const DAY_SEC = 24 * 60 * 60;

/** 2^224 - 1: 32 zero bits, then ones. */
const POW_LIMIT_32_BITS: Target = (1n << 224n) - 1n;

/** Merkle root of every first block but testnet4's: "The Times 03/Jan/2009 Chancellor on brink of second bailout". */
const SATOSHI_MERKLE_ROOT = '3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a';

const TWO_WEEKS_OF_TEN_MINUTES = {
  targetSpacingSec: 600,
  targetTimespanSec: 14 * DAY_SEC,
  noRetargeting: false,
  enforceBip94: false,
} as const;

const MAINNET: NetworkParams = {
  ...TWO_WEEKS_OF_TEN_MINUTES,
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
};

const TESTNET3: NetworkParams = {
  ...TWO_WEEKS_OF_TEN_MINUTES,
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
};

const TESTNET4: NetworkParams = {
  ...TWO_WEEKS_OF_TEN_MINUTES,
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
  bip34Height: 1,
  bip66Height: 1,
  bip65Height: 1,
};

/** The public signet. Its magic is the start of the double SHA-256 of its challenge, so other signets differ in it. */
const SIGNET: NetworkParams = {
  ...TWO_WEEKS_OF_TEN_MINUTES,
  name: 'signet',
  magic: Uint8Array.of(0x0a, 0x03, 0xcf, 0x40),
  defaultPort: 38333,
  genesisHeader: genesisHeader(SATOSHI_MERKLE_ROOT, '008f4d5f' + 'ae77031e' + '8ad22203'),
  powLimit: 0x00000377ae000000000000000000000000000000000000000000000000000000n,
  powLimitBits: 0x1e0377ae,
  allowMinDifficulty: false,
  bip34Height: 1,
  bip66Height: 1,
  bip65Height: 1,
};

const REGTEST: NetworkParams = {
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
  enforceBip94: false,
  bip34Height: 1,
  bip66Height: 1,
  bip65Height: 1,
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
  const bytes = bytesFromHex('01000000' + '00'.repeat(32) + merkleRoot + tail);
  assert(bytes?.length === 80, 'the genesis header is 80 bytes of hex');
  return bytes;
}
