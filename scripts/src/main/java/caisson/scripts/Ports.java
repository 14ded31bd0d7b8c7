package caisson.scripts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The ports of one venue, all next to one base, so that two venues run side by side. */
record Ports(int base) {
  static final int DEFAULT_BASE = 7000;
  private static final int SPAN = 30;

  int gateway() {
    return base;
  }

  int history() {
    return base + 1;
  }

  int bridge() {
    return base + 2;
  }

  int oracle() {
    return base + 3;
  }

  int attestor() {
    return base + 4;
  }

  int postgres() {
    return base + 5;
  }

  int anvil() {
    return base + 6;
  }

  /**
   * A base whose block of ports is free now; the search starts where the process id says, so that
   * two searches rarely meet.
   */
  static Ports free() {
    int first = 20_000 + (int) (ProcessHandle.current().pid() % 300) * SPAN;
    for (int base = first; base < 32_000; base += SPAN) {
      Ports candidate = new Ports(base);
      if (candidate.firstInUse().isEmpty()) {
        return candidate;
      }
    }
    throw new VenueException("no free block of " + SPAN + " ports between 20000 and 32000");
  }

  void requireFree(Path data) {
    firstInUse()
        .ifPresent(
            used -> {
              throw new VenueException(
                  used
                      + " is in use: stop what listens there or choose another --port-base (data "
                      + data
                      + ")");
            });
  }

  private Optional<String> firstInUse() {
    for (var named :
        List.of(
            new Named("gateway", gateway()),
            new Named("history", history()),
            new Named("bridge", bridge()),
            new Named("oracle", oracle()),
            new Named("attestor", attestor()),
            new Named("postgresql", postgres()),
            new Named("anvil", anvil()))) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), named.port()));
      } catch (IOException e) {
        return Optional.of("port " + named.port() + " (" + named.name() + ")");
      }
    }
    return Optional.empty();
  }

  private record Named(String name, int port) {}
}
