import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const all = read('contracts/test/vectors/golden.json');

/** A section of the golden vectors that Java wrote. */
export function vectors(section: string): any {
  return all[section];
}

/** A vector file of one module, by its path in the repository. */
export function read(path: string): any {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`../../../../${path}`, import.meta.url)), 'utf8'));
}
