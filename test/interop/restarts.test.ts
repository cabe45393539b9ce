import { interopTests } from './interop-tests.ts';
import { RESTART_SCENARIOS } from './restart-scenarios.ts';

interopTests('vigil and bitcoind survive each other’s restarts', RESTART_SCENARIOS);
