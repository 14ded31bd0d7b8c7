package caisson.engine.wire;

import caisson.engine.State;
import caisson.engine.book.Book;
import caisson.engine.book.Orders;
import caisson.engine.depth.Depths;
import caisson.engine.risk.Parameters;
import caisson.protocol.DepthLimitStateDecoder;
import caisson.protocol.DepthLimitStateEncoder;
import caisson.protocol.DepthStateDecoder;
import caisson.protocol.DepthStateEncoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.SeenOrderStateDecoder;
import caisson.protocol.SeenOrderStateEncoder;
import java.util.function.IntConsumer;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Depth in a snapshot: limits, then averages, then the orders that a sample has met. */
final class DepthRecord {
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final MessageHeaderDecoder read = new MessageHeaderDecoder();
  private final DepthLimitStateEncoder limit = new DepthLimitStateEncoder();
  private final DepthStateEncoder depth = new DepthStateEncoder();
  private final SeenOrderStateEncoder seen = new SeenOrderStateEncoder();
  private final DepthLimitStateDecoder limitRead = new DepthLimitStateDecoder();
  private final DepthStateDecoder depthRead = new DepthStateDecoder();
  private final SeenOrderStateDecoder seenRead = new SeenOrderStateDecoder();

  /** Tells the length of each record's body. */
  void write(State state, MutableDirectBuffer buffer, IntConsumer emit) {
    Depths depths = state.depths;
    for (int factor = 1; factor <= Parameters.MAX_ID; factor++) {
      if (depths.limits(factor)) {
        limit
            .wrapAndApplyHeader(buffer, 0, header)
            .factor(factor)
            .floor(depths.floor[factor])
            .external(depths.external[factor]);
        emit.accept(limit.encodedLength());
      }
    }
    for (int market = 1; market <= state.markets.count(); market++) {
      if (depths.sampledNs[market] != 0) {
        depth
            .wrapAndApplyHeader(buffer, 0, header)
            .market(market)
            .sampledNs(depths.sampledNs[market])
            .hour(depths.hour[market])
            .sum(depths.sum[market])
            .hourMean(depths.hourMean[market])
            .dayMean(depths.dayMean[market]);
        emit.accept(depth.encodedLength());
      }
    }
    for (int market = 1; market <= state.markets.count(); market++) {
      writeSeen(state, market, true, buffer, emit);
      writeSeen(state, market, false, buffer, emit);
    }
  }

  private void writeSeen(
      State state, int market, boolean buy, MutableDirectBuffer buffer, IntConsumer emit) {
    Book book = state.books[market];
    // Without a sample of the market none of its orders was met.
    long ticks = state.depths.sampledNs[market] == 0 ? 0 : book.bestTicks(buy);
    for (; ticks != 0; ticks = book.nextTicks(buy, ticks)) {
      int slot = book.firstAt(buy, ticks);
      for (; slot != Orders.NONE; slot = book.nextInLevel(slot)) {
        if (state.orders.seen(slot)) {
          seen.wrapAndApplyHeader(buffer, 0, header).orderId(state.orders.id(slot));
          emit.accept(seen.encodedLength());
        }
      }
    }
  }

  void read(State state, int template, DirectBuffer record, int offset) {
    Depths depths = state.depths;
    switch (template) {
      case DepthLimitStateDecoder.TEMPLATE_ID -> {
        limitRead.wrapAndApplyHeader(record, offset, read);
        depths.floor[limitRead.factor()] = limitRead.floor();
        depths.external[limitRead.factor()] = limitRead.external();
      }
      case DepthStateDecoder.TEMPLATE_ID -> {
        depthRead.wrapAndApplyHeader(record, offset, read);
        int market = depthRead.market();
        depths.sampledNs[market] = depthRead.sampledNs();
        depths.hour[market] = depthRead.hour();
        depths.sum[market] = depthRead.sum();
        depths.hourMean[market] = depthRead.hourMean();
        depths.dayMean[market] = depthRead.dayMean();
      }
      default -> {
        seenRead.wrapAndApplyHeader(record, offset, read);
        state.orders.markSeen(state.orders.find(seenRead.orderId()));
      }
    }
  }
}
