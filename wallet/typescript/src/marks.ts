import { concat, keccak256, type Hex } from 'viem';
import { Reader } from './reader.js';

const WORD = 32;
const PAGE = 32 * WORD;
const HEAD = 4;

interface MarketWord {
  readonly markTicks: bigint;
  readonly k: bigint;
  readonly fundingIndex: bigint;
}

/** The marks of a header: nAssets u16 | nMarkets u16 | words of 32 bytes, a word's index being its id. */
export class Marks {
  private readonly assets: number;
  private readonly markets: readonly MarketWord[];

  constructor(private readonly bytes: Uint8Array) {
    const reader = new Reader(bytes);
    this.assets = reader.u16();
    const markets = reader.u16();
    const expected = HEAD + WORD * (this.assets + markets);
    if (bytes.length !== expected) {
      throw new Error(`marks: expected ${expected} bytes, found ${bytes.length}`);
    }
    reader.raw(WORD * this.assets);
    this.markets = Array.from({ length: markets }, () => {
      const word = { markTicks: reader.u64(), k: reader.u64(), fundingIndex: reader.i64() };
      reader.raw(8);
      return word;
    });
  }

  root(): Hex {
    const split = HEAD + WORD * this.assets;
    return keccak256(concat([this.side(2, HEAD, split), this.side(3, split, this.bytes.length)]));
  }

  /** What one lot is worth above the cash it was booked with, in micro-dollars. */
  lotValue(market: number): bigint {
    const word = this.markets[market];
    if (word === undefined || (word.markTicks === 0n && word.k === 0n && word.fundingIndex === 0n)) {
      throw new Error(`no mark for market ${market}`);
    }
    return word.markTicks * word.k - word.fundingIndex;
  }

  private side(domain: number, from: number, to: number): Hex {
    const pages: Hex[] = [];
    for (let at = from; at < to; at += PAGE) {
      const page = new Uint8Array(1 + PAGE);
      page[0] = domain;
      page.set(this.bytes.subarray(at, Math.min(at + PAGE, to)), 1);
      pages.push(keccak256(page));
    }
    return keccak256(concat(pages));
  }
}
