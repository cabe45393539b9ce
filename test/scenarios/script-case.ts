import type { ScriptError } from '../../src/consensus/script/script-error.ts';
import type { TransactionData, TransactionInput } from '../../src/primitives/transaction-data.ts';
import type { SpendableCoin } from './spending.ts';

/** An output, how it is spent, and what comes of it. */
export interface ScriptCase {
  readonly name: string;
  readonly scriptPubKey: Uint8Array;
  /** Makes the input's script and witness. @param tx Spends the coin, and lacks just those. */
  readonly unlock: (
    tx: TransactionData,
    coin: SpendableCoin,
  ) => Partial<Pick<TransactionInput, 'scriptSig' | 'witness'>>;
  /** The error of the script; `undefined` for a good one. */
  readonly error?: ScriptError;
}
