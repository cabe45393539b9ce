import { COMPACT_BLOCK_SCENARIOS } from './compact-block-scenarios.ts';
import { interopTests } from './interop-tests.ts';

interopTests('vigil and bitcoind relay compact blocks to each other', COMPACT_BLOCK_SCENARIOS);
