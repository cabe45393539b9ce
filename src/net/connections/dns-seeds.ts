import type { NetworkName } from '../../consensus/params.ts';
import type { NetAddress } from '../../wire/net-address.ts';

/** Names whose look-up gives addresses of nodes. Source: Bitcoin Core 28.1, `src/kernel/chainparams.cpp`. */
export const DNS_SEEDS: Readonly<Record<NetworkName, readonly string[]>> = {
  mainnet: [
    'seed.bitcoin.sipa.be.',
    'dnsseed.bluematt.me.',
    'dnsseed.bitcoin.dashjr-list-of-p2p-nodes.us.',
    'seed.bitcoin.jonasschnelli.ch.',
    'seed.btc.petertodd.net.',
    'seed.bitcoin.sprovoost.nl.',
    'dnsseed.emzy.de.',
    'seed.bitcoin.wiz.biz.',
    'seed.mainnet.achownodes.xyz.',
  ],
  testnet3: [
    'testnet-seed.bitcoin.jonasschnelli.ch.',
    'seed.tbtc.petertodd.net.',
    'seed.testnet.bitcoin.sprovoost.nl.',
    'testnet-seed.bluematt.me.',
    'seed.testnet.achownodes.xyz.',
  ],
  testnet4: ['seed.testnet4.bitcoin.sprovoost.nl.', 'seed.testnet4.wiz.biz.'],
  signet: ['seed.signet.bitcoin.sprovoost.nl.', 'seed.signet.achownodes.xyz.'],
  regtest: [],
};

/**
 * Nodes that are asked for addresses where DNS does not help: of the default signet, Core names one of IPv4. The lists of
 * thousands of nodes in its `chainparamsseeds.h` are not carried: DNS is asked again instead, as long as nobody is known.
 */
export const SEED_NODES: Readonly<Record<NetworkName, readonly NetAddress[]>> = {
  mainnet: [],
  testnet3: [],
  testnet4: [],
  signet: [{ network: 'ipv4', bytes: Uint8Array.of(178, 128, 221, 177), port: 38333 }],
  regtest: [],
};
