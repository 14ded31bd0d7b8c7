package caisson.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The neutral command file that every side reads, little-endian.
 *
 * <pre>
 * fill commands i64 | timed commands i64 | records of 40 bytes:
 * type i32 (1 GTC, 2 IOC, 4 cancel, 5 move, 6 reduce) | side i32 (1 bid) | order id i64 | user i64 | ticks i64 | lots i64
 * </pre>
 */
final class CommandFile {
  static final int GTC = 1;
  static final int IOC = 2;
  static final int CANCEL = 4;
  static final int MOVE = 5;
  static final int REDUCE = 6;

  private static final int HEADER = 16;
  private static final int WORDS = 5;
  private static final long BID = 1L << 32;

  final int fill;
  final int size;

  /** Five words a record, as in the file: type and side share the first. */
  private final long[] words;

  CommandFile(int fill, int timed) {
    this.fill = fill;
    size = fill + timed;
    words = new long[size * WORDS];
  }

  static CommandFile read(Path path) throws IOException {
    var bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    var file = new CommandFile((int) bytes.getLong(), (int) bytes.getLong());
    bytes.asLongBuffer().get(file.words);
    return file;
  }

  byte[] bytes() {
    var bytes = ByteBuffer.allocate(HEADER + words.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(fill).putLong(size - fill).asLongBuffer().put(words);
    return bytes.array();
  }

  void put(int at, int type, boolean bid, long orderId, int user, long ticks, long lots) {
    int word = at * WORDS;
    words[word] = type | (bid ? BID : 0);
    words[word + 1] = orderId;
    words[word + 2] = user;
    words[word + 3] = ticks;
    words[word + 4] = lots;
  }

  /** Highest user number. */
  int mostUser() {
    long most = 0;
    for (int at = 0; at < size; at++) {
      most = Math.max(most, words[at * WORDS + 2]);
    }
    return (int) most;
  }

  void apply(int at, BookSide side) {
    int word = at * WORDS;
    long head = words[word];
    side.apply(
        (int) head,
        (head & BID) != 0,
        words[word + 1],
        (int) words[word + 2],
        words[word + 3],
        words[word + 4]);
  }
}
