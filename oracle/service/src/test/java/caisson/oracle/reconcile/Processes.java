package caisson.oracle.reconcile;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Processes of a venue on one folder and one block of free ports, killed at the end. */
public final class Processes implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int PORTS = 20;

  private final Path data;
  private final int portBase = freePorts();
  private final List<Process> running = new ArrayList<>();

  public Processes(Path data) {
    this.data = data;
  }

  public int portBase() {
    return portBase;
  }

  /** A plain main on the test's own class path. */
  public void main(String name, String mainClass, String... properties) throws IOException {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> arguments = new ArrayList<>(List.of(properties));
    arguments.addAll(List.of("-cp", path, mainClass));
    start(name, arguments);
  }

  /** A packaged Quarkus process. */
  public void packaged(String name, Path module, String... properties) throws IOException {
    Path jar = module.resolve("target/quarkus-app/quarkus-run.jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException("package " + module + " first: no " + jar);
    }
    List<String> arguments = new ArrayList<>(List.of(properties));
    arguments.addAll(List.of("-jar", jar.toString()));
    start(name, arguments);
  }

  public void awaitReady(String name) {
    await(
        name + " ready, see " + log(name),
        () -> {
          try {
            return Files.readString(log(name)).contains("READY " + name);
          } catch (IOException e) {
            return false;
          }
        });
  }

  public static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain: " + what);
      }
      LockSupport.parkNanos(50_000_000L);
    }
  }

  static Path log(String name) {
    return Path.of("target/" + name + ".log");
  }

  private void start(String name, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dcaisson.port-base=" + portBase,
                "-Dcaisson.data=" + data));
    command.addAll(arguments);
    Files.deleteIfExists(log(name));
    running.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log(name).toFile())
            .start());
  }

  private static int freePorts() {
    int first = 10_000 + (int) (ProcessHandle.current().pid() % 500) * PORTS;
    for (int base = first; base < 30_000; base += PORTS) {
      if (free(base)) {
        return base;
      }
    }
    throw new IllegalStateException("no twenty free ports");
  }

  private static boolean free(int base) {
    for (int port = base; port < base + PORTS; port++) {
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
  public void close() throws InterruptedException {
    for (Process process : running) {
      process.destroyForcibly();
      process.waitFor(20, TimeUnit.SECONDS);
    }
  }
}
