package caisson.engine.wire;

import caisson.engine.State;
import caisson.engine.liquidation.BackstopOffers;
import caisson.engine.liquidation.Distress;
import caisson.protocol.BackstopAuctionStateDecoder;
import caisson.protocol.BackstopAuctionStateEncoder;
import caisson.protocol.BackstopOfferStateDecoder;
import caisson.protocol.BackstopOfferStateEncoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.MessageHeaderEncoder;
import java.util.function.IntConsumer;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Standing offers by market, and accounts in auction, as records of a snapshot. */
final class BackstopRecord {
  private static final int ROWS = 1_000;

  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final MessageHeaderDecoder read = new MessageHeaderDecoder();
  private final BackstopOfferStateEncoder offerEncoder = new BackstopOfferStateEncoder();
  private final BackstopOfferStateDecoder offerDecoder = new BackstopOfferStateDecoder();
  private final BackstopAuctionStateEncoder auctionEncoder = new BackstopAuctionStateEncoder();
  private final BackstopAuctionStateDecoder auctionDecoder = new BackstopAuctionStateDecoder();

  /** Tells the length of each record's body. */
  void write(State state, MutableDirectBuffer buffer, IntConsumer emit) {
    BackstopOffers offers = state.backstops;
    for (int market = 1; market <= state.markets.count(); market++) {
      int count = offers.count(market);
      if (count == 0) {
        continue;
      }
      var rows =
          offerEncoder.wrapAndApplyHeader(buffer, 0, header).market(market).offersCount(count);
      for (int i = 0; i < count; i++) {
        rows.next()
            .account(state.accounts.idOf(offers.row(market, i)))
            .capacityLots(offers.capacity(market, i))
            .premiumPpm(offers.premiumPpm(market, i));
      }
      emit.accept(offerEncoder.encodedLength());
    }
    writeAuctions(state, buffer, emit);
  }

  /** A group holds 65,534 rows at most: records of up to a thousand accounts follow each other. */
  private void writeAuctions(State state, MutableDirectBuffer buffer, IntConsumer emit) {
    Distress distress = state.distress;
    int left = 0;
    for (int row = 0; row < state.accounts.rows(); row++) {
      left += distress.auctionNs(row) != 0 ? 1 : 0;
    }
    for (int row = 0; left > 0; ) {
      int count = Math.min(left, ROWS);
      var rows = auctionEncoder.wrapAndApplyHeader(buffer, 0, header).accountsCount(count);
      for (left -= count; count > 0; row++) {
        if (distress.auctionNs(row) != 0) {
          rows.next().account(state.accounts.idOf(row)).sinceNs(distress.auctionNs(row));
          count--;
        }
      }
      emit.accept(auctionEncoder.encodedLength());
    }
  }

  void read(State state, int template, DirectBuffer record, int offset) {
    if (template == BackstopOfferStateDecoder.TEMPLATE_ID) {
      offerDecoder.wrapAndApplyHeader(record, offset, read);
      int market = offerDecoder.market();
      for (var row : offerDecoder.offers()) {
        int account = state.accounts.rowOf(row.account());
        state.backstops.put(market, account, row.capacityLots(), row.premiumPpm());
      }
      return;
    }
    auctionDecoder.wrapAndApplyHeader(record, offset, read);
    for (var row : auctionDecoder.accounts()) {
      state.distress.auction(state.accounts.rowOf(row.account()), row.sinceNs());
    }
  }
}
