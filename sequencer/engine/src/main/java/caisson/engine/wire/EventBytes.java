package caisson.engine.wire;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.StampEncoder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The bytes of the event at hand, for those that nearly every command gives. Head and stamp are
 * four stores instead of ten; fields go to offsets that are constants of an array whose length is
 * known, so the compiler checks bounds once for all of them. Where a field stands is the schema's.
 */
final class EventBytes {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);

  private static final int BODY = MessageHeaderEncoder.ENCODED_LENGTH;
  private static final int TEMPLATE_SHIFT = 8 * MessageHeaderEncoder.templateIdEncodingOffset();

  /** The part of the head that is the same in all messages. */
  private static final long SCHEMA =
      ((long) MessageHeaderEncoder.SCHEMA_ID << 8 * MessageHeaderEncoder.schemaIdEncodingOffset())
          | ((long) MessageHeaderEncoder.SCHEMA_VERSION
              << 8 * MessageHeaderEncoder.versionEncodingOffset());

  /** The same bytes, for all other events. */
  final UnsafeBuffer buffer;

  private final byte[] bytes;

  EventBytes(int length) {
    bytes = new byte[length];
    buffer = new UnsafeBuffer(bytes);
  }

  void head(int template, int blockLength) {
    LONG.set(bytes, 0, SCHEMA | (long) template << TEMPLATE_SHIFT | blockLength);
  }

  /** Not the last one; the bytes behind the index are that flag and a reserved one. */
  void stamp(long sequence, long timeNs, int index) {
    putLong(StampEncoder.sequenceEncodingOffset(), sequence);
    putLong(StampEncoder.timeNsEncodingOffset(), timeNs);
    putInt(StampEncoder.indexEncodingOffset(), index);
  }

  void last() {
    putByte(StampEncoder.lastEncodingOffset(), 1);
  }

  void putLong(int field, long value) {
    LONG.set(bytes, BODY + field, value);
  }

  void putInt(int field, int value) {
    INT.set(bytes, BODY + field, value);
  }

  void putByte(int field, int value) {
    bytes[BODY + field] = (byte) value;
  }

  /** A command behind its own length. */
  void putData(int field, CommandBytes command) {
    putInt(field, command.length());
    command.copyTo(bytes, BODY + field + Integer.BYTES);
  }
}
