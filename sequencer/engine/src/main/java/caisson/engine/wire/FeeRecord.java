package caisson.engine.wire;

import caisson.engine.EventSink;
import caisson.engine.State;
import caisson.engine.fee.FeeTiers;
import caisson.protocol.AccountFeesStateDecoder;
import caisson.protocol.AccountFeesStateEncoder;
import caisson.protocol.FeeTiersStateDecoder;
import caisson.protocol.FeeTiersStateEncoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.MessageHeaderEncoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Tiers, and what accounts have traded and owe their referrers, as records of a snapshot. */
final class FeeRecord {
  private static final int ROWS = 1_000;
  private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;

  private final FeeTiersStateEncoder tiersEncoder = new FeeTiersStateEncoder();
  private final FeeTiersStateDecoder tiersDecoder = new FeeTiersStateDecoder();
  private final AccountFeesStateEncoder accountsEncoder = new AccountFeesStateEncoder();
  private final AccountFeesStateDecoder accountsDecoder = new AccountFeesStateDecoder();

  int writeTiers(FeeTiers fees, MutableDirectBuffer buffer, MessageHeaderEncoder header) {
    tiersEncoder.wrapAndApplyHeader(buffer, 0, header);
    var rows = tiersEncoder.tiersCount(fees.count);
    for (int tier = 0; tier < fees.count; tier++) {
      rows.next()
          .minVolume(fees.minVolume[tier])
          .makerPpm(fees.makerPpm[tier])
          .takerPpm(fees.takerPpm[tier]);
    }
    return tiersEncoder.encodedLength();
  }

  void readTiers(FeeTiers fees, DirectBuffer record, int offset, MessageHeaderDecoder header) {
    tiersDecoder.wrapAndApplyHeader(record, offset, header);
    for (var tier : tiersDecoder.tiers()) {
      fees.minVolume[fees.count] = tier.minVolume();
      fees.makerPpm[fees.count] = tier.makerPpm();
      fees.takerPpm[fees.count++] = tier.takerPpm();
    }
  }

  /** Records of up to a thousand accounts that have anything to tell. */
  void writeAccounts(
      State state, MutableDirectBuffer buffer, MessageHeaderEncoder header, EventSink sink) {
    FeeTiers fees = state.fees;
    int left = 0;
    for (int row = 0; row < state.accounts.rows(); row++) {
      left += told(fees, row) ? 1 : 0;
    }
    for (int row = 0; left > 0; ) {
      int count = Math.min(left, ROWS);
      left -= count;
      accountsEncoder.wrapAndApplyHeader(buffer, 0, header);
      var rows = accountsEncoder.accountsCount(count);
      for (; count > 0; row++) {
        if (told(fees, row)) {
          rows.next()
              .account(state.accounts.idOf(row))
              .halfMonth(fees.halfMonth(row))
              .volumeNow(fees.volumeNow(row))
              .volumeBefore(fees.volumeBefore(row))
              .referrer(fees.referrer(row))
              .sharePpm(fees.sharePpm(row));
          count--;
        }
      }
      sink.onEvent(buffer, 0, HEADER + accountsEncoder.encodedLength());
    }
  }

  void readAccounts(State state, DirectBuffer record, int offset, MessageHeaderDecoder header) {
    accountsDecoder.wrapAndApplyHeader(record, offset, header);
    FeeTiers fees = state.fees;
    for (var account : accountsDecoder.accounts()) {
      int row = state.accounts.rowOf(account.account());
      fees.volumes(row, account.halfMonth(), account.volumeNow(), account.volumeBefore());
      fees.refer(row, account.referrer(), account.sharePpm());
    }
  }

  private static boolean told(FeeTiers fees, int row) {
    return fees.halfMonth(row) != 0 || fees.referrer(row) != 0;
  }
}
