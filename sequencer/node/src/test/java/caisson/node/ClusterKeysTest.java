package caisson.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.client.CommandClient;
import caisson.client.Cursor;
import caisson.client.EventLog;
import caisson.client.NodeEndpoints;
import caisson.client.SessionRefusedException;
import io.aeron.security.CredentialsSupplier;
import io.aeron.security.NullCredentialsSupplier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Three members that take commands from those alone whose keys they have, and a new leader. */
@EnabledIfSystemProperty(named = "caisson.tier", matches = "full|nightly")
class ClusterKeysTest {
  private static final String MEMBERS = "caisson.node.members";
  private static final String KEYS = "--node.keys";
  private static final String NOT_IN_THE_LIST = "its key is not in this leader's list";
  private static final int LAUNCHER = 1;
  private static final int BRIDGE = 2;
  private static final int OPERATOR = 4;
  private static final long RESEND_NS = Duration.ofSeconds(2).toNanos();
  private static final long PATIENCE_NS = Duration.ofSeconds(60).toNanos();

  @TempDir Path dir;
  private Keyring keys;

  /** Other keys of the same names, each for what the other one is for. */
  private Keyring swapped;

  private Path bridgeKey;
  private Path operatorKey;
  private List<NodeProcess> members;
  private final Replica replica = new Replica();
  private EventLog log;
  private CommandClient operator;
  private LastingSession bridge;
  private LastingSession launcher;

  /** What keeps each of them alive. */
  private final List<IntSupplier> sessions = new ArrayList<>();

  /** What was taken, by request id. */
  private final Set<Long> taken = new HashSet<>();

  private int assets;
  private int accounts;

  @BeforeEach
  void create() throws Exception {
    keys = new Keyring(dir.resolve("keys"));
    bridgeKey = keys.add("bridge", "2", "chain");
    operatorKey = keys.add("operator", "4", "operators");
    keys.add("launcher", "1", "operators");
    swapped = new Keyring(dir.resolve("swapped"));
    swapped.add("bridge", "4", "operators");
    swapped.add("operator", "2", "chain");
    members = NodeProcess.members(dir, 3, KEYS, keys.list.toString());
    for (NodeProcess member : members) {
      member.launch();
    }
    System.setProperty(
        MEMBERS, members.stream().map(NodeProcess::address).collect(Collectors.joining(",")));
    log = EventLog.open(any(), dir.resolve("clients"), Cursor.START, replica);
    operator = CommandClient.connect(any(), dir.resolve("clients"), operatorKey);
    sessions.add(operator::poll);
  }

  @AfterEach
  void end() throws Exception {
    CloseHelper.quietCloseAll(bridge, launcher, operator, log);
    System.clearProperty(MEMBERS);
    for (NodeProcess member : members) {
      member.close();
    }
  }

  @Test
  void shouldTakeFromAKeyWhatItIsForAndNothingElseWhoeverLeads() throws Exception {
    listAsset();
    bridge = lasting("bridge", keys.credentials("bridge"));
    registerAccount();
    assertRefused();

    // The operator's client shows its key again, the bridge's session is known to the new leader.
    NodeProcess ended = leader();
    ended.kill();
    listAsset();
    await(() -> bridge.leaders() == 2);
    registerAccount();
    assertRefused();

    // One that comes back with other keys applies what it follows, and leaves out the same.
    ended.launch(KEYS, swapped.list.toString());
    listAsset();
    offer(bridge, SourcedCommand.listAsset(BRIDGE, assets).bytes());
    await(bridge::endedByService);
    listAsset();
    assertEquals(taken, replica.appliedRequests.keySet());
    for (NodeProcess member : members) {
      Replica whole = replay(member);
      assertEquals(taken, whole.appliedRequests.keySet());
      assertEquals(replica.stateHash(), whole.stateHash());
    }

    assertSameStateAfterAReplayWithOtherKeys();
    for (NodeProcess member : members) {
      long left =
          member
              .errors()
              .lines()
              .filter(line -> line.endsWith("it sent a command that its key is not for"))
              .count();
      assertTrue(left >= 6, () -> "thrice live and thrice in the replay: " + member.errors());
    }
  }

