package caisson.history.query;

import caisson.history.query.Page.Before;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** What happened to one account, newest first. */
@Path("/v1/accounts/{account}")
public class AccountResource {
  private static final String BEFORE =
      " where account = :account and (sequence < :sequence or (sequence = :sequence and eventIndex <"
          + " :eventIndex)) order by sequence desc, eventIndex desc";

  @Inject Mutiny.SessionFactory sessions;

  @GET
  @Path("/fills")
  public Uni<Page<Fill>> fills(
      @PathParam("account") int account,
      @QueryParam("cursor") String cursor,
      @QueryParam("limit") @DefaultValue("" + Page.DEFAULT_LIMIT) int limit) {
    return page(Fill.class, account, cursor, limit)
        .map(rows -> Page.of(rows, limit, row -> row.sequence + "-" + row.eventIndex));
  }

  @GET
  @Path("/funding")
  public Uni<Page<FundingPayment>> funding(
      @PathParam("account") int account,
      @QueryParam("cursor") String cursor,
      @QueryParam("limit") @DefaultValue("" + Page.DEFAULT_LIMIT) int limit) {
    return page(FundingPayment.class, account, cursor, limit)
        .map(rows -> Page.of(rows, limit, row -> row.sequence + "-" + row.eventIndex));
  }

  @GET
  @Path("/orders")
  public Uni<Page<Order>> orders(
      @PathParam("account") int account,
      @QueryParam("cursor") String cursor,
      @QueryParam("limit") @DefaultValue("" + Page.DEFAULT_LIMIT) int limit) {
    long before = Page.number(cursor);
    int rowsWanted = Page.limit(limit) + 1;
    return sessions
        .withSession(
            session ->
                session
                    .createQuery(
                        "from Order where account = :account and orderId < :before"
                            + " order by orderId desc",
                        Order.class)
                    .setParameter("account", account)
                    .setParameter("before", before)
                    .setMaxResults(rowsWanted)
                    .getResultList())
        .map(rows -> Page.of(rows, limit, row -> Long.toString(row.orderId)));
  }

  private <T> Uni<List<T>> page(Class<T> entity, int account, String cursor, int limit) {
    Before before = Before.parse(cursor);
    int rowsWanted = Page.limit(limit) + 1;
    return sessions.withSession(
        session ->
            session
                .createQuery("from " + entity.getSimpleName() + BEFORE, entity)
                .setParameter("account", account)
                .setParameter("sequence", before.sequence())
                .setParameter("eventIndex", before.eventIndex())
                .setMaxResults(rowsWanted)
                .getResultList());
  }
}
