package caisson.bridge;

import io.vertx.mutiny.sqlclient.Row;

/**
 * A request of the chain's forced queue, in a final block.
 *
 * @param id asset or market
 * @param amount units or lots, unsigned
 * @param limitTicks unsigned
 */
record ForcedRequest(
    long no,
    long timeS,
    int kind,
    int account,
    int id,
    long amount,
    long limitTicks,
    String target) {
  static final String COLUMNS =
      "request_no, requested_at, kind, account, id, amount, limit_ticks, target";

  static ForcedRequest of(Row row) {
    return new ForcedRequest(
        row.getLong("request_no"),
        row.getLong("requested_at"),
        row.getInteger("kind"),
        row.getInteger("account"),
        row.getInteger("id"),
        row.getLong("amount"),
        row.getLong("limit_ticks"),
        row.getString("target"));
  }
}
