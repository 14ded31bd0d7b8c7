// check-threats.mjs: fails when THREATS.md names a test or an invariant that does not exist.
//
// The last column of a row holds names in backticks: `File.t.sol`, a function of any test, with * for the rest of a name, or `File.t.sol: test_x`
// or `JavaTest: shouldX`; and invariants by their ids.
import fs from 'node:fs';
import path from 'node:path';

const folder = path.join(import.meta.dirname, '..');

function sources(top, ending) {
  if (!fs.existsSync(top)) return [];
  const names = fs.readdirSync(top, { recursive: true }).filter((name) => name.endsWith(ending));
  return names.map((name) => [path.basename(name, '.java'), fs.readFileSync(path.join(top, name), 'utf8')]);
}

const solidity = new Map(sources(path.join(folder, 'test'), '.sol'));
const modules = ['bridge', 'oracle', 'sequencer', 'wallet'].flatMap((group) => {
  const top = path.join(folder, '..', group);
  return fs.readdirSync(top).map((name) => path.join(top, name, 'src/test/java'));
});
const java = new Map(modules.flatMap((top) => sources(top, '.java')));
const everything = [...solidity.values()].join('\n');
const missing = [];

function check(name, owner) {
  const pattern = name.replaceAll('*', '\\w*');
  if (name.endsWith('.t.sol')) return solidity.has(name);
  if (owner?.endsWith('.t.sol')) return new RegExp(`function ${pattern}\\(`).test(solidity.get(owner) ?? '');
  if (owner) return new RegExp(`\\bvoid ${pattern}\\(`).test(java.get(owner) ?? '');
  return /^test/.test(name) ? new RegExp(`function ${pattern}\\(`).test(everything) : java.has(name);
}

for (const row of fs.readFileSync(path.join(folder, 'THREATS.md'), 'utf8').split('\n').filter((line) => line.startsWith('|'))) {
  const columns = row.split(' | ');
  if (columns.length !== 4 && !row.startsWith('|---')) missing.push(`four columns: ${row.slice(0, 60)}`);
  const last = columns.at(-1);
  for (const [, quoted] of last.matchAll(/`([^`]+)`/g)) {
    const [, owner, names] = quoted.match(/^(?:([\w.]+): )?(.+)$/);
    for (const name of names.split(', ')) if (!check(name, owner)) missing.push(quoted);
  }
  for (const [, ids] of last.matchAll(/invariants? ((?:[A-Z]\d+(?:, )?)+)/g)) {
    for (const id of ids.split(', ')) if (!everything.includes(`/// ${id}: `)) missing.push(`invariant ${id}`);
  }
}
if (missing.length > 0) {
  console.error(`THREATS.md names what is not there:\n${missing.join('\n')}`);
  process.exit(1);
}
console.log('every test that THREATS.md names exists');
