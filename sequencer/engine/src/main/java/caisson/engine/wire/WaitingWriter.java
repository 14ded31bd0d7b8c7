package caisson.engine.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import caisson.engine.EventSink;
import caisson.engine.State;
import caisson.engine.account.Agents;
import caisson.engine.trigger.Triggers;
import caisson.engine.trigger.Twaps;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.SwitchStateEncoder;
import caisson.protocol.TriggerStateEncoder;
import caisson.protocol.TwapStateEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/** Scheduled cancels, triggers and TWAPs as snapshot records by account and id. */
final class WaitingWriter {
  private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;

  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final SwitchStateEncoder switchState = new SwitchStateEncoder();
  private final TriggerStateEncoder triggerState = new TriggerStateEncoder();
  private final TwapStateEncoder twapState = new TwapStateEncoder();
  private final Submission order = new Submission();
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
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
    for (int row = 0; row < state.accounts.rows(); row++) {
      int entry = state.twaps.first(row);
      for (; entry != Twaps.NONE; entry = state.twaps.next(entry)) {
        writeTwap(state, entry);
      }
    }
  }

  private void writeTwap(State state, int entry) {
    Twaps twaps = state.twaps;
    twaps.copyTo(order, entry);
    twapState
        .wrapAndApplyHeader(buffer, 0, header)
        .account(state.accounts.idOf(twaps.row(entry)))
        .market(order.market)
        .twapId(twaps.id(entry))
        .limitTicks(order.limitTicks)
        .remainingLots(order.lots)
        .intervalNs(twaps.intervalNs(entry))
        .nextNs(twaps.nextNs(entry))
        .slices(twaps.done(entry))
        .slicesLeft(twaps.left(entry))
        .side(order.side)
        .selfTrade(order.selfTrade)
        .reduceOnly((short) (order.reduceOnly ? 1 : 0));
    twapState.clientOrderId().high(order.clientHigh).low(order.clientLow);
    agent(state, HEADER + TwapStateEncoder.agentEncodingOffset(), twaps.agent(entry));
    sink.onEvent(buffer, 0, HEADER + twapState.encodedLength());
  }

  private void write(State state, int entry) {
    Triggers triggers = state.triggers;
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
    agent(state, HEADER + TriggerStateEncoder.agentEncodingOffset(), triggers.agent(entry));
    sink.onEvent(buffer, 0, HEADER + triggerState.encodedLength());
  }

  private void agent(State state, int at, int agent) {
    Agents agents = state.accounts.agents;
    boolean owner = agent < 0;
    buffer.putLong(at, owner ? 0 : agents.addressA(agent), BIG_ENDIAN);
    buffer.putLong(at + 8, owner ? 0 : agents.addressB(agent), BIG_ENDIAN);
    buffer.putInt(at + 16, owner ? 0 : agents.addressC(agent), BIG_ENDIAN);
  }
}
