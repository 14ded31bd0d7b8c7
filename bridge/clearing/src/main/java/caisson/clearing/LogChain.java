package caisson.clearing;

import org.agrona.DirectBuffer;

/** The log root of a window: h = keccak(h | keccak(event bytes)) over its events, from zero. */
public final class LogChain {
  private byte[] root = Bytes.ZERO_32.clone();

  public void add(DirectBuffer buffer, int offset, int length) {
    byte[] event = new byte[length];
    buffer.getBytes(offset, event);
    root = Keccak.hash(root, Keccak.hash(event));
  }

  public byte[] root() {
    return root.clone();
  }

  public void restart() {
    root = Bytes.ZERO_32.clone();
  }
}
