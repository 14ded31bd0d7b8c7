import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hexToBytes, keccak256, type Hex } from 'viem';
import { claimOf, decodeLeaf, encodeLeaf, type Leaf } from '../src/leaf.js';
import { Marks } from '../src/marks.js';
import { leafNode, nodeBytes, parentNode, rootOf, type Node } from '../src/tree.js';
import { withdrawalHash, withdrawalRoot } from '../src/withdrawal.js';
import { vectors } from './vectors.js';

const java = vectors('settlement');
const exit = vectors('escape');
const marks = new Marks(hexToBytes(java.marks.bytes));

function leafOf(vector: any): Leaf {
  const rows = (list: any[], id: string, amount: string) =>
    new Map<number, bigint>(list.map((row) => [row[id], BigInt(row[amount])]));
  return { account: vector.account, units: rows(vector.assets, 'asset', 'units'), lots: rows(vector.lines, 'market', 'lots') };
}

function nodeOf(bytes: Hex): Node {
  const plain = bytes.slice(2);
  return {
    hash: `0x${plain.slice(0, 64)}`,
    positive: BigInt(`0x${plain.slice(64, 96)}`),
    negative: BigInt(`0x${plain.slice(96, 128)}`),
  };
}

test('a leaf has one form, one hash and the claim its marks give', () => {
  for (const vector of [java.leaf, java.emptyLeaf, ...java.tree.leaves]) {
    const leaf = leafOf(vector);
    assert.equal(encodeLeaf(leaf), vector.bytes);
    assert.equal(leafNode(leaf, marks).hash, vector.hash);
    assert.equal(claimOf(leaf, marks), BigInt(vector.claim));
    assert.deepEqual(decodeLeaf(vector.account, hexToBytes(vector.bytes)), leaf);
  }
});

test('any other byte of a leaf is refused or gives another leaf', () => {
  const bytes = hexToBytes(java.leaf.bytes);
  const told = JSON.stringify([...leafOf(java.leaf).units, ...leafOf(java.leaf).lots], (_, v) => `${v}`);
  for (let at = 0; at < bytes.length; at++) {
    const changed = Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ 1 : byte));
    let found: string;
    try {
      const leaf = decodeLeaf(java.leaf.account, changed);
      found = JSON.stringify([...leaf.units, ...leaf.lots], (_, v) => `${v}`);
    } catch {
      continue;
    }
    assert.notEqual(found, told, `byte ${at}`);
  }
});

test('marks lead to their root, one page or two', () => {
  for (const vector of [java.marks, java.marksTwoPages, java.extremes.marks]) {
    assert.equal(new Marks(hexToBytes(vector.bytes)).root(), vector.root);
  }
});

test('two nodes give the parent of the vectors', () => {
  assert.equal(nodeBytes(parentNode(nodeOf(java.node.left), nodeOf(java.node.right))), java.node.parent);
});

test('every account of the tree proves itself, and an absent one its absence', () => {
  const top = { hash: java.tree.root, positive: BigInt(java.tree.sumPos), negative: BigInt(java.tree.sumNeg) };
  java.tree.leaves.forEach((vector: any, index: number) => {
    assert.deepEqual(rootOf(leafOf(vector), marks, hexToBytes(java.tree.proofs[index])), top);
  });
  assert.deepEqual(rootOf(leafOf(java.emptyLeaf), marks, hexToBytes(java.tree.proofOfEmpty4099)), top);
  const richer = { ...leafOf(java.leaf), units: new Map([[0, 70000001n], [1, 10000n]]) };
  assert.notDeepEqual(rootOf(richer, marks, hexToBytes(java.tree.proofs[1])), top);
});

test('the largest amounts stand in the tree', () => {
  const { leaves, proofs, root, sumPos, sumNeg, marks: words } = java.extremes;
  const extreme = new Marks(hexToBytes(words.bytes));
  const top = { hash: root, positive: BigInt(sumPos), negative: BigInt(sumNeg) };
  leaves.forEach((vector: any, index: number) => {
    assert.equal(claimOf(leafOf(vector), extreme), BigInt(vector.claim));
    assert.deepEqual(rootOf(leafOf(vector), extreme, hexToBytes(proofs[index])), top);
  });
});

test('what everyone takes out of a venue with a hole follows from leaves and marks', () => {
  const words = new Marks(hexToBytes(exit.marks));
  const unitValue = (asset: number) => BigInt(`0x${exit.assetWords.slice(2 + 64 * asset, 18 + 64 * asset)}`);
  const due = (leaf: Leaf, asset: number) =>
    ((leaf.units.get(asset) ?? 0n) * BigInt(exit.assets[asset].present)) / BigInt(exit.assets[asset].accounted);
  const kept = (leaf: Leaf, asset: number) => {
    const claim = claimOf(leaf, words);
    if (claim >= 0n) return due(leaf, asset);
    const value = [1, 2].reduce((sum, held) => sum + (leaf.units.get(held) ?? 0n) * unitValue(held), 0n);
    const left = value + claim * 10n ** 12n;
    return left > 0n ? (due(leaf, asset) * left) / value : 0n;
  };
  const accounts = exit.accounts.map((each: any) => decodeLeaf(each.account, hexToBytes(each.leaf)));
  const positive = (leaf: Leaf) => (claimOf(leaf, words) > 0n ? claimOf(leaf, words) : 0n);
  const sumPos = accounts.reduce((sum: bigint, leaf: Leaf) => sum + positive(leaf), 0n);
  const pool = (asset: number) => accounts.reduce((sum: bigint, leaf: Leaf) => sum + due(leaf, asset) - kept(leaf, asset), 0n);
  exit.accounts.forEach((each: any, index: number) => {
    const leaf: Leaf = accounts[index];
    assert.equal(claimOf(leaf, words), BigInt(each.claim));
    const coin = (BigInt(exit.assets[0].present) * positive(leaf)) / sumPos;
    assert.deepEqual(each.escape.map(BigInt), [coin, kept(leaf, 1), kept(leaf, 2)]);
    assert.deepEqual(each.share.map(BigInt), [0n, ...[1, 2].map((asset) => (pool(asset) * positive(leaf)) / sumPos)]);
  });
});

test('a payout proves itself under the root of its batch', () => {
  const { leaves, root } = java.withdrawals;
  for (const vector of leaves) {
    const withdrawal = { ...vector, units: BigInt(vector.units) };
    assert.equal(withdrawalHash(withdrawal), vector.hash);
    assert.equal(withdrawalRoot(withdrawal, leaves.length, vector.path), root);
    assert.notEqual(withdrawalRoot({ ...withdrawal, units: withdrawal.units + 1n }, leaves.length, vector.path), root);
  }
});

test('a header is known by the hash of its words', () => {
  assert.equal(keccak256(java.header.bytes), java.header.hash);
});
