import { concat, keccak256, numberToHex, size, slice, type Hex } from 'viem';

/** A payout a batch created; (batchNo, index) is its name on chain, where it is paid once. */
export interface Withdrawal {
  readonly batchNo: number;
  readonly index: number;
  readonly account: number;
  readonly asset: number;
  readonly units: bigint;
  readonly destination: Hex;
  readonly lane: number;
}

export function withdrawalHash(w: Withdrawal): Hex {
  return keccak256(
    concat([
      '0x06',
      numberToHex(w.batchNo, { size: 8 }),
      numberToHex(w.index, { size: 4 }),
      numberToHex(w.account, { size: 4 }),
      numberToHex(w.asset, { size: 2 }),
      numberToHex(w.units, { size: 8 }),
      w.destination,
      numberToHex(w.lane, { size: 1 }),
    ]),
  );
}

/** The root of a tree of that many leaves, an odd one moving up a level unhashed. */
export function withdrawalRoot(w: Withdrawal, leaves: number, path: Hex): Hex {
  let node = withdrawalHash(w);
  let at = 0;
  let index = w.index;
  for (let width = leaves; width > 1; width = (width + 1) >> 1, index >>= 1) {
    const alone = index === width - 1 && (width & 1) === 1;
    if (!alone) {
      const sibling = slice(path, at, at + 32);
      at += 32;
      node = keccak256(concat(index & 1 ? ['0x07', sibling, node] : ['0x07', node, sibling]));
    }
  }
  if (at !== size(path)) {
    throw new Error(`proof: ${size(path) - at} bytes too many`);
  }
  return node;
}
