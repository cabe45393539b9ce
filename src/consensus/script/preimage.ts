import { ByteWriter } from '../../bytes/byte-writer.ts';

/**
 * The one writer of what signatures' hashes are taken of: a transaction's inputs ask for one such serialization each, of up to
 * the transaction's own size. A hash is done before the next begins, since nothing here waits.
 */
export const preimage: ByteWriter = new ByteWriter(512);
