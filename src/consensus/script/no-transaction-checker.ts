import type { SignatureChecker } from './signature-checker.ts';

/**
 * Answers for a script that runs without a transaction: no signature holds, no lock time is reached.
 *
 * Source: Bitcoin Core's `BaseSignatureChecker`.
 */
export const NO_TRANSACTION_CHECKER: SignatureChecker = {
  checkEcdsaSignature: () => false,
  checkSchnorrSignature: () => 'SCHNORR_SIG',
  checkTaprootCommitment: () => false,
  checkLockTime: () => false,
  checkSequence: () => false,
};
