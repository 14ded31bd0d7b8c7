package caisson.chain;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An Anvil process: the chain of a local venue and of the tests. Blocks come every second; finality
 * follows after two epochs of {@code slotsInEpoch} blocks.
 */
public final class LocalChain implements AutoCloseable {
  public static final long CHAIN_ID = 31337;

  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  /** Keys that Anvil funds at genesis, public knowledge and therefore for tests only. */
  public static final List<String> FUNDED_KEYS =
      List.of(
          "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
          "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
          "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
          "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
          "0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a",
          "0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba",
          "0x92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e",
          "0x4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356",
          "0xdbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97",
          "0x2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6");

  private final Process process;
  private final int port;

  private LocalChain(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Looks for the npm binary beside the contracts, upwards from the folder. */
  public static Optional<Path> findBinary(Path from) {
    for (Path folder = from.toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path scope = folder.resolve("contracts/node_modules/@foundry-rs");
      if (Files.isDirectory(scope)) {
        try (var packages = Files.list(scope)) {
          Optional<Path> binary =
              packages
                  .filter(name -> name.getFileName().toString().startsWith("anvil-"))
                  .map(name -> name.resolve("bin/anvil"))
                  .filter(Files::exists)
                  .findFirst();
          if (binary.isPresent()) {
            return binary;
          }
        } catch (IOException e) {
          throw new UncheckedIOException("cannot list " + scope, e);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * A file of the contracts' npm packages: of the checkout that {@code caisson.root} names, else
   * looked for upwards from the working folder.
   */
  static Optional<Path> findPackage(String file) {
    String root = System.getProperty("caisson.root", "");
    for (Path folder = Path.of(root).toAbsolutePath();
        folder != null;
        folder = folder.getParent()) {
      Path found = folder.resolve("contracts/node_modules").resolve(file);
      if (Files.exists(found)) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  /** A chain on a free port whose state is gone with the process. */
  public static LocalChain start(int slotsInEpoch, Path log) {
    Path binary =
        findBinary(Path.of(""))
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "anvil is missing: run npm ci --ignore-scripts in contracts"));
    return start(binary, "127.0.0.1", freePort(), slotsInEpoch, List.of(), log);
  }

  public static LocalChain start(
      Path binary, String host, int port, int slotsInEpoch, List<String> further, Path log) {
    // npm drops the executable bit when install scripts are ignored.
    File file = binary.toFile();
    if (!file.canExecute() && !file.setExecutable(true)) {
      throw new IllegalStateException("cannot execute " + binary);
    }
    var command = new ArrayList<String>();
    command.addAll(
        List.of(
            binary.toString(),
            "--host",
            host,
            "--port",
            Integer.toString(port),
            "--chain-id",
            Long.toString(CHAIN_ID),
            "--block-time",
            "1",
            "--slots-in-an-epoch",
            Integer.toString(slotsInEpoch),
            "--order",
            "fifo",
            "--timestamp",
            Long.toString(System.currentTimeMillis() / 1000)));
    if (!further.contains("--hardfork")) {
      command.addAll(List.of("--hardfork", "osaka"));
    }
    command.addAll(further);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      var chain = new LocalChain(process, port);
      chain.awaitAnswer(log);
      return chain;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + binary, e);
    }
  }

  private void awaitAnswer(Path log) {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try (ChainClient client = ChainClient.connect(url(), CHAIN_ID, Duration.ofSeconds(2))) {
        client.block(ChainClient.At.LATEST);
        return;
      } catch (ChainException e) {
        if (!process.isAlive() || System.nanoTime() > deadline || !e.mayRetry()) {
          process.destroyForcibly();
          throw new IllegalStateException("anvil did not start, see " + log, e);
        }
      }
      LockSupport.parkNanos(20_000_000L);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  public Process process() {
    return process;
  }

  static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
