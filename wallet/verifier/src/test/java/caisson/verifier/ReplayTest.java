package caisson.verifier;

import static caisson.verifier.LocalVenue.A;
import static caisson.verifier.LocalVenue.B;
import static caisson.verifier.LocalVenue.PERPETUAL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.clearing.Batch;
import caisson.clearing.Move;
import caisson.protocol.Side;
import caisson.signing.Hex;
import caisson.verifier.Refusal.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
  private static final int FILL_ROOT = 13;

  @TempDir Path folder;

  private static Replay replay(LocalVenue venue) {
    List<Header> headers =
        venue.batches.stream().map(Batch::headerBytes).map(Header::decode).toList();
    return new Replay(headers, venue.domain);
  }

  private Refusal refuse(LocalVenue venue) throws IOException {
    venue.writeLog(folder);
    Replay replay = replay(venue);
    return assertThrows(
        Refusal.class,
        () -> {
          LogFolder.read(folder, venue.batches.size(), replay::onEvent);
          replay.end();
        });
  }

  @Test
  void shouldComeToEveryRootFromThePublishedLog() throws IOException {
    LocalVenue venue = RebuildTest.story();
    venue.writeLog(folder);
    Replay replay = replay(venue);
    LogFolder.read(folder, 3, replay::onEvent);
    replay.end();
    assertEquals(3, replay.windows());
    assertEquals(venue.batches.get(2).header().seqTo(), replay.sequence());
  }

  @Test
  void shouldRefuseAChangedByteOfTheLog() throws IOException {
    Set<Reason> seen = new TreeSet<>();
    LocalVenue story = RebuildTest.story();
    List<byte[]> events = story.log.get(2L);
    // Each try needs an engine of its own, so only some bytes of each event are changed.
    for (int number = 0; number < events.size(); number++) {
      byte[] event = events.get(number);
      for (int at = number; at < event.length; at += 61) {
        event[at] ^= 1;
        seen.add(refuse(story).reason());
        event[at] ^= 1;
      }
    }
    assertTrue(
        EnumSet.of(
                Reason.EVENTS_DIFFER,
                Reason.USER_SIGNATURE,
                Reason.LOG_GAP,
                Reason.LOG_FORM,
                Reason.LOG_ROOT)
            .containsAll(seen),
        seen.toString());
    assertTrue(seen.contains(Reason.EVENTS_DIFFER) && seen.contains(Reason.USER_SIGNATURE));
  }

  @Test
  void shouldRefuseALogThatIsTrueAndNotTheAttestedOne() throws IOException {
    LocalVenue attested = RebuildTest.story();
    LocalVenue other = new LocalVenue(attested.domain, 1_800_000_001L);
    other.seal();
    other.writeLog(folder);
    Replay replay = replay(attested);
    Refusal refusal = assertThrows(Refusal.class, () -> LogFolder.read(folder, 1, replay::onEvent));
    assertTrue(
        EnumSet.of(Reason.REPLAY_WINDOW, Reason.LOG_ROOT).contains(refusal.reason()),
        refusal.getMessage());
  }

  @Test
  void shouldRefuseAnOrderTheUserDidNotSign() throws IOException {
    LocalVenue venue = new LocalVenue(RebuildTest.story().domain, 1_800_000_000L);
    venue.register(A);
    venue.register(B);
    venue.deposit(A, 0, 20_000_000_000L);
    venue.price(600_000);
    venue.place(A, PERPETUAL, Side.BUY, 600_000, 10, venue.owners.get(B));
    venue.seal();
    assertEquals(Reason.USER_SIGNATURE, refuse(venue).reason());
  }

  @Test
  void shouldComeToTheFillRootOfABundleThatTrades() throws IOException {
    LocalVenue venue = funded();
    venue.bundle(A, PERPETUAL, Side.BUY, 5, 599_998, 599_999);
    venue.place(B, PERPETUAL, Side.SELL, 599_998, 7);
    venue.seal();
    assertComesToEveryRoot(venue);
    assertEquals(4, moves(venue, Move.TRADE));
  }

  /** A short of 14,000 that has lost most of its margin goes to the offer, which closes it. */
  @Test
  void shouldFollowAnAuctionUnderASignedOffer() throws IOException {
    LocalVenue venue = funded();
    venue.liquidates();
    venue.place(A, PERPETUAL, Side.SELL, 600_000, 14_000);
    venue.place(B, PERPETUAL, Side.BUY, 600_000, 14_000);
    venue.offer(B, 20_000, 0, venue.owners.get(B));
    venue.price(600_001);
    venue.price(645_000);
    venue.seal();
    assertComesToEveryRoot(venue);
    assertEquals(2, moves(venue, Move.ASSIGN));
  }

  @Test
  void shouldRefuseAnOfferTheUserDidNotSign() throws IOException {
    LocalVenue venue = funded();
    venue.offer(B, 20_000, 0, venue.owners.get(A));
    venue.seal();
    assertEquals(Reason.USER_SIGNATURE, refuse(venue).reason());
  }

  private static LocalVenue funded() {
    LocalVenue venue = new LocalVenue(RebuildTest.story().domain, 1_800_000_000L);
    venue.register(A);
    venue.register(B);
    venue.deposit(A, 0, 10_000_000_000L);
    venue.deposit(B, 0, 10_000_000_000L);
    venue.price(600_000);
    return venue;
  }

  private void assertComesToEveryRoot(LocalVenue venue) throws IOException {
    venue.writeLog(folder);
    Replay replay = replay(venue);
    LogFolder.read(folder, venue.batches.size(), replay::onEvent);
    replay.end();
    assertEquals(venue.batches.size(), replay.windows());
  }

  private static long moves(LocalVenue venue, int kind) {
    return venue.batches.stream()
        .flatMap(batch -> batch.window().fills().lists().stream())
        .flatMap(list -> list.moves().stream())
        .filter(move -> move.kind() == kind)
        .count();
  }

  @Test
  void shouldFollowTheForcedQueueAndRefuseAHeaderThatConsumesAnother() throws IOException {
    LocalVenue venue = RebuildTest.story();
    venue.forcedWithdrawal(A, 5_000_000, venue.owners.get(A).address());
    venue.forcedWithdrawal(999_999, 1, venue.owners.get(A).address());
    byte[] header = venue.seal().headerBytes();
    venue.writeLog(folder);
    Replay honest = replay(venue);
    LogFolder.read(folder, 4, honest::onEvent);
    assertEquals(4, honest.windows());
    assertEquals(2, Header.decode(header).forcedCount());
    for (int at : new int[] {32 * 16 + 31, 32 * 17}) {
      byte[] other = header.clone();
      other[at] ^= 1;
      Replay replay = new Replay(List.of(Header.decode(other)), venue.domain);
      Refusal refusal =
          assertThrows(Refusal.class, () -> LogFolder.read(folder, 4, replay::onEvent));
      assertEquals(Reason.FORCED_QUEUE, refusal.reason(), refusal.getMessage());
    }
  }

  @Test
  void shouldComeToEveryFillRootAndRefuseAnother() throws IOException {
    LocalVenue venue = RebuildTest.story();
    venue.writeLog(folder);
    for (Batch batch : venue.batches) {
      byte[] header = batch.headerBytes();
      header[32 * FILL_ROOT + 31] ^= 1;
      Replay replay = new Replay(List.of(Header.decode(header)), venue.domain);
      Refusal refusal =
          assertThrows(
              Refusal.class, () -> LogFolder.read(folder, venue.batches.size(), replay::onEvent));
      assertEquals(Reason.FILL_ROOT, refusal.reason(), refusal.getMessage());
      assertTrue(
          refusal.getMessage().contains(Hex.encode(batch.header().fillRoot())),
          refusal.getMessage());
    }
    assertTrue(
        venue.batches.stream()
            .flatMap(batch -> batch.window().fills().lists().stream())
            .flatMap(list -> list.moves().stream())
            .anyMatch(move -> move.kind() == Move.TRADE));
  }

  @Test
  void shouldRefuseALogThatIsCutShort() throws IOException {
    LocalVenue venue = RebuildTest.story();
    venue.writeLog(folder);
    Path file = folder.resolve("batch-000003.log");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    Replay replay = replay(venue);
    assertEquals(
        Reason.LOG_FORM,
        assertThrows(Refusal.class, () -> LogFolder.read(folder, 3, replay::onEvent)).reason());

    Files.delete(file);
    assertThrows(OutsideFailure.class, () -> LogFolder.read(folder, 3, replay(venue)::onEvent));
  }
}
