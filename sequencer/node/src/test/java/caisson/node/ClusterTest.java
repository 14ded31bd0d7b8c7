package caisson.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.client.Cursor;
import caisson.client.EventLog;
import caisson.client.NodeEndpoints;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Three members in JVMs of their own on this machine, and the loss of the one that leads. */
@EnabledIfSystemProperty(named = "caisson.tier", matches = "full|nightly")
class ClusterTest {
  private static final int MEMBERS = 3;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  @TempDir Path dir;
  private final List<NodeProcess> members = new ArrayList<>();

  @BeforeEach
  void create() throws Exception {
    Set<Integer> bases = new HashSet<>();
    while (bases.size() < MEMBERS) {
      bases.add(NodeProcess.freePortBase());
    }
    String all = bases.stream().map(base -> "127.0.0.1:" + base).collect(Collectors.joining(","));
    for (int base : bases) {
      Path data = dir.resolve("member-" + base);
      var member = new NodeProcess(data, base, "--node.members", all);
      members.add(member);
      member.launch();
    }
  }

  @AfterEach
  void end() throws Exception {
    for (NodeProcess member : members) {
      member.close();
    }
  }

  /** The standby takes over by itself, and what was answered stays, in the same place. */
  @Test
  void shouldGoOnWithEverythingAnsweredWhenItsLeaderIsKilled() throws Exception {
    List<NodeEndpoints> endpoints = members.stream().map(NodeProcess::endpoints).toList();
    try (Trader trader = new Trader(endpoints, dir.resolve("client"))) {
      trader.openMarket();
      trader.trade(1_000);
      NodeProcess leader = members.stream().filter(NodeProcess::leads).findFirst().orElseThrow();
      trader.send(1_032);
      long answered = trader.replica.sequence();
      int accepted = trader.replica.acceptedOrders.size();
      leader.kill();
      long killedNs = System.nanoTime();
      trader.trade(1_033);
      Duration pause = Duration.ofNanos(System.nanoTime() - killedNs);
      System.out.println(
          "figures answered=%d accepted=%d next-in-ms=%d"
              .formatted(answered, accepted, pause.toMillis()));
      assertTrue(pause.compareTo(LONGEST_PAUSE) <= 0, pause::toString);
      trader.trade(2_000);
      members.remove(leader);
      leader.close();
      for (NodeProcess survivor : members) {
        Replica whole = replay(survivor.endpoints(), trader);
        assertEquals(trader.replica.stateHash(), whole.stateHash());
        assertTrue(trader.replica.acceptedOrders.equals(whole.acceptedOrders), "other orders");
      }
      assertTrue(trader.replica.acceptedOrders.values().stream().allMatch(times -> times == 1));
      assertEquals(2_000, trader.replica.acceptedOrders.size());
    }
  }

  /** What one member's log holds up to where the trader is. */
  private Replica replay(NodeEndpoints member, Trader trader) {
    var fresh = new Replica();
    Cursor end = trader.log.cursor();
    try (EventLog log = EventLog.open(member, dir.resolve("replay"), Cursor.START, fresh)) {
      trader.await(
          () -> {
            log.poll(1);
            return log.cursor().compareTo(end) >= 0;
          });
    }
    return fresh;
  }
}
