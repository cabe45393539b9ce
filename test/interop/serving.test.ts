import { interopTests } from './interop-tests.ts';
import { SERVING_SCENARIOS } from './serving-scenarios.ts';

interopTests('vigil serves as bitcoind does', SERVING_SCENARIOS);
