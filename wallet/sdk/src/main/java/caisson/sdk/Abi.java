package caisson.sdk;

import caisson.signing.Address;
import caisson.signing.Keccak256;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Call data of a Solidity function: four bytes of its name's hash, then one word per value; bytes
 * values stand behind, and their word is an offset. Static structs are their members in a row.
 */
final class Abi {
  private final byte[] selector;
  private final List<byte[]> heads = new ArrayList<>();
  private final List<byte[]> tails = new ArrayList<>();

  private Abi(String signature) {
    selector = Arrays.copyOf(Keccak256.hash(signature.getBytes(StandardCharsets.US_ASCII)), 4);
  }

  static Abi call(String signature) {
    return new Abi(signature);
  }

  Abi add(BigInteger unsigned) {
    if (unsigned.signum() < 0 || unsigned.bitLength() > 256) {
      throw new IllegalArgumentException("not a uint256: " + unsigned);
    }
    return word(unsigned.toByteArray());
  }

  Abi add(long unsigned) {
    return add(BigInteger.valueOf(unsigned));
  }

  Abi add(Address address) {
    return word(address.bytes());
  }

  Abi addWord(byte[] bytes32) {
    return word(bytes32);
  }

  Abi addBytes(byte[] value) {
    heads.add(null);
    tails.add(value);
    return this;
  }

  byte[] encode() {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    head.writeBytes(selector);
    int next = 0;
    for (byte[] word : heads) {
      if (word != null) {
        head.writeBytes(word);
      } else {
        head.writeBytes(pad(BigInteger.valueOf(32L * heads.size() + tail.size()).toByteArray()));
        byte[] value = tails.get(next++);
        tail.writeBytes(pad(BigInteger.valueOf(value.length).toByteArray()));
        tail.writeBytes(value);
        tail.writeBytes(new byte[(32 - value.length % 32) % 32]);
      }
    }
    head.writeBytes(tail.toByteArray());
    return head.toByteArray();
  }

  private Abi word(byte[] bytes) {
    heads.add(pad(bytes));
    return this;
  }

  private static byte[] pad(byte[] bytes) {
    byte[] word = new byte[32];
    int length = Math.min(32, bytes.length);
    System.arraycopy(bytes, bytes.length - length, word, 32 - length, length);
    return word;
  }
}
