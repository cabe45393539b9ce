import { interopTests } from './interop-tests.ts';
import { TRANSACTION_SCENARIOS } from './transaction-scenarios.ts';

interopTests('vigil and bitcoind relay transactions to each other', TRANSACTION_SCENARIOS);
