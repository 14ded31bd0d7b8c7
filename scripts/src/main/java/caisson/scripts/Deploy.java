package caisson.scripts;

import caisson.chain.Capabilities;
import caisson.chain.ChainClient;
import caisson.chain.ChainException;
import caisson.chain.Deployer;
import caisson.chain.Deployment;
import caisson.chain.DeploymentSettings;
import caisson.chain.KeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Puts the contracts on a chain, or checks that what stands there is what this checkout builds. */
@Command(
    name = "deploy",
    mixinStandardHelpOptions = true,
    description = {
      "Deploys the contracts, once: a second run finds and verifies them.",
      "Chain 31337 gets test tokens and short windows; any other needs --config."
    })
final class Deploy implements Callable<Integer> {
  private static final Duration CALL_LIMIT = Duration.ofSeconds(20);
  private static final int LOCAL = Venue.CHAIN_ID;

  @Option(
      names = "--rpc",
      required = true,
      paramLabel = "URL",
      description = "the chain's JSON-RPC")
  private String rpc = "";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "where the addresses are kept (31337: .caisson/venue; else contracts/deployments)")
  private @Nullable Path data;

  @Option(names = "--key-file", paramLabel = "FILE", description = "the deploying key, in hex")
  private @Nullable Path keyFile;

  @Option(names = "--attestor", paramLabel = "ADDRESS", description = "31337 only; may be repeated")
  private List<String> attestors = List.of();

  @Option(
      names = "--threshold",
      paramLabel = "N",
      description = "31337 only: attestors that must sign (default: all)")
  private int threshold;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "settings of a public chain; see contracts/deployments/README.md")
  private @Nullable Path config;

  @Option(names = "--dry-run", description = "tell what would be sent and send nothing")
  private boolean dryRun;

  @Option(
      names = "--verify",
      description = "compare deployed code with rebuilt code and send nothing")
  private boolean verify;

  @Override
  public Integer call() throws Exception {
    try (ChainClient chain = ChainClient.connect(rpc, CALL_LIMIT)) {
      Path root = Installation.find().root();
      Path kept = data != null ? data.toAbsolutePath().normalize() : folder(root, chain.chainId());
      return verify ? verify(chain, kept) : deploy(chain, root, kept);
    } catch (ChainException | IllegalArgumentException e) {
      throw new VenueException("deploy: " + e.getMessage());
    }
  }

  private int deploy(ChainClient chain, Path root, Path kept) throws Exception {
    if (keyFile == null) {
      throw new VenueException("deploy: missing --key-file");
    }
    KeyFile key = KeyFile.read(keyFile);
    DeploymentSettings settings = settings(chain.chainId(), key.address(), attestors, threshold);
    Capabilities.require(chain).forEach(fallback -> System.out.println("note: " + fallback));
    var deployer = new Deployer(chain, key, kept);
    if (dryRun) {
      deployer.dryRun(settings).forEach(System.out::println);
      return 0;
    }
    Deployment deployment = deployer.deploy(settings);
    System.out.println("clearing house " + deployment.clearingHouse());
    System.out.println("addresses " + Deployment.file(kept, chain.chainId()));
    System.out.println("source input " + sources(root, kept.resolve(chain.chainId() + "-sources")));
    return 0;
  }

  private int verify(ChainClient chain, Path kept) {
    Deployment deployment =
        Deployment.read(kept, chain.chainId())
            .orElseThrow(
                () ->
                    new VenueException(
                        "deploy: no deployment of chain " + chain.chainId() + " in " + kept));
    String deployer = Deployer.deployer(chain, deployment);
    DeploymentSettings settings =
        settings(chain.chainId(), deployer, deployment.attestors(), deployment.threshold());
    List<String> differences = Deployer.differences(chain, deployment, deployer, settings);
    differences.forEach(System.err::println);
    if (differences.isEmpty()) {
      Deployer.verify(chain, deployment);
      System.out.println(
          "deployed code equals rebuilt code: "
              + (deployment.tokens().size() + 3 + deployment.periphery().size())
              + " contracts on chain "
              + chain.chainId());
    }
    return differences.isEmpty() ? 0 : 1;
  }

  private DeploymentSettings settings(
      long chainId, String deployer, List<String> signers, int enough) {
    if (config != null) {
      return DeploymentSettings.read(config);
    }
    if (chainId != LOCAL) {
      throw new VenueException("deploy: chain " + chainId + " needs --config FILE");
    }
    if (signers.isEmpty()) {
      throw new VenueException("deploy: missing --attestor");
    }
    return DeploymentSettings.local(deployer, signers, enough == 0 ? signers.size() : enough);
  }

  /** The compiler's input for each contract, as block explorers take it to verify sources. */
  private static Path sources(Path root, Path destination)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add("node");
    command.add(root.resolve("contracts/tools/standard-json.mjs").toString());
    command.add(destination.toString());
    try (var files = Files.walk(root.resolve("contracts/abi"))) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .map(name -> name.substring(0, name.length() - ".json".length()))
          .sorted()
          .forEach(command::add);
    }
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new VenueException("deploy: the source input could not be written");
    }
    return destination;
  }

  private static Path folder(Path root, long chainId) {
    return root.resolve(chainId == LOCAL ? ".caisson/venue" : "contracts/deployments");
  }
}
