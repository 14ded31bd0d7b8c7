package caisson.bridge;

import caisson.chain.Hex;
import caisson.clearing.Keccak;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.DynamicStruct;
import org.web3j.abi.datatypes.generated.Uint64;

/** What somebody without the log asks for, knowing a header and perhaps a proof. */
final class DemandOnChain {
  private static final int DEPTH = 24;
  private static final int NODE = 64;

  private DemandOnChain() {}

  /** Call data that asks for the nodes below the state root or the fill root. */
  static byte[] root(JsonNode proof, boolean fills) {
    return call(proof, fills, List.of(), new byte[0]);
  }

  /** Call data that asks for the preimage of an account's leaf, named by the nodes above it. */
  static byte[] leaf(JsonNode proof, int account, BigInteger claim) {
    byte[] path = Hex.bytes(proof.get("path").asText());
    byte[] hash = Keccak.hash(Hex.bytes(proof.get("leaf").asText()));
    BigInteger positive = claim;
    BigInteger negative = BigInteger.ZERO;
    var chain = new ArrayList<byte[]>();
    byte[] turns = new byte[DEPTH];
    for (int level = 0; level < DEPTH; level++) {
      byte[] sibling = Arrays.copyOfRange(path, NODE * level, NODE * level + NODE);
      byte[] node =
          ByteBuffer.allocate(NODE).put(hash).put(u128(positive)).put(u128(negative)).array();
      boolean right = (account >> level & 1) == 1;
      ByteBuffer parent = ByteBuffer.allocate(1 + 2 * NODE).put((byte) 1);
      chain.add(parent.put(right ? sibling : node).put(right ? node : sibling).array());
      turns[DEPTH - 1 - level] = (byte) (right ? 1 : 0);
      hash = Keccak.hash(parent.array());
      positive = positive.add(new BigInteger(1, sibling, 32, 16));
      negative = negative.add(new BigInteger(1, sibling, 48, 16));
    }
    Collections.reverse(chain);
    return call(proof, false, chain, turns);
  }

  private static byte[] call(JsonNode proof, boolean fills, List<byte[]> chain, byte[] turns) {
    return Venue.call(
        "demand",
        new DynamicStruct(
            new DynamicBytes(Hex.bytes(proof.get("header").asText())),
            new Uint64(proof.get("committedAt").asLong())),
        new Bool(fills),
        new DynamicArray<>(DynamicBytes.class, chain.stream().map(DynamicBytes::new).toList()),
        new DynamicBytes(turns));
  }

  private static byte[] u128(BigInteger value) {
    byte[] minimal = value.toByteArray();
    byte[] padded = new byte[16];
    int length = Math.min(16, minimal.length);
    System.arraycopy(minimal, minimal.length - length, padded, 16 - length, length);
    return padded;
  }
}
