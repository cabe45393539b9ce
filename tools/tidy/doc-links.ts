import path from 'node:path';

import type { Checkout } from './checkout.ts';
import type { Finding, Rule } from './rule.ts';

/** Says what is wrong with a link's target, if anything. Links to other hosts are not followed. */
function complaint(checkout: Checkout, document: string, target: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return undefined;
  const [place = '', anchor] = target.split('#');
  const file = place === '' ? document : path.posix.join(path.posix.dirname(document), decodeURI(place));
  const isFile = checkout.has(file);
  if (!isFile && !checkout.hasFolder(file.replace(/\/$/, ''))) return `link to ${target}: there is no ${file}`;
  if (anchor === undefined || !file.endsWith('.md') || !isFile) return undefined;
  return checkout.markdown(file).anchors.has(anchor) ? undefined : `link to ${target}: ${file} has no such heading`;
}

function check(checkout: Checkout): Finding[] {
  return checkout.documents.flatMap((file) =>
    checkout.markdown(file).links.flatMap(({ text, line }) => {
      const message = complaint(checkout, file, text);
      return message === undefined ? [] : [{ file, line, message }];
    }),
  );
}

/** Links within the documents lead somewhere. */
export const docLinks: Rule = { name: 'doc-links', asks: 'links in documents resolve, headings included', check };
