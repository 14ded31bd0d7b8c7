package caisson.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.client.Cursor;
import caisson.client.EventLog;
import caisson.client.NodeEndpoints;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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
  private static final Duration LONGEST_RESTORE = Duration.ofMinutes(15);

  @TempDir Path dir;
  private final List<NodeProcess> members = new ArrayList<>();

  private String all;

  @BeforeEach
  void create() throws Exception {
    members.addAll(NodeProcess.members(dir, MEMBERS));
    all = members.stream().map(NodeProcess::address).collect(Collectors.joining(","));
    for (NodeProcess member : members) {
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

  /**
   * The leader and one more are lost with their disks. The one that is left goes on alone by the
   * operator's order, with all that was answered; nothing is an answer before all three have it.
   */
  @Test
  void shouldGoOnAloneWithEverythingAnsweredWhenTheMajorityIsLost() throws Exception {
    List<NodeEndpoints> endpoints = members.stream().map(NodeProcess::endpoints).toList();
    var operator = new Operator();
    Path clients = dir.resolve("client");
    long answered;
    Set<Long> accepted;
    try (Trader trader = Trader.behindAll(endpoints, clients)) {
      trader.openMarket();
      trader.trade(1_000);
      NodeProcess leader = members.stream().filter(NodeProcess::leads).findFirst().orElseThrow();
      members.remove(leader);
      NodeProcess follower = members.removeFirst();
      trader.send(1_032);
      leader.kill();
      follower.kill();
      trader.log.poll(1_000);
      answered = trader.replica.sequence();
      accepted = Set.copyOf(trader.replica.acceptedOrders.keySet());
      leader.close();
      follower.close();
      leader.deleteData();
      follower.deleteData();
    }
    long lostNs = System.nanoTime();
    NodeProcess survivor = members.getFirst();
    survivor.stop();
    String own = survivor.address();
    String lost =
        Arrays.stream(all.split(","))
            .filter(each -> !each.equals(own))
            .collect(Collectors.joining(","));
    Path order = operator.order(dir.resolve("order"), own, lost, answered);
    survivor.start("--node.operator-key", operator.key(), "--node.restore", order.toString());
    try (Trader trader = new Trader(survivor.endpoints(), clients)) {
      trader.trade(1_033);
      Duration pause = Duration.ofNanos(System.nanoTime() - lostNs);
      System.out.println(
          "figures answered=%d accepted=%d restored-in-ms=%d"
              .formatted(answered, accepted.size(), pause.toMillis()));
      assertTrue(accepted.size() >= 1_000, "answered: " + accepted.size());
      assertTrue(trader.replica.acceptedOrders.keySet().containsAll(accepted), "answers are lost");
      assertTrue(trader.replica.acceptedOrders.values().stream().allMatch(times -> times == 1));
      assertTrue(pause.compareTo(LONGEST_RESTORE) <= 0, pause::toString);
    }
  }

  /** An order that knows of more answers than the member has is not served. */
  @Test
  void shouldNotServeWithLessThanTheOrderSaysWasAnswered() throws Exception {
    var operator = new Operator();
    try (Trader trader = new Trader(members.stream().map(NodeProcess::endpoints).toList(), dir)) {
      trader.openMarket();
    }
    for (NodeProcess member : members) {
      member.kill();
    }
    NodeProcess survivor = members.getFirst();
    String own = survivor.address();
    String lost =
        Arrays.stream(all.split(","))
            .filter(each -> !each.equals(own))
            .collect(Collectors.joining(","));
    Path order = operator.order(dir.resolve("order"), own, lost, 1_000);
    survivor.launch("--node.operator-key", operator.key(), "--node.restore", order.toString());
    assertEquals(70, survivor.exitCode());
    assertTrue(survivor.errors().contains("answered commands are not here"), survivor::errors);
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
