// mutate.mjs [--sample N] [--seed N] [--only File.sol] [--minutes N] [--fresh] : do the tests notice a wrong contract?
//
// Makes N wrong copies of each source named below, one small change each (a comparison, an operator, a bound, a check or a modifier
// left out), and runs the tests that should notice. Works in a copy of the folder. One line a mutant; what was judged of the same sources
// and tests is remembered in cache/mutation.jsonl, so a run that was stopped, or stopped itself after --minutes, goes on where it was.
// Prints the share noticed a source, and last `result mutation passed=KILLED failed=SURVIVED`; exits 0 when at least nine of ten were
// noticed and none is left to try, 3 when some are.
import crypto from 'node:crypto';
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
  'src/Vault.sol': ['Vault', 'ClearingHouse', 'Exit', 'Limits', 'ForceQueue', 'Errors', 'Commit', 'Payout', 'LiveInvariants'],
  'src/ClearingHouse.sol': ['ClearingHouse', 'Chunks', 'Exit', 'Limits', 'Errors', 'Commit', 'Payout', 'LiveInvariants'],
  'src/HouseState.sol': ['ClearingHouse', 'Demand', 'Exit', 'Limits', 'Commit', 'Payout', 'ExitInvariants'],
  'src/Emergency.sol': ['ClearingHouse', 'Demand', 'Exit', 'Limits', 'Commit', 'Payout', 'ExitInvariants'],
  'src/ForceQueue.sol': ['ForceQueue', 'Exit', 'EmergencyMatch', 'ExitInvariants'],
  'src/ExitDesk.sol': ['Exit', 'ExitInvariants'],
  'src/InsuranceFund.sol': ['InsuranceFund', 'FundInvariants'],
  'src/Attestors.sol': ['Attestors'],
  'src/OracleHub.sol': ['OracleHub', 'PeripheryInvariants'],
  'src/Authority.sol': ['Authority', 'PeripheryInvariants'],
  'src/Steward.sol': ['Steward'],
  'src/EmergencyMatch.sol': ['EmergencyMatch'],
  'src/Challenge.sol': ['Challenge', 'Errors'],
  'src/Demand.sol': ['Demand'],
  'src/Judge.sol': ['MoveJudge', 'PriceJudge'],
  'src/MoveJudge.sol': ['MoveJudge', 'DisputeInvariants'],
  'src/PriceJudge.sol': ['PriceJudge'],
  'src/FillVerifier.sol': ['FillVerifier', 'EmergencyMatch'],
  'src/PasskeyAccount.sol': ['PasskeyAccount', 'WalletInvariants'],
  'src/GasStation.sol': ['GasStation'],
  'src/libraries/CoverCaps.sol': ['InsuranceFund', 'FundInvariants'],
  'src/libraries/Evidence.sol': ['MoveJudge', 'DisputeInvariants'],
  'src/libraries/Flows.sol': ['ClearingHouse', 'Golden', 'Commit'],
  'src/libraries/Marks.sol': ['ClearingHouse', 'Golden', 'PriceJudge', 'Commit'],
  'src/libraries/Moves.sol': ['MoveJudge'],
  'src/libraries/PageProof.sol': ['Challenge', 'MoveJudge'],
  'src/libraries/Payload.sol': ['ClearingHouse', 'Chunks', 'Golden', 'Mutators', 'Commit'],
  'src/libraries/Quorum.sol': ['Attestors', 'OracleHub'],
  'src/libraries/RateLimiter.sol': ['Limits', 'LiveInvariants'],
  'src/libraries/StateProof.sol': ['ClearingHouse', 'Golden', 'Exit', 'Challenge', 'Commit'],
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

const forgeBinary = process.env.FORGE ?? 'node_modules/.bin/forge';
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
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

function forge(args) {
  const run = spawnSync(forgeBinary, args, {
    cwd: contracts,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, FORGE_SNAPSHOT_CHECK: 'false', FOUNDRY_FUZZ_RUNS: '32', FOUNDRY_INVARIANT_RUNS: '4' },
  });
  if (run.error || run.signal) throw run.error ?? new Error(`forge ended by ${run.signal}`);
  const compiled = !/Compiler run failed|Error: Compilation failed/.test(run.stdout + run.stderr);
  return { passed: run.status === 0, compiled };
}

