// The book as the stream tells it: price text -> quantity text. Prices stay text; numbers are only
// for ordering and drawing.

const CHECKSUM_LEVELS = 25;

export class Book {
  #bids = new Map();
  #asks = new Map();
  checksum = null;

  /** False when the levels do not add up to the venue's checksum. */
  apply(message, snapshot) {
    if (snapshot) {
      this.#bids.clear();
      this.#asks.clear();
    }
    change(this.#bids, message.bids);
    change(this.#asks, message.asks);
    this.checksum = message.checksum;
    return String(this.#sum()) === message.checksum;
  }

  /** Best first: [price, quantity]. */
  bids(count) {
    return sorted(this.#bids, -1).slice(0, count);
  }

  asks(count) {
    return sorted(this.#asks, 1).slice(0, count);
  }

  #sum() {
    const bids = this.bids(CHECKSUM_LEVELS);
    const asks = this.asks(CHECKSUM_LEVELS);
    const parts = [];
    for (let i = 0; i < CHECKSUM_LEVELS; i++) {
      if (bids[i]) parts.push(bids[i][0], bids[i][1]);
      if (asks[i]) parts.push(asks[i][0], asks[i][1]);
    }
    return crc32(parts.join(':'));
  }
}

function change(side, levels) {
  for (const [price, quantity] of levels) {
    if (Number(quantity) === 0) side.delete(price);
    else side.set(price, quantity);
  }
}

function sorted(side, sign) {
  return [...side].sort((a, b) => sign * (Number(a[0]) - Number(b[0])));
}

const TABLE = Uint32Array.from({length: 256}, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

export function crc32(text) {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i++) crc = TABLE[(crc ^ text.charCodeAt(i)) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
