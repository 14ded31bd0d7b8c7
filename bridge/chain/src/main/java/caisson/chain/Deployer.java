package caisson.chain;

import caisson.contracts.ClearingHouse;
import caisson.contracts.InsuranceFund;
import caisson.contracts.Vault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.web3j.abi.datatypes.Address;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.TransactionEncoder;

/**
 * Puts the contracts of a venue on a chain, once. Addresses follow from the settings, so a run that
 * was interrupted finds what stands and sends the rest; all that is missing goes out at once under
 * consecutive nonces and needs no block between.
 *
 * <p>A deployment file that is there is verified against the chain and left as it is; one that does
 * not fit is an error, because a venue with a log cannot move to other contracts.
 */
public final class Deployer {
  private static final long LOCAL_CHAIN = 31337;
  private static final String ENTRY_POINT =
      "contracts/node_modules/@account-abstraction/contracts/artifacts/EntryPoint.json";
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration ROUND = Duration.ofSeconds(60);
  private static final long POLL_NANOS = 20_000_000L;
  private static final long CALL_GAS = 500_000L;

  private final ChainClient chain;
  private final TransactionKey key;
  private final Path data;

  private record Step(String name, String to, byte[] data, long gas) {}

  public Deployer(ChainClient chain, TransactionKey key, Path data) {
    this.chain = chain;
    this.key = key;
    this.data = data;
  }

  /** The deployment of a venue of one's own, made now if there is none. */
  public Deployment deploy(List<String> attestors, int threshold) {
    return deploy(DeploymentSettings.local(key.address(), attestors, threshold));
  }

  public Deployment deploy(DeploymentSettings settings) {
    Optional<Deployment> existing = Deployment.read(data, chain.chainId());
    if (existing.isPresent()) {
      expectAttestors(existing.get(), settings);
      verify(chain, existing.get());
      return existing.get();
    }
    Capabilities.require(chain);
    DeploymentPlan plan = plan(settings);
    long firstBlock = firstBlock();
    long deadline = System.nanoTime() + LIMIT.toNanos();
    for (List<Step> left = missing(plan); !left.isEmpty(); left = missing(plan)) {
      if (System.nanoTime() > deadline) {
        throw new ChainException(
            ChainException.Kind.DEADLINE,
            "not deployed within " + LIMIT + ": " + left.get(0).name());
      }
      send(left);
    }
    Deployment deployment = plan.deployment(chain.chainId(), settings, firstBlock);
    verify(chain, deployment);
    deployment.write(data);
    forgetFirstBlock();
    return deployment;
  }

  /** What a deployment would send, one line each; nothing is sent. */
  public List<String> dryRun(DeploymentSettings settings) {
    var lines = new ArrayList<String>();
    DeploymentPlan plan = plan(settings);
    for (DeploymentPlan.Creation creation : plan.creations()) {
      String state = chain.code(creation.address()).length == 0 ? "create" : "there";
      lines.add(
          "%s %s %s, %d bytes to send"
              .formatted(state, creation.name(), creation.address(), creation.initCode().length));
    }
    for (DeploymentPlan.Setting setting : plan.settings()) {
      lines.add(
          "%s %s of %s"
              .formatted(done(setting) ? "there" : "call", setting.function(), setting.contract()));
    }
    return lines;
  }

  /**
   * Compares what stands on the chain with what this checkout compiles to: each contract's code,
   * but for what its constructor filled in, and its address, which proves the constructor's
   * arguments. Returns one line for each difference.
   */
  public static List<String> differences(
      ChainClient chain, Deployment deployed, String deployer, DeploymentSettings settings) {
    var plan = new DeploymentPlan(deployer, settings, entryPoint(chain.chainId()));
    var lines = new ArrayList<String>();
    Deployment expected = plan.deployment(deployed.chainId(), settings, deployed.deployedAt());
    if (!expected.equals(deployed)) {
      lines.add("addresses: expected=" + expected + " found=" + deployed);
    }
    for (DeploymentPlan.Creation creation : plan.creations()) {
      byte[] found = chain.code(creation.address());
      if (!creation.artifact().matches(found)) {
        lines.add(
            "%s %s: the code differs, expected=%s found=%s"
                .formatted(
                    creation.name(),
                    creation.address(),
                    digest(creation.artifact().deployed()),
                    digest(found)));
      }
    }
    return lines;
  }

