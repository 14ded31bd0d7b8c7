package caisson.bridge;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.agrona.DirectBuffer;

/**
 * The published log: one file per batch with the events of its sequences, each u32 length (big
 * endian) and event bytes. A file gets its name when it is complete. A replay from the start of the
 * log writes equal bytes again, so a crash needs no care.
 */
final class BatchLogFiles implements AutoCloseable {
  private final Path folder;
  private final Path part;
  private DataOutputStream out;
  private byte[] event = new byte[4096];

  BatchLogFiles(Path folder) {
    this.folder = folder;
    this.part = folder.resolve("open.part");
    try {
      Files.createDirectories(folder);
      out = open();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + part, e);
    }
  }

  static Path file(Path folder, long batchNo) {
    return folder.resolve("batch-%06d.log".formatted(batchNo));
  }

  void append(DirectBuffer buffer, int offset, int length) {
    if (event.length < length) {
      event = new byte[length];
    }
    buffer.getBytes(offset, event, 0, length);
    try {
      out.writeInt(length);
      out.write(event, 0, length);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + part, e);
    }
  }

  void seal(long batchNo) {
    try {
      out.close();
      Files.move(
          part,
          file(folder, batchNo),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      out = open();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file(folder, batchNo), e);
    }
  }

  private DataOutputStream open() throws IOException {
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part), 1 << 16));
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + part, e);
    }
  }
}
