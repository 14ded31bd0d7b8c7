package caisson.engine.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import caisson.engine.EventSink;
import caisson.engine.State;
import caisson.engine.account.Agents;
import caisson.engine.trigger.Triggers;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.SwitchStateEncoder;
import caisson.protocol.TriggerStateEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/** Scheduled cancels, then triggers, as snapshot records by account and id. */
final class WaitingWriter {
  private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;

  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final SwitchStateEncoder switchState = new SwitchStateEncoder();
  private final TriggerStateEncoder triggerState = new TriggerStateEncoder();
  private final Submission order = new Submission();
  private final UnsafeBuffer buffer =
      new UnsafeBuffer(new byte[HEADER + TriggerStateEncoder.BLOCK_LENGTH]);
  private final EventSink sink;

  WaitingWriter(EventSink sink) {
    this.sink = sink;
  }

  void write(State state) {
    for (int row = 0; row < state.accounts.rows(); row++) {
      long atNs = state.switches.atNs(row);
      if (atNs != 0) {
        switchState
            .wrapAndApplyHeader(buffer, 0, header)
            .account(state.accounts.idOf(row))
            .atNs(atNs);
        sink.onEvent(buffer, 0, HEADER + switchState.encodedLength());
      }
    }
    for (int row = 0; row < state.accounts.rows(); row++) {
      int entry = state.triggers.first(row);
      for (; entry != Triggers.NONE; entry = state.triggers.next(entry)) {
        write(state, entry);
      }
    }
  }

  private void write(State state, int entry) {
    Triggers triggers = state.triggers;
    Agents agents = state.accounts.agents;
    triggers.copyTo(order, entry);
    triggerState
        .wrapAndApplyHeader(buffer, 0, header)
        .account(state.accounts.idOf(triggers.row(entry)))
        .market(order.market)
        .triggerId(triggers.id(entry))
        .triggerTicks(triggers.triggerTicks(entry))
        .limitTicks(order.limitTicks)
        .lots(order.lots)
        .group(triggers.group(entry))
        .side(order.side)
        .timeInForce(order.timeInForce)
        .selfTrade(order.selfTrade)
        .reduceOnly((short) (order.reduceOnly ? 1 : 0))
        .when(triggers.when(entry));
    triggerState.clientOrderId().high(order.clientHigh).low(order.clientLow);
    int agent = triggers.agent(entry);
    boolean owner = agent < 0;
    int at = HEADER + TriggerStateEncoder.agentEncodingOffset();
    buffer.putLong(at, owner ? 0 : agents.addressA(agent), BIG_ENDIAN);
    buffer.putLong(at + 8, owner ? 0 : agents.addressB(agent), BIG_ENDIAN);
    buffer.putInt(at + 16, owner ? 0 : agents.addressC(agent), BIG_ENDIAN);
    sink.onEvent(buffer, 0, HEADER + triggerState.encodedLength());
  }
}
