package caisson.oracle.reconcile;

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
import caisson.protocol.Lane;
import caisson.protocol.ListAssetEncoder;
import caisson.protocol.ListMarketEncoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.PlaceOrderEncoder;
import caisson.protocol.RequestWithdrawalEncoder;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.signing.Address;
import caisson.signing.KeyPair;
import caisson.signing.SigningDomain;
import caisson.signing.TypedMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;

/**
 * A whole venue for one test: chain, contracts, database, node, attestor, and the packaged bridge
 * and oracle as processes. Users sign with their owner keys and send commands themselves.
 */
final class Venue implements AutoCloseable {
  static final int PERPETUAL = 1;
  static final int SPOT = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  final Path data = Files.createTempDirectory("caisson-oracle-");
  final Processes processes = new Processes(data);
  private final HttpClient http = HttpClient.newHttpClient();
  private PostgresFixture database;
  ChainFixture local;
  ChainClient chain;
  Deployment deployment;
  private CommandClient commands;
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private long nonce;

  Venue() throws Exception {
    boolean started = false;
    try {
      start();
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  private void start() throws Exception {
    processes.main("node", "caisson.node.NodeMain", "-Dcaisson.node.snapshot-commands=5");
    local = ChainFixture.start(1, Path.of("target/anvil-oracle.log"));
    database = PostgresFixture.start();
    chain = ChainClient.connect(local.url(), ChainFixture.CHAIN_ID, Duration.ofSeconds(10));
    String attestorKey = ChainFixture.FUNDED_KEYS.get(9);
    secret("attestor/key", attestorKey);
    secret("bridge/key", ChainFixture.FUNDED_KEYS.get(1));
    deployment =
        new Deployer(chain, new KeyFile(KeyPair.parse(ChainFixture.FUNDED_KEYS.get(0))), data)
            .deploy(List.of(KeyPair.parse(attestorKey).address().toString()), 1);
    processes.awaitReady("node");
    processes.main("attestor", "caisson.attestor.AttestorMain");
    String url = "-Dcaisson.database.url=" + databaseUrl();
    String rpc = "-Dcaisson.chain.url=" + local.url();
    String attestor = "-Dcaisson.bridge.attestors=http://127.0.0.1:" + (processes.portBase() + 4);
    processes.packaged("bridge", Path.of("../../bridge/service"), url, rpc, attestor);
    processes.packaged("oracle", Path.of(""), url, rpc, "-Dcaisson.oracle.reconcile-seconds=0");
    commands = CommandClient.connect(node(), data.resolve("test"));
    list();
  }

  /** Until then log and chain can be used already. */
  void awaitServices() {
    processes.awaitReady("attestor");
    processes.awaitReady("bridge");
    processes.awaitReady("oracle");
  }

  NodeEndpoints node() {
    return new NodeEndpoints("127.0.0.1", processes.portBase());
  }

  String databaseUrl() {
    return database.url();
  }

  JsonNode oracle(String path) {
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + (processes.portBase() + 3) + path))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new AssertionError(path, e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The first column of the first row; 0 without one. */
  long number(String sql) {
    try (Connection connection = connect();
        var rows = connection.createStatement().executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : 0;
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  void write(String sql) {
    try (Connection connection = connect()) {
      if (connection.createStatement().executeUpdate(sql) != 1) {
        throw new AssertionError("changed nothing: " + sql);
      }
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  private Connection connect() throws SQLException {
    return database.connect();
  }

  /** A user with a key that has gas. */
  User user(int number) {
    return new User(KeyPair.parse(ChainFixture.FUNDED_KEYS.get(number)));
  }

  /** One user's wallet. */
  final class User {
    private final KeyPair key;
    private final Sender wallet;
    private final List<String> sent = new ArrayList<>();

    private User(KeyPair key) {
      this.key = key;
      this.wallet =
          new Sender(
              chain,
              new KeyFile(key),
              new MemoryOutbox(),
              Duration.ofMinutes(1),
              System::currentTimeMillis);
    }

    String address() {
      return key.address().toString();
    }

    /** Sends a transaction; {@link #mined} waits for it. */
    User send(String to, String function, Type<?>... arguments) {
      String request = function + sent.size();
      byte[] call =
          Hex.bytes(
              FunctionEncoder.encode(new Function(function, Arrays.asList(arguments), List.of())));
      wallet.submit(wallet.prepare(request, to, call));
      sent.add(request);
      return this;
    }

    void mined() {
      for (String request : sent) {
        Processes.await(request + " mined", () -> wallet.track(request).isPresent());
        if (!wallet.track(request).map(Receipt::succeeded).orElseThrow()) {
          throw new AssertionError(request + " reverted");
        }
      }
    }

    void order(int account, int market, Side side, TimeInForce tif, long ticks, long lots) {
      long id = ++nonce;
      var message =
          new TypedMessage.OrderMessage(
              account,
              market,
              side.value(),
              tif.value(),
              ticks,
              lots,
              id,
              Long.MAX_VALUE,
              account,
              id);
      PlaceOrderEncoder command = new PlaceOrderEncoder().wrapAndApplyHeader(buffer, 0, header);
      command
          .account(account)
          .market(market)
          .side(side)
          .timeInForce(tif)
          .limitTicks(ticks)
          .lots(lots)
          .nonce(id)
          .expiryNs(Long.MAX_VALUE);
      command.clientOrderId().high(account).low(id);
      int at = command.offset();
      buffer.putBytes(at + PlaceOrderEncoder.signerEncodingOffset(), key.address().bytes());
      sign(at + PlaceOrderEncoder.signatureEncodingOffset(), message);
      Venue.this.send(command.encodedLength());
    }

    void withdraw(int account, long units) {
      long id = ++nonce;
      var message =
          new TypedMessage.WithdrawMessage(account, 0, units, key.address(), id, Long.MAX_VALUE);
      RequestWithdrawalEncoder command =
          new RequestWithdrawalEncoder().wrapAndApplyHeader(buffer, 0, header);
      command
          .account(account)
          .asset(0)
          .units(units)
          .nonce(id)
          .expiryNs(Long.MAX_VALUE)
          .lane(Lane.FAST);
      int at = command.offset();
      byte[] address = key.address().bytes();
      buffer.putBytes(at + RequestWithdrawalEncoder.destinationEncodingOffset(), address);
      buffer.putBytes(at + RequestWithdrawalEncoder.signerEncodingOffset(), address);
      sign(at + RequestWithdrawalEncoder.signatureEncodingOffset(), message);
      Venue.this.send(command.encodedLength());
    }

    private void sign(int offset, TypedMessage message) {
      var domain =
          new SigningDomain(ChainFixture.CHAIN_ID, Address.parse(deployment.clearingHouse()));
      buffer.putBytes(offset, key.sign(domain, message).bytes());
    }
  }

  private void list() {
    asset(0, 6, 1_000_000_000_000L, "USDC");
    asset(1, 8, 600_000_000_000_000L, "tBTC");
    market(PERPETUAL, MarketKind.PERPETUAL, 0, 0, "BTC-PERP");
    market(SPOT, MarketKind.SPOT, 1, 10_000, "BTC/USDC");
  }

  private void asset(int asset, int scale, long markUnit, String symbol) {
    ListAssetEncoder command = new ListAssetEncoder().wrapAndApplyHeader(buffer, 0, header);
    command.asset(asset).scale((short) scale).markUnit(markUnit).symbol(symbol);
    send(command.encodedLength());
  }

  private void market(int market, MarketKind kind, int base, long unitsPerLot, String symbol) {
    ListMarketEncoder command = new ListMarketEncoder().wrapAndApplyHeader(buffer, 0, header);
    command
        .market(market)
        .kind(kind)
        .baseAsset(base)
        .unitsPerLot(unitsPerLot)
        .k(10)
        .marginPpm(kind == MarketKind.PERPETUAL ? 100_000 : 1_000_000)
        .makerFeePpm(100)
        .takerFeePpm(400)
        .minLots(1)
        .maxTicks(20_000_000)
        .maxOrderLots(10_000_000)
        .symbol(symbol);
    send(command.encodedLength());
  }

  private void send(int encodedLength) {
    int length = MessageHeaderEncoder.ENCODED_LENGTH + encodedLength;
    Processes.await(
        "command taken",
        () -> {
          commands.poll();
          return commands.offer(buffer, 0, length);
        });
    buffer.setMemory(0, buffer.capacity(), (byte) 0);
  }

  private void secret(String file, String key) throws IOException {
    Path path = data.resolve(file);
    Files.createDirectories(path.getParent());
    Files.createFile(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(path, key);
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable part :
        new AutoCloseable[] {commands, processes, chain, local, database, http}) {
      if (part != null) {
        part.close();
      }
    }
    try (var files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
