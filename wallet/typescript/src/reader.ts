/** Big-endian fields of packed bytes, front to back. */
export class Reader {
  private at = 0;
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(): number {
    return this.view.getUint8(this.skip(1));
  }

  u16(): number {
    return this.view.getUint16(this.skip(2));
  }

  u32(): number {
    return this.view.getUint32(this.skip(4));
  }

  u64(): bigint {
    return this.view.getBigUint64(this.skip(8));
  }

  i64(): bigint {
    return this.view.getBigInt64(this.skip(8));
  }

  u128(): bigint {
    return (this.u64() << 64n) | this.u64();
  }

  raw(length: number): Uint8Array {
    const from = this.skip(length);
    return this.bytes.slice(from, from + length);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  private skip(length: number): number {
    if (this.left < length) {
      throw new Error(`cut short: ${this.bytes.length} bytes`);
    }
    const from = this.at;
    this.at += length;
    return from;
  }
}
