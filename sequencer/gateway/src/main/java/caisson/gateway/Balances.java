package caisson.gateway;

import caisson.protocol.MarketKind;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.SortedMap;

/** Units and positions: each change is also an event of the account. */
final class Balances {
  private final Tables tables;
  private final Change change;

  Balances(Tables tables, Change change) {
    this.tables = tables;
    this.change = change;
  }

  void setUnits(int id, int asset, long units) {
    tables.account(id).units.put(asset, units);
    ObjectNode node = change.event(id, "balance");
    node.put("asset", asset);
    node.put("units", Tables.listed(tables.assets, asset).grid().text(units));
  }

  void setPosition(Market market, int id, long position, long refCost) {
    if (market.listing.kind() == MarketKind.SPOT) {
      setUnits(id, market.listing.baseAsset(), position);
      return;
    }
    SortedMap<Integer, Account.Line> lines = tables.account(id).lines;
    if (position == 0) {
      lines.remove(market.listing.market());
    } else {
      Account.Line line = lines.computeIfAbsent(market.listing.market(), m -> new Account.Line());
      line.lots = position;
      line.refCost = refCost;
    }
    ObjectNode node = change.event(id, "position");
    node.put("market", market.listing.market());
    node.put("quantity", market.listing.quantity().text(position));
    node.put("refCost", JsonWriter.USD.text(refCost));
  }
}
