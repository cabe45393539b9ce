import { COIN } from '../../primitives/amount.ts';
import type { Sats } from '../../primitives/amount.ts';
import type { InputsReject } from '../../consensus/transaction-reject.ts';
import type { MempoolReject, MempoolRejectKind } from '../mempool-reject.ts';

export function reject(kind: MempoolRejectKind, code: string, details: string = ''): MempoolReject {
  return { kind, code, details };
}

/** What is wrong with the inputs, as the mempool says it. Source: Bitcoin Core's `Consensus::CheckTxInputs`. */
export function inputsReject(broken: InputsReject): MempoolReject {
  switch (broken.code) {
    case 'bad-txns-inputs-missingorspent':
      return reject('missing-inputs', broken.code);
    case 'bad-txns-premature-spend-of-coinbase':
      return reject('premature-spend', broken.code, `tried to spend coinbase at depth ${broken.depth}`);
    case 'bad-txns-inputvalues-outofrange':
      return reject('consensus', broken.code);
    case 'bad-txns-in-belowout': {
      const { valueIn, valueOut } = broken;
      return reject('consensus', broken.code, `value in (${moneyText(valueIn)}) < value out (${moneyText(valueOut)})`);
    }
  }
}

/** Writes an amount in bitcoin, with two decimals or as many as it takes. Source: Bitcoin Core's `FormatMoney`. */
export function moneyText(sats: Sats): string {
  const magnitude = sats < 0n ? -sats : sats;
  const decimals = (magnitude % COIN)
    .toString()
    .padStart(8, '0')
    .replace(/0{1,6}$/, '');
  return `${sats < 0n ? '-' : ''}${magnitude / COIN}.${decimals}`;
}
