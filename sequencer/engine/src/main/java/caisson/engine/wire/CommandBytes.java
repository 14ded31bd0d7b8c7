package caisson.engine.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import caisson.protocol.MessageHeaderDecoder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * The bytes of the command at hand. The fields of a block are read one by one without asking the
 * buffer for its bounds each time; where one stands is the schema's, and that the command covers
 * the block is asked before.
 */
public final class CommandBytes {
  private static final int HEADER = MessageHeaderDecoder.ENCODED_LENGTH;

  private static final VarHandle LONG = longs(LITTLE_ENDIAN);
  private static final VarHandle BIG_LONG = longs(BIG_ENDIAN);
  private static final VarHandle INT = ints(LITTLE_ENDIAN);
  private static final VarHandle BIG_INT = ints(BIG_ENDIAN);

  private final byte[] copied = new byte[CommandAdapter.MAX_COMMAND_LENGTH];
  private byte[] bytes = copied;
  private int start;
  private int body;
  private int length;

  /** Bytes outside the heap are copied. */
  public CommandBytes wrap(DirectBuffer buffer, int offset, int length) {
    buffer.boundsCheck(offset, length);
    byte[] array = buffer.byteArray();
    if (array != null) {
      bytes = array;
      start = buffer.wrapAdjustment() + offset;
    } else {
      buffer.getBytes(offset, copied, 0, length);
      bytes = copied;
      start = 0;
    }
    body = start + HEADER;
    this.length = length;
    return this;
  }

  int length() {
    return length;
  }

  /** All of the header at once, 0 when there is none. */
  long head() {
    return length < HEADER ? 0 : (long) LONG.get(bytes, start);
  }

  /** The first field of every command, 0 when the bytes end before it. */
  long requestId() {
    return length < HEADER + Long.BYTES ? 0 : getLong(0);
  }

  void copyTo(byte[] target, int at) {
    System.arraycopy(bytes, start, target, at, length);
  }

  long getLong(int field) {
    return (long) LONG.get(bytes, body + field);
  }

  int getInt(int field) {
    return (int) INT.get(bytes, body + field);
  }

  short getByte(int field) {
    return (short) (bytes[body + field] & 0xFF);
  }

  /** An address in three parts, big endian. */
  long addressA(int field) {
    return (long) BIG_LONG.get(bytes, body + field);
  }

  long addressB(int field) {
    return (long) BIG_LONG.get(bytes, body + field + Long.BYTES);
  }

  int addressC(int field) {
    return (int) BIG_INT.get(bytes, body + field + 2 * Long.BYTES);
  }

  private static VarHandle longs(ByteOrder order) {
    return MethodHandles.byteArrayViewVarHandle(long[].class, order);
  }

  private static VarHandle ints(ByteOrder order) {
    return MethodHandles.byteArrayViewVarHandle(int[].class, order);
  }
}
