package caisson.clearing;

import java.util.List;

/**
 * A batch on its way to the clearing house: the arguments of {@code commit}, or of the calls that
 * leave a chunk there and of {@code commitStaged} after them.
 */
public record CommitCall(
    byte[] header,
    List<byte[]> chunks,
    boolean staged,
    byte[] flows,
    byte[] marks,
    byte[] signatures) {

  /** In one transaction. */
  public static CommitCall whole(
      byte[] header, byte[] payload, byte[] flows, byte[] marks, byte[] signatures) {
    List<byte[]> chunks = payload.length == 0 ? List.of() : List.of(payload);
    return new CommitCall(header, chunks, false, flows, marks, signatures);
  }
}