  private static String digest(byte[] code) {
    return "%d bytes %s".formatted(code.length, Hex.of(Hash.sha3(code)).substring(0, 18));
  }

  /** Refuses a deployment whose contracts are not on this chain or do not name each other. */
  public static void verify(ChainClient chain, Deployment deployment) {
    var contracts = new ArrayList<>(deployment.tokens().values());
    contracts.addAll(
        List.of(deployment.vault(), deployment.insuranceFund(), deployment.clearingHouse()));
    contracts.addAll(deployment.periphery().values());
    for (String contract : contracts) {
      if (chain.code(contract).length == 0) {
        throw new ChainException(
            ChainException.Kind.WRONG_CHAIN,
            "no contract at %s on chain %d: the chain is not the one of the deployment file"
                .formatted(contract, chain.chainId()));
      }
    }
    expect(chain, deployment.vault(), Vault.FUNC_CLEARINGHOUSE, deployment.clearingHouse());
    expect(
        chain,
        deployment.insuranceFund(),
        InsuranceFund.FUNC_CLEARINGHOUSE,
        deployment.clearingHouse());
    expect(chain, deployment.clearingHouse(), ClearingHouse.FUNC_VAULT, deployment.vault());
    expect(chain, deployment.clearingHouse(), ClearingHouse.FUNC_FUND, deployment.insuranceFund());
    int assets = new SettlementContracts(chain, deployment).assetCount();
    if (assets != deployment.tokens().size()) {
      throw new ChainException(
          ChainException.Kind.WRONG_CHAIN,
          "listed assets: expected=" + deployment.tokens().size() + " found=" + assets);
    }
  }

  private static void expectAttestors(Deployment deployment, DeploymentSettings settings) {
    if (!deployment.attestors().equals(settings.attestors())
        || deployment.threshold() != settings.threshold()) {
      throw new ChainException(
          ChainException.Kind.WRONG_CHAIN,
          "deployed with other attestors: expected=%d of %s found=%d of %s"
              .formatted(
                  settings.threshold(),
                  settings.attestors(),
                  deployment.threshold(),
                  deployment.attestors()));
    }
  }

  /** Who deployed: all addresses follow from it. */
  public static String deployer(ChainClient chain, Deployment deployment) {
    String authority = Objects.requireNonNull(deployment.periphery().get("authority"));
    return address(chain, authority, "deployer");
  }

  private static String address(ChainClient chain, String contract, String function) {
    byte[] answer =
        chain.call(contract, SettlementContracts.encode(function), ChainClient.At.LATEST);
    return Hex.address(
        SettlementContracts.decode(
                answer, List.of(SettlementContracts.plain(Address.class)), contract, function)
            .get(0)
            .toString());
  }

  private static void expect(ChainClient chain, String contract, String function, String address) {
    String found = address(chain, contract, function);
    if (!found.equals(address)) {
      throw new ChainException(
          ChainException.Kind.WRONG_CHAIN,
          "%s of %s: expected=%s found=%s".formatted(function, contract, address, found));
    }
  }

  private DeploymentPlan plan(DeploymentSettings settings) {
    return new DeploymentPlan(key.address(), settings, entryPoint(chain.chainId()));
  }

  /** A local chain has no EntryPoint; its published code comes with the contracts' npm packages. */
  private static Optional<Artifact> entryPoint(long chainId) {
    return chainId == LOCAL_CHAIN ? findEntryPoint().map(Artifact::read) : Optional.empty();
  }

