package caisson.bridge;

import caisson.clearing.LedgerAccount;
import caisson.clearing.Transfer;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes transfers: one journal row each, one update per touched balance. */
final class Ledger {
  // In this order by every writer, so that two of them never wait for each other crosswise.
  private static final Comparator<LedgerAccount> ORDER =
      Comparator.comparingInt(LedgerAccount::owner)
          .thenComparingInt(LedgerAccount::code)
          .thenComparingInt(LedgerAccount::asset);

  private static final String INSERT_JOURNAL =
      """
      insert into bridge.journal
        (id_high, id_low, debit_owner, debit_code, credit_owner, credit_code, asset, amount, rule)
      select * from unnest($1::bigint[], $2::bigint[], $3::int[], $4::int[], $5::int[], $6::int[],
        $7::int[], $8::bigint[], $9::int[])
      """;
  private static final String ADD_BALANCE =
      """
      insert into bridge.balance (owner, code, asset, debits, credits)
      select * from unnest($1::int[], $2::int[], $3::int[], $4::bigint[], $5::bigint[])
      on conflict (owner, code, asset) do update set
        debits = balance.debits + excluded.debits,
        credits = balance.credits + excluded.credits,
        version = balance.version + 1
      """;
  private static final String DIFFERENCES =
      """
      with moved as (
        select debit_owner as owner, debit_code as code, asset, amount as debit, 0::bigint as credit
          from bridge.journal
        union all
        select credit_owner, credit_code, asset, 0, amount from bridge.journal),
      folded as (
        select owner, code, asset, sum(debit) as debits, sum(credit) as credits
          from moved group by owner, code, asset)
      select count(*) as differences from folded f full join bridge.balance b using (owner, code, asset)
        where f.debits is distinct from b.debits or f.credits is distinct from b.credits
      """;

  private Ledger() {}

  static Uni<Void> post(SqlConnection connection, List<Transfer> transfers) {
    if (transfers.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(INSERT_JOURNAL)
        .execute(journalRows(transfers))
        .chain(() -> connection.preparedQuery(ADD_BALANCE).execute(balanceRows(transfers)))
        .replaceWithVoid();
  }

  /** Balances must be the fold of the journal; checked at every start. */
  static void verify(Database database) {
    long differences =
        database.query(DIFFERENCES, Tuple.tuple()).iterator().next().getLong("differences");
    if (differences != 0) {
      throw new BrokenInvariantException(
          "balances are not the sum of the journal: differing=" + differences);
    }
  }

  private static Tuple journalRows(List<Transfer> transfers) {
    int n = transfers.size();
    Long[] idHigh = new Long[n];
    Long[] idLow = new Long[n];
    Integer[] debitOwner = new Integer[n];
    Integer[] debitCode = new Integer[n];
    Integer[] creditOwner = new Integer[n];
    Integer[] creditCode = new Integer[n];
    Integer[] asset = new Integer[n];
    Long[] amount = new Long[n];
    Integer[] rule = new Integer[n];
    for (int i = 0; i < n; i++) {
      Transfer transfer = transfers.get(i);
      idHigh[i] = transfer.idHigh();
      idLow[i] = transfer.idLow();
      debitOwner[i] = transfer.debit().owner();
      debitCode[i] = transfer.debit().code();
      creditOwner[i] = transfer.credit().owner();
      creditCode[i] = transfer.credit().code();
      asset[i] = transfer.asset();
      amount[i] = transfer.amount();
      rule[i] = transfer.rule().code;
    }
    return Tuple.tuple()
        .addArrayOfLong(idHigh)
        .addArrayOfLong(idLow)
        .addArrayOfInteger(debitOwner)
        .addArrayOfInteger(debitCode)
        .addArrayOfInteger(creditOwner)
        .addArrayOfInteger(creditCode)
        .addArrayOfInteger(asset)
        .addArrayOfLong(amount)
        .addArrayOfInteger(rule);
  }

  private static Tuple balanceRows(List<Transfer> transfers) {
    Map<LedgerAccount, long[]> moved = new TreeMap<>(ORDER);
    for (Transfer transfer : transfers) {
      long[] debit = moved.computeIfAbsent(transfer.debit(), account -> new long[2]);
      debit[0] = Math.addExact(debit[0], transfer.amount());
      long[] credit = moved.computeIfAbsent(transfer.credit(), account -> new long[2]);
      credit[1] = Math.addExact(credit[1], transfer.amount());
    }
    int n = moved.size();
    Integer[] owner = new Integer[n];
    Integer[] code = new Integer[n];
    Integer[] asset = new Integer[n];
    Long[] debits = new Long[n];
    Long[] credits = new Long[n];
    int i = 0;
    for (var entry : moved.entrySet()) {
      owner[i] = entry.getKey().owner();
      code[i] = entry.getKey().code();
      asset[i] = entry.getKey().asset();
      debits[i] = entry.getValue()[0];
      credits[i] = entry.getValue()[1];
      i++;
    }
    return Tuple.tuple()
        .addArrayOfInteger(owner)
        .addArrayOfInteger(code)
        .addArrayOfInteger(asset)
        .addArrayOfLong(debits)
        .addArrayOfLong(credits);
  }
}
