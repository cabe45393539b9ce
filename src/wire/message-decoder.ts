import { ByteReader } from '../bytes/byte-reader.ts';
import { readAddrList, readAddrV2List } from './address-codec.ts';
import { readBlock } from './block-codec.ts';
import { readBlockTransactions, readCompactBlock, readIndexes } from './compact-block-codec.ts';
import { readFilter, readFilterCheckpoints, readFilterHeaders, readFilterRange } from './filter-codec.ts';
import { readBlockHash, readHeaders, readLocator } from './headers-codec.ts';
import { readInventory } from './inventory-codec.ts';
import type { Message } from './message.ts';
import { readTransaction } from './transaction-codec.ts';
import { readVersion } from './version-codec.ts';
import type { WireReject } from './wire-reject.ts';

/**
 * Reads a message from its payload. Bytes after the last field are allowed, as Bitcoin Core does: newer versions may say
 * more.
 *
 * Blocks, transactions and filters are views of the payload, which is not to be changed; all else is copied.
 *
 * @param command The message's name on the wire.
 * @returns The message; or why it is none. It never throws.
 */
export function decodeMessage(command: string, payload: Uint8Array): Message | WireReject {
  const reader = new ByteReader(payload);
  const result = decodeFields(command, reader);
  // The first field that could not be read is what was wrong, whatever was made of the others.
  if (reader.failure !== undefined) return { code: reader.failure, offset: reader.failureOffset };
  return result;
}

function decodeFields(command: string, reader: ByteReader): Message | WireReject {
  switch (command) {
    case 'version':
      return readVersion(reader);
    case 'verack':
    case 'wtxidrelay':
    case 'sendaddrv2':
    case 'sendheaders':
    case 'getaddr':
    case 'mempool':
    case 'filterclear':
    case 'filterload':
    case 'filteradd':
    case 'merkleblock':
      return { type: command };
    case 'sendtxrcncl':
      return { type: command, version: reader.u32Le(), salt: reader.u64Le() };
    case 'addr':
    case 'addrv2': {
      const addresses = command === 'addr' ? readAddrList(reader) : readAddrV2List(reader);
      return 'code' in addresses ? addresses : { type: command, addresses };
    }
    case 'ping':
    case 'pong':
      return { type: command, nonce: reader.u64Le() };
    case 'feefilter':
      return { type: command, feeRateSatsPerKvb: BigInt.asIntN(64, reader.u64Le()) };
    case 'sendcmpct':
      return { type: command, highBandwidth: reader.u8() !== 0, version: reader.u64Le() };
    case 'getcfilters':
    case 'getcfheaders':
      return { type: command, ...readFilterRange(reader) };
    case 'getcfcheckpt':
      return { type: command, filterType: reader.u8(), stopHash: readBlockHash(reader) };
    case 'cfilter':
      return readFilter(reader);
    case 'cfheaders':
      return readFilterHeaders(reader);
    case 'cfcheckpt':
      return readFilterCheckpoints(reader);
    default:
      return decodeChainData(command, reader);
  }
}

/** Reads what has blocks, headers and transactions, or names them. */
function decodeChainData(command: string, reader: ByteReader): Message | WireReject {
  switch (command) {
    case 'inv':
    case 'getdata':
    case 'notfound': {
      const inventory = readInventory(reader);
      return 'code' in inventory ? inventory : { type: command, inventory };
    }
    case 'getheaders':
    case 'getblocks': {
      const fields = readLocator(reader);
      return 'code' in fields ? fields : { type: command, ...fields };
    }
    case 'headers': {
      const headers = readHeaders(reader);
      return 'code' in headers ? headers : { type: command, headers };
    }
    case 'block': {
      const block = readBlock(reader.bytes);
      return 'code' in block ? block : { type: command, block };
    }
    case 'tx': {
      const tx = readTransaction(reader);
      return 'code' in tx ? tx : { type: command, tx };
    }
    case 'cmpctblock': {
      const compact = readCompactBlock(reader);
      return 'code' in compact ? compact : { type: command, compact };
    }
    case 'getblocktxn': {
      const blockHash = readBlockHash(reader);
      const indexes = readIndexes(reader);
      return 'code' in indexes ? indexes : { type: command, blockHash, indexes };
    }
    case 'blocktxn': {
      const blockHash = readBlockHash(reader);
      const transactions = readBlockTransactions(reader);
      return 'code' in transactions ? transactions : { type: command, blockHash, transactions };
    }
    default:
      return { type: 'unknown', command };
  }
}
