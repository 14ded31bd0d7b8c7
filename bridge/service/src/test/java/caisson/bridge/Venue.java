package caisson.bridge;

import caisson.chain.ChainClient;
import caisson.chain.Deployer;
import caisson.chain.Deployment;
import caisson.chain.Hex;
import caisson.chain.KeyFile;
import caisson.chain.MemoryOutbox;
import caisson.chain.Receipt;
import caisson.chain.Sender;
import caisson.client.CommandClient;
import caisson.client.NodeEndpoints;
import caisson.fixtures.ChainFixture;
import caisson.fixtures.PostgresFixture;
import caisson.fixtures.WithParent;
import caisson.protocol.Lane;
import caisson.protocol.ListAssetEncoder;
import caisson.protocol.ListMarketEncoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.RequestWithdrawalEncoder;
import caisson.signing.Address;
import caisson.signing.KeyPair;
import caisson.signing.SigningDomain;
import caisson.signing.TypedMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;

/**
 * A whole venue for one test: chain, contracts, database, node, attestor and the packaged bridge as
 * processes.
 */
final class Venue implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int LAST_LINES = 12;
  private static final ObjectMapper JSON = new ObjectMapper();

  final Path data;
  final int portBase;
  final PostgresFixture database;
  final ChainFixture local;
  final ChainClient chain;
  private final String bridgeChain;
  final Deployment deployment;
  final KeyPair user = KeyPair.parse(ChainFixture.FUNDED_KEYS.get(5));
  private final HttpClient http = HttpClient.newHttpClient();
  private final Sender wallet;
  private final List<Process> processes = new ArrayList<>();
  final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
  final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private long nonce;
  private int requests;
  Process node;
  Process attestor;
  Process bridge;

  /** The chain as the bridge sees it, by its own URL. */
  interface Through {
    String url(String chain) throws IOException;
  }

  Venue() throws Exception {
    this(url -> url);
  }

  /**
   * @param further options of the bridge
   */
  Venue(Through through, String... further) throws Exception {
    data = Files.createTempDirectory("caisson-venue-");
    portBase = freePorts();
    database = PostgresFixture.start();
    local = ChainFixture.start(1, Path.of("target/anvil-bridge.log"));
    bridgeChain = through.url(local.url());
    chain = ChainClient.connect(local.url(), ChainFixture.CHAIN_ID, Duration.ofSeconds(10));
    KeyPair attestorKey = KeyPair.parse(ChainFixture.FUNDED_KEYS.get(9));
    Files.createDirectories(data.resolve("attestor"));
    Files.writeString(
        Files.createFile(
            data.resolve("attestor/key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
        ChainFixture.FUNDED_KEYS.get(9));
    Files.createDirectories(data.resolve("bridge"));
    Files.writeString(data.resolve("bridge/key"), ChainFixture.FUNDED_KEYS.get(1));
    deployment =
        new Deployer(chain, new KeyFile(KeyPair.parse(ChainFixture.FUNDED_KEYS.get(0))), data)
            .deploy(List.of(attestorKey.address().toString()), 1);
    wallet =
        new Sender(
            chain,
            new KeyFile(user),
            new MemoryOutbox(),
            Duration.ofMinutes(1),
            System::currentTimeMillis);
    startNode();
    startAttestor();
    startBridge(further);
    list();
  }

  void startNode() throws IOException {
    node = main("node", "caisson.node.NodeMain");
  }

  void startAttestor() throws IOException {
    attestor = main("attestor", "caisson.attestor.AttestorMain");
  }

  void startBridge(String... further) throws IOException {
    var command = java();
    command.addAll(
        List.of("-Dcaisson.database.url=" + database.url(), "-Dcaisson.chain.url=" + bridgeChain));
    command.addAll(List.of(further));
    command.addAll(
        withParent(
            "target/quarkus-app/quarkus-run.jar" + File.pathSeparator + own(WithParent.class),
            "io.quarkus.bootstrap.runner.QuarkusEntryPoint"));
    bridge = process("bridge", command);
    awaitReady("bridge", bridge);
  }

  /** The addresses and markets every venue starts with. */
  private void list() {
    asset(0, 6, 1_000_000_000_000L, "USDC");
    asset(1, 8, 600_000_000_000_000L, "tBTC");
    ListMarketEncoder market = new ListMarketEncoder().wrapAndApplyHeader(buffer, 0, header);
    market
        .market(1)
        .kind(MarketKind.PERPETUAL)
        .k(10)
        .marginPpm(100_000)
        .makerFeePpm(0)
        .takerFeePpm(500)
        .minLots(1)
        .maxTicks(10_000_000)
        .maxOrderLots(1_000_000)
        .symbol("BTC-PERP");
    send(market.encodedLength());
  }

  private void asset(int asset, int scale, long markUnit, String symbol) {
    ListAssetEncoder command = new ListAssetEncoder().wrapAndApplyHeader(buffer, 0, header);
    command.asset(asset).scale((short) scale).markUnit(markUnit).symbol(symbol);
    send(command.encodedLength());
  }

  void requestWithdrawal(int account, long units) {
    requestWithdrawal(account, units, ++nonce);
  }

  /** Again with the same nonce it is the same request. */
  void requestWithdrawal(int account, long units, long nonce) {
    var message =
        new TypedMessage.WithdrawMessage(account, 0, units, user.address(), nonce, Long.MAX_VALUE);
    RequestWithdrawalEncoder command =
        new RequestWithdrawalEncoder().wrapAndApplyHeader(buffer, 0, header);
    command
        .account(account)
        .asset(0)
        .units(units)
        .nonce(nonce)
        .expiryNs(Long.MAX_VALUE)
        .lane(Lane.FAST);
    int at = command.offset();
    buffer.putBytes(
        at + RequestWithdrawalEncoder.destinationEncodingOffset(), user.address().bytes());
    buffer.putBytes(at + RequestWithdrawalEncoder.signerEncodingOffset(), user.address().bytes());
    buffer.putBytes(at + RequestWithdrawalEncoder.signatureEncodingOffset(), signature(message));
    send(command.encodedLength());
  }

  /** Of the user. */
  byte[] signature(TypedMessage message) {
    var domain =
        new SigningDomain(ChainFixture.CHAIN_ID, Address.parse(deployment.clearingHouse()));
    return user.sign(domain, message).bytes();
  }

  /** The command in the buffer. */
  void send(int encodedLength) {
    int length = MessageHeaderEncoder.ENCODED_LENGTH + encodedLength;
    try (CommandClient client =
        CommandClient.connect(new NodeEndpoints("127.0.0.1", portBase), data.resolve("test"))) {
      await(
          "command taken",
          () -> {
            client.poll();
            return client.offer(buffer, 0, length);
          });
    }
    buffer.setMemory(0, buffer.capacity(), (byte) 0);
  }

  /** A transaction of the user, mined. */
  Receipt transact(String to, String function, Type<?>... arguments) {
    String request = function + requests++;
    wallet.submit(wallet.prepare(request, to, call(function, arguments)));
    var receipt = new Receipt[1];
    await(
        function + " mined",
        () -> {
          Optional<Receipt> found = wallet.track(request);
          found.ifPresent(mined -> receipt[0] = mined);
          return found.isPresent();
        });
    if (!receipt[0].succeeded()) {
      throw new AssertionError(function + " reverted");
    }
    return receipt[0];
  }

  /** The next block is that much later. */
  void travel(long seconds) {
    rpc("evm_increaseTime", Long.toString(seconds));
  }

  /** Another contract in the place of one, with its storage. */
  void setCode(String contract, String code) {
    rpc("anvil_setCode", "\"%s\",\"%s\"".formatted(contract, code));
  }

  /** From an account that the local chain signs for, with {@code bonds} times 0.05 ether. */
  void pay(String to, byte[] data, int bonds) {
    transact(7, to, data, 50_000_000_000_000_000L * bonds);
  }

  /** The same without money; its hash. */
  String send(int key, String to, byte[] data) {
    return transact(key, to, data, 0);
  }

  private String transact(int key, String to, byte[] data, long value) {
    String from = KeyPair.parse(ChainFixture.FUNDED_KEYS.get(key)).address().toString();
    String wei = "0x" + Long.toHexString(value);
    String hash =
        rpc(
                "eth_sendTransaction",
                "{\"from\":\"%s\",\"to\":\"%s\",\"value\":\"%s\",\"data\":\"%s\"}"
                    .formatted(from, to, wei, Hex.of(data)))
            .asText();
    await("mined: " + to, () -> chain.receipt(hash).isPresent());
    if (!chain.receipt(hash).orElseThrow().succeeded()) {
      throw new AssertionError("reverted: " + to);
    }
    return hash;
  }

  JsonNode rpc(String method, String parameter) {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}"
            .formatted(method, parameter);
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(local.url()))
              .header("content-type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      JsonNode answer =
          JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
      if (answer.has("error")) {
        throw new AssertionError(method + ": " + answer.get("error"));
      }
      return answer.get("result");
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] call(String function, Type<?>... arguments) {
    return Hex.bytes(
        FunctionEncoder.encode(new Function(function, Arrays.asList(arguments), List.of())));
  }

  Optional<JsonNode> get(String path) {
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + (portBase + 2) + path))
                  .timeout(Duration.ofSeconds(10))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200
          ? Optional.of(JSON.readTree(response.body()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain: " + what + lastWords());
      }
      LockSupport.parkNanos(50_000_000L);
    }
  }

  /** The ends of all logs: whoever reads of a failure may have nothing else of the run. */
  static String lastWords() {
    var words = new StringBuilder();
    for (String name : List.of("node", "attestor", "bridge")) {
      words.append("\n-- ").append(name).append('\n');
      try {
        List<String> lines = Files.readAllLines(log(name));
        lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()).stream()
            .map(line -> line + "\n")
            .forEach(words::append);
      } catch (IOException e) {
        words.append(e);
      }
    }
    return words.toString();
  }

  private static Path log(String name) {
    return Path.of("target/" + name + ".log");
  }

  static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(20, TimeUnit.SECONDS);
  }

  private Process main(String name, String mainClass) throws IOException {
    var command = java();
    String testPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    command.addAll(withParent(testPath, mainClass));
    Process process = process(name, command);
    awaitReady(name, process);
    return process;
  }

  /** A main class that ends with this test, however it ends. */
  private static List<String> withParent(String classPath, String mainClass) {
    String pid = Long.toString(ProcessHandle.current().pid());
    return List.of("-cp", classPath, WithParent.class.getName(), pid, mainClass);
  }

  private static String own(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()))
        .toString();
  }

  private List<String> java() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx384m",
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dcaisson.port-base=" + portBase,
            "-Dcaisson.data=" + data));
  }

  private Process process(String name, List<String> command) throws IOException {
    Path log = log(name);
    Files.deleteIfExists(log);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
            .start();
    processes.add(process);
    return process;
  }

  private static void awaitReady(String name, Process process) {
    Path log = log(name);
    await(
        name + " ready, see " + log,
        () -> {
          try {
            if (Files.readString(log).contains("READY " + name)) {
              return true;
            }
            if (!process.isAlive()) {
              throw new AssertionError(name + " ended: " + Files.readString(log));
            }
            return false;
          } catch (IOException e) {
            return false;
          }
        });
  }

  private static int freePorts() {
    for (int base = 21_000; base < 30_000; base += 20) {
      if (free(base)) {
        return base;
      }
    }
    throw new IllegalStateException("no twenty free ports");
  }

  private static boolean free(int base) {
    for (int port = base; port < base + 20; port++) {
      try (var tcp = new ServerSocket(port);
          var udp =
              new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
        tcp.getLocalPort();
        udp.getLocalPort();
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws Exception {
    for (Process process : processes) {
      kill(process);
    }
    chain.close();
    local.close();
    database.close();
    try (var files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
