package caisson.gateway;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** A node with an empty log and a deployment file, on free ports, for the gateway under test. */
public final class RunningVenue implements QuarkusTestResourceLifecycleManager {
  static final String CLEARING_HOUSE = "0x00000000000000000000000000000000000c1ea5";
  static final String USDC = "0x0000000000000000000000000000000000000a55";

  /** The test's own view; Quarkus makes the one instance. */
  static volatile NodeProcess node;

  private Path data;

  @Override
  public Map<String, String> start() {
    try {
      data = Files.createTempDirectory("caisson-gateway");
      int portBase = freePortBase();
      Path deployment = data.resolve("31337.json");
      Files.writeString(
          deployment,
          """
          {"chainId":31337,"clearingHouse":"%s","vault":"0x%040x","insuranceFund":"0x%040x",
           "tokens":{"0":"%s","1":"0x%040x"},"deployer":"0x%040x"}
          """
              .formatted(CLEARING_HOUSE, 2, 3, USDC, 4, 5));
      node = new NodeProcess(data, portBase);
      node.start();
      return Map.of(
          "caisson.port-base", Integer.toString(portBase),
          "caisson.data", data.toString(),
          "caisson.deployment", deployment.toString(),
          "test.data", data.toString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void stop() {
    node.kill();
    NodeProcess.delete(data);
  }

  /** Twenty ports in a row of which the gateway's and the node's are free. */
  private static int freePortBase() {
    for (int attempt = 0; attempt < 100; attempt++) {
      int base = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      try (ServerSocket http = new ServerSocket(base)) {
        for (int port = base + 10; port < base + 20; port++) {
          try (DatagramSocket udp = new DatagramSocket(new InetSocketAddress("127.0.0.1", port))) {
            udp.setReuseAddress(false);
          }
        }
        return base;
      } catch (IOException taken) {
        // another one
      }
    }
    throw new IllegalStateException("no free ports");
  }
}
