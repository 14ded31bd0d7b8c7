package caisson.scripts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All processes of one venue on one data folder and one block of ports.
 *
 * <p>Starting goes in the order of what each needs: stores, chain, log, contracts, services.
 * Stopping goes backwards. The folder keeps the process ids, so that a start after a launcher that
 * died hard first ends what it left behind.
 */
final class Venue implements AutoCloseable {
  static final int CHAIN_ID = 31337;
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

  private final Installation installation;
  private final Ports ports;
  private final Path data;
  private final Progress progress;
  private final Postgres postgres;
  private final Map<String, Child> children = new LinkedHashMap<>();

  Venue(Installation installation, Ports ports, Path data, Progress progress) {
    this.installation = installation;
    this.ports = ports;
    this.data = data;
    this.progress = progress;
    this.postgres = new Postgres(ports.postgres(), data.resolve("postgres"));
    add("anvil", anvilCommand(installation.anvil()), "Listening on");
    add(
        "node",
        installation.node("768m", properties("caisson.node.keys=" + keys().list())),
        "READY node");
    add(
        "attestor",
        installation.plain(
            "bridge/attestor", "caisson.attestor.AttestorMain", "512m", properties()),
        "READY attestor");
    add(
        "history",
        installation.quarkus("sequencer/history", "256m", properties()),
        "READY history");
    addSender("bridge", "bridge/service", "512m");
    addSender("oracle", "oracle/service", "256m");
    addSender("gateway", "sequencer/gateway", "384m");
  }

  Ports ports() {
    return ports;
  }

  Path data() {
    return data;
  }

  /** By which the node knows who sends. */
  NodeKeys keys() {
    return NodeKeys.of(data);
  }

  Path deployment() {
    return data.resolve(CHAIN_ID + ".json");
  }

  /** What it lists, as lines of an operator. */
  Path markets() {
    return installation.root().resolve("scripts/markets/local.txt");
  }

  Path operatorKey() {
    return data.resolve("operator.key");
  }

  String gatewayUrl() {
    return "http://127.0.0.1:" + ports.gateway();
  }

  String chainUrl() {
    return "http://127.0.0.1:" + ports.anvil();
  }

  void start() throws Exception {
    Files.createDirectories(data);
    Files.writeString(operatorKey(), DemoKey.OPERATOR.privateKey());
    keys().create();
    endLeftovers();
    ports.requireFree(data);
    progress.step("chain (anvil)", () -> startChild("anvil"));
    progress.step("postgresql", this::startPostgres);
    progress.step("log (node)", () -> startChild("node"));
    child("attestor").start();
    progress.step("contracts deployed", () -> new Deployment(this).run());
    progress.step("markets listed", () -> new Listing(this).run());
    startTogether(List.of("gateway", "bridge", "history", "oracle"));
    child("attestor").awaitReady(START_LIMIT);
  }

  /** The verifier asks the chain alone; it gets no address of ours but the deployment. */
  List<String> verifierCommand(List<String> arguments) {
    var command =
        new ArrayList<>(
            installation.plain(
                "wallet/verifier", "caisson.verifier.VerifierMain", "512m", List.of()));
    command.addAll(arguments);
    command.addAll(List.of("--rpc", chainUrl(), "--deployment", deployment().toString()));
    return command;
  }

  void startPostgres() throws Exception {
    postgres.start();
    rememberProcesses();
  }

  void killPostgres() throws IOException {
    postgres.kill();
  }

  Child child(String name) {
    return Objects.requireNonNull(children.get(name), name);
  }

  void startChild(String name) throws Exception {
    Child child = child(name);
    child.start();
    rememberProcesses();
    child.awaitReady(START_LIMIT);
  }

  /** The first child that ended by itself. */
  Optional<Child> crashed() {
    return children.values().stream().filter(Child::crashed).findFirst();
  }