  @Test
  void shouldEndTheSessionsOfAKeyTakenFromTheListWhenMembersAreRestartedInTurn() throws Exception {
    bridge = lasting("bridge", keys.credentials("bridge"));
    launcher = lasting("launcher", keys.credentials("launcher"));
    registerAccount();
    listAssetByLauncher();

    String fewer = keys.listWithout("bridge").toString();
    NodeProcess leader = leader();
    for (NodeProcess member : members) {
      if (member != leader) {
        restart(member, fewer);
      }
    }
    // The one that leads has let it in and goes by the list that it was started with.
    registerAccount();
    assertEquals(0, closedBecause(NOT_IN_THE_LIST));

    leader.stop();
    await(() -> launcher.leaders() == 2);
    listAssetByLauncher();
    await(() -> closedBecause(NOT_IN_THE_LIST) == 1);
    await(bridge::ended);
    assertFalse(bridge.offer(SourcedCommand.registerAccount(BRIDGE, accounts).bytes()));
    assertNotLetIn(CommandClient.connect(any(), dir.resolve("clients"), bridgeKey));
    relaunch(leader, fewer);
    listAssetByLauncher();
    assertFalse(launcher.ended());
    assertEquals(2, launcher.leaders());
    assertEquals(1, closedBecause(NOT_IN_THE_LIST));
    assertEquals(taken, replica.appliedRequests.keySet());
    for (NodeProcess member : members) {
      assertEquals(replica.stateHash(), replay(member).stateHash());
    }
    assertSameStateAfterAReplayWithOtherKeys();
  }

  /** Nothing in the log tells of its key, as of all in logs of before. */
  @Test
  void shouldEndTheSessionsThatShowedNoKeyWhenALeaderHasAList() throws Exception {
    for (NodeProcess member : members) {
      member.kill();
    }
    for (NodeProcess member : members) {
      member.launch(KEYS, "");
    }
    bridge = lasting("bridge", new NullCredentialsSupplier());
    registerAccount();
    NodeProcess leader = leader();
    for (NodeProcess member : members) {
      if (member != leader) {
        restart(member, keys.list.toString());
      }
    }
    registerAccount();

    leader.kill();
    await(() -> closedBecause(NOT_IN_THE_LIST) > 0);
    await(bridge::ended);
    listAsset();
    assertEquals(taken, replica.appliedRequests.keySet());
  }

  /** Each member applies its log anew, from the snapshot of the last stop if there was one. */
  private void assertSameStateAfterAReplayWithOtherKeys() throws Exception {
    long sequence = replica.sequence();
    sessions.clear();
    for (NodeProcess member : members) {
      member.kill();
    }
    var strangers = new Keyring(dir.resolve("strangers"));
    strangers.add("stranger", "1-0xffff", "users,chain,prices,operators");
    List<String> lists = List.of(swapped.list.toString(), strangers.list.toString(), "");
    for (int i = 0; i < members.size(); i++) {
      members.get(i).launch(KEYS, lists.get(i), "--node.snapshot-commands", "1");
    }
    for (NodeProcess member : members) {
      await(() -> sequence == member.snapshotSequence());
      assertEquals(replica.stateHash(), member.stateHash());
      assertEquals(taken, replay(member).appliedRequests.keySet());
    }
  }

  private LastingSession lasting(String name, CredentialsSupplier key) {
    var session = new LastingSession(endpoints(), dir.resolve(name + "-aeron"), key);
    sessions.add(session::poll);
    return session;
  }

  private NodeProcess leader() {
    await(() -> members.stream().anyMatch(NodeProcess::leads));
    return members.stream().filter(NodeProcess::leads).findFirst().orElseThrow();
  }

  /** With that list; it is back when it has what was taken since. */
  private void restart(NodeProcess member, String list) throws Exception {
    member.stop();
    relaunch(member, list);
  }

