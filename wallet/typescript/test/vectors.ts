import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../../../', import.meta.url);

/** A vector file that Java wrote, by its path from the root of the repository. */
export function vectors(path: string): any {
  return JSON.parse(readFileSync(fileURLToPath(new URL(path, root)), 'utf8'));
}
