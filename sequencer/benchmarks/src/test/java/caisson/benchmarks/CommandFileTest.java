package caisson.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandFileTest {
  @TempDir Path folder;

  @Test
  void shouldGiveBothSidesTheSameOutcome() throws IOException {
    Files.write(folder.resolve("moves1k"), CommandGenerator.MOVES1K.generate().bytes());
    var file = CommandFile.read(folder.resolve("moves1k"));
    BookSide ours = new OurBook(100_000);
    BookSide peer = new PeerBook();
    for (int at = 0; at < 200_000; at++) {
      file.apply(at, ours);
      file.apply(at, peer);
    }
    assertEquals(peer.outcome(), ours.outcome());
    assertEquals(true, ours.outcome().trades() > 1_000);
  }
}
