import { ByteWriter } from '../bytes/byte-writer.ts';
import { writeAddrList, writeAddrV2List } from './address-codec.ts';
import { strippedBlock } from './block-codec.ts';
import { writeCompactBlock, writeIndexes } from './compact-block-codec.ts';
import { writeFilterRange, writeHashes } from './filter-codec.ts';
import { writeHeaders, writeLocator } from './headers-codec.ts';
import { inventorySizeBytes, writeInventory } from './inventory-codec.ts';
import type { BareMessageType, Message, MessageOf } from './message.ts';
import { writeVersion } from './version-codec.ts';

/** A message as a transport carries it. */
export interface EncodedMessage {
  /** Its name on the wire. */
  readonly command: string;
  readonly payload: Uint8Array;
}

/**
 * Writes a message. The payload of a block or transaction is a view of its bytes where nothing has to be left out; it is not
 * to be changed.
 *
 * Limits of lists are the caller's to keep (`message-limits.ts`): a peer would refuse what is longer.
 */
export function encodeMessage(message: Message): EncodedMessage {
  if (message.type === 'block') return { command: 'block', payload: blockPayload(message) };
  if (message.type === 'tx') {
    const payload = message.withoutWitness === true ? message.tx.stripped() : message.tx.serialized();
    return { command: 'tx', payload };
  }
  if (message.type === 'unknown') return { command: message.command, payload: new Uint8Array(0) };
  const writer = new ByteWriter(sizeHintBytes(message));
  writeFields(writer, message);
  return { command: message.type, payload: writer.finish() };
}

type FieldMessage = Exclude<Message, { readonly type: 'block' | 'tx' | 'unknown' }>;

function blockPayload({ block, withoutWitness }: MessageOf<'block'>): Uint8Array {
  return withoutWitness === true ? strippedBlock(block) : block.serialized();
}

/** What a writer begins with: enough for large messages, so that they are not copied while they grow. */
function sizeHintBytes(message: FieldMessage): number {
  switch (message.type) {
    case 'inv':
    case 'getdata':
    case 'notfound':
      return inventorySizeBytes(message.inventory);
    case 'headers':
      return 9 + message.headers.length + message.headers.length / 80;
    case 'cmpctblock':
      return 1_024 + 6 * message.compact.shortIds.length;
    case 'blocktxn':
      return message.transactions.reduce((sum, tx) => sum + tx.totalSize, 64);
    default:
      return 256;
  }
}

function writeFields(writer: ByteWriter, message: FieldMessage): void {
  switch (message.type) {
    case 'version':
      return writeVersion(writer, message);
    case 'sendtxrcncl':
      return void writer.u32Le(message.version).u64Le(message.salt);
    case 'addr':
      return writeAddrList(writer, message.addresses);
    case 'addrv2':
      return writeAddrV2List(writer, message.addresses);
    case 'inv':
    case 'getdata':
    case 'notfound':
      return writeInventory(writer, message.inventory);
    case 'getheaders':
    case 'getblocks':
      return writeLocator(writer, message);
    case 'headers':
      return writeHeaders(writer, message.headers);
    case 'ping':
    case 'pong':
      return void writer.u64Le(message.nonce);
    case 'feefilter':
      return void writer.u64Le(message.feeRateSatsPerKvb);
    case 'sendcmpct':
      return void writer.u8(message.highBandwidth ? 1 : 0).u64Le(message.version);
    case 'cmpctblock':
      return writeCompactBlock(writer, message.compact);
    case 'getblocktxn':
      writer.raw(message.blockHash);
      return writeIndexes(writer, message.indexes);
    case 'blocktxn':
      writer.raw(message.blockHash).compactSize(message.transactions.length);
      for (const tx of message.transactions) writer.raw(tx.serialized());
      return;
    case 'getcfilters':
    case 'getcfheaders':
      return writeFilterRange(writer, message);
    case 'getcfcheckpt':
      return void writer.u8(message.filterType).raw(message.stopHash);
    case 'cfilter':
      return void writer.u8(message.filterType).raw(message.blockHash).varBytes(message.filter);
    case 'cfheaders':
      writer.u8(message.filterType).raw(message.stopHash).raw(message.previousHeader);
      return writeHashes(writer, message.filterHashes);
    case 'cfcheckpt':
      writer.u8(message.filterType).raw(message.stopHash);
      return writeHashes(writer, message.filterHeaders);
    default:
      // A message that is nothing but its name; or one of BIP37, of which no more was read.
      message satisfies { readonly type: BareMessageType | 'filterload' | 'filteradd' | 'merkleblock' };
  }
}
