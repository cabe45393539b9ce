import { interopTests } from './interop-tests.ts';
import { SIGNET_SCENARIOS } from './signet-scenarios.ts';

interopTests('vigil and bitcoind share a signet of their own', SIGNET_SCENARIOS);
