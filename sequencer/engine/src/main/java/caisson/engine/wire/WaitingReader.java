package caisson.engine.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import caisson.engine.State;
import caisson.engine.trigger.WaitingOrders;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.SwitchStateDecoder;
import caisson.protocol.TriggerStateDecoder;
import caisson.protocol.TwapStateDecoder;
import org.agrona.DirectBuffer;

/** Scheduled cancels, triggers and TWAPs from snapshot records. */
final class WaitingReader {
  private static final int HEADER = MessageHeaderDecoder.ENCODED_LENGTH;

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final SwitchStateDecoder switchState = new SwitchStateDecoder();
  private final TriggerStateDecoder triggerState = new TriggerStateDecoder();
  private final TwapStateDecoder twapState = new TwapStateDecoder();
  private final Submission order = new Submission();
  private final State state;

  WaitingReader(State state) {
    this.state = state;
  }

  void read(int template, DirectBuffer record, int offset) {
    if (template == SwitchStateDecoder.TEMPLATE_ID) {
      var row = switchState.wrapAndApplyHeader(record, offset, header);
      state.switches.set(state.accounts.rowOf(row.account()), row.atNs());
      return;
    }
    if (template == TwapStateDecoder.TEMPLATE_ID) {
      readTwap(record, offset);
      return;
    }
    var row = triggerState.wrapAndApplyHeader(record, offset, header);
    order.market = row.market();
    order.limitTicks = row.limitTicks();
    order.lots = row.lots();
    order.side = row.side();
    order.timeInForce = row.timeInForce();
    order.selfTrade = row.selfTrade();
    order.reduceOnly = row.reduceOnly() == 1;
    order.clientHigh = row.clientOrderId().high();
    order.clientLow = row.clientOrderId().low();
    int account = state.accounts.rowOf(row.account());
    int at = offset + HEADER + TriggerStateDecoder.agentEncodingOffset();
    int agent = agent(record, at, account);
    if (state.triggers.full()) {
      throw new IllegalStateException("snapshot holds more triggers than the pool");
    }
    state.triggers.add(
        row.triggerId(), account, agent, row.triggerTicks(), row.when(), row.group(), order);
  }

  private void readTwap(DirectBuffer record, int offset) {
    var row = twapState.wrapAndApplyHeader(record, offset, header);
    order.market = row.market();
    order.limitTicks = row.limitTicks();
    order.lots = row.remainingLots();
    order.side = row.side();
    order.selfTrade = row.selfTrade();
    order.reduceOnly = row.reduceOnly() == 1;
    order.clientHigh = row.clientOrderId().high();
    order.clientLow = row.clientOrderId().low();
    int account = state.accounts.rowOf(row.account());
    int at = offset + HEADER + TwapStateDecoder.agentEncodingOffset();
    if (state.twaps.full()) {
      throw new IllegalStateException("snapshot holds more twaps than the pool");
    }
    state.twaps.add(
        row.twapId(),
        account,
        agent(record, at, account),
        row.intervalNs(),
        row.slices(),
        row.slicesLeft(),
        row.nextNs(),
        order);
  }

  private int agent(DirectBuffer record, int at, int account) {
    long a = record.getLong(at, BIG_ENDIAN);
    long b = record.getLong(at + 8, BIG_ENDIAN);
    int c = record.getInt(at + 16, BIG_ENDIAN);
    boolean owner = (a | b | c) == 0;
    return owner ? WaitingOrders.OWNER_SIGNED : state.accounts.agents.find(account, a, b, c);
  }
}
