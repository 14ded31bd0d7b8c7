// Draws architecture.dot as architecture.svg; with --check it only says whether the picture is that of the text.
import fs from 'node:fs';
import path from 'node:path';
import { instance } from '@viz-js/viz';

const folder = import.meta.dirname;
const picture = path.join(folder, 'architecture.svg');
const drawn = (await instance()).renderString(fs.readFileSync(path.join(folder, 'architecture.dot'), 'utf8'), { format: 'svg' });
if (process.argv[2] === '--check') {
  if (fs.readFileSync(picture, 'utf8') !== drawn) {
    console.error('scripts/picture/architecture.svg is not what architecture.dot draws: run scripts/picture/draw');
    process.exit(1);
  }
} else {
  fs.writeFileSync(picture, drawn);
}
