package caisson.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;

/** Where a node listens: UDP on {@code host}, ports counted from the venue's port base. */
public record NodeEndpoints(String host, int portBase) {
  /** Commands enter here. */
  public String ingress() {
    return host + ":" + (portBase + 10);
  }

  /** The archive that serves the event log listens here. */
  public String archive() {
    return host + ":" + (portBase + 14);
  }

  /** The address of this machine that the node can answer to. */
  String localHost() {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(host, portBase + 10)); // chooses a route, sends nothing
      return socket.getLocalAddress().getHostAddress();
    } catch (IOException e) {
      throw new UncheckedIOException("no route to the node: " + host, e);
    }
  }
}
