import { ambient } from './ambient.ts';
import { barrels } from './barrels.ts';
import { cycles } from './cycles.ts';
import { deadFiles } from './dead-files.ts';
import { docLinks } from './doc-links.ts';
import { docPaths } from './doc-paths.ts';
import { docSnippets } from './doc-snippets.ts';
import { emitters } from './emitters.ts';
import { drawers, fileNames } from './file-names.ts';
import { fileSize } from './file-size.ts';
import { functionLength } from './function-length.ts';
import { labMath } from './lab-math.ts';
import { largeFiles } from './large-files.ts';
import { layers } from './layers.ts';
import { machinePaths } from './machine-paths.ts';
import type { Rule } from './rule.ts';
import { testSiblings } from './test-siblings.ts';

/** All rules, in the order in which their findings are told. */
export const RULES: readonly Rule[] = [
  layers,
  cycles,
  ambient,
  emitters,
  labMath,
  deadFiles,
  barrels,
  fileSize,
  functionLength,
  fileNames,
  drawers,
  testSiblings,
  machinePaths,
  largeFiles,
  docLinks,
  docPaths,
  docSnippets,
];
