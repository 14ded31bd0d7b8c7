package caisson.clearing;

/** A payout a batch created; (batchNo, index) is its name on chain, where it is paid once. */
public record Withdrawal(
    long batchNo, int index, int account, int asset, long units, byte[] destination, int lane) {

  /**
   * keccak(0x06 | batchNo u64 | index u32 | account u32 | asset u16 | units u64 | destination |
   * lane u8).
   */
  public byte[] leafHash() {
    return Keccak.hash(
        new Bytes()
            .u8(0x06)
            .u64(batchNo)
            .u32(index)
            .u32(account)
            .u16(asset)
            .u64(units)
            .raw(destination)
            .u8(lane)
            .toArray());
  }
}
