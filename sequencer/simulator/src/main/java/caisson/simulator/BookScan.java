package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.engine.StateMachine;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderStateDecoder;
import caisson.protocol.Side;
import caisson.simulator.Ledger.Order;

/** The resting orders of a snapshot are those of the events. */
final class BookScan {
  private BookScan() {}

  static void check(Ledger ledger, StateMachine machine) {
    var header = new MessageHeaderDecoder();
    var state = new OrderStateDecoder();
    int[] found = {0};
    machine.snapshot(
        (buffer, offset, length) -> {
          if (header.wrap(buffer, offset).templateId() != OrderStateDecoder.TEMPLATE_ID) {
            return;
          }
          state.wrapAndApplyHeader(buffer, offset, header);
          found[0]++;
          Order order = ledger.orders.get(state.orderId());
          boolean same =
              order != null
                  && order.market.id == state.market()
                  && order.account.id == state.account()
                  && order.ticks == state.limitTicks()
                  && order.lots == state.restingLots()
                  && order.buy == (state.side() == Side.BUY);
          unless(same, "book", "an order the events do not know so: " + state.orderId());
        });
    unlessEqual(ledger.orders.size(), found[0], "book", "orders of a snapshot");
  }
}
