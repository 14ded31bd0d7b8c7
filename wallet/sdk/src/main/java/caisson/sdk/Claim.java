package caisson.sdk;

import caisson.signing.Address;
import caisson.signing.Hex;

/**
 * What makes a withdrawal payable: the batch it is in and its path to the batch's withdrawal root.
 * Anyone may send it; the coins go to the destination inside.
 *
 * @param header 672 bytes
 * @param committedAt block time of the commit, seconds
 * @param flows the batch's flow rows
 * @param lane 0 standard, 1 fast
 * @param count withdrawals in the batch
 * @param path sibling hashes from the bottom, 32 bytes each
 */
public record Claim(
    byte[] header,
    long committedAt,
    byte[] flows,
    int index,
    int account,
    int asset,
    long units,
    Address destination,
    int lane,
    int count,
    byte[] path) {
  /** From the bridge's answer for a withdrawal. */
  public static Claim of(Json json) {
    return new Claim(
        Hex.decode(json.text("header")),
        json.integer("committedAt"),
        Hex.decode(json.text("flows")),
        Math.toIntExact(json.integer("index")),
        Math.toIntExact(json.integer("account")),
        Math.toIntExact(json.integer("asset")),
        json.integer("units"),
        Address.parse(json.text("destination")),
        Math.toIntExact(json.integer("lane")),
        Math.toIntExact(json.integer("count")),
        Hex.decode(json.text("path")));
  }

  byte[] callData() {
    return Abi.call(
            "pay(bytes,uint64,bytes,(uint32,uint32,uint16,uint64,address,uint8),uint32,bytes)")
        .addBytes(header)
        .add(committedAt)
        .addBytes(flows)
        .add(index)
        .add(account)
        .add(asset)
        .add(units)
        .add(destination)
        .add(lane)
        .add(count)
        .addBytes(path)
        .encode();
  }
}
