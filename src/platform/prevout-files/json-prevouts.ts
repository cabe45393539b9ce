import type { SpentOutput } from '../../consensus/spent-output.ts';
import {
  booleanOf,
  btcOf,
  heightOf,
  isJsonObject,
  listOf,
  objectOf,
  outPointOf,
  satsOf,
  scriptOf,
} from './json-fields.ts';
import type { JsonObject } from './json-fields.ts';
import type { PrevoutsFile, PrevoutsReject } from './prevouts-file.ts';

/**
 * Reads spent outputs from JSON, in one of these forms, with or without the envelope of an RPC answer (`result`):
 *
 * - Floresta's list: `{ txout: { value (satoshis), script_pubkey }, is_coinbase, creation_height }` for each input in order;
 * - a list of `{ txid, vout, scriptPubKey, amount (bitcoin) }` as `signrawtransactionwithkey` takes it, with or without
 *   `height` and `coinbase`, in any order;
 * - what Bitcoin Core's `getblock` prints with verbosity 3;
 * - what Bitcoin Core's `getrawtransaction` prints with verbosity 2.
 *
 * @throws {FieldError} When a field is not what it should be.
 */
export function prevoutsFromJson(json: unknown): PrevoutsFile | PrevoutsReject {
  const value = isJsonObject(json) && 'result' in json ? json['result'] : json;
  if (Array.isArray(value)) return fromList(value);
  if (!isJsonObject(value)) return { code: 'prevouts-format-unknown', found: 'JSON without a list or an object' };
  if ('tx' in value) return fromGetBlock(value);
  if ('vin' in value) return { form: "getrawtransaction's JSON", outputs: fromInputs(value, 'vin') };
  return { code: 'prevouts-format-unknown', found: 'a JSON object without "tx" or "vin"' };
}

function fromList(list: readonly unknown[]): PrevoutsFile {
  const first = list[0];
  if (isJsonObject(first) && 'txout' in first) {
    return { form: "Floresta's JSON", outputs: list.map((entry, i) => florestaOutput(entry, `[${i}]`)) };
  }
  return { form: 'a JSON list of outputs', outputs: list.map((entry, i) => listedOutput(entry, `[${i}]`)) };
}

function florestaOutput(entry: unknown, where: string): SpentOutput {
  const fields = objectOf(entry, where);
  const txout = objectOf(fields['txout'], `${where}.txout`);
  return {
    value: satsOf(txout['value'], `${where}.txout.value`),
    scriptPubKey: scriptOf(txout['script_pubkey'], `${where}.txout.script_pubkey`),
    height: heightOf(fields['creation_height'], `${where}.creation_height`),
    isCoinbase: booleanOf(fields['is_coinbase'], `${where}.is_coinbase`),
  };
}

function listedOutput(entry: unknown, where: string): SpentOutput {
  const fields = objectOf(entry, where);
  const { height, coinbase } = fields as { readonly height?: unknown; readonly coinbase?: unknown };
  return {
    outPoint: outPointOf(fields, where),
    value: btcOf(fields['amount'], `${where}.amount`),
    scriptPubKey: scriptOf(fields['scriptPubKey'], `${where}.scriptPubKey`),
    ...(height !== undefined && { height: heightOf(height, `${where}.height`) }),
    ...(coinbase !== undefined && { isCoinbase: booleanOf(coinbase, `${where}.coinbase`) }),
  };
}

function fromGetBlock(fields: JsonObject): PrevoutsFile {
  const outputs = listOf(fields['tx'], 'tx').flatMap((entry, i) =>
    fromInputs(objectOf(entry, `tx[${i}]`), `tx[${i}].vin`),
  );
  const { height } = fields as { readonly height?: unknown };
  return {
    form: "getblock's JSON",
    outputs,
    ...(height !== undefined && { blockHeight: heightOf(height, 'height') }),
  };
}

function fromInputs(transaction: JsonObject, where: string): SpentOutput[] {
  return listOf(transaction['vin'], where).flatMap((entry, i) => {
    const at = `${where}[${i}]`;
    const input = objectOf(entry, at);
    if ('coinbase' in input) return [];
    const prevout = objectOf(input['prevout'], `${at}.prevout`);
    const script = objectOf(prevout['scriptPubKey'], `${at}.prevout.scriptPubKey`);
    return {
      outPoint: outPointOf(input, at),
      value: btcOf(prevout['value'], `${at}.prevout.value`),
      scriptPubKey: scriptOf(script['hex'], `${at}.prevout.scriptPubKey.hex`),
      height: heightOf(prevout['height'], `${at}.prevout.height`),
      isCoinbase: booleanOf(prevout['generated'], `${at}.prevout.generated`),
    };
  });
}
