/** What tells the addresses of one network from those of another. */
export interface AddressFormat {
  /** Version byte of addresses that pay to a public key's hash, in base 58. */
  readonly pubkeyHash: number;
  /** Version byte of addresses that pay to a script's hash, in base 58. */
  readonly scriptHash: number;
  /** Version byte of private keys, in base 58. */
  readonly privateKey: number;
  /** What addresses with a witness version begin with, before the `1`. */
  readonly bech32Hrp: string;
}

const MAINNET: AddressFormat = { pubkeyHash: 0, scriptHash: 5, privateKey: 128, bech32Hrp: 'bc' };
const TESTNETS: AddressFormat = { pubkeyHash: 111, scriptHash: 196, privateKey: 239, bech32Hrp: 'tb' };
const REGTEST: AddressFormat = { ...TESTNETS, bech32Hrp: 'bcrt' };

/**
 * Returns the form of a network's addresses; both testnets and signet share one. Source: Bitcoin Core 28.1,
 * `src/kernel/chainparams.cpp`.
 */
export function addressFormat(network: 'mainnet' | 'testnet3' | 'testnet4' | 'signet' | 'regtest'): AddressFormat {
  if (network === 'mainnet') return MAINNET;
  return network === 'regtest' ? REGTEST : TESTNETS;
}
