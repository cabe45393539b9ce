import { CONFIGURED_SCENARIOS } from './configured-scenarios.ts';
import { interopTests } from './interop-tests.ts';

interopTests('bitcoind is told of vigil by its configuration', CONFIGURED_SCENARIOS);
