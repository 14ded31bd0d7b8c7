package caisson.scripts;

import caisson.engine.StateMachine;
import caisson.protocol.MarkAveragedDecoder;
import caisson.protocol.MarkComputedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.OffHoursMarkedDecoder;
import caisson.protocol.PublishPricesEncoder;
import caisson.protocol.RejectReason;
import caisson.protocol.StampDecoder;
import caisson.scripts.Answers.Answer;
import java.util.List;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** The engine with an operator before it, without a log between them. */
final class PlayedVenue {
  private static final long NS_PER_SECOND = 1_000_000_000L;

  final Answers answers = new Answers(Desk.OPERATOR);
  private final StateMachine engine = new StateMachine(this::onEvent);
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final StampDecoder stamp = new StampDecoder();
  private long timeNs = NS_PER_SECOND;
  private long round;

  /** What the last price round told of the mark at night, of its cap, and of itself. */
  String night = "";

  String cap = "";
  long markTicks;

  /** All lines must be well formed; what came of each. */
  List<RejectReason> operate(String text) {
    return OperatorCommand.all(OperatorCommand.lines(text.lines().toList()), answers.numbering())
        .stream()
        .map(command -> send(command).reason())
        .toList();
  }

  Answer send(OperatorCommand command) {
    apply(command.buffer(), command.length());
    return Objects.requireNonNull(answers.of(command), "no answer");
  }

  void pass(long seconds) {
    timeNs += seconds * NS_PER_SECOND;
  }

  long timeNs() {
    return timeNs;
  }

  void price(int market, long ticks) {
    night = "";
    cap = "";
    var buffer = new ExpandableArrayBuffer();
    var c = new PublishPricesEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    c.requestId(3L << 48 | ++round).round(round);
    c.pricesCount(1).next().market(market).indexTicks(ticks).externalTicks(ticks).splitVersion(0);
    c.assetPricesCount(0);
    apply(buffer, MessageHeaderEncoder.ENCODED_LENGTH + c.encodedLength());
  }

  private void apply(DirectBuffer buffer, int length) {
    timeNs += 1_000;
    engine.apply(timeNs, buffer, 0, length);
  }

  private void onEvent(DirectBuffer event, int offset, int length) {
    int template = header.wrap(event, offset).templateId();
    stamp.wrap(event, offset + MessageHeaderDecoder.ENCODED_LENGTH);
    switch (template) {
      case OffHoursMarkedDecoder.TEMPLATE_ID -> {
        var e = new OffHoursMarkedDecoder().wrapAndApplyHeader(event, offset, header);
        night =
            "close "
                + e.closeTicks()
                + " span "
                + e.spanS()
                + " gap "
                + e.gapBps()
                + " range "
                + e.lowTicks()
                + ".."
                + e.highTicks();
      }
      case MarkAveragedDecoder.TEMPLATE_ID -> {
        var e = new MarkAveragedDecoder().wrapAndApplyHeader(event, offset, header);
        cap = "average " + e.average() + " most " + e.mostTicks();
      }
      case MarkComputedDecoder.TEMPLATE_ID ->
          markTicks =
              new MarkComputedDecoder().wrapAndApplyHeader(event, offset, header).markTicks();
      default -> {}
    }
    answers.onEvent(
        stamp.sequence(), stamp.index(), stamp.last() != 0, template, event, offset, length);
  }
}