function digest(files) {
  const hash = crypto.createHash('sha256');
  for (const file of files) hash.update(file).update(fs.readFileSync(path.join(folder, file)));
  return hash.digest('hex').slice(0, 16);
}

function below(name) {
  return fs.readdirSync(path.join(folder, name), { recursive: true }).map((file) => path.join(name, file)).filter((file) => file.endsWith('.sol')).sort();
}

const seed = Number(option('seed', '1'));
const sample = Number(option('sample', '6'));
const only = option('only', '');
const until = Date.now() + 60_000 * Number(option('minutes', '1000000'));
const memory = path.join(folder, 'cache', 'mutation.jsonl');
fs.mkdirSync(path.dirname(memory), { recursive: true });
if (process.argv.includes('--fresh')) fs.rmSync(memory, { force: true });
const remembered = new Map();
if (fs.existsSync(memory)) {
  for (const line of fs.readFileSync(memory, 'utf8').split('\n').filter(Boolean)) {
    const { key, verdict } = JSON.parse(line);
    remembered.set(key, verdict);
  }
}
const support = below('test/support');
const sources = digest(below('src'));

// What the tests say of one changed source: killed, survived, or nothing when the change does not compile.
function judge(source, text, { at, from, to }, tests) {
  const key = [source, at, to, sources, digest([...support, ...tests])].join('|');
  if (remembered.has(key)) return { verdict: remembered.get(key), known: true };
  const file = path.join(contracts, source);
  fs.writeFileSync(file, text.slice(0, at) + to + text.slice(at + from.length));
  const { passed, compiled } = forge(['test', '--fail-fast', '--match-path', tests.length > 1 ? `{${tests}}` : tests[0]]);
  fs.writeFileSync(file, text);
  const verdict = !compiled ? 'invalid' : passed ? 'SURVIVED' : 'killed';
  fs.appendFileSync(memory, JSON.stringify({ key, verdict }) + '\n');
  return { verdict, known: false };
}

let killed = 0;
let survived = 0;
let left = 0;
let sound = false;
for (const [source, names] of Object.entries(TARGETS)) {
  if (only && !source.endsWith('/' + only)) continue;
  const tests = names.map((name) => `test/${name}.t.sol`).filter((test) => fs.existsSync(path.join(folder, test)));
  const text = fs.readFileSync(path.join(folder, source), 'utf8');
  const counts = { killed: 0, SURVIVED: 0 };
  for (const site of shuffled(sites(text), seed)) {
    if (counts.killed + counts.SURVIVED === sample) break;
    if (Date.now() > until) {
      left += sample - counts.killed - counts.SURVIVED;
      break;
    }
    if (!sound) {
      console.log('the tests of all sources, unchanged');
      const all = [...new Set(Object.values(TARGETS).flat())].map((name) => `test/${name}.t.sol`).filter((test) => fs.existsSync(path.join(folder, test)));
      if (!forge(['test', '--match-path', `{${all}}`]).passed) throw new Error('the tests fail without any change');
      sound = true;
    }
    const { verdict, known } = judge(source, text, site, tests);
    if (verdict === 'invalid') continue;
    counts[verdict]++;
    const line = text.slice(0, site.at).split('\n').length;
    const time = new Date().toISOString().slice(11, 19);
    console.log(`${known ? 'known   ' : time} ${verdict} ${source}:${line} ${site.from.trim()} -> ${site.to.trim() || 'nothing'}`);
  }
  killed += counts.killed;
  survived += counts.SURVIVED;
  console.log(`source ${source} sites=${sites(text).length} tried=${counts.killed + counts.SURVIVED} noticed=${counts.killed}`);
}
const rate = killed / (killed + survived);
console.log(`seed ${seed}, at most ${sample} a source, ${killed + survived} tried, ${left} left, noticed ${(100 * rate).toFixed(1)} %`);
console.log(`result mutation passed=${killed} failed=${survived}`);
process.exitCode = rate < LEAST ? 1 : left > 0 ? 3 : 0;
