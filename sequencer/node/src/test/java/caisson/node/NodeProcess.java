package caisson.node;

import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.client.NodeEndpoints;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.agrona.IoUtil;

/** A node in a JVM of its own, so that it can be killed. */
final class NodeProcess implements AutoCloseable {
  private static final long START_SECONDS = 60;

  private final Path data;
  private final int portBase;
  private final List<String> flags;
  private Process process;
  private CompletableFuture<Boolean> ready;

  NodeProcess(Path data, String... flags) {
    this(data, freePortBase(), flags);
  }

  NodeProcess(Path data, int portBase, String... flags) {
    this.data = data;
    this.flags = List.of(flags);
    this.portBase = portBase;
  }

  /** Members of one cluster, not started yet. */
  static List<NodeProcess> members(Path folder, int count, String... flags) {
    Set<Integer> bases = new HashSet<>();
    while (bases.size() < count) {
      bases.add(freePortBase());
    }
    String all = bases.stream().map(base -> "127.0.0.1:" + base).collect(Collectors.joining(","));
    List<String> everyone = new ArrayList<>(List.of("--node.members", all));
    everyone.addAll(List.of(flags));
    return bases.stream()
        .map(
            base ->
                new NodeProcess(
                    folder.resolve("member-" + base), base, everyone.toArray(String[]::new)))
        .toList();
  }

  /** As its list of members names it. */
  String address() {
    return "127.0.0.1:" + portBase;
  }

  NodeEndpoints endpoints() {
    return new NodeEndpoints("127.0.0.1", portBase);
  }

  /** Returns the milliseconds from start to READY. */
  long start(String... more) throws Exception {
    long startNs = System.nanoTime();
    launch(more);
    assertTrue(ready.get(START_SECONDS, TimeUnit.SECONDS), () -> "node did not start: " + errors());
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
  }

  void launch(String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-opens",
            "java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens",
            "java.base/sun.nio.ch=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx512m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "caisson.node.NodeMain",
            "--data",
            data.toString(),
            "--port-base",
            Integer.toString(portBase)));
    command.addAll(flags);
    command.addAll(List.of(more));
    process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(errorFile().toFile()))
            .start();
    var output = process.inputReader();
    ready =
        CompletableFuture.supplyAsync(
            () -> output.lines().anyMatch("READY node"::equals), Thread::startVirtualThread);
  }

  /** kill -9. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM. */
  void stop() throws InterruptedException {
    process.destroy();
    assertTrue(process.waitFor(START_SECONDS, TimeUnit.SECONDS), "node did not stop");
  }

  int exitCode() throws InterruptedException {
    assertTrue(process.waitFor(START_SECONDS, TimeUnit.SECONDS), "node did not end");
    return process.exitValue();
  }

  String errors() {
    try {
      return Files.readString(errorFile());
    } catch (IOException e) {
      return e.toString();
    }
  }

  long stateSequence() throws IOException {
    return Long.parseLong(state("\"sequence\":(\\d+)"));
  }

  /** Of the snapshot that the state file is of; -1 when it is of none. */
  long snapshotSequence() {
    try {
      return state("\"cause\":\"(\\w+)\"").equals("snapshot") ? stateSequence() : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  String stateHash() throws IOException {
    return state("\"stateHash\":\"0x([0-9a-f]{64})\"");
  }

  @Override
  public void close() throws InterruptedException {
    if (process != null) {
      kill();
      IoUtil.delete(Node.aeronDirectory(config()).toFile(), true);
    }
  }

  /** The disk is gone too. */
  void deleteData() {
    IoUtil.delete(data.toFile(), true);
  }

  private NodeConfig config() {
    return new NodeConfig(
        "127.0.0.1",
        portBase,
        List.of(),
        data,
        NodeConfig.Idle.BACKOFF,
        0,
        Duration.ofMinutes(1),
        1,
        null,
        0,
        0);
  }

  private String state(String pattern) throws IOException {
    String json = Files.readString(data.resolve("node/state.json"));
    Matcher matcher = Pattern.compile(pattern).matcher(json);
    assertTrue(matcher.find(), json);
    return matcher.group(1);
  }

  private Path errorFile() {
    return data.resolveSibling(data.getFileName() + ".err");
  }

  /** Whether it has begun to serve. */
  boolean leads() {
    return ready.getNow(false);
  }

  /** Below the range from which the system hands out ports. */
  static int freePortBase() {
    for (int attempt = 0; attempt < 1_000; attempt++) {
      int base = 10_000 + 20 * ThreadLocalRandom.current().nextInt(1_000);
      if (free(base)) {
        return base;
      }
    }
    throw new IllegalStateException("no free ports");
  }

  private static boolean free(int base) {
    for (int port = base + 10; port <= base + NodePorts.LAST; port++) {
      try (DatagramSocket socket = new DatagramSocket(null)) {
        socket.bind(new InetSocketAddress("127.0.0.1", port));
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }
}
