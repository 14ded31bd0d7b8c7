// standard-json.mjs DEST Name...   forge artifact -> DEST/Name.json, the compiler's standard-JSON input that a block explorer verifies the source with
// --check compiles each again and fails when the bytes differ from the artifact's.
import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';

const folder = path.join(import.meta.dirname, '..');
const check = process.argv.includes('--check');
const [destination, ...names] = process.argv.slice(2).filter((argument) => argument !== '--check');
fs.mkdirSync(destination, { recursive: true });
for (const name of names) {
  const artifact = JSON.parse(fs.readFileSync(path.join(folder, 'out', `${name}.sol`, `${name}.json`), 'utf8'));
  const { compilationTarget, ...settings } = artifact.metadata.settings;
  const sources = Object.fromEntries(
    Object.keys(artifact.metadata.sources).map((source) => [source, { content: fs.readFileSync(path.join(folder, source), 'utf8') }]),
  );
  settings.outputSelection = { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object', 'metadata'] } };
  const input = JSON.stringify({ language: 'Solidity', sources, settings }, null, 1) + '\n';
  fs.writeFileSync(path.join(destination, `${name}.json`), input);
  if (!check) continue;
  const solc = spawnSync(path.join(folder, 'tools/solc'), ['--standard-json'], { input, cwd: folder, maxBuffer: 1 << 28 });
  const [[source, contract]] = Object.entries(compilationTarget);
  const compiled = JSON.parse(solc.stdout).contracts?.[source]?.[contract]?.evm.bytecode.object;
  if (`0x${compiled}` !== artifact.bytecode.object) {
    console.error(`${name}: the standard-JSON input compiles to other bytes than the artifact's`);
    process.exitCode = 1;
  }
}