  /** In the checkout that caisson.root names, else upwards from the working folder. */
  private static Optional<Path> findEntryPoint() {
    Path from = Path.of(System.getProperty("caisson.root", "")).toAbsolutePath();
    for (Path folder = from; folder != null; folder = folder.getParent()) {
      Path found = folder.resolve(ENTRY_POINT);
      if (Files.exists(found)) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  private List<Step> missing(DeploymentPlan plan) {
    var steps = new ArrayList<Step>();
    for (DeploymentPlan.Creation creation : plan.creations()) {
      if (chain.code(creation.address()).length == 0) {
        byte[] call = Create2.call(creation.salt(), creation.initCode());
        steps.add(new Step(creation.name(), Create2.FACTORY, call, creationGas(call.length)));
      }
    }
    for (DeploymentPlan.Setting setting : plan.settings()) {
      if (!done(setting)) {
        steps.add(new Step(setting.function(), setting.contract(), setting.data(), CALL_GAS));
      }
    }
    return steps;
  }

  /** Above what any constructor here uses: calldata, code deposit, 140 storage words. */
  private static long creationGas(int bytes) {
    return 3_800_000L + 216L * bytes;
  }

  private boolean done(DeploymentPlan.Setting setting) {
    byte[] answer = chain.call(setting.probed(), setting.probe(), ChainClient.At.LATEST);
    return answer.length == 32
        && new BigInteger(1, answer).compareTo(BigInteger.valueOf(setting.doneAbove())) > 0;
  }

  private void send(List<Step> steps) {
    long nonce = chain.minedNonce(key.address());
    Fees fees = chain.fees();
    var hashes = new ArrayList<String>();
    for (Step step : steps) {
      byte[] signed = sign(step, nonce + hashes.size(), fees);
      hashes.add(Hex.of(Hash.sha3(signed)));
      try {
        chain.sendRaw(signed);
      } catch (ChainException e) {
        // Another run's transaction holds this nonce: what it does is seen once it is mined.
        if (e.kind() != ChainException.Kind.REFUSED || !holdsNonce(e)) {
          throw e;
        }
      }
    }
    long deadline = System.nanoTime() + ROUND.toNanos();
    while (chain.minedNonce(key.address()) < nonce + steps.size() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    for (int i = 0; i < steps.size(); i++) {
      Optional<Receipt> receipt = chain.receipt(hashes.get(i));
      if (receipt.isPresent() && !receipt.get().succeeded()) {
        throw new ChainException(
            ChainException.Kind.REFUSED,
            "deployment step %s reverted: %s".formatted(steps.get(i).name(), hashes.get(i)));
      }
    }
  }

  private static boolean holdsNonce(ChainException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("already known")
        || message.contains("already imported")
        || message.contains("nonce too low")
        || message.contains("replacement transaction underpriced");
  }

  private byte[] sign(Step step, long nonce, Fees fees) {
    RawTransaction transaction =
        RawTransaction.createTransaction(
            chain.chainId(),
            BigInteger.valueOf(nonce),
            BigInteger.valueOf(step.gas()),
            step.to(),
            BigInteger.ZERO,
            Hex.of(step.data()),
            fees.priorityFee(),
            fees.maxFee());
    byte[] signature = key.sign(Hash.sha3(TransactionEncoder.encode(transaction)));
    var parts =
        new Sign.SignatureData(
            signature[64],
            Arrays.copyOfRange(signature, 0, 32),
            Arrays.copyOfRange(signature, 32, 64));
    return TransactionEncoder.encode(transaction, parts);
  }

  /** The block before which no contract of this deployment stood, kept over interrupted runs. */
  private long firstBlock() {
    Path file = firstBlockFile();
    try {
      if (Files.exists(file)) {
        return Long.parseLong(Files.readString(file).strip());
      }
      long next = chain.block(ChainClient.At.LATEST).number() + 1;
      Files.createDirectories(data);
      Files.writeString(file, Long.toString(next));
      return next;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep " + file, e);
    }
  }

  private void forgetFirstBlock() {
    try {
      Files.deleteIfExists(firstBlockFile());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + firstBlockFile(), e);
    }
  }

  private Path firstBlockFile() {
    return data.resolve(chain.chainId() + ".first-block");
  }
}
