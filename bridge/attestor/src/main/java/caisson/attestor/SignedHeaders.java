package caisson.attestor;

import caisson.signing.Signature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;

/**
 * What was signed, for ever: one header hash per batch number, on disk before the signature leaves
 * the process. So a restart cannot be used to get a second header of the same number signed.
 *
 * <pre>
 * record, 109 B: no u64 | header hash 32 | signature 65 | CRC-32C of what stands before it, u32
 * </pre>
 *
 * A torn last record was never answered and is cut off; any other damage refuses the start.
 */
final class SignedHeaders implements AutoCloseable {
  private static final int RECORD = 8 + 32 + Signature.LENGTH + 4;

  record Signed(byte[] headerHash, byte[] signature) {}

  private final FileChannel file;
  private final Map<Long, Signed> byNo = new ConcurrentHashMap<>();

  private SignedHeaders(FileChannel file) {
    this.file = file;
  }

  static SignedHeaders open(Path path) {
    try {
      Files.createDirectories(path.getParent());
      SignedHeaders headers =
          new SignedHeaders(
              FileChannel.open(
                  path,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE));
      headers.load(path);
      return headers;
    } catch (IOException e) {
      throw new StartException("cannot open the signed headers " + path + ": " + e);
    }
  }

  Optional<Signed> of(long no) {
    return Optional.ofNullable(byNo.get(no));
  }

  /** Durable when it returns. The caller made sure that the number was never signed. */
  synchronized void append(long no, byte[] headerHash, byte[] signature) {
    if (byNo.containsKey(no)) {
      throw new IllegalStateException("batch number signed before: " + no);
    }
    ByteBuffer record = ByteBuffer.allocate(RECORD).putLong(no).put(headerHash).put(signature);
    record.putInt(checksum(record.array())).flip();
    try {
      while (record.hasRemaining()) {
        file.write(record);
      }
      file.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot record the signature of batch " + no, e);
    }
    byNo.put(no, new Signed(headerHash.clone(), signature.clone()));
  }

  private void load(Path path) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(RECORD);
    long position = 0;
    while (position + RECORD <= file.size()) {
      record.clear();
      while (record.hasRemaining()) {
        if (file.read(record, position + record.position()) < 0) {
          throw new IOException("file shrank while it was read");
        }
      }
      record.flip();
      long no = record.getLong();
      byte[] headerHash = new byte[32];
      byte[] signature = new byte[Signature.LENGTH];
      record.get(headerHash).get(signature);
      boolean whole = record.getInt() == checksum(record.array());
      boolean atEnd = position + RECORD == file.size();
      if (!whole && !atEnd) {
        throw new StartException("signed headers are damaged at byte " + position + ": " + path);
      }
      if (!whole) {
        break;
      }
      byNo.put(no, new Signed(headerHash, signature));
      position += RECORD;
    }
    file.truncate(position);
    file.position(position);
  }

  private static int checksum(byte[] record) {
    CRC32C crc = new CRC32C();
    crc.update(Arrays.copyOf(record, RECORD - 4));
    return (int) crc.getValue();
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
