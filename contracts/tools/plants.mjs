// plants.txt as rows: { id, test, invariant, source, what, edits: [[from, to]] }
import fs from 'node:fs';
import path from 'node:path';

const HEAD = /^([A-Z]\d+) (\w+) (\S+): (.+)$/;

export const PLANTS = [];
let test = '';
for (const block of fs.readFileSync(path.join(import.meta.dirname, 'plants.txt'), 'utf8').trimEnd().split('\n\n').slice(1)) {
  const [head, ...lines] = block.split('\n');
  if (head.startsWith('== ')) {
    test = head.slice(3);
    continue;
  }
  const [, id, name, source, what] = head.match(HEAD);
  PLANTS.push({ id, test, invariant: `invariant_${name}`, source, what, edits: edits(lines) });
}

// A new edit begins with the first - after a +, or after the head.
function edits(lines) {
  const found = [];
  for (const line of lines) {
    const side = line[0] === '-' ? 0 : 1;
    if (found.length === 0 || (side === 0 && found.at(-1)[1].length > 0)) found.push([[], []]);
    found.at(-1)[side].push(line.slice(1));
  }
  return found.map((edit) => edit.map((side) => side.join('\n')));
}
