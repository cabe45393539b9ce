// Files of a checkout.

import fs from 'node:fs';
import path from 'node:path';

/**
 * Lists the files under a folder, at any depth.
 *
 * @param {string} root The checkout's root.
 * @param {string} folder A path from the root, with `/`.
 * @returns {string[]} Paths from the root, with `/`, in no particular order; none if there is no such folder.
 */
export function listFiles(root, folder) {
  let entries;
  try {
    entries = fs.readdirSync(path.join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  return entries.flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : listFiles(root, name);
    return entry.isFile() ? [name] : [];
  });
}
