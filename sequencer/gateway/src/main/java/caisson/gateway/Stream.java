package caisson.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The channels of the stream. A message carries the log sequence that caused it and the sequence of
 * the message before it in the same channel, so every channel is a chain of its own and the chain
 * is the same on every gateway and after every restart. A channel keeps its last messages, so that
 * a reader who names the sequence it saw last goes on without a snapshot.
 *
 * <p>Guarded by the venue's monitor: a subscription takes its snapshot and its place in one step.
 */
final class Stream {
  enum Kind {
    BOOK,
    TRADES,
    MARKS,
    BATCHES,
    ACCOUNT
  }

  /** Id is the market or the account, 0 for batches. */
  record Channel(Kind kind, int id) {}

  /** Takes text without blocking; drops itself when it cannot keep up. */
  interface Subscriber {
    void send(String text);
  }

  private static final int PUBLIC_HISTORY = 512;
  private static final int ACCOUNT_HISTORY = 64;

  private record Message(long sequence, long previous, String text) {}

  private static final class State {
    final Deque<Message> history = new ArrayDeque<>();
    final Set<Subscriber> subscribers = new LinkedHashSet<>();
    long last;
  }

  private final Map<Channel, State> states = new HashMap<>();

  /** At most one message per channel and sequence. */
  void publish(Channel channel, long sequence, long timeNs, Consumer<ObjectNode> body) {
    State state = state(channel);
    ObjectNode node = head(channel, "delta", sequence, state.last, timeNs);
    body.accept(node);
    Message message = new Message(sequence, state.last, node.toString());
    state.last = sequence;
    if (state.history.size() == (channel.kind == Kind.ACCOUNT ? ACCOUNT_HISTORY : PUBLIC_HISTORY)) {
      state.history.removeFirst();
    }
    state.history.addLast(message);
    state.subscribers.forEach(subscriber -> subscriber.send(message.text));
  }

  /**
   * Joins the channel. Sends the answer first, then what was missed after the cursor, or a snapshot
   * when the cursor is absent, unknown or too old.
   *
   * @param after sequence of the last message seen, 0 for none
   */
  void subscribe(
      Channel channel,
      Subscriber subscriber,
      long after,
      long timeNs,
      Consumer<Boolean> answer,
      Consumer<ObjectNode> snapshot) {
    State state = state(channel);
    @Nullable List<Message> missed = after > 0 ? missed(state, after) : null;
    answer.accept(missed != null);
    if (missed != null) {
      missed.forEach(message -> subscriber.send(message.text));
    } else {
      ObjectNode node = head(channel, "snapshot", state.last, state.last, timeNs);
      snapshot.accept(node);
      subscriber.send(node.toString());
    }
    state.subscribers.add(subscriber);
  }

  void unsubscribe(Channel channel, Subscriber subscriber) {
    State state = states.get(channel);
    if (state != null) {
      state.subscribers.remove(subscriber);
    }
  }

  void unsubscribe(Subscriber subscriber) {
    states.values().forEach(state -> state.subscribers.remove(subscriber));
  }

  /** Null when the chain after the cursor is not all there. */
  private static @Nullable List<Message> missed(State state, long after) {
    if (after == state.last) {
      return List.of();
    }
    List<Message> missed = new ArrayList<>();
    boolean found = false;
    for (Message message : state.history) {
      found |= message.previous == after;
      if (found) {
        missed.add(message);
      }
    }
    return found ? missed : null;
  }

  private State state(Channel channel) {
    return states.computeIfAbsent(channel, ignored -> new State());
  }

  private static ObjectNode head(
      Channel channel, String type, long sequence, long previous, long timeNs) {
    ObjectNode node = JsonWriter.object();
    describe(node, channel);
    node.put("type", type);
    node.put("sequence", Long.toString(sequence));
    node.put("previous", Long.toString(previous));
    node.put("timeNs", Long.toString(timeNs));
    return node;
  }

  static void describe(ObjectNode node, Channel channel) {
    switch (channel.kind) {
      case BOOK -> node.put("channel", "book").put("market", channel.id);
      case TRADES -> node.put("channel", "trades").put("market", channel.id);
      case MARKS -> node.put("channel", "marks").put("market", channel.id);
      case BATCHES -> node.put("channel", "batches");
      case ACCOUNT -> node.put("channel", "account").put("account", channel.id);
    }
  }
}
