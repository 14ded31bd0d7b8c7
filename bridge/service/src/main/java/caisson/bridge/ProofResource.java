package caisson.bridge;

import caisson.chain.Hex;
import caisson.clearing.Batch;
import caisson.clearing.DoubleSumTree;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.hibernate.reactive.mutiny.Mutiny;

/** Leaves with their paths: the arguments of {@code ClearingHouse.verifyLeaf}. */
@Path("/v1/proofs")
public class ProofResource {
  @Inject Mutiny.SessionFactory sessions;
  @Inject Bridge bridge;

  /**
   * A proof at the last confirmed batch.
   *
   * @param leaf preimage, no bytes for the empty leaf
   * @param path 24 siblings of 64 bytes from the leaf up
   */
  public record ProofView(
      long batchNo,
      String headerHash,
      String header,
      long committedAt,
      int account,
      String leaf,
      String path,
      String marks) {}

  @GET
  @Path("/{account}")
  public Uni<ProofView> proof(@PathParam("account") int account) {
    if (account <= 0 || account >= 1 << DoubleSumTree.DEPTH) {
      throw BatchResource.missing("no such account");
    }
    LogState.Proof proof =
        bridge
            .log()
            .proof(account)
            .orElseThrow(() -> BatchResource.missing("no batch is confirmed yet"));
    Batch batch = proof.batch();
    return sessions
        .withSession(session -> session.find(CommitmentRow.class, batch.header().no()))
        .onItem()
        .ifNull()
        .failWith(() -> BatchResource.missing("commit of the batch not read yet"))
        .map(
            commitment ->
                new ProofView(
                    batch.header().no(),
                    Hex.of(batch.headerHash()),
                    Hex.of(batch.headerBytes()),
                    commitment.committedAt,
                    account,
                    Hex.of(proof.leaf().bytes()),
                    Hex.of(batch.leafProof(account)),
                    Hex.of(batch.window().marks().bytes())));
  }
}
