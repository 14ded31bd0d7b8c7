package caisson.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;

/** Where a node listens: UDP on {@code host}, ports counted from the venue's port base. */
public record NodeEndpoints(String host, int portBase) {
  /**
   * Every member of the cluster this one belongs to: {@code caisson.node.members}, the list its
   * members are started with; itself alone without it.
   */
  List<NodeEndpoints> members() {
    String all = System.getProperty("caisson.node.members", "");
    return all.isBlank()
        ? List.of(this)
        : Arrays.stream(all.split(",")).map(NodeEndpoints::parse).toList();
  }

  /**
   * Whether an answer is one only when every member has it: {@code caisson.node.answers}, {@code
   * all} or {@code one}, the default.
   */
  static boolean answersBehindAll() {
    String answers = System.getProperty("caisson.node.answers", "one");
    if (!answers.equals("one") && !answers.equals("all")) {
      throw new IllegalArgumentException("caisson.node.answers must be one or all: " + answers);
    }
    return answers.equals("all");
  }

  private static NodeEndpoints parse(String member) {
    int colon = member.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("a member of the cluster is host:port-base: " + member);
    }
    String host = member.substring(0, colon).trim();
    return new NodeEndpoints(host, Integer.parseInt(member.substring(colon + 1).trim()));
  }

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
