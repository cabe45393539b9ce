import { argv } from 'node:process';

import { importHere } from './import-here.ts';
import type { ImportRun } from './import-here.ts';

const result = await importHere(JSON.parse(argv[2]!) as ImportRun);
process.send!(result, () => process.disconnect());
