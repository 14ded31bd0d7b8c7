package caisson.bridge;

import caisson.chain.Attempt;
import caisson.chain.Fees;
import caisson.chain.Outbox;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Signed transactions in the table {@code attempt}. */
final class PgOutbox implements Outbox {
  private final Database database;

  PgOutbox(Database database) {
    this.database = database;
  }

  @Override
  public List<Attempt> attempts(String request) {
    var attempts = new ArrayList<Attempt>();
    for (Row row :
        database.query(
            "select * from bridge.attempt where request = $1 order by number", Tuple.of(request))) {
      attempts.add(
          new Attempt(
              row.getString("request"),
              row.getInteger("number"),
              row.getLong("nonce"),
              row.getString("recipient"),
              row.getBuffer("data").getBytes(),
              row.getLong("gas_limit"),
              new Fees(
                  row.getBigDecimal("max_fee").toBigIntegerExact(),
                  row.getBigDecimal("priority_fee").toBigIntegerExact()),
              row.getBuffer("signed").getBytes(),
              row.getString("hash"),
              row.getLong("created_ms")));
    }
    return attempts;
  }

  @Override
  public OptionalLong highestNonce() {
    Long highest =
        database
            .query("select max(nonce) as highest from bridge.attempt", Tuple.tuple())
            .iterator()
            .next()
            .getLong("highest");
    return highest == null ? OptionalLong.empty() : OptionalLong.of(highest);
  }

  @Override
  public void record(Attempt attempt) {
    // A retry after a lost answer meets its own row.
    database.query(
        """
        insert into bridge.attempt (request, number, nonce, recipient, data, gas_limit, max_fee,
          priority_fee, signed, hash, created_ms)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (hash) do nothing
        """,
        Tuple.tuple()
            .addString(attempt.request())
            .addInteger(attempt.number())
            .addLong(attempt.nonce())
            .addString(attempt.to())
            .addBuffer(Buffer.buffer(attempt.data()))
            .addLong(attempt.gasLimit())
            .addBigDecimal(new BigDecimal(attempt.fees().maxFee()))
            .addBigDecimal(new BigDecimal(attempt.fees().priorityFee()))
            .addBuffer(Buffer.buffer(attempt.signed()))
            .addString(attempt.hash())
            .addLong(attempt.createdMs()));
  }
}
