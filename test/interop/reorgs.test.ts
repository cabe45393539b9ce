import { interopTests } from './interop-tests.ts';
import { REORG_SCENARIOS } from './reorg-scenarios.ts';

interopTests('vigil and bitcoind reorganize together', REORG_SCENARIOS);
