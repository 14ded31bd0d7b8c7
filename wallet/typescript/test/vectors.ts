import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = new URL('../../../../contracts/test/vectors/golden.json', import.meta.url);
const all = JSON.parse(readFileSync(fileURLToPath(file), 'utf8'));

/** A section of the golden vectors that Java wrote. */
export function vectors(section: string): any {
  return all[section];
}
