package caisson.engine.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * The block of a command that comes often, read field by field without asking the buffer for its
 * bounds each time. Where a field stands is the schema's.
 */
final class CommandBytes {
  private static final VarHandle LONG = longs(LITTLE_ENDIAN);
  private static final VarHandle BIG_LONG = longs(BIG_ENDIAN);
  private static final VarHandle INT = ints(LITTLE_ENDIAN);
  private static final VarHandle BIG_INT = ints(BIG_ENDIAN);

  private final byte[] copied = new byte[512];
  private byte[] bytes = copied;
  private int body;

  /** Bytes outside the heap are copied. */
  CommandBytes wrap(DirectBuffer buffer, int offset, int length) {
    byte[] array = buffer.byteArray();
    if (array != null) {
      bytes = array;
      body = buffer.wrapAdjustment() + offset;
    } else {
      buffer.getBytes(offset, copied, 0, length);
      bytes = copied;
      body = 0;
    }
    return this;
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
