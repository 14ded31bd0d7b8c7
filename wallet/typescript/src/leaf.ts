import { bytesToHex, concat, numberToHex, type Hex } from 'viem';
import type { Marks } from './marks.js';
import { Reader } from './reader.js';

/** What one account holds: units by asset, lots by market; no row is zero. */
export interface Leaf {
  readonly account: number;
  readonly units: ReadonlyMap<number, bigint>;
  readonly lots: ReadonlyMap<number, bigint>;
}

/** 0x00 | id u32 | nAssets u8 | nLines u16 | (asset u16, units i64)... | (market u32, lots i64)..., ids ascending; nothing for no rows. */
export function encodeLeaf(leaf: Leaf): Hex {
  if (leaf.units.size === 0 && leaf.lots.size === 0) {
    return '0x';
  }
  return concat([
    '0x00',
    numberToHex(leaf.account, { size: 4 }),
    numberToHex(leaf.units.size, { size: 1 }),
    numberToHex(leaf.lots.size, { size: 2 }),
    ...rows(leaf.units, 2),
    ...rows(leaf.lots, 4),
  ]);
}

/** Refuses every form but the one that encodeLeaf gives. */
export function decodeLeaf(account: number, bytes: Uint8Array): Leaf {
  const units = new Map<number, bigint>();
  const lots = new Map<number, bigint>();
  if (bytes.length > 0) {
    const reader = new Reader(bytes);
    reader.raw(5);
    const assets = reader.u8();
    const lines = reader.u16();
    for (let i = 0; i < assets; i++) {
      units.set(reader.u16(), reader.i64());
    }
    for (let i = 0; i < lines; i++) {
      lots.set(reader.u32(), reader.i64());
    }
  }
  const leaf = { account, units, lots };
  const zero = [...units.values(), ...lots.values()].some((amount) => amount === 0n);
  if (zero || encodeLeaf(leaf) !== bytesToHex(bytes)) {
    throw new Error(`leaf: not the one form of account ${account}`);
  }
  return leaf;
}

/** Cash and every line at the marks, in whole micro-dollars. */
export function claimOf(leaf: Leaf, marks: Marks): bigint {
  let claim = leaf.units.get(0) ?? 0n;
  for (const [market, lots] of leaf.lots) {
    claim += marks.lotValue(market) * lots;
  }
  return claim;
}

function rows(amounts: ReadonlyMap<number, bigint>, size: number): Hex[] {
  return [...amounts]
    .sort(([a], [b]) => a - b)
    .map(([id, amount]) => concat([numberToHex(id, { size }), numberToHex(amount, { size: 8, signed: true })]));
}
