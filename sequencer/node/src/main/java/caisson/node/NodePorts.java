package caisson.node;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;

/** UDP ports of a node, counted from the venue's port base. */
record NodePorts(String host, int portBase) {
  static final int LAST = 14;
  private static final int INGRESS = 10;
  private static final int CONSENSUS = 11;
  private static final int LOG = 12;
  private static final int CATCH_UP = 13;
  private static final int ARCHIVE = LAST;

  /** {@code host:port-base}. */
  static NodePorts parse(String text) {
    int colon = text.lastIndexOf(':');
    try {
      int portBase = Integer.parseInt(text.substring(colon + 1).trim());
      if (colon > 0 && portBase > 0 && portBase + LAST <= 65_535) {
        return new NodePorts(text.substring(0, colon).trim(), portBase);
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new StartException("a member of the cluster is host:port-base: " + text);
  }

  @Override
  public String toString() {
    return host + ":" + portBase;
  }

  String archive() {
    return endpoint(ARCHIVE);
  }

  /** As Aeron Cluster writes a member. */
  String member(int id) {
    return String.join(
        ",",
        Integer.toString(id),
        endpoint(INGRESS),
        endpoint(CONSENSUS),
        endpoint(LOG),
        endpoint(CATCH_UP),
        endpoint(ARCHIVE));
  }

  /** Aeron tells of a taken port late and at length; this tells it first. */
  void requireFree() {
    for (int port = portBase + INGRESS; port <= portBase + LAST; port++) {
      try (DatagramSocket socket = new DatagramSocket(null)) {
        socket.bind(new InetSocketAddress(host, port));
      } catch (IOException e) {
        throw new StartException(
            "UDP port " + host + ":" + port + " cannot be used: " + e.getMessage(), e);
      }
    }
  }

  private String endpoint(int offset) {
    return host + ":" + (portBase + offset);
  }
}
