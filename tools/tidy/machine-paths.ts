import { isBinary } from './large-files.ts';
import type { Checkout } from './checkout.ts';
import type { Finding, Rule } from './rule.ts';

/** Folders of somebody's machine, from the file system's root. */
const MACHINE = new RegExp(`(?<![\\w.~})$-])/(?:${['work', 'tmp', 'home', 'root', 'Users'].join('|')})/[\\w.$-]*`, 'g');

function check(checkout: Checkout): Finding[] {
  return checkout.files.flatMap((file) => {
    if (isBinary(checkout, file)) return [];
    return checkout
      .text(file)
      .split('\n')
      .flatMap((text, index) =>
        [...text.matchAll(MACHINE)].map(([found]) => ({
          file,
          line: index + 1,
          message: `${found} is a path of one machine: use a path from the root, or os.tmpdir()`,
        })),
      );
  });
}

/** Nothing that is committed works on one machine only. */
export const machinePaths: Rule = {
  name: 'machine-paths',
  asks: "no paths of somebody's machine in any file",
  check,
};
