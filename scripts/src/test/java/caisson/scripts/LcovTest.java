package caisson.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.scripts.Lcov.Reached;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LcovTest {
  @TempDir private Path folder;

  @Test
  void shouldLeaveOutWhatStandsInsideAssembly() throws Exception {
    Files.writeString(
        folder.resolve("A.sol"),
        """
        function a() {
            uint256 x = 1;
            assembly ("memory-safe") {
                if x { x := 2 }
                for {} lt(x, 9) {} {
                    x := add(x, 1)
                }
            }
            if (x > 2) revert();
        }
        """);
    Path report = folder.resolve("lcov.info");
    Files.writeString(
        report,
        """
        TN:
        SF:A.sol
        DA:2,7
        DA:4,0
        DA:6,0
        DA:9,0
        BRDA:4,0,0,-
        BRDA:9,1,0,-
        BRDA:9,1,1,7
        LF:4
        LH:1
        end_of_record
        """);
    assertEquals(
        List.of(new Lcov("A.sol", new Reached(2, List.of(9)), new Reached(2, List.of(9)))),
        Lcov.read(report, folder));
    assertEquals("50.0 % of 2, not at [9]", new Reached(2, List.of(9)).toString());
  }
}
