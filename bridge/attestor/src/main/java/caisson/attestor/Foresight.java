package caisson.attestor;

import caisson.clearing.Batch;
import caisson.clearing.ChainState;
import caisson.clearing.CommitCall;
import caisson.clearing.CommitRules;
import caisson.clearing.Flow;
import caisson.clearing.SealedWindow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Whether the chain would take a batch, as far as the window before it tells. An encoder that
 * replay and proposer share may be wrong on both sides alike; the rules of a commit are not its.
 *
 * <p>Not judged here: signatures, the clock, the fund and the chain's own queue.
 */
final class Foresight {
  private static final byte[] NO_HASH = new byte[32];

  private Foresight() {}

  /** {@code previous} is empty before the first batch. */
  static Optional<Refusal> refusal(
      Optional<SealedWindow> previous, SealedWindow own, byte[] prevHash, Proposal proposal) {
    ChainState.Head head =
        previous
            .map(window -> head(window, prevHash))
            .orElse(new ChainState.Head(0, NO_HASH, 0, 0, 0, NO_HASH));
    ChainState chain =
        new ChainState(
            own.ts(),
            0,
            head,
            queue(own),
            Optional.empty(),
            books(previous, own),
            Optional.empty());
    List<byte[]> chunks = Batch.chunks(proposal.payload());
    byte[] marks = own.carriesMarks() ? proposal.marks().bytes() : new byte[0];
    CommitCall call =
        new CommitCall(
            proposal.header().bytes(),
            chunks,
            chunks.size() > 1,
            proposal.flows(),
            marks,
            new byte[0]);
    return CommitRules.broken(chain, call)
        .map(rule -> Refusal.difference("CHAIN_REFUSES", "rule=" + rule));
  }

  private static ChainState.Head head(SealedWindow window, byte[] hash) {
    return new ChainState.Head(
        window.no(),
        hash,
        window.ts(),
        window.seqTo(),
        window.log().forcedCount(),
        window.marks().root());
  }

  private static ChainState.ForcedQueue queue(SealedWindow own) {
    return new ChainState.ForcedQueue() {
      @Override
      public byte[] prefix(long count) {
        return own.log().forcedPrefix();
      }

      @Override
      public long deadlineS(long count) {
        return 0;
      }
    };
  }

  private static ChainState.Books books(Optional<SealedWindow> previous, SealedWindow own) {
    int assets = own.accounted().length;
    long[] accounted =
        Arrays.copyOf(previous.map(SealedWindow::accounted).orElse(new long[0]), assets);
    long depositsUpTo = previous.map(SealedWindow::depositsUpTo).orElse(0L);
    // Which deposits they were the window does not keep; their sum by asset it does.
    List<ChainState.Waiting> waiting = new ArrayList<>();
    for (Flow flow : own.flows()) {
      if (flow.depositsConsumed() > 0) {
        waiting.add(new ChainState.Waiting(flow.asset(), flow.depositsConsumed()));
      }
    }
    while (waiting.size() < own.depositsUpTo() - depositsUpTo) {
      waiting.add(new ChainState.Waiting(0, 0));
    }
    return new ChainState.Books(accounted, new long[assets], depositsUpTo, waiting);
  }
}
