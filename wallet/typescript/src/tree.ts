import { bytesToHex, concat, keccak256, numberToHex, type Hex } from 'viem';
import { claimOf, encodeLeaf, type Leaf } from './leaf.js';
import type { Marks } from './marks.js';
import { Reader } from './reader.js';

const DEPTH = 24;
const ZERO = `0x${'00'.repeat(32)}` as Hex;

/** A subtree: its hash, and the sums of what its accounts are owed and owe. */
export interface Node {
  readonly hash: Hex;
  readonly positive: bigint;
  readonly negative: bigint;
}

export const EMPTY: Node = { hash: ZERO, positive: 0n, negative: 0n };

export function leafNode(leaf: Leaf, marks: Marks): Node {
  const bytes = encodeLeaf(leaf);
  if (bytes === '0x') {
    return EMPTY;
  }
  const claim = claimOf(leaf, marks);
  return { hash: keccak256(bytes), positive: claim > 0n ? claim : 0n, negative: claim < 0n ? -claim : 0n };
}

export function parentNode(left: Node, right: Node): Node {
  if (left.hash === ZERO && right.hash === ZERO) {
    return EMPTY;
  }
  return {
    hash: keccak256(concat(['0x01', nodeBytes(left), nodeBytes(right)])),
    positive: left.positive + right.positive,
    negative: left.negative + right.negative,
  };
}

/** h | p u128 | n u128: the form in a parent and in a proof. */
export function nodeBytes(node: Node): Hex {
  return concat([node.hash, numberToHex(node.positive, { size: 16 }), numberToHex(node.negative, { size: 16 })]);
}

/** Where the path of 24 siblings leads; the header's root and sums must be the same. */
export function rootOf(leaf: Leaf, marks: Marks, path: Uint8Array): Node {
  const siblings = new Reader(path);
  let node = leafNode(leaf, marks);
  for (let level = 0; level < DEPTH; level++) {
    const sibling = { hash: bytesToHex(siblings.raw(32)), positive: siblings.u128(), negative: siblings.u128() };
    if (sibling.hash === ZERO && (sibling.positive !== 0n || sibling.negative !== 0n)) {
      throw new Error(`proof: an empty sibling with sums at level ${level}`);
    }
    const right = ((leaf.account >>> level) & 1) === 1;
    node = right ? parentNode(sibling, node) : parentNode(node, sibling);
  }
  if (siblings.left !== 0) {
    throw new Error(`proof: ${siblings.left} bytes too many`);
  }
  return node;
}
