package caisson.scripts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What an lcov report of forge says of one Solidity file, without what stands inside assembly. */
record Lcov(String source, Reached lines, Reached branches) {

  /** How many there are, and by line those that were never reached. */
  record Reached(int all, List<Integer> missed) {
    double percent() {
      return all == 0 ? 100 : 100.0 * (all - missed.size()) / all;
    }

    @Override
    public String toString() {
      String share = "%.1f %% of %d".formatted(percent(), all);
      return missed.isEmpty() ? share : share + ", not at " + missed;
    }
  }

  /** Of every file in the report; sources are read below {@code folder}. */
  static List<Lcov> read(Path report, Path folder) throws IOException {
    var all = new ArrayList<Lcov>();
    String source = "";
    var assembly = new BitSet();
    var lines = new ArrayList<String>();
    var branches = new ArrayList<String>();
    for (String line : Files.readAllLines(report)) {
      int colon = line.indexOf(':');
      String value = line.substring(colon + 1);
      switch (colon < 0 ? line : line.substring(0, colon)) {
        case "SF" -> {
          source = value;
          assembly = assembly(Files.readAllLines(folder.resolve(source)));
          lines.clear();
          branches.clear();
        }
        case "DA" -> lines.add(value);
        case "BRDA" -> branches.add(value);
        case "end_of_record" ->
            all.add(new Lcov(source, reached(lines, assembly), reached(branches, assembly)));
        default -> {}
      }
    }
    return all;
  }

  /** A row's fields begin with the line and end with how often it was reached. */
  private static Reached reached(List<String> rows, BitSet assembly) {
    int all = 0;
    var missed = new ArrayList<Integer>();
    for (String row : rows) {
      int line = Integer.parseInt(row.substring(0, row.indexOf(',')));
      if (assembly.get(line)) {
        continue;
      }
      all++;
      String times = row.substring(row.lastIndexOf(',') + 1);
      if (times.equals("0") || times.equals("-")) {
        missed.add(line);
      }
    }
    return new Reached(all, List.copyOf(missed));
  }

  /** Numbers, from 1, of the lines between the braces of an assembly block. */
  static BitSet assembly(List<String> text) {
    var lines = new BitSet();
    int depth = 0;
    for (int number = 1; number <= text.size(); number++) {
      String line = text.get(number - 1);
      if (depth == 0 && !line.strip().startsWith("assembly ")) {
        continue;
      }
      if (depth > 0) {
        lines.set(number);
      }
      for (char c : line.toCharArray()) {
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      }
    }
    return lines;
  }
}
