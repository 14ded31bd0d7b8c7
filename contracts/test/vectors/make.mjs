// make.mjs   writes golden.json: every chain format worked out by hand-written code that shares nothing with the contracts or
// the Java modules. Formats: ../../README.md. Run: node test/vectors/make.mjs
import fs from 'node:fs';
import path from 'node:path';
import sha3 from 'js-sha3';

const hex = (bytes) => '0x' + Buffer.from(bytes).toString('hex');
const keccak = (...parts) => Buffer.from(sha3.keccak256.arrayBuffer(Buffer.concat(parts)));
const uint = (value, bytes) => Buffer.from((BigInt(value) & ((1n << BigInt(8 * bytes)) - 1n)).toString(16).padStart(2 * bytes, '0'), 'hex');
const word = (value) => (Buffer.isBuffer(value) ? value : uint(value, 32));
const ZERO = Buffer.alloc(32);
const text = (s) => keccak(Buffer.from(s));

// ---- marks ----
const assetWord = (m) => Buffer.concat([uint(m.markUnit, 8), uint(m.scale, 1), uint(m.status, 1), Buffer.alloc(22)]);
const marketWord = (m) =>
  m ? Buffer.concat([uint(m.markTicks, 8), uint(m.k, 8), uint(m.fundingIndex, 8), uint(m.status, 1), Buffer.alloc(7)]) : ZERO;
const side = (prefix, words) => {
  const hashes = [];
  for (let i = 0; i < words.length; i += 32) {
    const page = Buffer.alloc(1024);
    words.slice(i, i + 32).forEach((w, j) => w.copy(page, 32 * j));
    hashes.push(keccak(uint(prefix, 1), page));
  }
  return keccak(...hashes);
};
const markBytes = (assets, markets) => Buffer.concat([uint(assets.length, 2), uint(markets.length, 2), ...assets, ...markets]);
const markRoot = (assets, markets) => keccak(side(2, assets), side(3, markets));

// ---- leaves and tree ----
const leafBytes = (a) =>
  a.assets.length + a.lines.length === 0
    ? Buffer.alloc(0)
    : Buffer.concat([
        uint(0, 1), uint(a.id, 4), uint(a.assets.length, 1), uint(a.lines.length, 2),
        ...a.assets.map(([asset, units]) => Buffer.concat([uint(asset, 2), uint(units, 8)])),
        ...a.lines.map(([market, lots]) => Buffer.concat([uint(market, 4), uint(lots, 8)])),
      ]);
const claim = (a, markets) => {
  const cash = a.assets.filter(([asset]) => asset === 0).reduce((s, [, units]) => s + BigInt(units), 0n);
  return a.lines.reduce((s, [m, lots]) => s + BigInt(lots) * (BigInt(markets[m].markTicks) * BigInt(markets[m].k) - BigInt(markets[m].fundingIndex)), cash);
};
const EMPTY = { h: ZERO, p: 0n, n: 0n };
const triple = (x) => Buffer.concat([x.h, uint(x.p, 16), uint(x.n, 16)]);
const isEmpty = (x) => x.h.equals(ZERO) && x.p === 0n && x.n === 0n;
const node = (l, r) => (isEmpty(l) && isEmpty(r) ? EMPTY : { h: keccak(uint(1, 1), triple(l), triple(r)), p: l.p + r.p, n: l.n + r.n });
const leafNode = (a, markets) => {
  const c = claim(a, markets);
  const bytes = leafBytes(a);
  return { h: bytes.length ? keccak(bytes) : ZERO, p: c > 0n ? c : 0n, n: c < 0n ? -c : 0n };
};
// A sparse tree as one map per level: plain, slow, complete.
const tree = (accounts, markets) => {
  const levels = [new Map(accounts.map((a) => [a.id, leafNode(a, markets)]))];
  for (let level = 0; level < 24; level++) {
    const up = new Map();
    for (const index of levels[level].keys()) {
      const even = index & ~1;
      up.set(index >> 1, node(levels[level].get(even) ?? EMPTY, levels[level].get(even + 1) ?? EMPTY));
    }
    levels.push(up);
  }
  const pathOf = (id) => Buffer.concat(levels.slice(0, 24).map((l, i) => triple(l.get((id >> i) ^ 1) ?? EMPTY)));
  return { root: levels[24].get(0) ?? EMPTY, pathOf };
};

