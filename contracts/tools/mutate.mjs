// mutate.mjs [--sample N] [--seed N] [--only A.sol,B.sol] [--minutes N] [--fresh] : do the tests notice a wrong contract?
//
// Makes N wrong copies of each source in mutants.mjs, one small change each (a comparison, an operator, a bound, a check or a modifier left
// out), and runs the tests that should notice. With --plants it makes the wrong copies of plants.txt instead, each of which must break the
// very invariant it names. Nothing of this folder is touched: tests run in a copy of it, where only the bytecode in `out` is exchanged, so forge
// compiles nothing and the compiler, loaded once, only the contracts that hold the change. They are compiled without the optimiser.
//
// One line a mutant. cache/mutation.jsonl remembers a mutant noticed while its source and the test that noticed it are as they were, one that survived
// while its source and all its tests are; so a run that was stopped, or stopped itself after --minutes, goes on where it was. Prints the
// share noticed by source, and last `result mutation passed=KILLED failed=SURVIVED`; exits 0 when at least nine of ten were noticed and none
// is left to try, 3 when some are.
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { compiler } from './mutant-compiler.mjs';
import { CAMPAIGNS, EQUIVALENT, TARGETS, shuffled, sites } from './mutants.mjs';
import { PLANTS } from './plants.mjs';

const LEAST = 0.9;
const PATIENCE = 15 * 60_000; // a mutant may loop; whoever waits that long has noticed
const folder = path.join(import.meta.dirname, '..');
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const digest = (...texts) => crypto.createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 16);
const testPath = (name) => `test/${name}.t.sol`;
const exact = (names) => `^(${names.join('|')})\\(`; // forge matches signatures

