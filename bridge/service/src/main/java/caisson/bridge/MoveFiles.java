package caisson.bridge;

import caisson.clearing.FillTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The moves of each batch with their evidence, one file each, beside the published log: what is
 * under a fill root must be shown to whoever asks, for as long as somebody may. A replay from the
 * start of the log writes equal bytes again.
 */
final class MoveFiles {
  private final Path folder;

  MoveFiles(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + folder, e);
    }
  }

  void write(long batchNo, FillTree fills) {
    Path part = folder.resolve("open-moves.part");
    try {
      Files.write(part, fills.bytes());
      Files.move(
          part, file(batchNo), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file(batchNo), e);
    }
  }

  /** Deletes the files of the batches up to this one; returns how many there were. */
  int forget(long upTo) {
    int forgotten = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "batch-*.moves")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (Long.parseLong(name.substring("batch-".length(), name.indexOf('.'))) <= upTo) {
          Files.delete(file);
          forgotten++;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot forget moves in " + folder, e);
    }
    return forgotten;
  }

  /** Empty when this ledger never folded the batch, or forgot it. */
  Optional<FillTree> read(long batchNo) {
    Path file = file(batchNo);
    try {
      return Files.exists(file)
          ? Optional.of(FillTree.read(Files.readAllBytes(file)))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private Path file(long batchNo) {
    return folder.resolve("batch-%06d.moves".formatted(batchNo));
  }
}
