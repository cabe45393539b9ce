import { interopTests } from './interop-tests.ts';
import { SYNC_SCENARIOS } from './sync-scenarios.ts';

interopTests('vigil and bitcoind sync from each other', SYNC_SCENARIOS);
