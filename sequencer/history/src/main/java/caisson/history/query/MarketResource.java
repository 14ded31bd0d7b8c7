package caisson.history.query;

import caisson.history.query.Page.Before;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.hibernate.reactive.mutiny.Mutiny;

/** What happened in one market, newest first. */
@Path("/v1/markets/{market}")
public class MarketResource {
  @Inject Mutiny.SessionFactory sessions;

  @GET
  @Path("/trades")
  public Uni<Page<Trade>> trades(
      @PathParam("market") int market,
      @QueryParam("cursor") String cursor,
      @QueryParam("limit") @DefaultValue("" + Page.DEFAULT_LIMIT) int limit) {
    Before before = Before.parse(cursor);
    int rowsWanted = Page.limit(limit) + 1;
    return sessions
        .withSession(
            session ->
                session
                    .createQuery(
                        "from Trade where market = :market and (sequence < :sequence or (sequence ="
                            + " :sequence and eventIndex < :eventIndex))"
                            + " order by sequence desc, eventIndex desc",
                        Trade.class)
                    .setParameter("market", market)
                    .setParameter("sequence", before.sequence())
                    .setParameter("eventIndex", before.eventIndex())
                    .setMaxResults(rowsWanted)
                    .getResultList())
        .map(rows -> Page.of(rows, limit, row -> row.sequence + "-" + row.eventIndex));
  }

  /** The minute still running is included and grows. */
  @GET
  @Path("/candles")
  public Uni<Page<Candle>> candles(
      @PathParam("market") int market,
      @QueryParam("cursor") String cursor,
      @QueryParam("limit") @DefaultValue("" + Page.DEFAULT_LIMIT) int limit) {
    long before = Page.number(cursor);
    int rowsWanted = Page.limit(limit) + 1;
    return sessions
        .withSession(
            session ->
                session
                    .createQuery(
                        "from Candle where market = :market and minute < :before"
                            + " order by minute desc",
                        Candle.class)
                    .setParameter("market", market)
                    .setParameter("before", before)
                    .setMaxResults(rowsWanted)
                    .getResultList())
        .map(rows -> Page.of(rows, limit, row -> Long.toString(row.minute)));
  }
}
