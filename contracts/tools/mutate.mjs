// mutate.mjs [--sample N] [--seed N] [--only File.sol] : do the tests notice a wrong contract?
//
// Makes N wrong copies of each source named below, one small change each (a comparison, an operator, a bound, a check or a modifier
// left out), and runs the tests that should notice. Works in a copy of the folder. Prints what survived and, last,
// `result mutation passed=KILLED failed=SURVIVED`; exits 0 when at least nine of ten were noticed.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';

const LEAST = 0.9;
const folder = path.join(import.meta.dirname, '..');
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};

// source -> the tests that speak for it
const TARGETS = {
  'src/Vault.sol': 'test/{Vault,ClearingHouse,Exit,Limits,ForceQueue}.t.sol',
  'src/ClearingHouse.sol': 'test/{ClearingHouse,Chunks,Exit}.t.sol',
  'src/InsuranceFund.sol': 'test/InsuranceFund.t.sol',
  'src/libraries/CoverCaps.sol': 'test/InsuranceFund.t.sol',
  'src/libraries/Quorum.sol': 'test/{Attestors,OracleHub}.t.sol',
  'src/libraries/Flows.sol': 'test/{ClearingHouse,Golden}.t.sol',
  'src/libraries/Marks.sol': 'test/{ClearingHouse,Golden}.t.sol',
  'src/libraries/Payload.sol': 'test/{ClearingHouse,Chunks,Golden}.t.sol',
  'src/libraries/StateProof.sol': 'test/{ClearingHouse,Golden,Exit}.t.sol',
  'src/ForceQueue.sol': 'test/{ForceQueue,Exit}.t.sol',
  'src/ExitDesk.sol': 'test/Exit.t.sol',
  'src/Attestors.sol': 'test/Attestors.t.sol',
  'src/OracleHub.sol': 'test/OracleHub.t.sol',
  'src/Authority.sol': 'test/Authority.t.sol',
  'src/PasskeyAccount.sol': 'test/PasskeyAccount.t.sol',
  'src/GasStation.sol': 'test/GasStation.t.sol',
};

const CHANGES = [
  [/ < /g, ' <= '],
  [/ <= /g, ' < '],
  [/ > /g, ' >= '],
  [/ >= /g, ' > '],
  [/ == /g, ' != '],
  [/ != /g, ' == '],
  [/ && /g, ' || '],
  [/ \|\| /g, ' && '],
  [/ \+ /g, ' - '],
  [/ - /g, ' + '],
  [/ \* /g, ' / '],
  [/ \+= /g, ' -= '],
  [/ -= /g, ' += '],
  [/ = true;/g, ' = false;'],
  [/ (onlyClearingHouse|onlyAdmin|onlyEntryPointOrSelf|restricted|nonReentrant)\b(?= (\{|nonReentrant|returns|tranched))/g, ''],
  [/^ +if \(.*\) revert .*;$/gm, ''],
  [/\b(\d+) (hours|days|minutes|seconds);/g, '$1 weeks;'],
];

function sites(text) {
  const found = [];
  // What is before the contract's opening brace, and comments, hold nothing to get wrong.
  const body = text.search(/^(abstract contract|contract|library) /m);
  for (const [pattern, replacement] of CHANGES) {
    for (const match of text.matchAll(pattern)) {
      const line = text.slice(text.lastIndexOf('\n', match.index) + 1, match.index);
      if (match.index < body || /\/\/|for \(/.test(line)) continue;
      const changed = match[0].replace(new RegExp(pattern.source, pattern.flags.replace('g', '')), replacement);
      found.push({ at: match.index, from: match[0], to: changed });
    }
  }
  return found.sort((a, b) => a.at - b.at);
}

// xorshift, so that a seed names a run
function shuffled(list, seed) {
  let state = BigInt(seed) * 0x9e3779b97f4a7c15n & 0xffffffffffffffffn | 1n;
  const next = (below) => {
    state ^= state << 13n & 0xffffffffffffffffn;
    state ^= state >> 7n;
    state ^= state << 17n & 0xffffffffffffffffn;
    return Number(state % BigInt(below));
  };
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = next(i + 1);
    [copy[i], copy[j]] = [copy[j], copy[i]];
  }
  return copy;
}

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'mutation-'));
const contracts = path.join(work, 'contracts');
for (const name of ['src', 'test', 'tools', 'snapshots', 'foundry.toml', 'package.json', 'out', 'cache']) {
  const from = path.join(folder, name);
  if (fs.existsSync(from)) fs.cpSync(from, path.join(contracts, name), { recursive: true, preserveTimestamps: true });
}
const vectors = 'bridge/clearing/src/test/resources/vectors';
fs.cpSync(path.join(folder, '..', vectors), path.join(work, vectors), { recursive: true });
fs.symlinkSync(path.join(folder, 'node_modules'), path.join(contracts, 'node_modules'));
process.on('exit', () => fs.rmSync(work, { recursive: true, force: true }));

function forge(args) {
  const run = spawnSync('node_modules/.bin/forge', args, {
    cwd: contracts,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, FORGE_SNAPSHOT_CHECK: 'false', FOUNDRY_FUZZ_RUNS: '32', FOUNDRY_INVARIANT_RUNS: '4' },
  });
  const compiled = !/Compiler run failed|Error: Compilation failed/.test(run.stdout + run.stderr);
  return { passed: run.status === 0, compiled };
}

const seed = Number(option('seed', '1'));
const sample = Number(option('sample', '6'));
const only = option('only', '');
let killed = 0;
const survived = [];
for (const [source, tests] of Object.entries(TARGETS)) {
  const file = path.join(contracts, source);
  if (!fs.existsSync(file) || (only && !source.endsWith('/' + only))) continue;
  const names = tests.match(/\{(.*)\}/)?.[1].split(',') ?? [path.basename(tests, '.t.sol')];
  const present = names.filter((name) => fs.existsSync(path.join(contracts, 'test', `${name}.t.sol`)));
  const matching = ['test', '--match-path', present.length > 1 ? `test/{${present}}.t.sol` : `test/${present[0]}.t.sol`, '--fail-fast'];
  if (!forge(matching).passed) throw new Error(`the tests of ${source} fail without any change`);
  const text = fs.readFileSync(file, 'utf8');
  let tried = 0;
  for (const { at, from, to } of shuffled(sites(text), seed)) {
    if (tried === sample) break;
    fs.writeFileSync(file, text.slice(0, at) + to + text.slice(at + from.length));
    const { passed, compiled } = forge(matching);
    if (!compiled) continue;
    tried++;
    const line = text.slice(0, at).split('\n').length;
    const told = `${source}:${line} ${from.trim()} -> ${to.trim() || 'nothing'}`;
    if (passed) survived.push(told);
    else killed++;
    console.log(`${passed ? 'SURVIVED' : 'killed'} ${told}`);
  }
  fs.writeFileSync(file, text);
}
const rate = killed / (killed + survived.length);
console.log(`seed ${seed}, noticed ${(100 * rate).toFixed(1)} %`);
console.log(`result mutation passed=${killed} failed=${survived.length}`);
process.exitCode = rate >= LEAST ? 0 : 1;
