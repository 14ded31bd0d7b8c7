package caisson.chain;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Deploys the contracts of a local venue, or verifies the deployment that is there. */
public final class DeployMain {
  private DeployMain() {}

  public static void main(String[] arguments) {
    try {
      Map<String, List<String>> flags = flags(arguments);
      long chainId = Long.parseLong(one(flags, "chain-id", "31337"));
      List<String> attestors =
          flags.getOrDefault("attestor", List.of()).stream()
              .flatMap(value -> List.of(value.split(",")).stream())
              .toList();
      if (attestors.isEmpty()) {
        throw new IllegalArgumentException("missing --attestor");
      }
      int threshold = Integer.parseInt(one(flags, "threshold", Integer.toString(attestors.size())));
      try (ChainClient chain =
          ChainClient.connect(one(flags, "rpc"), chainId, Duration.ofSeconds(10))) {
        TransactionKey key = KeyFile.read(Path.of(one(flags, "key-file")));
        Deployment deployment =
            new Deployer(chain, key, Path.of(one(flags, "data"))).deploy(attestors, threshold);
        System.out.println("clearing house " + deployment.clearingHouse());
        System.out.println("READY deploy");
      }
      System.exit(0); // web3j leaves threads behind
    } catch (ChainException | IllegalArgumentException | UncheckedIOException e) {
      System.err.println("deploy: " + e.getMessage());
      System.exit(1);
    }
  }

  private static String one(Map<String, List<String>> flags, String name, String otherwise) {
    return flags.getOrDefault(name, List.of(otherwise)).getLast();
  }

  private static String one(Map<String, List<String>> flags, String name) {
    if (!flags.containsKey(name)) {
      throw new IllegalArgumentException("missing --" + name);
    }
    return one(flags, name, "");
  }

  private static Map<String, List<String>> flags(String[] arguments) {
    var flags = new HashMap<String, List<String>>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
        throw new IllegalArgumentException("expected --flag value, found " + arguments[i]);
      }
      flags
          .computeIfAbsent(arguments[i].substring(2), name -> new ArrayList<>())
          .add(arguments[i + 1]);
    }
    return flags;
  }
}
