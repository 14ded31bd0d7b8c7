package caisson.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.clearing.BrokenFold;
import caisson.clearing.MoveFold;
import caisson.clearing.Netting;
import caisson.clearing.Posting;
import caisson.engine.EventSink;
import caisson.engine.StateMachine;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.StampDecoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

/** What the engine says of any traffic becomes batches: the bridge has no other way on. */
class FoldTest {
  private static final int COMMANDS = 20_000;

  /** Every event in order, as the bridge reads them. */
  private static final class Bridge implements EventSink {
    private final Netting netting = new Netting();
    private final Posting posting = new Posting();
    private final MoveFold moves = new MoveFold();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final StampDecoder stamp = new StampDecoder();
    private int windows;

    @Override
    public void onEvent(DirectBuffer buffer, int offset, int length) {
      int template = header.wrap(buffer, offset).templateId();
      stamp.wrap(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH);
      boolean last = stamp.last() != 0;
      // A transfer that is none, as from an account to itself, throws.
      posting.onEvent(stamp.sequence(), stamp.index(), template, buffer, offset);
      moves.onEvent(buffer, offset);
      netting
          .onEvent(stamp.sequence(), stamp.index(), last, template, buffer, offset, length)
          .map(moves::seal)
          .ifPresent(window -> windows++);
    }
  }

  @Test
  void shouldFoldEverySeedIntoBatches() {
    int seeds = Tier.cases(20, 100, 500);
    var broken = new ArrayList<String>();
    int windows = 0;
    for (long seed = 1; seed <= seeds; seed++) {
      var bridge = new Bridge();
      var machine = new StateMachine(bridge, Run.LIMITS);
      var run =
          new Run(Run.LIMITS, (timeNs, buffer, length) -> machine.apply(timeNs, buffer, 0, length));
      var traffic = new Traffic(seed, run.ledger(), Run.USERS);
      try {
        traffic.opening().forEach(run::play);
        for (int i = 0; i < COMMANDS; i++) {
          run.play(traffic.next());
        }
      } catch (BrokenFold e) {
        broken.add("seed " + seed + " after " + run.commands() + ": " + e.getMessage());
      }
      windows += bridge.windows;
    }
    assertEquals(List.of(), broken);
    assertTrue(windows > seeds * 100, "windows=" + windows);
  }
}
