package caisson.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node is started with: system properties {@code caisson.*}, or the same names as flags.
 *
 * @param host address the node binds, {@code caisson.host}, default 127.0.0.1
 * @param portBase {@code caisson.port-base}, default 7000; the node uses +10 to +14
 * @param members all members of the cluster, {@code caisson.node.members}: host:port-base of each,
 *     the same list in the same order for all; empty, the default, is this one alone
 * @param data folder of the venue, {@code caisson.data}; the node writes below {@code node}
 * @param idle {@code caisson.node.idle}: backoff parks idle threads, yield burns a core for latency
 * @param syncLevel {@code caisson.node.sync-level}: 0 leaves writing to the page cache, which
 *     survives the process but not the machine; 1 forces data to disk before it counts as recorded
 * @param snapshotEvery {@code caisson.node.snapshot-minutes}, default 10
 * @param snapshotCommands {@code caisson.node.snapshot-commands}, default 100,000: a snapshot is
 *     taken after this many commands or that many minutes, whichever comes first
 * @param keys of {@code caisson.node.keys}, a file with the keys of those whose commands are taken
 *     ({@link SessionKeys}); null without one: commands are taken from all that reach the ports
 * @param skipSequence {@code caisson.node.skip-sequence}: the sequence of a command that stops
 *     every node that applies it; a SkipCommand takes its place. Every member needs the same; 0,
 *     the default, skips none
 * @param leastSequence of {@code caisson.node.restore}, a file with the operator's signed order to
 *     go on alone ({@link RestoreOrder}), checked against {@code caisson.node.operator-key}; 0
 *     without one
 */
record NodeConfig(
    String host,
    int portBase,
    List<NodePorts> members,
    Path data,
    Idle idle,
    int syncLevel,
    Duration snapshotEvery,
    long snapshotCommands,
    @Nullable SessionKeys keys,
    long skipSequence,
    long leastSequence) {

  enum Idle {
    BACKOFF,
    YIELD
  }

  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("host", "127.0.0.1"),
          Map.entry("port-base", "7000"),
          Map.entry("data", ""),
          Map.entry("node.members", ""),
          Map.entry("node.idle", "backoff"),
          Map.entry("node.sync-level", "0"),
          Map.entry("node.snapshot-minutes", "10"),
          Map.entry("node.snapshot-commands", "100000"),
          Map.entry("node.keys", ""),
          Map.entry("node.skip-sequence", "0"),
          Map.entry("node.operator-key", ""),
          Map.entry("node.restore", ""));

  /** Flags win over system properties. */
  static NodeConfig read(String[] args) {
    for (int i = 0; i < args.length; i += 2) {
      String name = args[i].startsWith("--") ? args[i].substring(2) : "";
      if (!DEFAULTS.containsKey(name) || i + 1 == args.length) {
        throw new StartException(
            "unknown flag or missing value: " + args[i] + "; flags are " + DEFAULTS.keySet());
      }
      System.setProperty("caisson." + name, args[i + 1]);
    }
    if (value("data").isEmpty()) {
      throw new StartException("caisson.data is not set: it names the folder of the venue");
    }
    int syncLevel = number("node.sync-level", 0, 1);
    String host = value("host");
    int portBase = number("port-base", 1, 65_535 - NodePorts.LAST);
    var own = new NodePorts(host, portBase);
    List<NodePorts> members = members(own);
    long leastSequence = 0;
    if (!value("node.restore").isEmpty()) {
      RestoreOrder order =
          RestoreOrder.read(Path.of(value("node.restore")), value("node.operator-key"));
      order.requireFor(own, members);
      members = List.of(own);
      leastSequence = order.sequence();
    }
    return new NodeConfig(
        host,
        portBase,
        members,
        Path.of(value("data")).toAbsolutePath().normalize(),
        idle(value("node.idle")),
        syncLevel,
        Duration.ofMinutes(number("node.snapshot-minutes", 1, 60 * 24)),
        number("node.snapshot-commands", 1, Integer.MAX_VALUE),
        value("node.keys").isEmpty() ? null : SessionKeys.read(Path.of(value("node.keys"))),
        number("node.skip-sequence", 0, Integer.MAX_VALUE),
        leastSequence);
  }

  Path nodeDir() {
    return data.resolve("node");
  }

  /** Its place in the list of members. */
  int memberId() {
    return members.indexOf(new NodePorts(host, portBase));
  }

  private static List<NodePorts> members(NodePorts own) {
    if (value("node.members").isEmpty()) {
      return List.of(own);
    }
    List<NodePorts> members =
        Arrays.stream(value("node.members").split(",")).map(NodePorts::parse).toList();
    if (!members.contains(own) || members.size() != members.stream().distinct().count()) {
      throw new StartException(
          "caisson.node.members must name this one, " + own + ", and each once: " + members);
    }
    return members;
  }

  private static String value(String name) {
    return System.getProperty("caisson." + name, DEFAULTS.get(name)).trim();
  }

  private static int number(String name, int least, int most) {
    String text = value(name);
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, with the bounds
    }
    throw new StartException(
        "caisson." + name + " must be a number from " + least + " to " + most + ": " + text);
  }

  private static Idle idle(String text) {
    for (Idle idle : Idle.values()) {
      if (idle.name().toLowerCase(Locale.ROOT).equals(text)) {
        return idle;
      }
    }
    throw new StartException("caisson.node.idle must be backoff or yield: " + text);
  }
}
