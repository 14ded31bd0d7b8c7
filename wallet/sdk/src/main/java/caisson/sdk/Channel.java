package caisson.sdk;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One subscription and its place in the channel's chain: every message names the one before it.
 * Confined to the stream's lock.
 */
final class Channel {
  enum Verdict {
    DELIVER,
    DUPLICATE,
    GAP
  }

  private static final long NONE = -1;

  private final String name;
  private final @Nullable Integer market;
  private final @Nullable Account account;
  private final Consumer<Json> reader;
  private long sequence = NONE;

  /** Whose private channel it is. The token logs on. */
  private record Account(int id, Supplier<String> token) {}

  private Channel(
      String name, @Nullable Integer market, @Nullable Account account, Consumer<Json> reader) {
    this.name = name;
    this.market = market;
    this.account = account;
    this.reader = reader;
  }

  static Channel ofVenue(String name, Consumer<Json> reader) {
    return new Channel(name, null, null, reader);
  }

  static Channel ofMarket(String name, int market, Consumer<Json> reader) {
    return new Channel(name, market, null, reader);
  }

  static Channel ofAccount(int account, Supplier<String> token, Consumer<Json> reader) {
    return new Channel("account", null, new Account(account, token), reader);
  }

  boolean carries(Json message) {
    return name.equals(message.text("channel"))
        && (market == null || market == message.integer("market"))
        && (account == null || account.id == message.integer("account"));
  }

  /**
   * Moves on when the message is the next one; a gap leaves the place where it was, to resume from.
   */
  Verdict accept(Json message) {
    long found = message.integer("sequence");
    if ("snapshot".equals(message.text("type"))) {
      sequence = found;
      return Verdict.DELIVER;
    }
    if (sequence != NONE && found <= sequence) {
      return Verdict.DUPLICATE;
    }
    if (sequence == NONE || message.integer("previous") != sequence) {
      return Verdict.GAP;
    }
    sequence = found;
    return Verdict.DELIVER;
  }

  /** The next subscription starts from a snapshot. */
  void forget() {
    sequence = NONE;
  }

  void deliver(Json message) {
    reader.accept(message);
  }

  /** May ask the gateway for a session: call it outside the socket's own thread. */
  Map<String, Object> subscribe(String id) {
    Map<String, Object> request = Json.object("op", "subscribe", "id", id, "channel", name);
    if (market != null) {
      request.put("market", market);
    }
    if (account != null) {
      request.put("account", account.id);
      request.put("token", account.token.get());
    }
    if (sequence != NONE) {
      request.put("after", Long.toString(sequence));
    }
    return request;
  }
}