  @Override
  public void close() {
    List<Child> backwards = new ArrayList<>(children.values());
    Collections.reverse(backwards);
    boolean interrupted = false;
    for (Child child : backwards) {
      try {
        child.stop(STOP_LIMIT);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    try {
      postgres.stop();
      Files.deleteIfExists(processFile());
    } catch (IOException e) {
      progress.say("postgresql did not stop cleanly: " + e.getMessage());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void startTogether(List<String> names) throws Exception {
    long begin = System.nanoTime();
    for (String name : names) {
      child(name).start();
    }
    rememberProcesses();
    for (String name : names) {
      child(name).awaitReady(START_LIMIT);
      progress.done(name, System.nanoTime() - begin);
    }
  }

  /** A Quarkus process that sends commands. */
  private void addSender(String name, String module, String heap) {
    List<String> properties = properties("caisson.node.key=" + keys().key(name));
    add(name, installation.quarkus(module, heap, properties), "READY " + name);
  }

  private void add(String name, List<String> command, String readyText) {
    children.put(
        name,
        new Child(name, command, data, data.resolve("logs").resolve(name + ".log"), readyText));
  }

  private List<String> properties(String... more) {
    var properties = new ArrayList<>(List.of(more));
    properties.addAll(common());
    return properties;
  }

  private List<String> common() {
    return List.of(
        "caisson.host=127.0.0.1",
        "caisson.port-base=" + ports.base(),
        "caisson.data=" + data,
        "caisson.deployment=" + deployment(),
        "caisson.chain.url=" + chainUrl(),
        "caisson.chain.id=" + CHAIN_ID,
        "caisson.bridge.key-file=" + operatorKey(),
        "caisson.bridge.attestors=http://127.0.0.1:" + ports.attestor(),
        "caisson.database.url=" + postgres.url(),
        "caisson.database.user=caisson",
        "caisson.database.password=caisson");
  }

  /** Blocks each second, final after two slots, state kept over restarts. */
  private List<String> anvilCommand(Path binary) {
    return List.of(
        binary.toString(),
        "--host",
        "127.0.0.1",
        "--port",
        Integer.toString(ports.anvil()),
        "--chain-id",
        Integer.toString(CHAIN_ID),
        "--hardfork",
        "osaka",
        "--block-time",
        "1",
        "--slots-in-an-epoch",
        "1",
        "--order",
        "fifo",
        "--gas-limit",
        "60000000",
        "--state",
        data.resolve("anvil.json").toString(),
        "--state-interval",
        "5",
        "--preserve-historical-states");
  }

  private Path processFile() {
    return data.resolve("processes");
  }

  /**
   * One line a process: id and start time, since an id alone may belong to somebody else tomorrow.
   */
  private void rememberProcesses() throws IOException {
    var lines = new ArrayList<String>();
    for (Child child : children.values()) {
      if (child.running()) {
        ProcessHandle.of(child.pid()).ifPresent(handle -> lines.add(identity(handle)));
      }
    }
    postgres.mainProcess().ifPresent(handle -> lines.add(identity(handle)));
    lines.add(identity(ProcessHandle.current()));
    Files.write(processFile(), lines);
  }

  /**
   * Ends what a launcher that was killed left running on this folder; a living launcher is refused.
   */
  void endLeftovers() throws IOException {
    if (!Files.exists(processFile())) {
      return;
    }
    List<String> lines = Files.readAllLines(processFile());
    String launcher = lines.getLast();
    if (ProcessHandle.allProcesses().anyMatch(handle -> identity(handle).equals(launcher))) {
      throw new VenueException(
          "a venue already runs on "
              + data
              + " (process "
              + launcher.split(" ")[0]
              + "): stop it first or choose another --data");
    }
    var left = lines.stream().collect(Collectors.toSet());
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      all.filter(handle -> left.contains(identity(handle)))
          .forEach(
              handle -> {
                handle.destroyForcibly();
                handle.onExit().join();
              });
    }
  }

  private static String identity(ProcessHandle handle) {
    return handle.pid() + " " + handle.info().startInstant().map(Object::toString).orElse("-");
  }
}
