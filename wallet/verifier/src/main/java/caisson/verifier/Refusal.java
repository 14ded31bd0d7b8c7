package caisson.verifier;

/** What was published does not hold. The reason is stable, the detail is for people. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public enum Reason {
    COMMIT_CALL,
    HEADER_FORM,
    HEADER_HASH,
    BATCH_NUMBER,
    PREVIOUS_HASH,
    SEQUENCE_GAP,
    TIME_BACKWARDS,
    SIGNATURE_FORM,
    SIGNER_UNKNOWN,
    SIGNER_ORDER,
    SIGNATURES_TOO_FEW,
    MARKS_FORM,
    MARK_ROOT,
    FLOWS_FORM,
    FLOWS_HASH,
    WITHDRAW_TOTALS,
    PAYLOAD_FORM,
    PAYLOAD_HASH,
    ASSET_UNBALANCED,
    MARKET_UNBALANCED,
    ACCOUNTED_HASH,
    LEAF,
    ROOT,
    SUMS,
    HEAD,
    PROOF,
    LOG_FORM,
    LOG_GAP,
    LOG_ROOT,
    EVENTS_DIFFER,
    USER_SIGNATURE,
    REPLAY_WINDOW,
    FORCED_QUEUE,
    FILL_ROOT,
    REPLAY_ROOT
  }

  private final Reason reason;

  public Refusal(Reason reason, String detail) {
    super(reason + ": " + detail);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  static void require(boolean holds, Reason reason, String detail) {
    if (!holds) {
      throw new Refusal(reason, detail);
    }
  }
}