const forgeBinary = process.env.FORGE ?? 'node_modules/.bin/forge';
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'mutation-'));
const contracts = path.join(work, 'contracts');
for (const name of ['src', 'test', 'tools', 'snapshots', 'foundry.toml', 'package.json', 'out', 'cache/parsed', 'cache/solidity-files-cache.json']) {
  const from = path.join(folder, name);
  if (fs.existsSync(from)) fs.cpSync(from, path.join(contracts, name), { recursive: true, preserveTimestamps: true });
}
// Of the copy: whoever edits meanwhile changes nothing of this run.
const read = (name) => fs.readFileSync(path.join(contracts, name), 'utf8');
// Sources behind a link would count as others to forge, which then compiled all anew.
const SOURCES = ['@openzeppelin', '@layerzerolabs', '@account-abstraction'];
fs.mkdirSync(path.join(contracts, 'node_modules'));
for (const name of fs.readdirSync(path.join(folder, 'node_modules'))) {
  const [from, to] = [folder, contracts].map((top) => path.join(top, 'node_modules', name));
  if (SOURCES.includes(name)) fs.cpSync(from, to, { recursive: true, preserveTimestamps: true });
  else fs.symlinkSync(from, to);
}
process.on('exit', () => fs.rmSync(work, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

// Whatever is stale in the copy is compiled before a code is exchanged: later it would take that code's place.
function build() {
  const run = spawnSync(forgeBinary, ['test', '--list'], { cwd: contracts, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) throw run.error ?? new Error(`forge said:\n${run.stdout.slice(-3000)}\n${run.stderr.slice(-3000)}`);
}

// Tests of these files by name: what failed, as [{ file, test, reason }].
function forge(tests, match) {
  const paths = tests.map(testPath);
  const args = ['test', '-j', '1', '--fail-fast', ...match, '--match-path', paths.length > 1 ? `{${paths}}` : paths[0]];
  const run = spawnSync(forgeBinary, args, {
    cwd: contracts,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: PATIENCE,
    env: { ...process.env, FORGE_SNAPSHOT_CHECK: 'false', FOUNDRY_FUZZ_RUNS: '32' },
  });
  if (run.error?.code === 'ETIMEDOUT') return [{ file: '', test: 'none in time', reason: '' }];
  if (run.error || run.signal) throw run.error ?? new Error(`forge ended by ${run.signal}`);
  if (/No tests (found|match)/.test(run.stdout + run.stderr)) throw new Error(`no tests for ${args.join(' ')}`);
  const failed = [];
  let file = '';
  for (const line of run.stdout.split('\n')) {
    const suite = line.match(/^Ran \d+ tests? for (\S+?):/);
    if (suite) file = suite[1];
    const found = line.match(/^\[FAIL:? ?(.*?)\]\s+([A-Za-z_0-9]+)\(/) ?? line.match(/^\[FAIL:? ?([^[\]]*)()/);
    if (found && !failed.some((one) => one.file === file && one.test === found[2])) failed.push({ file, test: found[2], reason: found[1] });
  }
  if ((run.status === 0) !== (failed.length === 0)) throw new Error(`forge said:\n${run.stdout.slice(-3000)}\n${run.stderr.slice(-3000)}`);
  return failed;
}

const UNITS = ['--no-match-test', '^(test_gas_|invariant)'];
const compile = compiler(contracts);

// Exchanges the code of every contract that holds `source` and calls `use`; nothing when the change does not compile.
function wrong(source, text, use) {
  const spoiled = compile(source, text);
  if (!spoiled) return null;
  const kept = new Map();
  for (const [artifact, code] of Object.entries(spoiled)) {
    const at = path.join(contracts, 'out', artifact);
    kept.set(at, fs.readFileSync(at));
    const changed = JSON.parse(kept.get(at));
    changed.bytecode.object = `0x${code}`;
    fs.writeFileSync(at, JSON.stringify(changed));
  }
  try {
    return use();
  } finally {
    for (const [at, bytes] of kept) fs.writeFileSync(at, bytes);
  }
}

const memory = path.join(folder, 'cache', 'mutation.jsonl');
fs.mkdirSync(path.dirname(memory), { recursive: true });
if (process.argv.includes('--fresh')) fs.rmSync(memory, { force: true });
const remembered = new Map();
for (const line of fs.existsSync(memory) ? fs.readFileSync(memory, 'utf8').split('\n').filter(Boolean) : []) {
  const { key, ...rest } = JSON.parse(line);
  remembered.set(key, rest);
}

function remember(key, verdict) {
  remembered.set(key, verdict);
  fs.appendFileSync(memory, `${JSON.stringify({ key, ...verdict })}\n`);
}

// What the contracts and their tests are, all together.
function state() {
  const names = ['src', 'test'].flatMap((top) => fs.readdirSync(path.join(contracts, top), { recursive: true }).map((name) => `${top}/${name}`));
  return digest(...names.filter((name) => /\.(sol|json)$/.test(name)).sort().map(read));
}

function checkUnchanged(tests) {
  const now = state();
  const keyOf = (name) => digest('unchanged', now, name);
  const unknown = tests.filter((name) => !remembered.has(keyOf(name)));
  if (unknown.length === 0) return;
  console.log('the tests, unchanged');
  const failed = forge(unknown, UNITS);
  if (failed.length > 0) throw new Error(`they fail without any change: ${JSON.stringify(failed)}`);
  for (const name of unknown) remember(keyOf(name), { verdict: 'passed' });
}

// killed, survived, or nothing when it does not compile or is the same program.
function judge(source, text, site, names) {
  const mutant = text.slice(0, site.at) + site.to + text.slice(site.at + site.from.length);
  const key = digest(source, mutant);
  const known = remembered.get(key);
  if (known) {
    const same = known.verdict === 'SURVIVED' ? digest(...names.map((name) => read(testPath(name)))) : known.by ? digest(read(known.by)) : '';
    if (same === known.tests) return { ...known, known: true };
  }
  const found = wrong(source, mutant, () => {
    const failed = forge(names, UNITS);
    if (failed.length > 0) return failed[0];
    const campaigns = names.filter((name) => CAMPAIGNS.includes(name));
    return campaigns.length > 0 ? forge(campaigns, ['--match-test', exact(['invariantsHold'])])[0] : undefined;
  });
  const same = () => JSON.stringify(compile(source, mutant)) === JSON.stringify(compile(source, text));
  const verdict = found === null ? 'invalid' : found ? 'killed' : same() ? 'invalid' : 'SURVIVED';
  const by = found?.file ?? '';
  const tests = verdict === 'SURVIVED' ? digest(...names.map((name) => read(testPath(name)))) : by ? digest(read(by)) : '';
  const entry = { verdict, by, test: found?.test ?? '', tests };
  remember(key, entry);
  return { ...entry, known: false };
}

function time() {
  return new Date().toISOString().slice(11, 19);
}

function lineOf(text, site) {
  return text.slice(0, site.at).split('\n').length;
}

function changeOf(site) {
  return `${site.from.trim()} -> ${site.to.trim() || 'nothing'}`;
}

function isEquivalent(source, text, site) {
  const line = text.split('\n')[lineOf(text, site) - 1];
  return EQUIVALENT.some((one) => one.source === source && line.includes(one.line) && one.change === changeOf(site));
}

function tryOne(row) {
  const site = row.waiting.shift();
  const { verdict, known, test } = judge(row.source, row.text, site, row.names);
  if (verdict === 'invalid') return;
  if (verdict === 'killed') row.killed++;
  else row.survived++;
  const where = `${row.source}:${lineOf(row.text, site)}`;
  console.log(`${known ? 'known   ' : time()} ${verdict} ${where} ${changeOf(site)}${test ? ` (${test})` : ''}`);
}

function mutate() {
  const seed = Number(option('seed', '1'));
  const sample = Number(option('sample', '6'));
  const only = option('only', '').split(',').filter(Boolean);
  const until = Date.now() + 60_000 * Number(option('minutes', '1000000'));
  const chosen = Object.entries(TARGETS).filter(([source]) => only.length === 0 || only.some((name) => source.endsWith(`/${name}`)));
  build();
  checkUnchanged([...new Set(chosen.flatMap(([, names]) => names))]);
  const rows = chosen.map(([source, names]) => {
    const text = read(source);
    return { source, names, text, waiting: shuffled(sites(text), seed).filter((site) => !isEquivalent(source, text, site)), killed: 0, survived: 0 };
  });
  // One of every source, then a second of every source: a run that is stopped has looked everywhere alike.
  for (let round = 1; round <= sample; round++) {
    for (const row of rows) {
      while (row.killed + row.survived < round && row.waiting.length > 0 && Date.now() < until) tryOne(row);
    }
  }
  const sum = (what) => rows.reduce((all, row) => all + what(row), 0);
  for (const row of rows) console.log(`source ${row.source} sites=${sites(row.text).length} tried=${row.killed + row.survived} noticed=${row.killed}`);
  const killed = sum((row) => row.killed);
  const survived = sum((row) => row.survived);
  const left = sum((row) => Math.min(row.waiting.length, sample - row.killed - row.survived));
  const rate = killed / (killed + survived);
  console.log(`seed ${seed}, at most ${sample} a source, ${killed + survived} tried, ${left} left, noticed ${(100 * rate).toFixed(1)} %`);
  console.log(`result mutation passed=${killed} failed=${survived}`);
  process.exitCode = rate < LEAST ? 1 : left > 0 ? 3 : 0;
}

// Each plant must be named by its invariant: the campaign ends with the id as the reason. The first failing sequence will do.
function plant() {
  Object.assign(process.env, { FOUNDRY_PROFILE: 'full', FOUNDRY_INVARIANT_SHRINK_RUN_LIMIT: '0' });
  build();
  const only = option('only', '').split(',').filter(Boolean);
  const until = Date.now() + 60_000 * Number(option('minutes', '1000000'));
  let shown = 0;
  let silent = 0;
  for (const one of PLANTS) {
    if ((only.length > 0 && !only.includes(one.id)) || Date.now() > until) continue;
    let text = read(one.source);
    for (const [from, to] of one.edits) {
      if (text.split(from).length !== 2) throw new Error(`${one.id}: "${from}" stands ${text.split(from).length - 1} times in ${one.source}`);
      text = text.replace(from, () => to);
    }
    const found = wrong(one.source, text, () => forge([one.test], ['--match-test', exact([one.invariant])]));
    const named = found?.some((failure) => new RegExp(`\\b${one.id}\\b`).test(failure.reason)) ?? false;
    if (named) shown++;
    else silent++;
    const reason = found === null ? 'does not compile, or is the same program' : (found[0]?.reason ?? 'nothing failed');
    console.log(`${time()} ${named ? 'named ' : 'SILENT'} ${one.id} ${one.what} (${reason})`);
  }
  console.log(`result plants passed=${shown} failed=${silent}`);
  process.exitCode = silent > 0 ? 1 : 0;
}

if (process.argv.includes('--plants')) plant();
else mutate();
