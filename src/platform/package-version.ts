import { readFileSync } from 'node:fs';

/** Version of Vigil, from the package.json two folders above the emitted file's room (`dist/src/platform`). */
export function readPackageVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  return manifest.version;
}