// ---- payload ----
const zigzag = (v) => { v = BigInt.asIntN(64, BigInt(v)); return BigInt.asUintN(64, (v << 1n) ^ (v >> 63n)); };
const merkle = (prefix, hashes) => {
  while (hashes.length > 1) {
    const up = [];
    for (let i = 0; i < hashes.length; i += 2) up.push(i + 1 < hashes.length ? keccak(uint(prefix, 1), hashes[i], hashes[i + 1]) : hashes[i]);
    hashes = up;
  }
  return hashes[0];
};
const payload = (sections) => {
  const pages = [];
  for (const { key, entries } of sections) {
    for (let i = 0; i < entries.length; i += 170) pages.push({ key, entries: entries.slice(i, i + 170) });
  }
  let prevKey = 0n, prevId = 0;
  const calldata = [], hashes = [];
  pages.forEach(({ key, entries }, i) => {
    const head = Buffer.concat([uint(key, 5), uint(entries.length | (i === pages.length - 1 ? 0x8000 : 0), 2)]);
    const body = Buffer.concat(entries.map(([id, v]) => Buffer.concat([uint(id, 4), uint(zigzag(v), 8)])));
    calldata.push(head, body);
    hashes.push(keccak(head, uint(prevKey, 5), uint(prevId, 4), body));
    prevKey = key;
    prevId = entries[entries.length - 1][0];
  });
  return { bytes: Buffer.concat(calldata), hash: pages.length ? keccak(uint(5, 1), ZERO, merkle(4, hashes)) : ZERO, pageHashes: hashes };
};
const assetKey = (a) => (2n << 32n) | BigInt(a);
const marketKey = (m) => (3n << 32n) | BigInt(m);

// ---- withdrawals ----
const withdrawalLeaf = (no, w) =>
  keccak(uint(6, 1), uint(no, 8), uint(w.index, 4), uint(w.account, 4), uint(w.asset, 2), uint(w.units, 8), Buffer.from(w.destination.slice(2), 'hex'), uint(w.lane, 1));
const withdrawalPath = (hashes, index) => {
  const parts = [];
  while (hashes.length > 1) {
    const sibling = index ^ 1;
    if (sibling < hashes.length) parts.push(hashes[sibling]);
    const up = [];
    for (let i = 0; i < hashes.length; i += 2) up.push(i + 1 < hashes.length ? keccak(uint(7, 1), hashes[i], hashes[i + 1]) : hashes[i]);
    hashes = up;
    index >>= 1;
  }
  return Buffer.concat(parts);
};

// ---- flows, accounted ----
const flowRow = (f) => Buffer.concat([uint(f.asset, 2), uint(f.depositsConsumed, 8), uint(f.withdrawalsCreated, 8), uint(f.coverDrawn, 8), uint(f.fundTopUp, 8)]);

// ---- EIP-712 ----
const typeHash = text('EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)');
const domainSeparator = (chainId, contract) => keccak(typeHash, text('Caisson'), text('1'), uint(chainId, 32), uint(contract, 32));
const digest = (chainId, contract, headerHash) =>
  keccak(Buffer.from('1901', 'hex'), domainSeparator(chainId, contract), keccak(text('Header(bytes32 headerHash)'), headerHash));

// ==== the cases ====
const markets = [null, { markTicks: 600_123n, k: 10n, fundingIndex: -17n, status: 1n }, null, { markTicks: 42n, k: 1_000_000n, fundingIndex: 5_000_001n, status: 2n }];
const assets = [{ markUnit: 1_000_000_000_000n, scale: 6, status: 1 }, { markUnit: 600_000_000_000_000n, scale: 8, status: 1 }];
const assetWords = assets.map(assetWord), marketWords = markets.map(marketWord);

const manyAssets = Array.from({ length: 33 }, (_, i) => assetWord({ markUnit: BigInt(i + 1) * 10n ** 12n, scale: i % 10, status: 1 }));
const manyMarkets = Array.from({ length: 65 }, (_, i) => marketWord(i && { markTicks: BigInt(i), k: 10n, fundingIndex: BigInt(-i), status: 1n }));

const accounts = [
  { id: 1, assets: [[0, 1_250_000n]], lines: [] },
  { id: 5, assets: [[0, -400_000n]], lines: [] },
  { id: 4096, assets: [[0, -9_000_000_000n], [1, 123_456_789n]], lines: [[1, 1_500n]] },
  { id: 4097, assets: [[0, 21_000_000_000n]], lines: [[1, -1_500n], [3, 7n]] },
  { id: 16_777_215, assets: [[0, 5n]], lines: [[3, -7n]] },
];
const five = tree(accounts, markets);

const payloads = {
  empty: [],
  one: [{ key: assetKey(0), entries: [[1, 3n], [5, -1n], [4096, -2n]] }],
  extremes: [{ key: assetKey(0), entries: [[4096, 2n ** 63n - 1n], [4097, -(2n ** 63n)], [4098, 1n]] }],
  edge: [
    { key: assetKey(0), entries: Array.from({ length: 171 }, (_, i) => [4096 + 2 * i, i < 170 ? 1n : -170n]) },
    { key: assetKey(1), entries: Array.from({ length: 170 }, (_, i) => [4096 + i, i % 2 ? 9n : -9n]) },
    { key: marketKey(1), entries: [[4096, 5n], [16_777_215, -5n]] },
    { key: marketKey(4_000_000_000), entries: [[2, -1n], [3, 1n]] },
  ],
};

