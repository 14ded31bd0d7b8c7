package caisson.bridge;

import caisson.chain.Hex;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Batches as sealed and as committed. */
@Path("/v1/batches")
public class BatchResource {
  @Inject Mutiny.SessionFactory sessions;

  /** The answer; bytes and hashes as hex, null what is not known yet. */
  public record BatchView(
      long no,
      long seqFrom,
      long seqTo,
      long ts,
      String state,
      String headerHash,
      String root,
      String header,
      String payload,
      String flows,
      String marks,
      int withdrawals,
      @Nullable String transactionHash,
      @Nullable Long blockNumber,
      @Nullable Long committedAt,
      @Nullable Long gasUsed) {}

  @GET
  @Path("/last")
  public Uni<BatchView> last() {
    return find("from BatchRow order by no desc limit 1", null);
  }

  /** The newest whose confirmation is in the log. */
  @GET
  @Path("/confirmed")
  public Uni<BatchView> confirmed() {
    return find(
        "from BatchRow where state = " + BatchState.CONFIRMED.code + " order by no desc limit 1",
        null);
  }

  @GET
  @Path("/{no}")
  public Uni<BatchView> batch(@PathParam("no") long no) {
    return find("from BatchRow where no = :no", no);
  }

  private Uni<BatchView> find(String query, @Nullable Long no) {
    return sessions.withSession(
        session -> {
          Mutiny.SelectionQuery<BatchRow> selection = session.createQuery(query, BatchRow.class);
          if (no != null) {
            selection.setParameter("no", no);
          }
          return selection
              .getSingleResultOrNull()
              .onItem()
              .ifNull()
              .failWith(() -> missing("no such batch"))
              .chain(
                  batch ->
                      session
                          .find(CommitmentRow.class, batch.no)
                          .map(commitment -> view(batch, commitment)));
        });
  }

  private static BatchView view(BatchRow batch, @Nullable CommitmentRow commitment) {
    return new BatchView(
        batch.no,
        batch.seqFrom,
        batch.seqTo,
        batch.ts,
        BatchState.of(batch.state).name(),
        batch.headerHash,
        batch.root,
        Hex.of(batch.header),
        Hex.of(batch.payload),
        Hex.of(batch.flows),
        Hex.of(batch.marks),
        batch.withdrawals,
        commitment == null ? batch.transactionHash : commitment.transactionHash,
        commitment == null ? null : commitment.block,
        commitment == null ? null : commitment.committedAt,
        batch.gasUsed);
  }

  static NotFoundException missing(String what) {
    return new NotFoundException(
        Response.status(Response.Status.NOT_FOUND)
            .type(MediaType.APPLICATION_JSON)
            .entity(Map.of("error", what))
            .build());
  }
}
