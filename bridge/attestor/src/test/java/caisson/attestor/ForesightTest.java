package caisson.attestor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.clearing.Batch;
import caisson.clearing.Flow;
import caisson.clearing.SealedWindow;
import caisson.protocol.Side;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForesightTest {
  private static final byte[] NO_HASH = new byte[32];
  private static final long TICKS = 600_000;

  private final TestVenue venue = new TestVenue();

  @Test
  void shouldFindNothingInWhatTheChainTakes() {
    SealedWindow first = seal();
    byte[] prevHash = first.seal(NO_HASH, NO_HASH).headerHash();
    venue.order(0, Side.SELL, 9, TICKS).order(1, Side.BUY, 9, TICKS);
    SealedWindow second = seal();
    assertEquals(Optional.empty(), refusal(Optional.empty(), first, NO_HASH));
    assertEquals(Optional.empty(), refusal(Optional.of(first), second, prevHash));
  }

  @Test
  void shouldNameTheRuleThatTheChainWouldName() {
    SealedWindow first = seal();
    SealedWindow second = seal();
    byte[] prevHash = first.seal(NO_HASH, NO_HASH).headerHash();
    assertEquals(
        Optional.of("rule=WRONG_PREVIOUS"), refusal(Optional.of(first), second, NO_HASH, prevHash));
    assertEquals(Optional.of("rule=WRONG_NUMBER"), refusal(Optional.of(second), second, prevHash));
    List<Flow> more = List.of(new Flow(0, 1, 0, 0, 0));
    assertEquals(
        Optional.of("rule=DEPOSITS_UP_TO"), refusal(Optional.of(later(first)), second, prevHash));
    assertEquals(
        Optional.of("rule=ACCOUNTED_HASH_MISMATCH"),
        refusal(Optional.of(first), flowing(second, more), prevHash));
  }

  private SealedWindow seal() {
    venue.deposit(0, 10_000_000_000L).deposit(1, 10_000_000_000L).price(TICKS);
    return venue.seal().lastWindow();
  }

  /** The window as if it had taken a deposit more. */
  private static SealedWindow later(SealedWindow w) {
    return w.change().depositsUpTo(w.depositsUpTo() + 10).window();
  }

  private static SealedWindow flowing(SealedWindow w, List<Flow> flows) {
    return w.change().flows(flows).window();
  }

  private static Optional<String> refusal(
      Optional<SealedWindow> previous, SealedWindow own, byte[] prevHash) {
    return refusal(previous, own, prevHash, prevHash);
  }

  private static Optional<String> refusal(
      Optional<SealedWindow> previous, SealedWindow own, byte[] stated, byte[] prevHash) {
    Batch batch = own.seal(stated, NO_HASH);
    Proposal proposal = Proposal.parse(batch.proposalJson().getBytes(StandardCharsets.US_ASCII));
    return Foresight.refusal(previous, own, prevHash, proposal).map(Refusal::detail);
  }
}