const withdrawals = Array.from({ length: 7 }, (_, i) => ({
  index: i, account: 4096 + i, asset: i % 2, units: 1_000_000n + BigInt(i), destination: '0x' + (i + 1).toString(16).padStart(40, '1'), lane: i % 2,
}));
const withdrawalLeaves = withdrawals.map((w) => withdrawalLeaf(9, w));

const flows = [
  { asset: 0, depositsConsumed: 10n, withdrawalsCreated: 4n, coverDrawn: 2n, fundTopUp: 1n },
  { asset: 1, depositsConsumed: 0n, withdrawalsCreated: 77n, coverDrawn: 0n, fundTopUp: 0n },
];
const flowBytes = Buffer.concat(flows.map(flowRow));
const accounted = [12_001_234_567n, 123_456_789n];

const headerFields = [
  1n, 9n, keccak(Buffer.from('prev')), 1_700_000_123n, 1001n, 2042n, five.root.h, five.root.p, five.root.n, markRoot(assetWords, marketWords),
  keccak(...accounted.map((u, a) => Buffer.concat([uint(a, 2), uint(u, 8)]))), keccak(flowBytes), payload(payloads.edge).hash, ZERO,
  keccak(Buffer.from('log')), keccak(Buffer.from('ledger')), 0n, ZERO, 17n, merkle(7, withdrawalLeaves.slice()),
  keccak(...flows.filter((f) => f.withdrawalsCreated).map((f) => Buffer.concat([uint(f.asset, 2), uint(f.withdrawalsCreated, 8)]))),
];
const header = Buffer.concat(headerFields.map(word));
const headerHash = keccak(header);
const contract = '0x5fbdb2315678afecb367f032d93f642f64180aa3';

const golden = {
  emptyHash: hex(keccak(Buffer.alloc(0))),
  marks: [[assetWords, marketWords], [manyAssets, manyMarkets], [[assetWords[0]], []]].map(([a, m]) => ({ bytes: hex(markBytes(a, m)), root: hex(markRoot(a, m)) })),
  tree: {
    marks: hex(markBytes(assetWords, marketWords)),
    root: hex(five.root.h), sumPos: five.root.p.toString(), sumNeg: five.root.n.toString(),
    leaves: [...accounts, { id: 4098, assets: [], lines: [] }, { id: 0, assets: [], lines: [] }].map((a) => ({
      id: a.id, bytes: hex(leafBytes(a)), hash: hex(leafNode(a, markets).h), claim: claim(a, markets).toString(), path: hex(five.pathOf(a.id)),
    })),
  },
  node: { left: hex(triple(leafNode(accounts[0], markets))), right: hex(triple(leafNode(accounts[1], markets))), hash: hex(node(leafNode(accounts[0], markets), leafNode(accounts[1], markets)).h) },
  zigzag: [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n)].map((v) => ({ value: v.toString(), encoded: zigzag(v).toString() })),
  payloads: Object.entries(payloads).map(([name, sections]) => {
    const p = payload(sections);
    const sum = (a) => sections.filter((s) => s.key === assetKey(a)).flatMap((s) => s.entries).reduce((t, [, v]) => t + v, 0n);
    return { name, bytes: hex(p.bytes), hash: hex(p.hash), pageHashes: p.pageHashes.map(hex), sums: [sum(0).toString(), sum(1).toString()] };
  }),
  withdrawals: {
    no: 9,
    leaves: withdrawals.map((w, i) => ({ ...w, units: w.units.toString(), hash: hex(withdrawalLeaves[i]) })),
    trees: withdrawals.map((_, i) => ({ count: i + 1, root: hex(merkle(7, withdrawalLeaves.slice(0, i + 1))), paths: withdrawals.slice(0, i + 1).map((__, j) => hex(withdrawalPath(withdrawalLeaves.slice(0, i + 1), j))) })),
  },
  flows: {
    bytes: hex(flowBytes), hash: hex(keccak(flowBytes)), withdrawTotalsHash: hex(headerFields[20]),
    net: flows.map((f) => (f.depositsConsumed + f.coverDrawn - f.withdrawalsCreated - f.fundTopUp).toString()),
  },
  accounted: { units: accounted.map(String), hash: hex(headerFields[10]) },
  header: { bytes: hex(header), hash: hex(headerHash) },
  attestation: { chainId: 31337, contract, domainSeparator: hex(domainSeparator(31337, contract)), digest: hex(digest(31337, contract, headerHash)) },
  record: { headerHash: hex(headerHash), committedAt: 1_700_000_130, record: hex(keccak(headerHash, uint(1_700_000_130, 8))) },
};
fs.writeFileSync(path.join(import.meta.dirname, 'golden.json'), JSON.stringify(golden, null, 1) + '\n');
