package caisson.simulator;

import caisson.simulator.Ledger.Market;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Who may sign for an account: its owner, and each agent with its scope, the nonces it has used and
 * what it has ordered on which day.
 */
final class AgentTwin {
  /** What an order of an agent is refused for, in the order of the checks. */
  enum Bound {
    MARKET,
    ORDER,
    DAY,
    PRICE,
    POSITION
  }

  /** An address. */
  record Key(long high, long middle, int low) {
    static Key read(DirectBuffer buffer, int offset) {
      return new Key(
          buffer.getLong(offset, ByteOrder.BIG_ENDIAN),
          buffer.getLong(offset + 8, ByteOrder.BIG_ENDIAN),
          buffer.getInt(offset + 16, ByteOrder.BIG_ENDIAN));
    }

    boolean none() {
      return high == 0 && middle == 0 && low == 0;
    }
  }

  static final class Agent {
    long expiryNs;
    long perDay;
    long perOrder;
    long markets;
    long maxPosition;
    long bandPpm;
    private final Map<Long, Long> orderedOn = new HashMap<>();
    private final Set<Long> nonces = new HashSet<>();
    private long highest = WINDOW - 1;

    boolean expired(long timeNs) {
      return timeNs >= expiryNs;
    }

    /** The owner has changed: nothing may be signed with it, ever. */
    void revoke() {
      expiryNs = 0;
    }

    boolean tooOld(long nonce) {
      return nonce <= highest - WINDOW;
    }

    boolean used(long nonce) {
      return nonces.contains(nonce);
    }

    void use(long nonce) {
      nonces.add(nonce);
      highest = Math.max(highest, nonce);
    }

    long left(long timeNs) {
      return perDay - orderedOn.getOrDefault(timeNs / DAY_NS, 0L);
    }

    void ordered(long timeNs, long notional) {
      orderedOn.merge(timeNs / DAY_NS, notional, Long::sum);
    }

    /** Of market 64 it is bit 0. */
    boolean named(Market market) {
      return (markets >> market.id % 64 & 1) == 1;
    }

    /** How far from the mark a limit may be. */
    long band(Market market) {
      return Exact.ppmDown(market.mark, bandPpm);
    }

    /**
     * What forbids an order, null when nothing does.
     *
     * @param spent notional of orders that came with it, before it
     * @param reach lots its side would hold after every order of that side, none when it reduces
     */
    @Nullable Bound forbids(
        Market market, long ticks, long lots, long reach, long spent, long timeNs) {
      if (!named(market)) {
        return Bound.MARKET;
      }
      long notional = Math.multiplyExact(lots * ticks, market.k);
      if (notional > perOrder) {
        return Bound.ORDER;
      }
      if (notional + spent > left(timeNs)) {
        return Bound.DAY;
      }
      boolean marked = !market.spot && market.mark != 0;
      if (marked && Math.abs(ticks - market.mark) > band(market)) {
        return Bound.PRICE;
      }
      var value = BigInteger.valueOf((marked ? market.mark : ticks) * market.k);
      boolean far =
          reach > 0
              && value
                      .multiply(BigInteger.valueOf(reach))
                      .compareTo(BigInteger.valueOf(maxPosition))
                  > 0;
      return far ? Bound.POSITION : null;
    }
  }

  private static final long DAY_NS = 86_400_000_000_000L;
  private static final long WINDOW = 64;

  private final Map<Integer, Key> owners = new HashMap<>();
  private final Map<Integer, Map<Key, Agent>> agents = new HashMap<>();

  void own(int account, Key owner) {
    owners.put(account, owner);
  }

  @Nullable Key owner(int account) {
    return owners.get(account);
  }

  /** Nothing that was signed for the old owner counts any more. */
  void rotate(int account, Key owner) {
    owners.put(account, owner);
    of(account).values().forEach(Agent::revoke);
  }

  boolean owns(int account, Key key) {
    return key.equals(owners.get(account));
  }

  @Nullable Agent find(int account, Key key) {
    return of(account).get(key);
  }

  void add(int account, Key key, Agent agent) {
    of(account).put(key, agent);
  }

  /** Keys of an account, those that ran out too. */
  Map<Key, Agent> of(int account) {
    return agents.computeIfAbsent(account, none -> new HashMap<>());
  }

  /** Keys of all accounts. */
  int count() {
    return agents.values().stream().mapToInt(Map::size).sum();
  }
}
