package caisson.gateway;

import caisson.protocol.AccountLevel;
import caisson.signing.Address;
import caisson.signing.AgentScope;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Balances, positions, keys and open orders of one account, as the last events left them. */
final class Account {
  static final class Line {
    long lots;
    long refCost;
  }

  final int id;
  Address owner = Address.ZERO;
  AccountLevel ownerLevel = AccountLevel.OPEN;
  AccountLevel venueLevel = AccountLevel.OPEN;
  final SortedMap<Integer, Long> units = new TreeMap<>();
  final SortedMap<Integer, Line> lines = new TreeMap<>();

  final Map<Address, AgentScope> agents = new LinkedHashMap<>();

  final Map<Long, Order> openOrders = new LinkedHashMap<>();

  /** Orders that wait for the mark, as they are shown, by id. */
  final Map<Long, ObjectNode> triggers = new LinkedHashMap<>();

  /** Running TWAPs, as they are shown, by id. */
  final Map<Long, ObjectNode> twaps = new LinkedHashMap<>();

  /** Standing offers to take what liquidation did not sell, as they are shown, by market. */
  final SortedMap<Integer, ObjectNode> backstopOffers = new TreeMap<>();

  /** When all orders leave, 0 when nothing is scheduled. */
  long cancelAtNs;

  Account(int id) {
    this.id = id;
  }

  long cash() {
    return units.getOrDefault(0, 0L);
  }

  /** What people see: the cash before entry cost. */
  long balance() {
    return cash() + lines.values().stream().mapToLong(line -> line.refCost).sum();
  }

  boolean isSigner(Address address) {
    return owner.equals(address) || agents.containsKey(address);
  }
}
