package caisson.bridge;

import caisson.chain.Hex;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Payouts of an account with everything {@code ClearingHouse.pay} asks for. */
@Path("/v1/withdrawals")
public class WithdrawalResource {
  private static final int LIMIT = 500;
  private static final int FAST = 1;

  @Inject Mutiny.SessionFactory sessions;
  @Inject Bridge bridge;

  /**
   * One payout.
   *
   * @param state SEALED, then PAYABLE in a final batch, then PAID in a final block
   * @param payableAt seconds since the epoch from which the contract pays, null before PAYABLE
   * @param count withdrawals of the batch
   */
  public record WithdrawalView(
      long batchNo,
      int index,
      int account,
      int asset,
      long units,
      String destination,
      int lane,
      String state,
      int count,
      String path,
      String header,
      String flows,
      @Nullable Long committedAt,
      @Nullable Long payableAt,
      @Nullable String paidTransaction) {}

  /** Newest first. */
  @GET
  @Path("/{account}")
  public Uni<List<WithdrawalView>> withdrawals(@PathParam("account") int account) {
    return sessions
        .withSession(
            session ->
                session
                    .createSelectionQuery(
                        """
                        select w, b, c, p from WithdrawalRow w
                          join BatchRow b on b.no = w.batchNo
                          left join CommitmentRow c on c.batchNo = w.batchNo
                          left join PaymentRow p on p.batchNo = w.batchNo
                            and p.withdrawalIndex = w.withdrawalIndex
                        where w.account = :account
                        order by w.batchNo desc, w.withdrawalIndex desc
                        """,
                        Object[].class)
                    .setParameter("account", account)
                    .setMaxResults(LIMIT)
                    .getResultList())
        .map(rows -> rows.stream().map(this::view).toList());
  }

  private WithdrawalView view(Object[] row) {
    var withdrawal = (WithdrawalRow) row[0];
    var batch = (BatchRow) row[1];
    var commitment = (CommitmentRow) row[2];
    var payment = (PaymentRow) row[3];
    String state = payment != null ? "PAID" : commitment != null ? "PAYABLE" : "SEALED";
    Long committedAt = commitment == null ? null : commitment.committedAt;
    Long payableAt =
        committedAt == null ? null : committedAt + bridge.payoutDelayS(withdrawal.lane == FAST);
    return new WithdrawalView(
        withdrawal.batchNo,
        withdrawal.withdrawalIndex,
        withdrawal.account,
        withdrawal.asset,
        withdrawal.units,
        withdrawal.destination,
        withdrawal.lane,
        state,
        batch.withdrawals,
        Hex.of(withdrawal.path),
        Hex.of(batch.header),
        Hex.of(batch.flows),
        committedAt,
        payableAt,
        payment == null ? null : payment.transactionHash);
  }
}
