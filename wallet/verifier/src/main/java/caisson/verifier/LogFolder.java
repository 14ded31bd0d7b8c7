package caisson.verifier;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The published event log: one file per batch, batch-000001.log and on, with the events of its
 * sequences in order, each as length u32 (big endian) and that many bytes, which start at the SBE
 * message header. A file is complete when it is there.
 */
public final class LogFolder {
  private static final int MAX_EVENT = 2 << 20;

  private LogFolder() {}

  /** Reads the batches 1 to the last; a missing one is an outside failure. */
  public static void read(Path folder, long lastBatch, Consumer<byte[]> reader) {
    for (long no = 1; no <= lastBatch; no++) {
      readFile(folder.resolve("batch-%06d.log".formatted(no)), reader);
    }
  }

  private static void readFile(Path file, Consumer<byte[]> reader) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      while (true) {
        byte[] head = in.readNBytes(4);
        if (head.length == 0) {
          return;
        }
        require(head.length == 4, file, "cut short");
        int length = ByteBuffer.wrap(head).getInt();
        require(length > 0 && length <= MAX_EVENT, file, "event length " + length);
        byte[] event = in.readNBytes(length);
        require(event.length == length, file, "cut short");
        reader.accept(event);
      }
    } catch (IOException unreadable) {
      throw new OutsideFailure("cannot read the log " + file, unreadable);
    }
  }

  private static void require(boolean holds, Path file, String detail) {
    Refusal.require(holds, Refusal.Reason.LOG_FORM, file.getFileName() + ": " + detail);
  }
}
