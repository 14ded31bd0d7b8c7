package caisson.engine.wire;

import caisson.protocol.InterruptSessionDecoder;
import caisson.protocol.Interruption;
import caisson.protocol.MarketSession;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.ScheduleSessionDecoder;
import caisson.protocol.SetOffHoursDecoder;
import caisson.protocol.SetSessionsDecoder;
import org.agrona.DirectBuffer;

/** Commands of operators about sessions; their block is all there. */
final class SessionAdapter {
  private final SetSessionsDecoder setSessions = new SetSessionsDecoder();
  private final SetOffHoursDecoder setOffHours = new SetOffHoursDecoder();
  private final ScheduleSessionDecoder scheduleSession = new ScheduleSessionDecoder();
  private final InterruptSessionDecoder interruptSession = new InterruptSessionDecoder();
  private final SessionCommands commands;
  private final EventPublisher events;

  SessionAdapter(SessionCommands commands, EventPublisher events) {
    this.commands = commands;
    this.events = events;
  }

  /** 0 for a template that is none of these. */
  static int blockLengthOf(int template) {
    return switch (template) {
      case SetSessionsDecoder.TEMPLATE_ID -> SetSessionsDecoder.BLOCK_LENGTH;
      case SetOffHoursDecoder.TEMPLATE_ID -> SetOffHoursDecoder.BLOCK_LENGTH;
      case ScheduleSessionDecoder.TEMPLATE_ID -> ScheduleSessionDecoder.BLOCK_LENGTH;
      case InterruptSessionDecoder.TEMPLATE_ID -> InterruptSessionDecoder.BLOCK_LENGTH;
      default -> 0;
    };
  }

  void dispatch(
      int template, DirectBuffer buffer, int offset, int block, int version, long requestId) {
    int body = offset + MessageHeaderDecoder.ENCODED_LENGTH;
    switch (template) {
      case SetSessionsDecoder.TEMPLATE_ID -> {
        var c = setSessions.wrap(buffer, body, block, version);
        commands.setSessions(
            requestId,
            c.version(),
            c.market(),
            c.extendedBps(),
            c.overnightBps(),
            c.weekendBps(),
            c.windowBps(),
            c.haltBps());
      }
      case SetOffHoursDecoder.TEMPLATE_ID -> {
        var c = setOffHours.wrap(buffer, body, block, version);
        commands.setOffHours(requestId, c.version(), c.market(), c.overnightS(), c.weekendS());
      }
      case ScheduleSessionDecoder.TEMPLATE_ID -> {
        var c = scheduleSession.wrap(buffer, body, block, version);
        MarketSession session =
            switch (c.sessionRaw()) {
              case 0 -> MarketSession.REGULAR;
              case 1 -> MarketSession.EXTENDED;
              case 2 -> MarketSession.OVERNIGHT;
              case 3 -> MarketSession.WEEKEND;
              default -> MarketSession.NULL_VAL;
            };
        if (session == MarketSession.NULL_VAL || c.window() > 1) {
          events.rejected(requestId, 0, template, RejectReason.BAD_ENUM);
        } else {
          boolean window = c.window() == 1;
          commands.scheduleSession(requestId, c.version(), c.market(), session, window, c.atNs());
        }
      }
      case InterruptSessionDecoder.TEMPLATE_ID -> {
        var c = interruptSession.wrap(buffer, body, block, version);
        Interruption interruption =
            switch (c.interruptionRaw()) {
              case 0 -> Interruption.NONE;
              case 1 -> Interruption.HALT;
              case 2 -> Interruption.CORPORATE_ACTION;
              default -> Interruption.NULL_VAL;
            };
        if (interruption == Interruption.NULL_VAL) {
          events.rejected(requestId, 0, template, RejectReason.BAD_ENUM);
        } else {
          commands.interruptSession(requestId, c.version(), c.market(), interruption);
        }
      }
      default -> throw new IllegalStateException("template without a case: " + template);
    }
  }
}