  private void relaunch(NodeProcess member, String list) throws Exception {
    member.launch(KEYS, list);
    listAsset();
    assertEquals(taken, replay(member).appliedRequests.keySet());
  }

  /** How many sessions any member has closed for it. */
  private long closedBecause(String why) {
    return members.stream()
        .flatMap(member -> member.errors().lines())
        .filter(line -> line.endsWith(why))
        .count();
  }

  /** No key, one that is not in the list, and one that is not for the command. */
  private void assertRefused() throws Exception {
    assertNotLetIn(CommandClient.connect(any(), dir.resolve("clients")));
    assertNotLetIn(CommandClient.connect(any(), dir.resolve("clients"), keys.forged("operator")));
    try (CommandClient client = CommandClient.connect(any(), dir.resolve("clients"), bridgeKey)) {
      UnsafeBuffer command = SourcedCommand.listAsset(BRIDGE, assets).bytes();
      await(client::poll, () -> client.offer(command, 0, command.capacity()));
      assertThrows(SessionRefusedException.class, () -> await(client::poll, () -> false));
    }
    // Nothing of it is applied: the next asset has the number that was asked for.
    listAsset();
    assertEquals(taken, replica.appliedRequests.keySet());
  }

  private void assertNotLetIn(CommandClient client) {
    try (client) {
      assertThrows(SessionRefusedException.class, () -> await(client::poll, client::connected));
      assertFalse(client.connected());
    }
  }

  /** The operator's; sent again until it is applied. */
  private void listAsset() {
    SourcedCommand command = SourcedCommand.listAsset(OPERATOR, assets++);
    UnsafeBuffer bytes = command.bytes();
    taken.add(command.requestId());
    long[] nextNs = {System.nanoTime()};
    await(
        () -> {
          if (System.nanoTime() - nextNs[0] >= 0 && operator.offer(bytes, 0, bytes.capacity())) {
            nextNs[0] = System.nanoTime() + RESEND_NS;
          }
          return replica.appliedRequests.containsKey(command.requestId());
        });
  }

  /** The launcher's, in the session that it has, and once. */
  private void listAssetByLauncher() {
    SourcedCommand command = SourcedCommand.listAsset(LAUNCHER, assets++);
    taken.add(command.requestId());
    offer(launcher, command.bytes());
    await(() -> replica.appliedRequests.containsKey(command.requestId()));
  }

  /** The bridge's. */
  private void registerAccount() {
    SourcedCommand command = SourcedCommand.registerAccount(BRIDGE, accounts++);
    taken.add(command.requestId());
    offer(bridge, command.bytes());
    await(() -> replica.appliedRequests.containsKey(command.requestId()));
  }

  private void offer(LastingSession session, UnsafeBuffer command) {
    await(() -> session.offer(command));
  }

  private Replica replay(NodeProcess member) {
    var fresh = new Replica();
    Cursor end = log.cursor();
    try (EventLog own =
        EventLog.open(List.of(member.endpoints()), dir.resolve("clients"), Cursor.START, fresh)) {
      await(
          () -> {
            own.poll(100);
            return own.cursor().compareTo(end) >= 0;
          });
    }
    return fresh;
  }

  private List<NodeEndpoints> endpoints() {
    return members.stream().map(NodeProcess::endpoints).toList();
  }

  /** A client is told of one member by name and of all by the property. */
  private NodeEndpoints any() {
    return members.getFirst().endpoints();
  }

  private void await(BooleanSupplier done) {
    await(() -> 0, done);
  }

  /** Polls what is open, and one more. */
  private void await(IntSupplier another, BooleanSupplier done) {
    long deadlineNs = System.nanoTime() + PATIENCE_NS;
    while (!done.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadlineNs, () -> "not reached: taken=" + replica.sequence());
      int work = log.poll(100) + another.getAsInt();
      for (IntSupplier session : sessions) {
        work += session.getAsInt();
      }
      if (work == 0) {
        LockSupport.parkNanos(200_000);
      }
    }
  }
}
