import { ESTIMATES_FILE_SCENARIOS } from './estimates-file-scenarios.ts';
import { interopTests } from './interop-tests.ts';
import { MEMPOOL_FILE_SCENARIOS } from './mempool-file-scenarios.ts';
import { PEER_FILES_SCENARIOS } from './peer-files-scenarios.ts';

interopTests('vigil and bitcoind read the files of each other', [
  ...MEMPOOL_FILE_SCENARIOS,
  ...ESTIMATES_FILE_SCENARIOS,
  ...PEER_FILES_SCENARIOS,
]);
